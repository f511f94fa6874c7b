"""Lines that cross the whole sheet and are nobody's ink: streaks of dirty glass, and folds.

A line found here is left out where ink is counted; a box it crosses is still judged by the rest of its inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from scanner import geometry

if TYPE_CHECKING:
    from scanner.geometry import Floats, Pixels

# A streak darkens a pixel column by 20 % and more over the whole height; text does so for a few per cent of it.
STREAK_STRENGTH: Final = 0.05
STREAK_SHARE: Final = 0.6
# Sampling across the page: a sample every 3 mm crosses 70 letters or gaps, 8 px a millimetre sees a line of 0.15 mm.
STEP_MM: Final = 3.0
FOLD_PER_MM: Final = 6.0
# A fold runs straight, at most 2 degrees from the edge of the sheet.
FOLD_SLOPES: Final = np.linspace(-0.03, 0.03, 25)
FOLD_STRENGTH: Final = 0.06
FOLD_SHARE: Final = 0.62


@dataclass(frozen=True)
class Crossing:
    """A straight line on paper: through point (x, y) in direction (dx, dy), unit length; half_mm: half its width."""

    point_mm: tuple[float, float]
    direction: tuple[float, float]
    half_mm: float

    def distance_mm(self, points_mm: Floats) -> Floats:
        """Distance of points (..., 2) from the line, without sign."""
        dx, dy = self.direction
        offset = points_mm - np.array(self.point_mm)
        return np.asarray(np.abs(offset[..., 0] * -dy + offset[..., 1] * dx), np.float64)


def find_lines(grey: Pixels, transform: Floats, black: float, page_mm: tuple[float, float]) -> list[Crossing]:
    """Streaks along the scan's own columns and rows, and folds across the sheet.

    grey: uint8 (h, w); black: print against paper in grey levels.
    """
    streaks = [*_streaks(grey, transform, black, upright=True), *_streaks(grey, transform, black, upright=False)]
    return streaks + _folds(grey, transform, black, page_mm)


def _streaks(grey: Pixels, transform: Floats, black: float, *, upright: bool) -> list[Crossing]:
    """Columns (or rows) of the scan that are dark nearly all the way."""
    scale = geometry.px_per_mm(transform)
    length = grey.shape[0] if upright else grey.shape[1]
    step = max(1, length // 160)
    lines = grey[step // 2 :: step, :] if upright else np.ascontiguousarray(grey[:, step // 2 :: step].T)
    reach = 2 * round(0.6 * scale) + 1
    paper = cv2.erode(cv2.dilate(lines, np.ones((1, reach), np.uint8)), np.ones((1, reach), np.uint8))
    drop = cv2.subtract(paper, lines)
    share = (drop > max(8.0, STREAK_STRENGTH * black)).mean(axis=0)
    back = np.linalg.inv(transform)
    found = []
    for start, stop in _runs(share > STREAK_SHARE):
        if (stop - start) / scale > 1.2:
            continue
        middle = (start + stop - 1) / 2
        ends = np.array([[middle, 0.0], [middle, length - 1.0]])
        a, b = geometry.to_px(np.asarray(back, np.float64), ends if upright else ends[:, ::-1])
        direction = (b - a) / np.hypot(*(b - a))
        half = (stop - start) / 2 / scale + 0.18
        found.append(Crossing((float(a[0]), float(a[1])), (float(direction[0]), float(direction[1])), half))
    return found


def _folds(grey: Pixels, transform: Floats, black: float, page_mm: tuple[float, float]) -> list[Crossing]:
    """Nearly straight dark lines from edge to edge of the sheet, across and down."""
    found = []
    for across in (True, False):
        length, depth = page_mm if across else page_mm[::-1]
        along = np.arange(6.0, length - 5.0, STEP_MM)
        deep = np.arange(4.0, depth - 4.0, 1 / FOLD_PER_MM)
        a, d = np.meshgrid(along, deep)
        x, y = (a, d) if across else (d, a)
        lines = geometry.resample(grey, transform, x.ravel(), y.ravel(), a.shape)
        reach = 2 * round(0.7 * FOLD_PER_MM) + 1
        kernel = np.ones((reach, 1), np.uint8)
        drop = cv2.subtract(cv2.morphologyEx(lines, cv2.MORPH_CLOSE, kernel), lines)
        dark = (drop > max(7.0, FOLD_STRENGTH * black)).astype(np.uint8)
        found += _straight(dark, along - length / 2, deep, length / 2, across=across)
    return found


def _straight(dark: Pixels, along: Floats, deep: Floats, middle: float, *, across: bool) -> list[Crossing]:
    share = np.zeros((len(FOLD_SLOPES), len(deep)))
    thick = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    if np.sort(thick.mean(axis=1))[-1] < 0.25:  # no row that even a slanted line could have left behind
        return []
    rows = np.arange(len(deep))
    for number, slope in enumerate(FOLD_SLOPES):
        shift = np.round(slope * along * FOLD_PER_MM).astype(int)
        moved = thick[np.clip(rows[:, None] + shift[None, :], 0, len(deep) - 1), np.arange(len(along))[None, :]]
        share[number] = moved.mean(axis=1)
    found = []
    best = share.max(axis=0)
    for start, stop in _runs(best > FOLD_SHARE):
        if stop - start > 2.5 * FOLD_PER_MM:
            continue
        window = share[:, start:stop]
        number = int(window.max(axis=1).argmax())
        peak = window[number]
        rows_at = np.flatnonzero(peak >= peak.max() - 0.05)
        at = deep[start] + rows_at.mean() / FOLD_PER_MM
        slope = float(FOLD_SLOPES[number])
        norm = float(np.hypot(1, slope))
        point, direction = (middle, float(at)), (1 / norm, slope / norm)
        half = max(0.35, len(rows_at) / 2 / FOLD_PER_MM + 0.2)
        found.append(Crossing(point, direction, half) if across else
                     Crossing(point[::-1], direction[::-1], half))
    return found


def _runs(flags: Floats) -> list[tuple[int, int]]:
    """Start and stop of every run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(flags, np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
