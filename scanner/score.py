"""How much ink is in and around each box. Measured here, judged in interpret.py.

Ink is what is darker than the paper beside it, in parts of the page's own black, so that a pale copy and a dark scan score
alike. Fill is the share of inked area within the inner 66 % of the box (3.3 x 3.3 mm): 374 real marks had at least .038
there (circled box), crosses .149 and more; 2,436 empty boxes at most .030.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np

from ballots.layout import BOX_MM, OUTLINE_MM
from scanner import geometry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scanner.geometry import Floats, Pixels
    from scanner.lines import Crossing
    from scanner.sheet import Sheet

    Bools = NDArray[np.bool_]

PER_MM: Final = geometry.PATCH_PX_PER_MM
HALF_MM: Final = 5.6  # of a patch: the box, its ring and paper around
INNER_MM: Final = BOX_MM * 0.66 / 2
# Inside of the outline that blur does not reach: 0.4 mm in from its edge.
INSIDE_MM: Final = BOX_MM / 2 - 0.4
# Around the outline: from 0.45 mm outside of it to 1.6 mm, less than half way to anything printed.
RING_FROM_MM: Final = BOX_MM / 2 + OUTLINE_MM + 0.45
RING_TO_MM: Final = BOX_MM / 2 + OUTLINE_MM + 1.6
# A pixel is ink from this part of black on. Chosen: the darker quarter of the palest mark held back had .27 (fax) and .34
# (photo); in 2,969 of 2,970 empty boxes such pixels fill .014 of the inner part at most. Stains are ruled out by `THIN`.
INK: Final = 0.17
# A stroke is also darker than what lies 1.5 mm to its sides; a stain's edge is not. Very dark areas need no such proof. Chosen.
THIN: Final = 0.12
SOLID: Final = 0.50


@dataclass(frozen=True)
class Ink:
    """What was measured at one box; shares are 0..1.

    fill: inked share of the inner 66 %; extent_mm: the longer side of the ink inside the outline; ring: inked share of
    the ring around; shade: mean darkness inside the outline against the ring, for pale even fillings; edge: steepness of
    the ink's borders in parts of black a millimetre, because a pen's stroke ends sharply and a stain does not; darkness:
    of its darker quarter; dots: on a bilevel scan, where a pale mark is a few scattered black pixels, how many of them
    there are inside; crossed: a streak or fold runs through.
    """

    fill: float
    extent_mm: float
    ring: float
    shade: float
    edge: float = 0.0
    darkness: float = 0.0
    dots: float = 0.0
    crossed: bool = False


def darkness(soft: Pixels, black: float) -> NDArray[np.float32]:
    """Darkness against the paper around, in parts of black: (n, side, side) grey to the same shape, 0..about 1.

    Paper is a plane through the bright parts of the patch's border, so that shadows and large stains tilt it.
    """
    n, side = soft.shape[:2]
    cells = np.linspace(0, side, 5).astype(int)
    at, values = [], []
    for i in range(4):
        for j in range(4):
            if i in {1, 2} and j in {1, 2}:
                continue
            block = soft[:, cells[i] : cells[i + 1] : 3, cells[j] : cells[j + 1] : 3].reshape(n, -1)
            values.append(np.partition(block, block.shape[1] * 3 // 4, axis=1)[:, block.shape[1] * 3 // 4])
            at.append(((cells[j] + cells[j + 1]) / 2, (cells[i] + cells[i + 1]) / 2))
    basis = np.column_stack([np.ones(len(at)), np.array(at) / side - 0.5])
    bright = np.stack(values)
    plane = np.linalg.lstsq(basis, bright, rcond=None)[0]
    for _ in range(2):  # blocks full of letters or ink are too dark: let them follow the others
        bright = np.maximum(bright, basis @ plane)
        plane = np.linalg.lstsq(basis, bright, rcond=None)[0]
    axis = ((np.arange(side) + 0.5) / side - 0.5).astype(np.float32)
    level, across, down = plane.astype(np.float32)
    paper = (level[:, None] + across[:, None] * axis)[:, None, :] + (down[:, None] * axis)[:, :, None]
    return np.asarray((paper - soft) * np.float32(1 / black), np.float32)


def _thin(soft: Pixels, black: float) -> Bools:
    """Which pixels are darker than what lies 1.5 mm to their sides."""
    kernel = np.ones((round(3 * PER_MM) | 1,) * 2, np.uint8)
    relief = np.stack([cv2.morphologyEx(patch, cv2.MORPH_BLACKHAT, kernel) for patch in soft])
    return np.asarray(relief > int(THIN * black), np.bool_)


def measure(sheet: Sheet, centres_mm: Floats) -> list[Ink]:
    """Ink in and around every box; centres_mm: (n, 2) refined middles of the boxes."""
    if not len(centres_mm):
        return []
    patches = geometry.sample(sheet.ink, sheet.transform, centres_mm, HALF_MM)
    soft = np.stack([cv2.GaussianBlur(patch, (3, 3), 0.8) for patch in patches])
    dark = darkness(soft, sheet.black)
    free = _open(centres_mm, patches.shape[1], sheet.crossings)
    seen = (dark > INK) & (_thin(soft, sheet.black) | (dark > SOLID)) & free
    fill = _sum(seen, INNER_MM) / np.maximum(1, _sum(free, INNER_MM))
    ring_area = np.maximum(1, _ring_sum(free))
    ring = _ring_sum(seen) / ring_area
    dark *= free
    mean = _sum(np.clip(_square(dark, INSIDE_MM), -1, 1), INSIDE_MM) / np.maximum(1, _sum(free, INSIDE_MM))
    shade = mean - np.maximum(0, _ring_sum(dark) / ring_area)  # a stain darkens the ring, too; a pencil does not
    dots = mean * (2 * INSIDE_MM * sheet.scan_px_per_mm) ** 2 if sheet.bilevel else np.zeros(len(mean))
    crossed = [not one.all() for one in _square(free, INSIDE_MM)]
    strokes = [_strokes(*pair) for pair in zip(_square(dark, INSIDE_MM), _square(seen, INSIDE_MM), strict=True)]
    rows = zip(fill, ring, shade, dots, crossed, strokes, strict=True)
    return [
        Ink(float(f), extent, float(r), float(s), edge=edge, darkness=deep, dots=float(d), crossed=c)
        for f, r, s, d, c, (extent, deep, edge) in rows
    ]


def _open(centres_mm: Floats, side: int, crossings: Sequence[Crossing]) -> Bools:
    """Which pixels no streak or fold covers."""
    offsets = (np.arange(side) - side // 2) / PER_MM
    across, down = np.meshgrid(offsets, offsets)
    free = np.ones((len(centres_mm), side, side), np.bool_)
    for crossing in crossings:
        near = crossing.distance_mm(centres_mm) < HALF_MM * 1.5
        for number in np.flatnonzero(near):
            points = np.stack([across + centres_mm[number, 0], down + centres_mm[number, 1]], axis=-1)
            free[number] &= crossing.distance_mm(points) > crossing.half_mm
    return free


def _square(patches: NDArray[Any], half_mm: float) -> NDArray[Any]:
    """The middle of patches, up to half_mm from their middles."""
    middle, reach = patches.shape[-1] // 2, int(half_mm * PER_MM)
    part = slice(middle - reach, middle + reach + 1)
    return patches[..., part, part]


def _sum(patches: NDArray[Any], half_mm: float) -> Floats:
    return np.asarray(_square(patches, half_mm).sum(axis=(1, 2)), np.float64)


def _ring_sum(patches: NDArray[Any]) -> Floats:
    return _sum(patches, RING_TO_MM) - _sum(patches, RING_FROM_MM - 1 / PER_MM)


def _strokes(dark: NDArray[np.float32], strokes: Bools) -> tuple[float, float, float]:
    """Of the ink inside one outline: its longer side in mm, the darkness of its darker quarter, and its edge."""
    if not strokes.any():
        return 0.0, 0.0, 0.0
    ends = [_percentiles(axis, 0.02, 0.98) for axis in np.nonzero(strokes)]
    extent = max(high - low for low, high in ends) / PER_MM
    return extent, _percentiles(dark[strokes], 0.75)[0], _edge(dark, strokes)


def _edge(dark: NDArray[np.float32], strokes: Bools) -> float:
    """How steeply the ink ends: the slope that a tenth of its pixels exceed, in parts of black a millimetre."""
    across, down = np.gradient(dark)
    return _percentiles(np.hypot(across, down)[strokes] * PER_MM, 0.9)[0]


def _percentiles(values: NDArray[Any], *shares: float) -> list[float]:
    """What `np.percentile` gives, at a fifth of its cost for a few hundred values. values: at least one; shares: 0..1."""
    ordered = np.sort(values)
    found = []
    for share in shares:
        place = share * (len(ordered) - 1)
        low = int(place)
        below, above = float(ordered[low]), float(ordered[min(low + 1, len(ordered) - 1)])
        found.append(below + (above - below) * (place - low))
    return found
