"""Where the sheet lies on the scan: from its codes to the corner marks to one transform, with its residual.

The corners of a QR alone put the far side of the page 0.4 mm off (p95 1.1 mm) when flat, and 6 mm as a perspective. So the
code only says where to look: the three finder squares of each code and the two corner marks are then located by their
pictures, up to eight points in all four corners, and those decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from scanner import geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ballots.layout import Box, Layout
    from scanner.geometry import Floats, Pixels
    from scanner.identify import FoundCode

# Sampling for the search of marks. Chosen, not measured against others; with them 300-dpi copies fit to 0.025 to 0.041 mm,
# 200-dpi scans to 0.09 and faxes of 150 dpi to 0.115 to 0.145 mm (all points, root mean square).
SEARCH_PX_PER_MM: Final = 6.0
COARSE_PX_PER_MM: Final = 2.5
# Likeness (normalised correlation) of a landmark, on 339 pages held back from tuning: finder squares .85 to .99 (.78 once on
# 51 more); corner marks .94 and more on flat scans, .74 on worn ones, .67 on photos (of 78 one in twenty under .8). The rest
# of a page comes up to .57 for the finder (.62 coarse) but to .84 (.87 coarse) for the solid square, because a filled box
# looks like it: only the narrow search around a guess and the fit below keep those out, not this number.
MIN_LIKENESS: Final = 0.66
MIN_LIKENESS_FAR: Final = 0.72
MIN_LIKENESS_CODE: Final = 0.6
# Chosen: points that fit worse than this after the first fit are not the mark (a staple, a stain, a neighbour letter).
MAX_POINT_ERROR_MM: Final = 0.7
# A perspective needs its better fit shown: on flat scans its two extra freedoms only follow noise. Chosen; with them 300 flat
# pages held back all stayed affine (faxes, too, whose residual goes up to .145 mm) and 39 photos all became perspective.
PERSPECTIVE_FROM_MM: Final = 0.12
PERSPECTIVE_GAIN: Final = 0.6
# The search around a guess, in mm: near after the guess of two codes, far after one code only. Chosen.
NEAR_MM: Final = 1.6
FAR_MM: Final = 9.0
WIDEST_MM: Final = 26.0
CODE_NEAR_MM: Final = 2.4


@dataclass(frozen=True)
class Registration:
    """A sheet placed on its scan.

    transform: millimetres to pixels. residual_mm: root mean square error of the points that decided. kind: affine or
    perspective. quarter_turns: how often the scan must be turned clockwise to stand upright.
    """

    transform: Floats
    residual_mm: float
    kind: str
    points: int
    corners: int
    quarter_turns: int


@dataclass(frozen=True)
class _Landmark:
    corner: int  # 0 top left, clockwise
    at_mm: tuple[float, float]
    picture: str
    size_mm: float
    modules: int = 0


def register(grey: Pixels, codes: Sequence[FoundCode], layout: Layout) -> Registration | None:
    """Place the sheet by its codes and marks; None where fewer than three points in two corners are found.

    grey: uint8 (h, w); codes: those of this page, each once.
    """
    placed = _place_codes(grey.shape, codes, layout)
    if placed is None:
        return None
    guess, known, modules = placed
    landmarks = _landmarks(layout, modules)
    both = len(known) > 1
    found = _locate(grey, guess, landmarks, NEAR_MM) if both else _spread_out(grey, guess, landmarks, known[0])
    if len(found) < 3:
        return None
    found += _look_again(grey, found, landmarks)
    return _fit(guess, found)


def _place_codes(
    shape: tuple[int, ...], codes: Sequence[FoundCode], layout: Layout
) -> tuple[Floats, list[int], int] | None:
    """A first transform, and which of the two codes it rests on."""
    by_place: dict[int, FoundCode] = {}
    for code in codes:
        by_place.setdefault(_which(shape, code, layout), code)
    if not by_place:
        return None
    modules = next(iter(by_place.values())).modules
    if len(by_place) == 1:
        place, code = next(iter(by_place.items()))
        return geometry.fit_affine(_corners_mm(layout.qr_mm[place]), code.corners_px), [place], modules
    points_mm = np.vstack([_corners_mm(layout.qr_mm[place]) for place in by_place])
    points_px = np.vstack([code.corners_px for code in by_place.values()])
    guess = geometry.fit_affine(points_mm, points_px)
    error = np.abs(geometry.to_px(guess, points_mm) - points_px).max() / geometry.px_per_mm(guess)
    if error > 1.0:  # a photo: eight corners of two codes carry a perspective well enough to look from
        perspective = geometry.fit_homography(points_mm, points_px)
        guess = guess if perspective is None else perspective
    return guess, sorted(by_place), modules


def _which(shape: tuple[int, ...], code: FoundCode, layout: Layout) -> int:
    """Which of the page's two places this code stands in: the one that puts the sheet's middle nearer the scan's."""
    height, width = shape[:2]
    middle = np.array([[layout.page_size_mm[0] / 2, layout.page_size_mm[1] / 2]])
    distances = []
    for box in layout.qr_mm:
        guess = geometry.fit_similarity(_corners_mm(box), code.corners_px)
        distances.append(float(np.hypot(*(geometry.to_px(guess, middle)[0] - (width / 2, height / 2)))))
    return int(np.argmin(distances))


def _corners_mm(box: Box) -> Floats:
    x, y, w, h = box
    return np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]])


def _landmarks(layout: Layout, modules: int) -> list[_Landmark]:
    """The three finder squares of each code and the two corner marks."""
    landmarks = []
    for corner, (x, y, side, _) in zip((0, 2), layout.qr_mm, strict=True):
        module = side / modules
        near, far = 3.5 * module, side - 3.5 * module
        landmarks += [
            _Landmark(corner, (x + dx, y + dy), "finder", 7 * module, modules)
            for dx, dy in ((near, near), (far, near), (near, far))
        ]
    for corner, name in ((1, "top_right"), (3, "bottom_left")):
        x, y, w, h = layout.marks_mm[name]
        landmarks.append(_Landmark(corner, (x + w / 2, y + h / 2), name, w))
    return landmarks


@lru_cache(maxsize=32)
def _picture(kind: str, size_mm: float, per_mm: float) -> Pixels:
    """The ideal picture of a landmark with white around it, drawn fine and shrunk."""
    fine = 8
    border = 0.55 if kind == "finder" else 1.6  # a finder square has 0.68 mm of white before the data begin
    side = 2 * round((size_mm / 2 + border) * per_mm) + 1
    axis = (np.arange(side * fine) + 0.5) / (fine * per_mm) - side / (2 * per_mm)
    reach = np.maximum(np.abs(axis)[:, None], np.abs(axis)[None, :])
    if kind == "finder":
        module = size_mm / 7
        dark = (reach < 1.5 * module) | ((reach > 2.5 * module) & (reach < 3.5 * module))
    else:
        dark = reach < size_mm / 2
        if kind == "bottom_left":
            dark &= reach > 1.0
    canvas = np.where(dark, 20, 235).astype(np.uint8)
    small = cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.8), np.uint8)


@dataclass(frozen=True)
class _Point:
    landmark: _Landmark
    at_px: tuple[float, float]
    likeness: float


def _locate(grey: Pixels, guess: Floats, landmarks: Sequence[_Landmark], search_mm: float) -> list[_Point]:
    """The landmarks that are seen within `search_mm` of where the guess puts them."""
    points = []
    for landmark in landmarks:
        point = _find(grey, guess, landmark, search_mm)
        if point is not None:
            points.append(point)
    return points


def _find(grey: Pixels, guess: Floats, landmark: _Landmark, search_mm: float) -> _Point | None:
    centre = np.array(landmark.at_mm)
    least = MIN_LIKENESS
    if search_mm > 2.5:  # first roughly, over a wide field
        offset, likeness = _match(grey, guess, landmark, centre, search_mm=search_mm, per_mm=COARSE_PX_PER_MM)
        if likeness < MIN_LIKENESS_FAR:
            return None
        centre, search_mm = centre + offset, 1.0
    offset, likeness = _match(grey, guess, landmark, centre, search_mm=search_mm, per_mm=SEARCH_PX_PER_MM)
    if likeness < least:
        return None
    x, y = geometry.to_px(guess, (centre + offset)[None, :])[0]
    return _Point(landmark, (float(x), float(y)), likeness)


def _match(
    grey: Pixels, guess: Floats, landmark: _Landmark, centre: Floats, *, search_mm: float, per_mm: float
) -> tuple[Floats, float]:
    """Offset in mm from `centre` of the best likeness, to a part of a pixel, and the likeness."""
    picture = _picture(landmark.picture, landmark.size_mm, per_mm)
    half = picture.shape[0] // 2 / per_mm + search_mm
    patch = geometry.sample(grey, guess, centre[None, :], half, per_mm=per_mm)[0]
    field: Floats = np.asarray(cv2.matchTemplate(patch, picture, cv2.TM_CCOEFF_NORMED), np.float64)
    _, likeness, _, (x, y) = cv2.minMaxLoc(field)
    if not np.isfinite(likeness):
        return np.zeros(2), 0.0
    middle = (field.shape[0] - 1) / 2
    offset = np.array([_peak(field[y, :], x) - middle, _peak(field[:, x], y) - middle]) / per_mm
    return offset, float(likeness)


def _peak(values: Floats, at: int) -> float:
    """The top of the parabola through a maximum and its neighbours."""
    if not 0 < at < len(values) - 1:
        return float(at)
    before, top, after = float(values[at - 1]), float(values[at]), float(values[at + 1])
    bend = before - 2 * top + after
    return at + (0.5 * (before - after) / bend if bend < -1e-9 else 0.0)


def _spread_out(grey: Pixels, guess: Floats, landmarks: list[_Landmark], place: int) -> list[_Point]:
    """From one code to the rest of the page: its own squares, the two neighbour corners, then the far one."""
    home = 0 if place == 0 else 2
    found = _locate(grey, guess, [mark for mark in landmarks if mark.corner == home], NEAR_MM)
    if len(found) < 2:
        return found
    own_mm = np.array([point.landmark.at_mm for point in found])
    own_px = np.array([point.at_px for point in found])
    guess = geometry.fit_affine(own_mm, own_px) if len(found) == 3 else geometry.fit_similarity(own_mm, own_px)
    found += _locate_marks(grey, guess, landmarks)
    if len(found) >= 3:
        guess = geometry.fit_affine(
            np.array([point.landmark.at_mm for point in found]), np.array([point.at_px for point in found])
        )
    return found + _locate_code(grey, guess, [mark for mark in landmarks if mark.corner == 2 - home])


def _locate_marks(grey: Pixels, guess: Floats, landmarks: Sequence[_Landmark]) -> list[_Point]:
    """The corner marks, farther and farther from the guess."""
    points = []
    for mark in landmarks:
        if mark.picture != "finder":
            point = _find(grey, guess, mark, FAR_MM) or _find(grey, guess, mark, WIDEST_MM)
            points += [point] if point is not None else []
    return points


def _locate_code(grey: Pixels, guess: Floats, finders: list[_Landmark]) -> list[_Point]:
    """The far code by its three finder squares together: one alone is easily taken for another."""
    per_mm, middle = COARSE_PX_PER_MM, np.mean([mark.at_mm for mark in finders], axis=0)
    picture = _picture("finder", finders[0].size_mm, per_mm)
    steps = [np.round((np.array(mark.at_mm) - middle) * per_mm).astype(int) for mark in finders]
    most = max(int(np.abs(step).max()) for step in steps)
    half = picture.shape[0] // 2 / per_mm + WIDEST_MM + most / per_mm
    patch = geometry.sample(grey, guess, middle[None, :], half, per_mm=per_mm)[0]
    plain = cv2.matchTemplate(patch, picture, cv2.TM_CCOEFF_NORMED)
    # the far side of a photo is up to a tenth smaller or larger: 2 mm over the code
    field = np.asarray(cv2.dilate(plain, np.ones((2 * round(1.4 * per_mm) + 1,) * 2, np.uint8)), np.float64)
    side = field.shape[0] - 2 * most
    parts = [field[most + dy : most + dy + side, most + dx : most + dx + side] for dx, dy in steps]
    together = np.mean(parts, axis=0)
    y, x = np.unravel_index(int(np.argmax(together)), (side, side))
    if together[y, x] < MIN_LIKENESS_CODE:
        return []
    moved = (np.array([x, y]) - (side - 1) / 2) / per_mm
    shift = np.array([[1, 0, moved[0]], [0, 1, moved[1]], [0, 0, 1.0]])
    return _locate(grey, guess @ shift, finders, CODE_NEAR_MM)


def _look_again(grey: Pixels, found: list[_Point], landmarks: list[_Landmark]) -> list[_Point]:
    """What the guess missed, looked for from what was found: a photo pulls the other corners 10 mm aside."""
    new: list[_Point] = []
    for again in range(2):
        have = [*found, *new]
        names = {(point.landmark.corner, point.landmark.at_mm) for point in have}
        missing = [mark for mark in landmarks if (mark.corner, mark.at_mm) not in names]
        if not missing:
            break
        points_mm = np.array([point.landmark.at_mm for point in have])
        points_px = np.array([point.at_px for point in have])
        if _corners_of(have) == 4:
            guess = geometry.fit_homography(points_mm, points_px)
            new += [] if guess is None else _locate(grey, guess, missing, NEAR_MM)
            break
        if again == 0:
            new += _locate_marks(grey, geometry.fit_affine(points_mm, points_px), missing)
    return new


def _fit(guess: Floats, found: list[_Point]) -> Registration | None:
    """The transform of the points that agree: affine where it is enough, perspective where that is plainly better."""
    scale = geometry.px_per_mm(guess)
    transform, kept, errors = _agreeing(found, scale, perspective=False)
    kind = "affine"
    # one point that disagrees with a flat sheet is a false mark; in a photo several do
    flat = _rms(errors) <= PERSPECTIVE_FROM_MM and len(kept) >= max(6, len(found) - 1)
    if not flat and len(found) >= 5 and _corners_of(found) >= 4:
        other, other_kept, other_errors = _agreeing(found, scale, perspective=True)
        more, as_many = len(other_kept) > len(kept), len(other_kept) == len(kept)
        if other is not None and (more or (as_many and _rms(other_errors) < PERSPECTIVE_GAIN * _rms(errors))):
            transform, kept, errors, kind = other, other_kept, other_errors, "perspective"
    if transform is None or len(kept) < 3 or _corners_of(kept) < 2:
        return None
    right = geometry.to_px(transform, np.array([[60.0, 148.5], [150.0, 148.5]]))
    angle = np.degrees(np.arctan2(right[1, 1] - right[0, 1], right[1, 0] - right[0, 0]))
    return Registration(transform, _rms(errors), kind, len(kept), _corners_of(kept), int(-round(angle / 90)) % 4)


def _agreeing(found: list[_Point], scale: float, *, perspective: bool) -> tuple[Floats | None, list[_Point], Floats]:
    """Fit, leave out the worst point while it disagrees, fit again."""
    kept = list(found)
    least = 5 if perspective else 4
    while True:
        points_mm = np.array([point.landmark.at_mm for point in kept])
        points_px = np.array([point.at_px for point in kept])
        transform = (
            geometry.fit_homography(points_mm, points_px) if perspective else geometry.fit_affine(points_mm, points_px)
        )
        if transform is None:
            return None, kept, np.array([np.inf])
        errors = np.hypot(*(geometry.to_px(transform, points_mm) - points_px).T) / scale
        if errors.max() <= MAX_POINT_ERROR_MM or len(kept) <= least:
            return transform, kept, np.asarray(errors, np.float64)
        del kept[_worst(kept, scale, perspective)]


def _worst(kept: list[_Point], scale: float, perspective: bool) -> int:
    """The point without which the others agree best."""
    sums = []
    for left_out in range(len(kept)):
        others = [point for i, point in enumerate(kept) if i != left_out]
        points_mm = np.array([point.landmark.at_mm for point in others])
        points_px = np.array([point.at_px for point in others])
        transform = (
            geometry.fit_homography(points_mm, points_px) if perspective else geometry.fit_affine(points_mm, points_px)
        )
        sums.append(
            np.inf if transform is None else float(np.square(geometry.to_px(transform, points_mm) - points_px).sum())
        )
    return int(np.argmin(sums))


def _rms(errors: Floats) -> float:
    return float(np.sqrt(np.mean(np.square(errors))))


def _corners_of(points: list[_Point]) -> int:
    return len({point.landmark.corner for point in points})
