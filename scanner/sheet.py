"""A sheet that has been placed on its scan: all that is needed to measure ink on it in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scanner import condition, geometry
from scanner.lines import find_lines

if TYPE_CHECKING:
    from ballots.layout import Layout
    from scanner.geometry import Floats, Pixels
    from scanner.lines import Crossing

# Finer scans are shrunk to 8 px a millimetre before ink is measured. Chosen: 200 and 240 dpi stay as they are.
SHRINK_ABOVE_PX_PER_MM = 10.5


@dataclass(frozen=True)
class Sheet:
    """image: uint8 (h, w) or (h, w, 3) BGR; grey: the same in grey; transform: millimetres to its pixels; black: how much
    darker print is than paper, in grey levels; scan_px_per_mm: of the scan before it was shrunk; crossings: streaks and
    folds; bilevel: black and white only; curled: the transform may be a millimetre off in the middle."""

    image: Pixels
    grey: Pixels
    transform: Floats
    black: float
    scan_px_per_mm: float = geometry.PATCH_PX_PER_MM
    crossings: tuple[Crossing, ...] = ()
    bilevel: bool = False
    curled: bool = False


def placed_sheet(image: Pixels, grey: Pixels, transform: Floats, layout: Layout, *, curled: bool) -> Sheet:
    """The sheet at the size at which ink is measured, with its black and its crossing lines known."""
    scale = geometry.px_per_mm(transform)
    bilevel = condition.is_bilevel(grey)
    if scale > SHRINK_ABOVE_PX_PER_MM:
        factor = geometry.PATCH_PX_PER_MM / scale
        small = np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
        fx, fy = small.shape[1] / image.shape[1], small.shape[0] / image.shape[0]
        transform = np.array([[fx, 0, 0.5 * fx - 0.5], [0, fy, 0.5 * fy - 0.5], [0, 0, 1.0]]) @ transform
        image = small
        grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), np.uint8) if small.ndim == 3 else small
    black = condition.print_black(grey, transform, layout)
    crossings = find_lines(grey, transform, black, layout.page_size_mm, curled=curled)
    return Sheet(image, grey, transform, black, scale, tuple(crossings), bilevel, curled)
