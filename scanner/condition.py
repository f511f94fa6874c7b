"""The state of a scan as a whole: blank, too dark, too blurred, and how black its print is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from scanner import geometry

if TYPE_CHECKING:
    from ballots.layout import Layout
    from scanner.geometry import Floats, Pixels

# The page is looked at in this width: letters stay dark specks, noise is averaged away.
LOOK_WIDTH_PX: Final = 620
# A ballot's page covers 2 to 6 % with letters; a blank back with bleed-through, a punch hole and a fold under 0.4 %.
BLANK_INK_SHARE: Final = 0.006
# Of the paper's own brightness. Bleed-through is up to 16 %.
BLANK_CONTRAST: Final = 0.22
DARK_PAPER: Final = 60
# Variance of the Laplacian where the page has structure: read pages had 60 and more, pages with modules run together under 12.
BLURRED_BELOW: Final = 12.0
# Print must be this many grey levels darker than paper, or faint pens drown in noise: toner-starved copies had 110.
LEAST_BLACK: Final = 45.0


def is_blank(grey: Pixels) -> bool:
    """Whether nothing is printed or written on the page, shadows, edges and bleed-through aside.

    grey: uint8 (h, w) of any size.
    """
    return _ink_share(_small(grey), 1 / 16) < BLANK_INK_SHARE


def is_written(grey: Pixels) -> bool:
    """Whether the middle of the scan, which surely shows the sheet and no table, is printed or written on."""
    return _ink_share(_small(grey), 1 / 5) >= BLANK_INK_SHARE


def is_bilevel(grey: Pixels) -> bool:
    """Whether the scan knows black and white only, as faxes and copiers send it."""
    some = grey[:: max(1, grey.shape[0] // 64)]
    return float(((some > 12) & (some < 243)).mean()) < 0.002


def _ink_share(small: Pixels, border: float) -> float:
    height, width = small.shape
    top, left = int(height * border), int(width * border)
    inner = small[top : height - top, left : width - left]
    paper = cv2.morphologyEx(inner, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    drop = (paper.astype(np.float32) - inner) / np.maximum(paper, 1)
    return float((drop > BLANK_CONTRAST).mean())


def fault_of(grey: Pixels) -> str | None:
    """too_dark or too_blurred where the whole scan is; else None."""
    small = _small(grey)
    if float(np.percentile(small, 80)) < DARK_PAPER:
        return "too_dark"
    if float(cv2.Laplacian(small, cv2.CV_32F).var()) < BLURRED_BELOW:
        return "too_blurred"
    return None


def _small(grey: Pixels) -> Pixels:
    factor = min(1.0, LOOK_WIDTH_PX / min(grey.shape))
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)


def print_black(grey: Pixels, transform: Floats, layout: Layout) -> float:
    """How many grey levels print is darker than paper, by the codes, whose modules are wide enough to stay black."""
    centres = np.array([[x + w / 2, y + h / 2] for x, y, w, h in layout.qr_mm])
    patches = geometry.sample(grey, transform, centres, 13.5, per_mm=3.0)
    depths = []
    for patch in patches:
        low, high = np.percentile(patch, [12, 88])
        depths.append(float(high - low))
    return max(1.0, float(np.max(depths)))
