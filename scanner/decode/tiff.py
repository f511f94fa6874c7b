"""Multi-page TIFF (G4, JPEG, LZW, packed, plain): one page in memory at a time."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from scanner import limits
from scanner.decode.picture import check_size, from_pil
from scanner.refusals import FileRefused

if TYPE_CHECKING:
    from scanner.decode.picture import Pixels

BROKEN = (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, EOFError, struct.error)


class TiffSource:
    """Pages of a TIFF file by number, from 0. Where the chain of pages breaks off, one page stands for the rest."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = Image.open(path, formats=["TIFF"])
        except BROKEN as problem:
            raise FileRefused("broken_file", str(problem)) from problem
        self._breaks_at: int | None = None
        self.count = self._count()

    def _count(self) -> int:
        count = 0
        try:
            while count <= limits.MAX_PAGES:
                self._file.seek(count)
                count += 1
        except EOFError:
            pass
        except BROKEN as problem:
            if count == 0:
                raise FileRefused("broken_file", str(problem)) from problem
            self._breaks_at, count = count, count + 1
        if count > limits.MAX_PAGES:
            raise FileRefused("too_many_pages")
        return count

    def load(self, index: int) -> Pixels:
        """Pixels of one page: uint8 grey or BGR. Raises FileRefused."""
        if index == self._breaks_at:
            raise FileRefused("broken_end")
        try:
            self._file.seek(index)
            check_size(*self._file.size)
            dpi = self._file.info.get("dpi", (1, 1))
            return _square(from_pil(self._file), float(dpi[0]), float(dpi[1]))
        except BROKEN as problem:
            raise FileRefused("broken_page", str(problem)) from problem

    def close(self) -> None:
        self._file.close()


def _square(image: Pixels, dpi_x: float, dpi_y: float) -> Pixels:
    """A fax has 204 x 98 dots an inch: make them square again, or its codes cannot be read."""
    if not (dpi_x > 0 and dpi_y > 0) or 0.8 < dpi_x / dpi_y < 1.25 or not 0.2 < dpi_x / dpi_y < 5:
        return image
    grow_y = dpi_x / dpi_y
    size = (
        (round(image.shape[1] / grow_y), image.shape[0])
        if grow_y < 1
        else (image.shape[1], round(image.shape[0] * grow_y))
    )
    check_size(*size)
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)
