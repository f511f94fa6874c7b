"""A sheet that has been placed on its scan: all that is needed to measure ink on it in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scanner import condition, geometry
from scanner.lines import find_lines

if TYPE_CHECKING:
    from ballots.layout import Box, Layout, PageLayout
    from scanner.geometry import Floats, Pixels
    from scanner.lines import Crossing

# Finer scans are shrunk to 8 px a millimetre before ink is measured. Chosen: 200 and 240 dpi stay as they are.
SHRINK_ABOVE_PX_PER_MM = 10.5
# Around boxes, words and fields: patches and strips reach 4 mm beyond them, and a curl moves boxes by up to 2.4 mm.
AROUND_MM = 4.5
CURLED_AROUND_MM = 7.0


@dataclass(frozen=True)
class Sheet:
    """ink: uint8 (h, w), the darkest of the colours, only around what may be written on; grey: all of the sheet; transform:
    millimetres to their pixels; black: how much darker print is than paper, in grey levels; scan_px_per_mm: of the scan
    before it was shrunk; crossings: streaks and folds; bilevel: black and white only; curled: the transform may be a
    millimetre off in the middle."""

    ink: Pixels
    grey: Pixels
    transform: Floats
    black: float
    scan_px_per_mm: float = geometry.PATCH_PX_PER_MM
    crossings: tuple[Crossing, ...] = ()
    bilevel: bool = False
    curled: bool = False


def placed_sheet(
    image: Pixels, grey: Pixels, transform: Floats, layout: Layout, page: PageLayout, *, curled: bool
) -> Sheet:
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
    ink = _ink_of(image, transform, page, CURLED_AROUND_MM if curled else AROUND_MM)
    return Sheet(ink, grey, transform, black, scale, tuple(crossings), bilevel, curled)


def _ink_of(image: Pixels, transform: Floats, page: PageLayout, around_mm: float) -> Pixels:
    """The darkest of the colours, where ink is looked for: all of a page would take 3 ms, this takes one."""
    if image.ndim == 2:
        return image
    ink = np.full(image.shape[:2], 255, np.uint8)
    rows: dict[float, list[Box]] = {}
    for option in page.options:
        rows.setdefault(option.box_mm[1], []).extend((option.box_mm, option.word_mm))
    for boxes in [*rows.values(), *([field.box_mm] for field in page.fields)]:
        x, y, width, height = np.array(boxes).T
        left, top, right, bottom = x.min() - around_mm, y.min() - around_mm, (x + width).max(), (y + height).max()
        right, bottom = right + around_mm, bottom + around_mm
        corners = geometry.to_px(transform, np.array([[left, top], [right, top], [right, bottom], [left, bottom]]))
        (x0, y0), (x1, y1) = (
            np.maximum(corners.min(axis=0), 0).astype(int),
            np.maximum(corners.max(axis=0), 0).astype(int),
        )
        part = np.s_[y0 : y1 + 2, x0 : x1 + 2]
        if ink[part].size:
            ink[part] = geometry.darkest(image[part])
    return ink
