"""The members of a workbook beside its sheets: the list of sheets, relations, number formats and shared texts."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from typing import IO, Any
from xml.sax import ContentHandler, SAXException

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from .number_formats import BUILT_IN
from .table import Unreadable, clean

MOST_MEMBERS = 5_000
MOST_TEXT_BYTES = 64 * 2**20
MOST_CELL_CHARACTERS = 5_000
MOST_TEXTS = 1_200_000


class Workbook:
    """The members of an XLSX file by name, whatever the case and slashes its maker used."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.members = {_plain_name(info.filename): info for info in archive.infolist()}
        if len(self.members) > MOST_MEMBERS:
            raise Unreadable("file_too_large")

    def has(self, name: str) -> bool:
        """Whether the workbook has this member."""
        return _plain_name(name) in self.members

    def parse(self, name: str, handler: ContentHandler, most_bytes: int = MOST_TEXT_BYTES) -> None:
        """Streams one XML member into the handler; a missing member gives nothing."""
        info = self.members.get(_plain_name(name))
        if info is None:
            return
        if info.flag_bits & 1:
            raise Unreadable("encrypted")
        if info.file_size > most_bytes:
            raise Unreadable("file_too_large")
        try:
            with self.archive.open(info) as stream:
                parse_xml(stream, handler)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError) as broken:
            raise Unreadable("damaged") from broken


def parse_xml(stream: IO[bytes], handler: ContentHandler) -> None:
    """Streams XML into the handler; declarations of types and entities are refused, broken XML is `damaged`."""
    parser: Any = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(handler)
    try:
        parser.parse(stream)
    except DefusedXmlException as unsafe:
        raise Unreadable("unsafe_xml") from unsafe
    except (SAXException, ValueError, LookupError) as broken:
        raise Unreadable("damaged") from broken


def _plain_name(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").casefold()


class Sheets(ContentHandler):
    """The sheets in their order: name, relation, whether hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "sheet":
            relation = next((attrs[key] for key in attrs.keys() if key.rpartition(":")[2] == "id"), "")  # noqa: SIM118
            self.sheets.append((attrs.get("name", ""), relation, attrs.get("state", "visible") != "visible"))
        elif local == "workbookPr":
            self.since_1904 = attrs.get("date1904", "0") in {"1", "true"}


class Relations(ContentHandler):
    """What a part points to: kind and target by relation."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, tuple[str, str]] = {}

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        if name.rpartition(":")[2] == "Relationship":
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.targets[attrs.get("Id", "")] = (kind, attrs.get("Target", ""))


class Styles(ContentHandler):
    """The number format code of each cell style."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = dict(BUILT_IN)
        self.formats: list[str] = []
        self._ids: list[int] = []
        self._in_cells = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "numFmt":
            self.codes[read_int(attrs.get("numFmtId"))] = attrs.get("formatCode", "General")
        elif local == "cellXfs":
            self._in_cells = True
        elif local == "xf" and self._in_cells:
            self._ids.append(read_int(attrs.get("numFmtId")))

    def endElement(self, name: str) -> None:  # noqa: N802
        if name.rpartition(":")[2] == "cellXfs":
            self._in_cells = False

    def endDocument(self) -> None:  # noqa: N802
        self.formats = [self.codes.get(number, "General") for number in self._ids]


class SharedTexts(ContentHandler):
    """The shared texts; phonetic readings are no part of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._reading = False
        self._phonetic = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "si":
            self._parts, self._length = [], 0
        elif local == "rPh":
            self._phonetic = True
        elif local == "t":
            self._reading = not self._phonetic

    def characters(self, content: str) -> None:
        if self._reading and self._length < MOST_CELL_CHARACTERS:
            self._parts.append(content)
            self._length += len(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "si":
            self.texts.append(unescape("".join(self._parts)))
            if len(self.texts) > MOST_TEXTS:
                raise Unreadable("file_too_large")
        elif local == "rPh":
            self._phonetic = False
        elif local == "t":
            self._reading = False


def read_int(text: str | None) -> int:
    """A whole number of an attribute; 0 where there is none."""
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def column_index(reference: str) -> int:
    """The column of a cell reference, from 0."""
    index = 0
    for letter in reference[:4]:
        if not ("A" <= letter.upper() <= "Z"):
            break
        index = index * 26 + ord(letter.upper()) - 64
    return index - 1


def unescape(text: str) -> str:
    """The text with the `_x000D_` escapes of workbooks resolved, cleaned."""
    if "_x" not in text:
        return clean(text)
    return clean(re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text))
