"""Reads comma, semicolon or tab separated text in the encodings office programs write."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

from .read_xlsx import read_formula
from .sentences import MOST_ROWS
from .table import Row, Shown, Table, Unreadable, Value, clean

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
    sample = content[:4096]
    if sample.count(0) > len(sample) // 5:
        order = "utf-16-le" if sample[1::2].count(0) >= sample[0::2].count(0) else "utf-16-be"
        return [content.decode(order, "replace")]
    if _is_utf16_cyrillic(sample):
        return [content.decode("utf-16-le", "replace")]
    try:
        return [content.decode("utf-8-sig")]
    except UnicodeDecodeError:
        return [content.decode(encoding, "replace") for encoding in EIGHT_BIT]


def _is_utf16_cyrillic(sample: bytes) -> bool:
    """UTF-16 without its mark: every second byte is 0 or 4 (Cyrillic)."""
    seconds = sample[1::2]
    return len(seconds) > 20 and sum(byte in {0, 4} for byte in seconds) > len(seconds) * 9 // 10


def _table(text: str, delimiter: str) -> Table:
    rows: list[Row] = []
    table = Table(None, rows)
    csv.field_size_limit(10_000_000)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as broken:
            raise Unreadable("damaged", row=number) from broken
        if cells is None:
            return table
        shown = {index: value for index, cell in enumerate(cells[:400]) if (value := _value(cell, number))}
        if shown:
            rows.append(Row(number, shown))
            if len(rows) > MOST_ROWS + 1_000:
                table.too_many_rows = True
                return table


def _value(cell: str, row: int) -> Value:
    if cell.count("\n") > MOST_LINES_IN_A_CELL:
        raise Unreadable("open_quote", row=row)
    text = clean(cell[:MOST_CELL_CHARACTERS])
    if text.startswith("="):
        shown = read_formula(text)
        return Shown(text, "trouble", trouble="not_calculated") if shown is None else shown
    return text[1:].lstrip() if text.startswith("'") else text
