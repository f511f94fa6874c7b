"""Each box found by its own printed outline, and where a heavy mark has buried it, by its neighbours.

The page's transform puts a box off by 0.03 to 0.06 mm on flat paper (median; p99 0.16) and by up to 0.85 mm on a curled sheet
under a phone (39 pages); ink is counted within 1.65 mm of a box's middle, so every box is looked for by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from ballots.layout import BOX_MM, OUTLINE_MM
from scanner import geometry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scanner.geometry import Floats
    from scanner.sheet import Sheet

    Bools = NDArray[np.bool_]

PER_MM: Final = geometry.PATCH_PX_PER_MM
OUTLINE_AT_MM: Final = BOX_MM / 2 + OUTLINE_MM / 2
# How far from where the page's transform puts it a box is looked for. Chosen: 6 times the p99 on flat paper, 2.8 times the
# most that 39 curled photos showed; boxes stand 8 mm apart, so a neighbour cannot be taken for it.
FLAT_SEARCH_MM: Final = 1.0
CURLED_SEARCH_MM: Final = 2.4
# Chosen: after the neighbours have been asked, a box may differ from them by this much.
LAST_SEARCH_MM: Final = 0.45
# Darkness of an outline against its outer side, in parts of the page's black. Of 23,000 edges of boxes on 339 pages held back
# 99 in 100 show .27 and more, the middle one .53 (photos) to .84 (faxes); under .14 at most 4 in 1,000. White paper shows
# nothing, letters much: at 12,000 places in text three edges pass .14 in 3 to 7 of 100, all four pass .22 in at most 2 of
# 1,000. So a box needs four clear edges to lead its neighbours, and must agree with them to stand on three.
EDGE_SEEN: Final = 0.14
EDGE_CLEAR: Final = 0.22


@dataclass(frozen=True)
class FoundBoxes:
    """Where the boxes are. centres_mm: (n, 2) corrected; moved_mm: (n, 2) what was added; found: (n,) bool;
    own: (n,) bool, by their own outline and not by their neighbours'."""

    centres_mm: Floats
    moved_mm: Floats
    found: Bools
    own: Bools


def find_boxes(sheet: Sheet, centres_mm: Floats) -> FoundBoxes:
    """Refine the middle of every box; centres_mm: (n, 2) by the layout."""
    if not len(centres_mm):
        none = np.zeros(0, np.bool_)
        return FoundBoxes(centres_mm, centres_mm, none, none)
    search = CURLED_SEARCH_MM if sheet.curled else FLAT_SEARCH_MM
    moved, edges = _outline_offsets(sheet, centres_mm, search)
    sure = (edges > EDGE_CLEAR).sum(axis=1) >= 4
    field = _neighbour_field(centres_mm, moved, sure)
    if sheet.curled or bool((np.abs(moved - field).max(axis=1, initial=0) > LAST_SEARCH_MM).any()) or not sure.all():
        again, edges = _outline_offsets(sheet, centres_mm + field, LAST_SEARCH_MM)
        moved = field + again
        sure = (edges > EDGE_CLEAR).sum(axis=1) >= 4
        field = _neighbour_field(centres_mm, moved, sure)
    own = (edges > EDGE_SEEN).sum(axis=1) >= 3
    near = _near_count(centres_mm, own) >= 3
    steady = np.abs(moved - field).max(axis=1, initial=0) <= LAST_SEARCH_MM
    moved = np.where((own & steady)[:, None], moved, field)
    found = (own & steady) | near
    found &= geometry.is_inside(sheet.grey, sheet.transform, centres_mm + moved, OUTLINE_AT_MM)
    return FoundBoxes(centres_mm + moved, moved, found, own & steady)


def _outline_offsets(sheet: Sheet, centres_mm: Floats, search_mm: float) -> tuple[Floats, Floats]:
    """Best offset (n, 2) in mm and the darkness of the four edges there (n, 4): left, right, top, bottom."""
    half = OUTLINE_AT_MM + search_mm + 1.0
    patches = geometry.sample(sheet.grey, sheet.transform, centres_mm, half)
    sparse = patches[:, ::4, ::4].reshape(len(patches), -1)
    at = sparse.shape[1] * 4 // 5
    paper = np.partition(sparse, at, axis=1)[:, at].astype(np.float32)
    dark = np.clip((paper[:, None, None] - patches) * np.float32(1 / sheet.black), 0, 1)
    middle = patches.shape[1] // 2
    band = slice(middle - round(1.9 * PER_MM), middle + round(1.9 * PER_MM) + 1)
    across = dark[:, band, :].mean(axis=1).astype(np.float64)
    down = dark[:, :, band].mean(axis=2).astype(np.float64)
    dx, left, right = _pair_of_lines(across, search_mm)
    dy, top, bottom = _pair_of_lines(down, search_mm)
    return np.column_stack([dx, dy]), np.column_stack([left, right, top, bottom])


def _pair_of_lines(profile: Floats, search_mm: float) -> tuple[Floats, Floats, Floats]:
    """The offset at which two lines stand one box apart, and how dark each is against its outer side.

    profile: (n, side) mean darkness. Each line's part is capped, so that one streak does not pass for two edges.
    """
    n, side = profile.shape
    middle, reach = side // 2, round(search_mm * PER_MM)
    smooth = (profile[:, :-2] + 2 * profile[:, 1:-1] + profile[:, 2:]) / 4
    smooth = np.pad(smooth, ((0, 0), (1, 1)), mode="edge")
    shifts = np.arange(-reach, reach + 1)
    at, out, into = OUTLINE_AT_MM * PER_MM, 0.55 * PER_MM, 0.5 * PER_MM
    lines = []
    for sign in (-1, 1):
        line = _at(smooth, middle + sign * at + shifts)
        outer = _at(smooth, middle + sign * (at + out) + shifts)
        inner = _at(smooth, middle + sign * (at - into) + shifts)
        lines.append((line - outer, line - 0.75 * outer - 0.25 * inner))
    response = np.clip(lines[0][1], 0, 0.6) + np.clip(lines[1][1], 0, 0.6)
    response -= 0.002 * np.abs(shifts)  # of equal places the nearest
    best = response.argmax(axis=1)
    rows = np.arange(n)
    offset = shifts[best].astype(np.float64)
    inside = (best > 0) & (best < len(shifts) - 1)
    before, top, after = (response[rows, np.clip(best + step, 0, len(shifts) - 1)] for step in (-1, 0, 1))
    bend = before - 2 * top + after
    offset += np.where(inside & (bend < -1e-9), 0.5 * (before - after) / np.where(bend < -1e-9, bend, 1), 0)
    return offset / PER_MM, lines[0][0][rows, best], lines[1][0][rows, best]


def _at(profile: Floats, places: Floats) -> Floats:
    """Linear interpolation along the profiles."""
    low = np.floor(places).astype(int)
    part = places - low
    return np.asarray(profile[:, low] * (1 - part) + profile[:, low + 1] * part, np.float64)


def _neighbour_field(centres_mm: Floats, moved: Floats, sure: Bools) -> Floats:
    """How the sure boxes say that all boxes are moved: a smooth field of as many freedoms as they can carry."""
    count = int(sure.sum())
    if count == 0:
        return np.zeros_like(moved)
    x, y = (centres_mm[:, 0] - 105) / 105, (centres_mm[:, 1] - 148.5) / 148.5
    kept = sure.copy()
    field = np.broadcast_to(np.median(moved[sure], axis=0), moved.shape)
    for _ in range(2):
        terms = [np.ones_like(x), x, y, x * x, x * y, y * y] if kept.sum() >= 12 else [np.ones_like(x), x, y]
        if kept.sum() < 6:
            return np.array(np.broadcast_to(np.median(moved[kept], axis=0), moved.shape))
        basis = np.column_stack(terms)
        weight = np.vstack(
            [basis[kept], 0.05 * np.eye(basis.shape[1])]
        )  # a little inertia where boxes stand in one line
        values = np.vstack([moved[kept], np.zeros((basis.shape[1], 2))])
        values[len(moved[kept])] = 0.05 * np.median(moved[kept], axis=0)
        field = basis @ np.linalg.lstsq(weight, values, rcond=None)[0]
        close = np.abs(moved - field).max(axis=1) <= 0.4
        if (sure & close).sum() < 3:
            break
        kept = sure & close
    return np.asarray(field, np.float64)


def _near_count(centres_mm: Floats, sure: Bools) -> NDArray[np.intp]:
    """How many sure boxes lie within 80 mm of each."""
    apart = np.hypot(centres_mm[:, None, 0] - centres_mm[None, :, 0], centres_mm[:, None, 1] - centres_mm[None, :, 1])
    return np.asarray(((apart < 80) & (apart > 0) & sure[None, :]).sum(axis=1), np.intp)
