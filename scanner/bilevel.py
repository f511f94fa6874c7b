"""What a black-and-white scan may have lost: where print fades, so does the pen, and a mark can vanish without a trace.

Measured beside each box on the outline we printed ourselves: how much of it is left says how much of a pen would be left,
and where it is swollen, ink lay across it. Judged in interpret.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ballots.layout import BOX_MM, OUTLINE_MM
from scanner import geometry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scanner.geometry import Floats
    from scanner.sheet import Sheet

PER_MM: Final = geometry.PATCH_PX_PER_MM
AT_MM: Final = (BOX_MM + OUTLINE_MM) / 2
HALF_MM: Final = 6.4  # of a patch: a mark of twice the box's size
# Across the outline for what is left of it, and wider for what was added to it.
LEFT_MM: Final = 0.5
ADDED_MM: Final = 0.75
# Along an edge; the corners belong to two.
EDGE_MM: Final = 2.2
INK: Final = 0.45
# The outline itself, which is no part of a mark.
OUTLINE_FROM_MM: Final = BOX_MM / 2 - 0.15
OUTLINE_TO_MM: Final = BOX_MM / 2 + OUTLINE_MM + 0.25


@dataclass(frozen=True)
class Trace:
    """What is left and what was added at one box.

    print_mm: mean width of the fainter half of its outline (printed 0.3); swelling_mm: by how much the eight widest of its
    places exceed the middle one; mark_mm2, mark_mm: area and longer side of the ink that is in the box or hangs on it.
    """

    print_mm: float
    swelling_mm: float
    mark_mm2: float
    mark_mm: float


def traces(sheet: Sheet, centres_mm: Floats) -> list[Trace]:
    """The traces at boxes of a bilevel scan; centres_mm: (n, 2)."""
    patches = geometry.sample(sheet.grey, sheet.transform, centres_mm, HALF_MM)
    return [_trace(np.clip((255.0 - patch) / sheet.black, 0, 1)) for patch in patches]


def _trace(dark: Floats) -> Trace:
    left = np.sort(_widths(dark, LEFT_MM).ravel())
    added = _widths(dark, ADDED_MM)
    smooth = cv2.blur(added, (5, 1))[:, 2:-2]
    widest = np.sort(smooth.ravel())[-8:]
    area, side = _mark(dark > INK)
    return Trace(float(left[: len(left) // 2].mean()), float(widest.mean() - np.median(added)), area, side)


def _widths(dark: Floats, reach_mm: float) -> Floats:
    """How wide the four edges are at each place along them: (4, places) in mm."""
    middle, reach, along = dark.shape[0] // 2, round(reach_mm * PER_MM), round(EDGE_MM * PER_MM)
    places = slice(middle - along, middle + along + 1)
    widths = []
    for sign in (-1, 1):
        at = middle + sign * round(AT_MM * PER_MM)
        across = slice(at - reach, at + reach + 1)
        widths += [dark[places, across].sum(axis=1), dark[across, places].sum(axis=0)]
    return np.asarray(np.stack(widths) / PER_MM, np.float64)


def _mark(ink: NDArray[np.bool_]) -> tuple[float, float]:
    """Area and longer side of the ink that has a part inside the outline, the outline left out."""
    offsets = np.abs(np.arange(ink.shape[0]) - ink.shape[0] // 2) / PER_MM
    reach = np.maximum(offsets[:, None], offsets[None, :])
    _, labels = cv2.connectedComponents(ink.astype(np.uint8), connectivity=8)
    own = np.unique(labels[(reach <= OUTLINE_FROM_MM) & ink])
    mark = np.isin(labels, own[own > 0]) & ((reach <= OUTLINE_FROM_MM) | (reach >= OUTLINE_TO_MM))
    rows, columns = np.nonzero(mark)
    if len(rows) < 4:
        return 0.0, 0.0
    sides = [float(np.subtract(*np.percentile(axis, [99, 1]))) for axis in (rows, columns)]
    return len(rows) / PER_MM**2, max(sides) / PER_MM
