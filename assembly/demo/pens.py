"""Pens: how the voters of the demo mark, sign and date a printed ballot."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

Page = np.ndarray[Any, np.dtype[np.uint8]]
HABITS = ("cross", "cross", "tick", "tick", "filled")


class Pen:
    """One voter's hand on one page: grey level of the ink, width of the line, a habit of marking."""

    def __init__(self, page: Page, px_per_mm: float, rng: random.Random, hand: str = "") -> None:
        self.page = page
        self.px_per_mm = px_per_mm
        self.rng = rng
        person = random.Random(hand or rng.random())  # one person writes alike on all pages
        self.ink = person.randint(25, 95)
        self.width_mm = person.uniform(0.35, 0.7)
        self.habit = person.choice(HABITS)

    def mark(self, box_mm: Sequence[float]) -> None:
        """An answer in a box (x, y, width, height in millimetres)."""
        x, y, w, h = box_mm
        at = self._shaky(x, y, w, h)
        if self.habit == "cross":
            self._line([at(0.1, 0.1), at(0.9, 0.9)])
            self._line([at(0.9, 0.12), at(0.12, 0.9)])
        elif self.habit == "tick":
            self._line([at(0.1, 0.5), at(0.4, 0.9), at(1.0, 0.05)])
        else:
            self._line([at(0.12 if row % 2 else 0.88, 0.12 + 0.76 * row / 9) for row in range(10)])

    def touch(self, box_mm: Sequence[float]) -> None:
        """A hesitating stroke, neither an answer nor nothing."""
        x, y, w, h = box_mm
        at = self._shaky(x, y, w, h)
        self._line([at(0.4, 0.62), at(0.66, 0.4)], width=0.8)

    def sign(self, field_mm: Sequence[float]) -> None:
        """A signature."""
        x, y, w, h = field_mm
        turns = self.rng.randint(5, 9)
        points = [
            (
                x + w * (0.1 + 0.6 * step / (turns * 8)) + 1.5 * math.sin(step * 0.9),
                y + h * (0.5 + 0.3 * math.sin(step * 0.78 + self.rng.random() * 0.5)),
            )
            for step in range(turns * 8)
        ]
        self._line(points)

    def date(self, field_mm: Sequence[float], text: str) -> None:
        """A date in figures."""
        x, y, _, h = field_mm
        place = (round((x + 2) * self.px_per_mm), round((y + h * 0.7) * self.px_per_mm))
        cv2.putText(
            self.page, text, place, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, self.px_per_mm * 0.11, self.ink, 2, cv2.LINE_AA
        )

    def _shaky(self, x: float, y: float, w: float, h: float) -> Callable[[float, float], tuple[float, float]]:
        return lambda fx, fy: (x + w * (fx + self.rng.gauss(0, 0.05)), y + h * (fy + self.rng.gauss(0, 0.05)))

    def _line(self, points_mm: list[tuple[float, float]], width: float = 1.0) -> None:
        path = np.array([[p * self.px_per_mm * 16 for p in point] for point in points_mm]).round().astype(np.int32)
        thick = max(1, round(self.width_mm * width * self.px_per_mm))
        cv2.polylines(self.page, [path], False, self.ink, thick, cv2.LINE_AA, shift=4)
