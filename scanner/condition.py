"""The state of a scan as a whole: blank, too dark, too blurred, and how black its print is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from scanner import geometry

if TYPE_CHECKING:
    from ballots.layout import Layout
    from scanner.geometry import Floats, Pixels

# The page is looked at in this width (chosen): letters stay dark specks, noise is averaged away.
LOOK_WIDTH_PX: Final = 620
# Of 339 pages held back the emptiest had 4.0 % (in the middle alone 2.3 %); of 60 blank sheets the fullest 0.4 % of feeder,
# copier and fax, 0.6 % of worn ones. On a photo the table counts up to 9 %, in the middle 0.4 %. The number is low on
# purpose: a ballot taken for a blank back would be lost, a stained back only costs a look.
BLANK_INK_SHARE: Final = 0.006
# Of the paper's own brightness. Bleed-through of the test set is up to 16 %; no more is known of it.
BLANK_CONTRAST: Final = 0.22
# Chosen: the brightest fifth of the page is darker than this; on 39 photos in shadow it was 185 and more.
DARK_PAPER: Final = 60
# Variance of the Laplacian, at LOOK_WIDTH_PX. Pages that were read had 712 and more; four pages blurred step by step were
# last read at 86 to 135 and first lost at 29 to 44. So this only names the worst of the blurred; the others are called
# code_unreadable, which is true as well. Chosen.
BLURRED_BELOW: Final = 12.0
# Print must be this many grey levels darker than paper, or faint pens drown in noise. Chosen: 339 pages held back had 180 and
# more, 51 worn ones 175 and more, so nothing near the bound has been seen.
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
        shares = np.cumsum(np.bincount(patch.ravel(), minlength=256)) / patch.size
        depths.append(int(np.searchsorted(shares, 0.88) - np.searchsorted(shares, 0.12)))
    return max(1.0, float(max(depths)))
