"""A page with what the scanner saw drawn over it, for people who tune or doubt it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

if TYPE_CHECKING:
    from scanner.geometry import Pixels
    from scanner.read_page import PageRead

COLOURS: Final = {"marked": (0, 160, 0), "marginal": (0, 140, 255), "unmarked": (200, 120, 0)}  # BGR


def draw_reading(image: Pixels, read: PageRead, target: Path) -> None:
    """Write the upright page with its boxes coloured by state, and what is asked of a person beside them."""
    upright = np.ascontiguousarray(np.rot90(image, -read.quarter_turns))
    canvas = cv2.cvtColor(upright, cv2.COLOR_GRAY2BGR) if upright.ndim == 2 else upright.copy()
    reading = read.reading
    for mark in reading.marks:
        x, y, width, height = reading.boxes_px[mark.contest][mark.option]
        corner, opposite = (round(x), round(y)), (round(x + width), round(y + height))
        cv2.rectangle(canvas, corner, opposite, COLOURS[mark.state], 2)
        cv2.putText(canvas, f"{mark.fill_score:.2f}", (corner[0], corner[1] - 6), 0, 0.5, COLOURS[mark.state], 1)
    said = f"{reading.outcome} {reading.reason or ''} {reading.residual_mm} {' '.join(reading.needs_person)}"
    cv2.putText(canvas, said, (10, 24), 0, 0.6, (0, 0, 255), 2)
    cv2.imwrite(str(target), canvas)
