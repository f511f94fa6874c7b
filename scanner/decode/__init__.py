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

__all__ = ["Source", "open_source"]


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

    Raises FileRefused with the sentence for the person who brought it.
    """
    kind = kind_of(path)
    source: Source
    if kind == "pdf":
        source = PdfSource(path)
    elif kind == "tiff":
        source = TiffSource(path)
    elif kind == "zip":
        source = ZipSource(path)
    else:
        source = PictureSource(path, kind)
    if source.count == 0:
        source.close()
        raise FileRefused("no_pages")
    return source
