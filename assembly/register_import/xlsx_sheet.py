"""One sheet of a workbook, each cell as the spreadsheet program shows it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.sax import ContentHandler

from .number_formats import show_number
from .sentences import MOST_ROWS
from .table import Merge, Row, Shown, Table, Unreadable, Value, clean
from .xlsx_parts import MOST_CELL_CHARACTERS, column_index, read_int, unescape

MOST_COLUMNS = 400
MOST_FULL_CELLS = 1_200_000  # 50,000 rows of 24 columns
MOST_CELLS = 5_000_000  # also empty ones: each costs time


class Enough(Exception):
    """The sheet has more rows than are accepted; the rest need not be read."""


class SheetReader(ContentHandler):
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
        self._seen = self._full = 0

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        local = name.rpartition(":")[2]
        if local == "c":
            reference = attrs.get("r", "")
            self._column = column_index(reference) if reference else self._column + 1
            self._cell = {"t": attrs.get("t", "n"), "s": attrs.get("s", "0")}
            self._texts = {}
        elif local in {"v", "f", "t"}:
            self._into = None if self._phonetic else local
        elif local == "row":
            self._row = read_int(attrs.get("r")) or self._row + 1
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
            self._seen += 1
            if value:
                self._cells[self._column] = value
                self._full += 1
            if self._full > MOST_FULL_CELLS or self._seen > MOST_CELLS:
                raise Unreadable("file_too_large")
        elif local == "row" and self._cells:
            self.table.rows.append(Row(self._row, self._cells))
            if len(self.table.rows) > MOST_ROWS + 1_000:
                self.table.too_many_rows = True
                raise Enough

    def _value(self) -> Value:
        kind = self._cell["t"]
        raw = "".join(self._texts.get("v", ()))[:MOST_CELL_CHARACTERS]
        formula = "".join(self._texts.get("f", ()))[:MOST_CELL_CHARACTERS]
        if formula:
            typed = read_formula(formula)
            if typed is not None and (not raw or "/" in typed):
                return typed
        if kind == "inlineStr":
            return clean(unescape("".join(self._texts.get("t", ()))[:MOST_CELL_CHARACTERS]))
        if not raw:
            return Shown("=" + formula, "trouble", trouble="not_calculated") if formula else ""
        return self._typed(kind, raw)

    def _typed(self, kind: str, raw: str) -> Value:
        if kind == "s":
            index = int(raw) if raw.strip().isdecimal() and len(raw) < 10 else -1
            return self.strings[index] if 0 <= index < len(self.strings) else ""
        if kind == "str":
            return clean(unescape(raw))
        if kind == "b":
            return "TRUE" if raw == "1" else "FALSE"
        if kind == "e":
            return Shown(clean(raw), "trouble", trouble="error_value")
        if kind == "d":
            return _iso_date(raw)
        style = read_int(self._cell["s"])
        code = self.formats[style] if style < len(self.formats) else "General"
        shown = show_number(raw, code, since_1904=self.since_1904)
        # A short number that is stored as it is shown needs no more than its text; most cells are such.
        return shown.text if shown.nature == "number" and shown.text == shown.stored and len(shown.text) < 9 else shown

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        if last and len(self.table.merges) < 100_000:
            rows = [read_int(re.sub(r"\D", "", part)) for part in (first, last)]
            self.table.merges.append(Merge(rows[0], column_index(first), rows[1], column_index(last)))


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
    try:
        day = date(int(shown[1]), int(shown[2]), int(shown[3]))
    except ValueError:
        return clean(raw)
    return Shown(f"{day:%d.%m.%Y}", "date", stored=raw, day=day)
