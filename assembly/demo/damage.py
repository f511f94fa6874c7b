"""What an office scanner does to a sheet: a little crooked, a little grey, sometimes upside down."""

from __future__ import annotations

import random
from functools import cache
from typing import Any

import cv2
import numpy as np

Page = np.ndarray[Any, np.dtype[np.uint8]]
GRAINS = 5


def scan(page: Page, rng: random.Random) -> Page:
    """One grey page, A4, as it comes out of the feeder."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.4, 1.4), 1.0)
    turn[:, 2] += np.array([rng.uniform(-12, 12), rng.uniform(-12, 12)])
    out = cv2.warpAffine(page, turn, (width, height), borderValue=242)
    if rng.random() < 0.3:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 0.7))
    out = cv2.add(out, _grain(height, width, rng.randrange(GRAINS)), dtype=cv2.CV_8U)
    out = cv2.convertScaleAbs(out, alpha=rng.uniform(0.94, 1.0))
    if rng.random() < 0.08:  # dust on the glass
        column = rng.randrange(width // 20)
        out[:, column : column + 2] = 120
    return np.ascontiguousarray(np.rot90(out, 2) if rng.random() < 0.06 else out, dtype=np.uint8)


@cache
def _grain(height: int, width: int, number: int) -> np.ndarray[Any, np.dtype[np.int16]]:
    """Noise of the machine: a few patterns are enough for a pile."""
    fine = np.random.default_rng(number).normal(0, 7, (height // 2, width // 2)).astype(np.int16)
    return np.asarray(cv2.resize(fine, (width, height)), dtype=np.int16)


def blank_back(rng: random.Random, shape: tuple[int, int]) -> Page:
    """The empty back of a sheet."""
    return scan(np.full(shape, 246, np.uint8), rng)


def foreign_sheet(rng: random.Random, shape: tuple[int, int]) -> Page:
    """Somebody's invoice that lay in the pile."""
    page = np.full(shape, 246, np.uint8)
    for line in range(14):
        cv2.putText(page, f"invoice {4471 + line}  heating  {line * 317} RUB", (150, 300 + line * 90), 0, 1.0, 60, 2)
    return scan(page, rng)
