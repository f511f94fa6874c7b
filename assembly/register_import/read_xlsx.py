"""Reads XLSX sheets as text a person saw. Streams the XML itself, so that a hostile workbook costs little.

A general workbook library reads cached binary numbers and drops merged cells when it streams; here the stored decimals
and the number formats are what matters.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any
from xml.sax import ContentHandler, SAXException

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from .number_formats import BUILT_IN, show_number
from .sentences import MOST_ROWS
from .table import Merge, Row, Shown, Table, Unreadable, Value, clean

MOST_MEMBERS = 5_000
MOST_XML_BYTES = 160 * 2**20  # 50,000 full rows of 20 columns take about 50 MiB
MOST_TEXT_BYTES = 64 * 2**20
MOST_CELL_CHARACTERS = 5_000
MOST_COLUMNS = 400
MOST_SHEETS = 60


class _Enough(Exception):
    """The sheet has more rows than are accepted; the rest need not be read."""


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


class _Workbook(ContentHandler):
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


class _Relations(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.targets: dict[str, tuple[str, str]] = {}

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        if name.rpartition(":")[2] == "Relationship":
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.targets[attrs.get("Id", "")] = (kind, attrs.get("Target", ""))


class _Styles(ContentHandler):
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
            self.codes[_int(attrs.get("numFmtId"))] = attrs.get("formatCode", "General")
        elif local == "cellXfs":
            self._in_cells = True
        elif local == "xf" and self._in_cells:
            self._ids.append(_int(attrs.get("numFmtId")))

    def endElement(self, name: str) -> None:  # noqa: N802
        if name.rpartition(":")[2] == "cellXfs":
            self._in_cells = False

    def endDocument(self) -> None:  # noqa: N802
        self.formats = [self.codes.get(number, "General") for number in self._ids]


class _Strings(ContentHandler):
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
            self.texts.append(_unescape("".join(self._parts)))
        elif local == "rPh":
            self._phonetic = False
        elif local == "t":
            self._reading = False


class _Sheet(ContentHandler):
    """Gathers the rows of one sheet, each cell as shown."""

    def __init__(self, name: str, strings: list[str], formats: list[str], *, since_1904: bool) -> None:
        super().__init__()
        self.table = Table(name, [])
        self.strings, self.formats, self.since_1904 = strings, formats, since_1904
        self._row = 0
        self._column = -1
        self._cells: dict[int, Value] = {}
        self._cell: dict[str, str] = {}
        self._texts: dict[str, list[str]] = {}
        self._into: str | None = None
        self._phonetic = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "c":
            reference = attrs.get("r", "")
            self._column = _column(reference) if reference else self._column + 1
            self._cell = {"t": attrs.get("t", "n"), "s": attrs.get("s", "0")}
            self._texts = {}
        elif local in {"v", "f", "t"}:
            self._into = None if self._phonetic else local
        elif local == "row":
            self._row = _int(attrs.get("r")) or self._row + 1
            self._column, self._cells = -1, {}
            self.table.hidden_rows += attrs.get("hidden", "0") in {"1", "true"}
        elif local == "rPh":
            self._phonetic = True
        elif local == "mergeCell":
            self._merge(attrs.get("ref", ""))

    def characters(self, content: str) -> None:
        if self._into is not None:
            parts = self._texts.setdefault(self._into, [])
            if len(parts) < MOST_CELL_CHARACTERS:
                parts.append(content[:MOST_CELL_CHARACTERS])

    def endElement(self, name: str) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local in {"v", "f", "t"}:
            self._into = None
        elif local == "rPh":
            self._phonetic = False
        elif local == "c":
            value = self._value() if 0 <= self._column < MOST_COLUMNS else ""
            if value:
                self._cells[self._column] = value
        elif local == "row" and self._cells:
            self.table.rows.append(Row(self._row, self._cells))
            if len(self.table.rows) > MOST_ROWS + 1_000:
                self.table.too_many_rows = True
                raise _Enough

    def _value(self) -> Value:
        kind = self._cell["t"]
        raw = "".join(self._texts.get("v", ()))[:MOST_CELL_CHARACTERS]
        formula = "".join(self._texts.get("f", ()))[:MOST_CELL_CHARACTERS]
        if formula:
            typed = read_formula(formula)
            if typed is not None and (not raw or "/" in typed):
                return typed
        if kind == "inlineStr":
            return clean(_unescape("".join(self._texts.get("t", ()))[:MOST_CELL_CHARACTERS]))
        if not raw:
            return Shown("=" + formula, "trouble", trouble="not_calculated") if formula else ""
        return self._typed(kind, raw)

    def _typed(self, kind: str, raw: str) -> Value:
        if kind == "s":
            index = int(raw) if raw.strip().isdecimal() and len(raw) < 10 else -1
            return self.strings[index] if 0 <= index < len(self.strings) else ""
        if kind == "str":
            return clean(_unescape(raw))
        if kind == "b":
            return raw
        if kind == "e":
            return Shown(clean(raw), "trouble", trouble="error_value")
        if kind == "d":
            return _iso_date(raw)
        style = _int(self._cell["s"])
        code = self.formats[style] if style < len(self.formats) else "General"
        return show_number(raw, code, since_1904=self.since_1904)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last and len(self.table.merges) < 100_000:
            rows = [_int(re.sub(r"\D", "", part)) for part in (first, last)]
            self.table.merges.append(Merge(rows[0], _column(first), rows[1], _column(last)))


def read_formula(formula: str) -> str | None:
    """What a simple formula shows: the fraction of `=1/3`, the text of `=HYPERLINK(…)` or `="text"`; else None."""
    formula = formula.strip().lstrip("=")
    if re.fullmatch(r"\d{1,9}\s*/\s*\d{1,9}", formula, re.ASCII):
        return formula.replace(" ", "")
    if re.fullmatch(r'"[^"]*"', formula):
        return clean(formula[1:-1])
    if re.match(r"(?:HYPERLINK|ГИПЕРССЫЛКА)\(", formula, re.IGNORECASE):
        texts = re.findall(r'"([^"]*)"', formula)
        return clean(texts[-1]).removeprefix("mailto:") if texts else None
    return None


def _iso_date(raw: str) -> Value:
    shown = re.match(r"(\d{4})-(\d\d)-(\d\d)", raw)
    if not shown:
        return clean(raw)
    from datetime import date

    try:
        day = date(int(shown[1]), int(shown[2]), int(shown[3]))
    except ValueError:
        return clean(raw)
    return Shown(f"{day:%d.%m.%Y}", "date", stored=raw, day=day)


def _int(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else 0


def _column(reference: str) -> int:
    index = 0
    for letter in reference[:4]:
        if not ("A" <= letter.upper() <= "Z"):
            break
        index = index * 26 + ord(letter.upper()) - 64
    return index - 1


def _unescape(text: str) -> str:
    if "_x" not in text:
        return clean(text)
    return clean(re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text))


def read_xlsx(archive: zipfile.ZipFile) -> Iterator[Table]:
    """The sheets of a workbook in their order, each read when asked for.

    Raises:
        Unreadable: encrypted, damaged, too large, or with XML declarations no spreadsheet has.
    """
    book = Workbook(archive)
    root = next((n for n in ("xl/workbook.xml", "workbook.xml") if book.has(n)), None) or _find_workbook(book)
    listing, relations, styles = _Workbook(), _Relations(), _Styles()
    book.parse(root, listing)
    folder, file = posixpath.split(root)
    book.parse(f"{folder}/_rels/{file}.rels", relations)
    wanted = dict(relations.targets.values())
    texts = _Strings()
    book.parse(_inside(folder, wanted.get("sharedStrings", "sharedStrings.xml")), texts)
    book.parse(_inside(folder, wanted.get("styles", "styles.xml")), styles)
    for name, relation, hidden in listing.sheets[:MOST_SHEETS]:
        kind, target = relations.targets.get(relation, ("worksheet", ""))
        if kind != "worksheet" or not target:
            continue
        sheet = _Sheet(clean(name), texts.texts, styles.formats, since_1904=listing.since_1904)
        with suppress(_Enough):
            book.parse(_inside(folder, target), sheet, MOST_XML_BYTES)
        sheet.table.hidden = hidden
        yield sheet.table


def _inside(folder: str, target: str) -> str:
    return target if target.startswith("/") else f"{folder}/{target}"


def _find_workbook(book: Workbook) -> str:
    relations = _Relations()
    book.parse("_rels/.rels", relations)
    for kind, target in relations.targets.values():
        if kind == "officeDocument" and book.has(target):
            return target.lstrip("/")
    raise Unreadable("not_a_spreadsheet", what={"ru": "это архив ZIP", "en": "it is a ZIP archive"})


