"""From a stranger's file to pixels, one page at a time. Runs in the limited child process only."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scanner.decode.archive import ZipSource
from scanner.decode.pdf import PdfSource
from scanner.decode.picture import load_picture
from scanner.decode.sniff import kind_of
from scanner.decode.tiff import TiffSource
from scanner.refusals import FileRefused

if TYPE_CHECKING:
    from scanner.decode.picture import Pixels

__all__ = ["Source", "load_page", "open_source"]


class Source(Protocol):
    """A file of pages: `count` pages, each loaded alone."""

    count: int

    def load(self, index: int) -> Pixels: ...

    def close(self) -> None: ...


class PictureSource:
    """A file that is one picture."""

    count = 1

    def __init__(self, path: Path, kind: str) -> None:
        self._path, self._kind = path, kind

    def load(self, index: int) -> Pixels:
        """Its pixels: uint8 grey or BGR. Raises FileRefused."""
        return load_picture(self._path.read_bytes(), self._kind)

    def close(self) -> None:
        """Nothing is held open."""


def open_source(path: Path) -> Source:
    """Open a file by its kind, reading headers only.

    Raises FileRefused with the sentence for the person who brought it, and nothing else.
    """
    kind = kind_of(path)
    try:
        source = _opened(path, kind)
    except FileRefused:
        raise
    except MemoryError as problem:
        raise FileRefused("too_large", "no memory") from problem
    except Exception as problem:  # decoders raise anything at all over a damaged file
        raise FileRefused("broken_file", repr(problem)) from problem
    if source.count == 0:
        source.close()
        raise FileRefused("no_pages")
    return source


def _opened(path: Path, kind: str) -> Source:
    if kind == "pdf":
        return PdfSource(path)
    if kind == "tiff":
        return TiffSource(path)
    return ZipSource(path) if kind == "zip" else PictureSource(path, kind)


def load_page(source: Source, index: int) -> Pixels:
    """Pixels of one page: uint8, (h, w) grey or (h, w, 3) BGR. Raises FileRefused, and nothing else."""
    try:
        return source.load(index)
    except FileRefused:
        raise
    except MemoryError as problem:
        raise FileRefused("too_large", "no memory") from problem
    except Exception as problem:  # decoders raise anything at all over a damaged page
        short = "memory" in str(problem).lower()  # OpenCV's word for a MemoryError
        raise FileRefused("too_large" if short else "broken_page", repr(problem)) from problem
