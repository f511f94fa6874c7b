"""ZIP of scans: names and sizes are judged before anything is unpacked; no archive inside an archive."""

from __future__ import annotations

import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from scanner import limits
from scanner.decode.pdf import PdfSource
from scanner.decode.picture import load_picture
from scanner.decode.sniff import HEAD_BYTES, kind_of_bytes
from scanner.decode.tiff import TiffSource
from scanner.refusals import FileRefused, shown_name

if TYPE_CHECKING:
    from scanner.decode.picture import Pixels

CHUNK: Final = 1 << 20
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError, KeyError)
# What only the archives have that are documents: OOXML and OpenDocument.
OFFICE_MEMBERS: Final = frozenset({"[Content_Types].xml", "META-INF/manifest.xml"})


@dataclass(frozen=True)
class _Place:
    """Where a page of the archive lies. refused: why its file is not opened at all."""

    member: zipfile.ZipInfo
    kind: str
    page: int = 0
    refused: FileRefused | None = None


class ZipSource:
    """Pages of all scans in an archive, by one running number from 0, in the order of their names.

    A file in it that is refused counts as one page, so that the others are read; where all are refused for one reason,
    so is the archive.
    """

    def __init__(self, path: Path) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="scan-zip-")
        self._open: tuple[int, PdfSource | TiffSource] | None = None
        try:
            self._zip = zipfile.ZipFile(path)
            self._places = [place for member in _members(self._zip) for place in self._pages_of(member)]
            _check_places(self._places)
        except FileRefused:
            self._folder.cleanup()
            raise
        except BROKEN as problem:
            self._folder.cleanup()
            raise FileRefused("broken_file", str(problem)) from problem
        self.count = len(self._places)

    def _pages_of(self, member: zipfile.ZipInfo) -> list[_Place]:
        """One place a page; multi-page members are unpacked to count them."""
        try:
            kind = _kind(self._zip, member)
            pages = self._source(member, kind).count if kind in {"pdf", "tiff"} else 1
            refused = None if pages else FileRefused("no_pages")
            return [_Place(member, kind, page, refused) for page in range(max(1, pages))]
        except FileRefused as refused:
            return [_Place(member, "", refused=refused)]
        except MemoryError:
            return [_Place(member, "", refused=FileRefused("too_large", "no memory"))]
        except RuntimeError as problem:  # zipfile's word for a password
            return [_Place(member, "", refused=FileRefused("encrypted", str(problem)))]
        except BROKEN as problem:
            return [_Place(member, "", refused=FileRefused("broken_file", str(problem)))]

    def _source(self, member: zipfile.ZipInfo, kind: str) -> PdfSource | TiffSource:
        if self._open is not None and self._open[0] == member.header_offset:
            return self._open[1]
        self._close_member()
        target = Path(self._folder.name) / f"{member.header_offset}.{kind}"
        if not target.exists():
            with target.open("wb") as file:
                for chunk in _chunks(self._zip, member, limits.MAX_ZIP_BYTES):
                    file.write(chunk)
        source: PdfSource | TiffSource = PdfSource(target) if kind == "pdf" else TiffSource(target)
        self._open = (member.header_offset, source)
        return source

    def member(self, index: int) -> str:
        """The name inside the archive of the scan that page `index` comes from, fit to be shown."""
        return shown_name(self._places[index].member.filename)

    def load(self, index: int) -> Pixels:
        """Pixels of one page: uint8 grey or BGR. Raises FileRefused."""
        place = self._places[index]
        if place.refused is not None:
            raise place.refused
        try:
            if place.kind in {"pdf", "tiff"}:
                return self._source(place.member, place.kind).load(place.page)
            data = b"".join(_chunks(self._zip, place.member, limits.MAX_PICTURE_BYTES))
            return load_picture(data, place.kind)
        except FileRefused as refused:
            raise FileRefused(
                "broken_page" if refused.reason == "broken_file" else refused.reason, refused.detail
            ) from refused
        except BROKEN as problem:
            raise FileRefused("broken_page", str(problem)) from problem

    def _close_member(self) -> None:
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def close(self) -> None:
        self._close_member()
        self._zip.close()
        self._folder.cleanup()


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of the archive by name, without folders and litter. Raises FileRefused for the archive as a whole."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > limits.MAX_ZIP_MEMBERS:
        raise FileRefused("too_many_members", str(len(members)))
    if sum(member.file_size for member in members) > limits.MAX_ZIP_BYTES:
        raise FileRefused("too_large", "sum of members")
    if OFFICE_MEMBERS & {member.filename for member in members}:
        raise FileRefused("office_file")
    return sorted((member for member in members if not _is_litter(member.filename)), key=lambda entry: entry.filename)


def _check_places(places: list[_Place]) -> None:
    if len(places) > limits.MAX_PAGES:
        raise FileRefused("too_many_pages", str(len(places)))
    reasons = {place.refused.reason if place.refused else None for place in places}
    if len(reasons) == 1 and (reason := reasons.pop()) is not None:
        raise FileRefused(reason, "every file of the archive")


def _kind(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    """What kind of scan a member is, by name, attributes and first bytes. Raises FileRefused."""
    _check_name(member.filename)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise FileRefused("link_in_archive")
    if member.file_size > limits.MAX_ZIP_RATIO * max(member.compress_size, 4096):
        raise FileRefused("too_large", "ratio")
    if member.flag_bits & 1:
        raise FileRefused("encrypted")
    if member.file_size == 0:
        raise FileRefused("empty_file")
    with archive.open(member) as file:
        kind = kind_of_bytes(file.read(HEAD_BYTES))
    if kind == "zip":
        raise FileRefused("archive_in_archive")
    if kind is None:
        raise FileRefused("unknown_kind")
    return kind


def _check_name(name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name or not path.parts:
        raise FileRefused("unsafe_name", repr(name))


def _is_litter(name: str) -> bool:
    """What systems leave in archives without being asked."""
    parts = PurePosixPath(name).parts
    return bool(parts) and (parts[0] == "__MACOSX" or parts[-1] in {".DS_Store", "Thumbs.db", "desktop.ini"})


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """The member's bytes in steps; its own word about its size is not trusted."""
    total = 0
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            total += len(chunk)
            if total > most or total > member.file_size:
                raise FileRefused("too_large", member.filename)
            yield chunk
