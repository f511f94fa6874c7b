"""Lines that cross the whole sheet and are nobody's ink: streaks of dirty glass, and folds.

A line found here is left out where ink is counted; a box it crosses is still judged by the rest of its inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from scanner import geometry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scanner.geometry import Floats, Pixels

    Bools = NDArray[np.bool_]

# A streak darkens a pixel column over the whole height (in the test set by 20 to 70 %), text only where letters stand. Chosen
# on streaks drawn over printed pages; what it costs is held by the tests of rows of letters and printed rules.
STREAK_STRENGTH: Final = 0.05
STREAK_SHARE: Final = 0.6
# Sampling across the page: in the printed part a sample every 5 mm, in the empty margins every mm; 5 px a millimetre along
# them is one sample for a line of 0.2 mm. Chosen.
STEP_MM: Final = 5.0
MARGIN_MM: Final = 12.0
FOLD_PER_MM: Final = 5.0
# Folds looked for: straight, at most 1.4 degrees from the edge of the sheet; on a curled sheet sagging by up to 1.4 mm. Chosen.
FOLD_SLOPES: Final = np.linspace(-0.024, 0.024, 17)
SAGS_MM: Final = (0.0, -1.4, -0.7, 0.7, 1.4)
FOLD_STRENGTH: Final = 0.06
# Of its samples. Chosen: a row of letters may be dark in many of them, but never in a margin, and both are asked for. One
# margin will do: with both asked for, thick folds on scans with a side cut off were read as marks in two boxes.
FOLD_SHARE: Final = 0.8
FOLD_MARGIN_SHARE: Final = 0.7
# A sheet has a few folds; a page of noise had 6,700 candidates and took five seconds.
MOST_CANDIDATES: Final = 80


@dataclass(frozen=True)
class Crossing:
    """A line on paper, nearly across or nearly down it.

    curve: across the sheet y = c0 + c1 x + c2 x^2 in mm, down it x by y; half_mm: half its width.
    """

    across: bool
    curve: tuple[float, float, float]
    half_mm: float

    def distance_mm(self, points_mm: Floats) -> Floats:
        """Distance of points (..., 2) from the line, without sign."""
        along, deep = (points_mm[..., 0], points_mm[..., 1]) if self.across else (points_mm[..., 1], points_mm[..., 0])
        c0, c1, c2 = self.curve
        return np.asarray(np.abs(deep - (c0 + along * (c1 + along * c2))) / np.hypot(1.0, c1), np.float64)


def find_lines(
    grey: Pixels, transform: Floats, black: float, page_mm: tuple[float, float], *, curled: bool
) -> list[Crossing]:
    """Streaks along the scan's own columns and rows, and folds across the sheet.

    grey: uint8 (h, w); black: print against paper in grey levels; curled: look for folds that sag, too.
    """
    streaks = [*_streaks(grey, transform, black, upright=True), *_streaks(grey, transform, black, upright=False)]
    return streaks + _folds(grey, transform, black, page_mm, SAGS_MM if curled else SAGS_MM[:1])


def _streaks(grey: Pixels, transform: Floats, black: float, *, upright: bool) -> list[Crossing]:
    """Columns (or rows) of the scan that are dark nearly all the way."""
    scale = geometry.px_per_mm(transform)
    length = grey.shape[0] if upright else grey.shape[1]
    step = max(1, length // 160)
    lines = grey[step // 2 :: step, :] if upright else grey[:, step // 2 :: step].T
    edge = max(3, len(lines) // 25)  # printed rules stop before the margins, a streak does not
    least = max(8.0, STREAK_STRENGTH * black)
    in_margins = _dark_share(np.vstack([lines[:edge], lines[-edge:]]), scale, least)
    if not (in_margins > STREAK_SHARE).any():
        return []
    share = np.minimum(_dark_share(np.ascontiguousarray(lines), scale, least), in_margins)
    back = np.linalg.inv(transform)
    found = []
    for start, stop in _runs(share > STREAK_SHARE):
        if (stop - start) / scale > 1.2:
            continue
        middle = (start + stop - 1) / 2
        ends = np.array([[middle, 0.0], [middle, length - 1.0]])
        a, b = geometry.to_px(np.asarray(back, np.float64), ends if upright else ends[:, ::-1])
        across = bool(abs(b[0] - a[0]) > abs(b[1] - a[1]))
        (u, v), (w, z) = (a, b) if across else (a[::-1], b[::-1])
        slope = (z - v) / (w - u)
        found.append(Crossing(across, (float(v - slope * u), float(slope), 0.0), (stop - start) / 2 / scale + 0.18))
    return found


def _dark_share(lines: Pixels, scale: float, least: float) -> Floats:
    """Of each column the share of lines in which it is darker than what stands to its sides."""
    kernel = np.ones((1, 2 * round(0.6 * scale) + 1), np.uint8)
    drop = cv2.morphologyEx(lines, cv2.MORPH_BLACKHAT, kernel)
    dark = np.asarray(drop > int(least), np.uint8)
    return np.asarray(cv2.reduce(dark, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0] / len(lines), np.float64)


def _folds(
    grey: Pixels, transform: Floats, black: float, page_mm: tuple[float, float], sags_mm: tuple[float, ...]
) -> list[Crossing]:
    """Nearly straight dark lines from edge to edge of the sheet, across and down."""
    found = []
    for across in (True, False):
        length, depth = page_mm if across else page_mm[::-1]
        margins = np.arange(3.5, MARGIN_MM, 1.0)
        inner = np.arange(MARGIN_MM + 2, length - MARGIN_MM - 1, STEP_MM)
        deep = np.arange(4.0, depth - 4.0, 1 / FOLD_PER_MM)
        edges = _relief(grey, transform, np.concatenate([margins, length - margins[::-1]]), deep, across)
        depths = np.cumsum(np.bincount(edges.ravel(), minlength=256))
        grain = int(
            np.searchsorted(depths, 0.88 * edges.size)
        )  # a fold covers less; what most of a margin shows is noise
        least = max(7, int(FOLD_STRENGTH * black), grain)
        share = cv2.reduce(_thick(edges > least), 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).max() / edges.shape[1]
        if share < FOLD_MARGIN_SHARE / 3:  # not even a slanted line
            continue
        left, right = np.hsplit(edges, 2)
        drop = np.hstack([left, _relief(grey, transform, inner, deep, across), right])
        along = np.concatenate([margins, inner, length - margins[::-1]])
        for curve, half in _lines_in(drop > least, along, deep, length, sags_mm):
            found.append(Crossing(across, curve, half))
    return found


def _relief(grey: Pixels, transform: Floats, along: Floats, deep: Floats, across: bool) -> Pixels:
    """How much darker the sheet is than just before and behind, at (deep, along) mm."""
    x, y = (along[None, :], deep[:, None]) if across else (deep[:, None], along[None, :])
    lines = geometry.resample(grey, transform, x, y, (len(deep), len(along)))
    kernel = np.ones((2 * round(0.7 * FOLD_PER_MM) + 1, 1), np.uint8)
    return np.asarray(cv2.morphologyEx(lines, cv2.MORPH_BLACKHAT, kernel), np.uint8)


def _thick(dark: Bools) -> Pixels:
    return np.asarray(cv2.dilate(dark.astype(np.uint8), np.ones((3, 1), np.uint8)), np.uint8)


def _lines_in(
    dark: Bools, along: Floats, deep: Floats, length: float, sags_mm: tuple[float, ...]
) -> list[tuple[tuple[float, float, float], float]]:
    """Curves that are dark in the margins and most of the way between, with half their width in mm.

    dark: (len(deep), len(along)) bool.
    """
    margin = (along < MARGIN_MM) | (along > length - MARGIN_MM)
    middle = length / 2
    found: list[tuple[tuple[float, float, float], float]] = []
    candidates = _candidates(_thick(dark), along, deep, margin, sags_mm)
    for _, at, offset in sorted(candidates, key=lambda candidate: -candidate[0])[:MOST_CANDIDATES]:
        if any(abs(_at(other[0], middle) - at - offset[len(along) // 2]) < 0.6 for other in found):
            continue
        line = _refined(dark, along, deep, at + offset, margin)
        if line is not None and all(abs(_at(line[0], middle) - _at(other[0], middle)) > 1.0 for other in found):
            found.append(line)
    return found


def _candidates(
    thick: Pixels, along: Floats, deep: Floats, margin: Bools, sags_mm: tuple[float, ...]
) -> list[tuple[float, float, Floats]]:
    """For every slope and sag the places that are dark enough: how dark, where, and the curve's offset along it."""
    found = []
    rows, middle = np.arange(len(deep)), (along[0] + along[-1]) / 2
    most = 2 + round(FOLD_PER_MM * (float(FOLD_SLOPES[-1]) * middle + max(np.abs(sags_mm))))
    padded = np.pad(thick.T, ((0, 0), (most, most)), mode="edge")
    least = FOLD_MARGIN_SHARE + FOLD_SHARE
    for slope in FOLD_SLOPES:
        for sag in sags_mm:
            offset = slope * (along - middle) + sag * (1 - ((along - middle) / middle) ** 2)
            start = most + np.round(offset * FOLD_PER_MM).astype(int)
            edges = [padded[column, start[column] : start[column] + len(deep)] for column in np.flatnonzero(margin)]
            share = _better_side(np.array(edges))
            likely = rows[share > least - 1.0]  # the whole way can add 1 at most
            share[likely] += padded[np.arange(len(along)), start + likely[:, None]].mean(axis=1)
            for first, stop in _runs(share > least):
                best = first + int(share[first:stop].argmax())
                found.append((float(share[best]), float(deep[best]), offset))
    return found


def _better_side(margins: NDArray[Any]) -> Floats:
    """Of the samples in both margins, left before right, the larger share of dark ones: a cut scan lacks a margin."""
    half = len(margins) // 2
    return np.asarray(np.maximum(margins[:half].mean(axis=0), margins[half:].mean(axis=0)), np.float64)


def _refined(
    dark: Bools, along: Floats, deep: Floats, guess: Floats, margin: Bools
) -> tuple[tuple[float, float, float], float] | None:
    """The curve through the dark samples near a guess; None where too few of them agree."""
    reach = round(0.8 * FOLD_PER_MM)
    places = np.round((guess - deep[0]) * FOLD_PER_MM).astype(int)
    window = np.clip(places[None, :] + np.arange(-reach, reach + 1)[:, None], 0, len(deep) - 1)
    seen = dark[window, np.arange(len(along))[None, :]]
    thickness = seen.sum(axis=0)
    clear = (thickness > 0) & (thickness <= 2 * reach - 2)
    if clear.sum() < 0.6 * len(along):
        return None
    middles = (deep[window] * seen).sum(axis=0) / np.maximum(thickness, 1)
    kept = clear
    for _ in range(3):
        curve = np.polynomial.polynomial.polyfit(along[kept], middles[kept], 2)
        error = np.abs(middles - np.polynomial.polynomial.polyval(along, curve))
        kept = clear & (error < max(0.25, float(np.median(error[kept])) * 2.5))
    agree = clear & (error < 0.35)
    if agree.mean() < FOLD_SHARE - 0.15 or _better_side(agree[margin]) < FOLD_MARGIN_SHARE:
        return None
    half = float(np.median(thickness[agree])) / 2 / FOLD_PER_MM + 0.25
    return (float(curve[0]), float(curve[1]), float(curve[2])), half


def _at(curve: tuple[float, float, float], along: float) -> float:
    return curve[0] + along * (curve[1] + along * curve[2])


def _runs(flags: Bools) -> list[tuple[int, int]]:
    """Start and stop of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(flags, np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
