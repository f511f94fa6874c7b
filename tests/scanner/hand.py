"""A voter's hand and a machine's faults, for tests: strokes on a printed page, and what happens to the page afterwards.

Strokes and damage here are drawn by us; no picture of anybody's pen is carried in the project.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np

from ballots.layout import PageLayout

DPI = 200
PX = DPI / 25.4


@dataclass
class Paper:
    """A printed page in grey at 200 dpi, to be written on."""

    pixels: np.ndarray
    page: PageLayout
    rng: random.Random = field(default_factory=lambda: random.Random(5))

    def copy(self) -> Paper:
        return Paper(self.pixels.copy(), self.page, random.Random(5))

    def box(self, contest: str, option: str) -> tuple[float, float, float, float]:
        """x, y, width, height in pixels."""
        found = next(o for o in self.page.options if (o.contest, o.option) == (contest, option))
        x, y, w, h = found.box_mm
        return x * PX, y * PX, w * PX, h * PX

    def mark(self, contest: str, option: str, kind: str = "cross", **how: Any) -> Paper:
        """Draw a mark; how: pen (grey), width (px), size (of the box), shift (of the box, x and y)."""
        x, y, w, h = self.box(contest, option)
        size, (dx, dy) = how.get("size", 1.0), how.get("shift", (0.0, 0.0))
        middle = np.array([x + w / 2 + dx * w, y + h / 2 + dy * h])
        for stroke in STROKES[kind]:
            points = middle + (np.array(stroke) - 0.5) * w * size
            self.stroke(points, how.get("pen", 50), how.get("width", 3))
        return self

    def stroke(self, points: np.ndarray, pen: int = 50, width: int = 3) -> Paper:
        """A line through points in pixels, laid over what is there."""
        cover = np.zeros(self.pixels.shape, np.uint8)
        cv2.polylines(cover, [np.round(np.asarray(points) * 8).astype(np.int32)], False, 255, width, cv2.LINE_AA, 3)
        share = cover.astype(np.float32) / 255
        self.pixels[:] = (self.pixels * (1 - share) + np.minimum(self.pixels, pen) * share).astype(np.uint8)
        return self

    def circle_word(self, contest: str, option: str) -> Paper:
        """Ring the word beside a box."""
        found = next(o for o in self.page.options if (o.contest, o.option) == (contest, option))
        x, y, w, h = (value * PX for value in found.word_mm)
        angles = np.linspace(0, 6.5, 60)
        around = np.stack([x + w / 2 + 0.65 * w * np.cos(angles), y + h / 2 + 0.85 * h * np.sin(angles)], axis=1)
        return self.stroke(around, 60, 2)

    def sign(self, name: str) -> Paper:
        """A scrawl in a field."""
        x, y, w, h = (value * PX for value in next(f.box_mm for f in self.page.fields if f.field == name))
        across = np.linspace(0.1, 0.9, 40)
        wave = 0.5 + 0.3 * np.sin(across * 40) * (1 - across)
        return self.stroke(np.stack([x + w * across, y + h * wave], axis=1), 60, 2)

    def cover(self, x_mm: float, y_mm: float, w_mm: float, h_mm: float, grey: int = 255) -> Paper:
        """Something lies on the paper."""
        self.pixels[round(y_mm * PX) : round((y_mm + h_mm) * PX), round(x_mm * PX) : round((x_mm + w_mm) * PX)] = grey
        return self


STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "cross": [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]],
    "one-stroke cross": [[(0.1, 0.1), (0.9, 0.9), (1.05, 0.5), (0.9, 0.1), (0.1, 0.9)]],
    "tick": [[(0.1, 0.55), (0.4, 0.9), (1.0, 0.05)]],
    "heavy cross": [[(0.1 + d, 0.1), (0.9 + d, 0.9)] for d in (-0.1, 0, 0.1)]
    + [[(0.9 + d, 0.1), (0.1 + d, 0.9)] for d in (-0.1, 0, 0.1)],
    "fill": [[(0.08 if i % 2 else 0.92, 0.08 + 0.84 * i / 22) for i in range(23)]],
    "hatch": [[(0.1 + 0.2 * i, 0.1), (0.1 + 0.2 * i - 0.1, 0.9)] for i in range(5)],
    "scribble": [[(0.0 if i % 2 else 1.0, 0.1 + 0.8 * (i % 7) / 6) for i in range(14)]],
    "slash": [[(0.2, 0.8), (0.8, 0.2)]],
    "dot": [[(0.45, 0.5), (0.6, 0.45)]],
    "circle": [[(0.5 + 0.75 * np.cos(a), 0.5 + 0.75 * np.sin(a)) for a in np.linspace(0, 6.4, 40)]],
}
MARKS = ("cross", "one-stroke cross", "tick", "heavy cross", "fill", "hatch", "scribble")


def turned(page: np.ndarray, degrees: float, scale: float = 1.0) -> np.ndarray:
    """Fed askew, or printed smaller."""
    h, w = page.shape[:2]
    return cv2.warpAffine(page, cv2.getRotationMatrix2D((w / 2, h / 2), degrees, scale), (w, h), borderValue=(250,) * 3)


def at_dpi(page: np.ndarray, dpi: int) -> np.ndarray:
    factor = dpi / DPI
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return cv2.resize(page, None, fx=factor, fy=factor, interpolation=how)


def noisy(page: np.ndarray, sigma: float = 5, seed: int = 3) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, sigma, page.shape)
    return np.clip(page * 0.93 + 8 + noise, 0, 255).astype(np.uint8)


def bilevel(page: np.ndarray, threshold: int = 150) -> np.ndarray:
    return np.where(noisy(page, 8) > threshold, 255, 0).astype(np.uint8)


def veiled(page: np.ndarray, x_mm: float, y_mm: float, strength: float, radius_mm: float = 12) -> np.ndarray:
    """Toner that fades around a place: black is `strength` of the way to white there."""
    ys, xs = np.mgrid[0 : page.shape[0], 0 : page.shape[1]]
    away = np.hypot(xs - x_mm * PX, ys - y_mm * PX) / (radius_mm * PX)
    return (page + (255 - page) * strength * np.clip(2 - away, 0, 1)).astype(np.uint8)


def blue(page: np.ndarray, blank: np.ndarray) -> np.ndarray:
    """The same page in colour, its pen blue: BGR."""
    ink = np.clip(blank.astype(np.int16) - page, 0, 255)
    return np.dstack([np.clip(blank - ink * part, 0, 255) for part in (0.35, 0.85, 1.0)]).astype(np.uint8)


def photographed(page: np.ndarray, pull: float = 0.06, curl: float = 0.004) -> np.ndarray:
    """On a table, seen at a slant, the sheet a little curled."""
    h, w = page.shape
    pad = w // 10
    table = np.full((h + 2 * pad, w + 2 * pad), 110, np.uint8)
    table[pad : pad + h, pad : pad + w] = page
    height, width = table.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    pulls = np.array([[1, 0.2], [-0.3, 0.9], [-0.8, -0.4], [0.5, -1]], np.float32) * pull * w
    seen = cv2.warpPerspective(
        table, cv2.getPerspectiveTransform(corners, corners + pulls), (width, height), borderValue=90
    )
    ys, xs = np.mgrid[0:height, 0:width].astype(np.float32)
    return cv2.GaussianBlur(
        cv2.remap(
            seen,
            xs,
            ys + np.sin(xs / width * np.pi).astype(np.float32) * curl * height,
            cv2.INTER_LINEAR,
            borderValue=90,
        ),
        (0, 0),
        0.9,
    )


def streaked(page: np.ndarray, x_mm: float, factor: float = 0.5, width: int = 2) -> np.ndarray:
    out = page.copy()
    at = round(x_mm * PX)
    out[:, at : at + width] = (out[:, at : at + width] * factor).astype(np.uint8)
    return out


def folded(page: np.ndarray, y_mm: float, grey: int = 150, drop: int = 5) -> np.ndarray:
    out = page.copy()
    at = round(y_mm * PX)
    cv2.line(out, (0, at), (out.shape[1], at + drop), grey, 2)
    return out
