"""A sheet as the spreadsheet program shows it, whatever the file was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell that is not plain text.

    `text` is what the program shows; `stored` the exact decimal behind it; `month_year` says that a date was shown
    as month and year; `trouble` that there is nothing to read: a formula nobody calculated, or an error value.
    """

    text: str
    nature: Literal["number", "date", "trouble"]
    stored: str = ""
    day: date | None = None
    month_year: bool = False
    trouble: str = ""


Value = str | Shown


@dataclass(slots=True)
class Row:
    """One row: `number` as the program shows it, cells by column counted from 0, only those that are not empty."""

    number: int
    cells: dict[int, Value]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, rows as shown, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Table:
    """One sheet of a spreadsheet, or a whole CSV file (its `name` is then None)."""

    name: str | None
    rows: list[Row]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: int = 0
    too_many_rows: bool = False


class Unreadable(Exception):
    """The file as a whole cannot be read; `code` names the sentence that says why."""

    def __init__(self, code: str, *, row: int | None = None, **values: str | Mapping[str, str]) -> None:
        super().__init__(code)
        self.code = code
        self.row = row
        self.values = values


_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def clean(text: str) -> str:
    """The text without control and zero-width characters, with single spaces; line breaks inside it stay."""
    if text.isascii() and text.isalnum():
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.isprintable():
        text = "".join(
            " " if unicodedata.category(c) in {"Zs", "Zl", "Zp"} or c == "\t" else c
            for c in text
            if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
        )
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """The text with its line breaks turned into spaces."""
    return _SPACES.sub(" ", text.replace("\n", " ")).strip()


def text_of(value: Value | None) -> str:
    """What the cell shows; empty for an empty cell."""
    if value is None:
        return ""
    return value if isinstance(value, str) else value.text


def column_letter(index: int) -> str:
    """The name of a column as the spreadsheet program shows it: 0 is A."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
