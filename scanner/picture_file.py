"""The picture of a page as it is kept: upright, of moderate size; and crops of it for the desk."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scanner.geometry import Pixels
    from scanner.reading import BoxPx, PageReading

JPEG_QUALITY: Final = 85
# Chosen: a little over 300 dpi of A4 (3,508 pixels).
LONGEST_SIDE_PX: Final = 3_600


def keep_picture(image: Pixels, quarter_turns: int, target: Path) -> tuple[str, float]:
    """Write the page upright as JPEG; returns the file's SHA-256 and the factor by which it was shrunk (at most 1)."""
    import cv2
    import numpy as np

    upright = np.ascontiguousarray(np.rot90(image, -quarter_turns)) if quarter_turns else image
    factor = min(1.0, LONGEST_SIDE_PX / max(upright.shape[:2]))
    if factor < 1:
        upright = np.asarray(cv2.resize(upright, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8)
    _, data = cv2.imencode(".jpg", upright, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    content = data.tobytes()
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(content)
    unfinished.replace(target)  # a killed child never leaves half a picture under its name
    return hashlib.sha256(content).hexdigest(), factor


def scaled(reading: PageReading, factor: float) -> dict[str, Any]:
    """The parts of a reading that are in pixels, for a picture shrunk by the factor."""
    transform = reading.transform
    return {
        "boxes_px": {
            contest: {option: _scaled(box, factor) for option, box in boxes.items()}
            for contest, boxes in reading.boxes_px.items()
        },
        "fields_px": {name: _scaled(box, factor) for name, box in reading.fields_px.items()},
        "transform": transform
        and tuple(
            tuple(float(f"{v * (factor if row < 2 else 1):.9g}") for v in values)
            for row, values in enumerate(transform)
        ),
    }


def _scaled(box: BoxPx, factor: float) -> BoxPx:
    x, y, width, height = (round(value * factor, 1) for value in box)
    return (x, y, width, height)


def crop(image_path: Path, box_px: BoxPx, margin: float) -> bytes:
    """A piece of a kept picture as PNG.

    box_px: x, y, width, height in its pixels; margin: how much is shown around it, in parts of the box's longer side.
    Raises OSError where the picture cannot be read.
    """
    from PIL import Image

    x, y, width, height = box_px
    more = margin * max(width, height)
    with Image.open(image_path) as picture:
        left, top = max(0, int(x - more)), max(0, int(y - more))
        right = min(picture.width, max(left + 1, int(x + width + more + 1)))
        bottom = min(picture.height, max(top + 1, int(y + height + more + 1)))
        out = io.BytesIO()
        picture.crop((min(left, right - 1), min(top, bottom - 1), right, bottom)).save(out, "PNG")
    return out.getvalue()
