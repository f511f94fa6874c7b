"""ZIP of scans: names and sizes are judged before anything is unpacked; no archive inside an archive."""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from scanner import limits
from scanner.decode.pdf import PdfSource
from scanner.decode.picture import load_picture
from scanner.decode.sniff import kind_of_bytes
from scanner.decode.tiff import TiffSource
from scanner.refusals import FileRefused

if TYPE_CHECKING:
    from scanner.decode.picture import Pixels

CHUNK: Final = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, KeyError)


class ZipSource:
    """Pages of all scans in an archive, by one running number from 0, in the order of their names."""

    def __init__(self, path: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="scan-zip-")
        self._open: tuple[int, PdfSource | TiffSource] | None = None
        try:
            self._zip = zipfile.ZipFile(path)
            members = _scans(self._zip)
            self._pages = list(self._number(members))
        except FileRefused:
            self._folder.cleanup()
            raise
        except BROKEN as problem:
            self._folder.cleanup()
            raise FileRefused("broken_file", str(problem)) from problem
        except RuntimeError as problem:  # zipfile's word for a password
            self._folder.cleanup()
            raise FileRefused("encrypted", str(problem)) from problem
        self.count = len(self._pages)

    def _number(self, members: list[tuple[zipfile.ZipInfo, str]]) -> Iterator[tuple[zipfile.ZipInfo, str, int]]:
        """(member, kind, page within it) for every page; multi-page members are unpacked to count them."""
        total = 0
        for order, (member, kind) in enumerate(members):
            pages = self._source(order, member, kind).count if kind in {"pdf", "tiff"} else 1
            total += pages
            if total > limits.MAX_PAGES:
                raise FileRefused("too_many_pages")
            for page in range(pages):
                yield member, kind, page

    def _source(self, order: int, member: zipfile.ZipInfo, kind: str) -> PdfSource | TiffSource:
        if self._open is not None and self._open[0] == member.header_offset:
            return self._open[1]
        if self._open is not None:
            self._open[1].close()
        target = Path(self._folder.name) / f"{member.header_offset}.{kind}"
        if not target.exists():
            with target.open("wb") as file:
                for chunk in _chunks(self._zip, member, limits.MAX_ZIP_BYTES):
                    file.write(chunk)
        source: PdfSource | TiffSource = PdfSource(target) if kind == "pdf" else TiffSource(target)
        self._open = (member.header_offset, source)
        return source

    def member(self, index: int) -> str:
        """The name inside the archive of the scan that page `index` comes from."""
        return self._pages[index][0].filename

    def load(self, index: int) -> Pixels:
        """Pixels of one page: uint8 grey or BGR. Raises FileRefused."""
        member, kind, page = self._pages[index]
        try:
            if kind in {"pdf", "tiff"}:
                return self._source(index, member, kind).load(page)
            data = b"".join(_chunks(self._zip, member, limits.MAX_PICTURE_BYTES))
            return load_picture(data, kind)
        except FileRefused as refused:
            raise FileRefused(
                "broken_page" if refused.reason == "broken_file" else refused.reason, refused.detail
            ) from refused
        except BROKEN as problem:
            raise FileRefused("broken_page", str(problem)) from problem

    def close(self) -> None:
        if self._open is not None:
            self._open[1].close()
        self._zip.close()
        self._folder.cleanup()


def _scans(archive: zipfile.ZipFile) -> list[tuple[zipfile.ZipInfo, str]]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > limits.MAX_ZIP_MEMBERS:
        raise FileRefused("too_many_members", str(len(members)))
    if sum(member.file_size for member in members) > limits.MAX_ZIP_BYTES:
        raise FileRefused("too_large", "sum of members")
    scans = []
    for member in sorted(members, key=lambda entry: entry.filename):
        _check_name(member.filename)
        if member.file_size > limits.MAX_ZIP_RATIO * max(member.compress_size, 4096):
            raise FileRefused("too_large", "ratio")
        if _is_litter(member.filename):
            continue
        if member.flag_bits & 1:
            raise FileRefused("encrypted")
        with archive.open(member) as file:
            kind = kind_of_bytes(file.read(1_100))
        if kind == "zip":
            raise FileRefused("archive_in_archive", member.filename)
        if kind is None:
            raise FileRefused("unknown_kind", member.filename)
        scans.append((member, kind))
    return scans


def _check_name(name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or any(ord(letter) < 32 for letter in name):
        raise FileRefused("unsafe_name", repr(name))


def _is_litter(name: str) -> bool:
    """What systems leave in archives without being asked."""
    parts = PurePosixPath(name).parts
    return parts[0] == "__MACOSX" or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"}


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The member's bytes in steps; its own word about its size is not trusted."""
    total = 0
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            total += len(chunk)
            if total > most or total > member.file_size:
                raise FileRefused("too_large", member.filename)
            yield chunk
