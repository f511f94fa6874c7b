"""Reads comma, semicolon or tab separated text in the encodings office programs write."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from .sentences import MOST_ROWS
from .sniff import wide_order
from .table import Row, Shown, Table, Unreadable, Value, clean
from .xlsx_sheet import read_formula

DELIMITERS = (";", ",", "\t", "|")
# Tried in this order: UTF-8 is strict and therefore sure, the others are told apart by whether a header is found.
EIGHT_BIT = ("cp1251", "cp866", "koi8-r", "mac-cyrillic")
MOST_LINES_IN_A_CELL = 30
MOST_CELL_CHARACTERS = 5_000


def read_csv(content: bytes, header_score: Callable[[Table], float]) -> Table:
    """The file as a table, in the encoding and with the delimiter under which a header is found best.

    Args:
        content: the file.
        header_score: how surely a table has a header row; 0 means none.

    Raises:
        Unreadable: this is no text.
    """
    best, best_score = None, -1.0
    for text in _texts(content):
        declared = re.match(r"sep=(.)\r?\n", text)
        body = text[declared.end() :] if declared else text
        for delimiter in (declared[1],) if declared else DELIMITERS:
            score = header_score(_table("\n".join(body[:20_000].splitlines()[:70]), delimiter))
            if score > best_score:
                best, best_score = (body, delimiter), score
        if best_score > 0:
            break
    if best is None:
        raise Unreadable("not_a_spreadsheet", what={"ru": "текст не читается", "en": "its text cannot be read"})
    return _table(*best)


def _texts(content: bytes) -> list[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return [content.decode("utf-16", "replace")]
    if order := wide_order(content[:20_000]):
        return [content.decode(order, "replace")]
    try:
        return [content.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [content.decode(encoding, "replace") for encoding in EIGHT_BIT]


def _table(text: str, delimiter: str) -> Table:
    rows: list[Row] = []
    table = Table(None, rows)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    number, width = 0, 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as broken:
            raise Unreadable("damaged", row=number) from broken
        if cells is None:
            return table
        width = max(width, len(cells))
        if any("\n" in cell and _swallowed(cell, delimiter, width) for cell in cells):
            raise Unreadable("open_quote", row=number)
        shown = {index: value for index, cell in enumerate(cells[:400]) if (value := _value(cell))}
        if shown:
            rows.append(Row(number, shown))
            if len(rows) > MOST_ROWS + 1_000:
                table.too_many_rows = True
                return table


def _swallowed(cell: str, delimiter: str, width: int) -> bool:
    """A quotation mark left open swallows whole rows: many lines, or a line with the delimiters of half a row."""
    lines = cell.split("\n")
    return len(lines) > MOST_LINES_IN_A_CELL or max(line.count(delimiter) for line in lines) >= max(3, width // 2)


def _value(cell: str) -> Value:
    text = clean(cell[:MOST_CELL_CHARACTERS])
    if text.startswith("="):
        shown = read_formula(text)
        return Shown(text, "trouble", trouble="not_calculated") if shown is None else shown
    return text[1:].lstrip() if text.startswith("'") else text
