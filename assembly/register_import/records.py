"""From the rows of a sheet to the rows that speak of a unit: titles, totals, section lines and repeats are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from .columns import plain_header
from .draft import Problem, UnitKind, exact_decimal
from .exact import read_area
from .header import Header
from .kinds import read_unit_kind
from .sentences import Place, say
from .table import Row, Shown, Table, Value, one_line, text_of

_TOTAL = re.compile(
    r"^(?:итого|всего|итог\b|total|subtotal|grand total|в том числе|сумма\b|общая площадь\b)", re.IGNORECASE
)
_ENTRANCE = re.compile(
    r"^(?:подъезд|парадная|секция|entrance|staircase)\s*№?\s*(\w+)$|^(\w+)\W*(?:-?й\s*)?подъезд$", re.I
)
_SECTION = re.compile(
    r"(?:помещени|квартиры|машин|парк|жилые|жилая|нежил|офисы|кладовы|residential|parking|flats)", re.I
)
_UNIT_LIKE = re.compile(r"^(?:кв\.?|квартира|пом\.?|помещение|м/м|№|офис)?\s*№?\s*[\dIVXLC]+[\w/.-]{0,6}$", re.I)


@dataclass(slots=True)
class Record:
    """One row of the register: our columns with what they show, and what the lines above it said."""

    sheet: str | None
    row: int
    cells: dict[str, Value]
    entrance: str | None = None
    kind: UnitKind | None = None

    def text(self, name: str) -> str:
        """What the column shows; empty where nothing stands."""
        return text_of(self.cells.get(name))


@dataclass(slots=True)
class Records:
    """The records of one sheet, the total it states, and what was left out."""

    header: Header
    sheet: str | None
    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    total: tuple[int, Value] | None = None


def read_records(table: Table, header: Header) -> Records:
    """The rows below the header that speak of a unit, in their order."""
    found = Records(header, table.name)
    _fill_down(table, header)
    entrance: str | None = None
    kind = read_unit_kind(table.name or "") if "kind" not in header.places else None
    last = max((row.number for row in table.rows if any(p in row.cells for p in header.places.values())), default=0)
    for row in table.rows:
        if row.number <= header.row:
            continue
        cells = {name: row.cells[place] for name, place in header.places.items() if place in row.cells}
        if _is_total(row, cells) or (row.number == last and cells.keys() == {"area_m2"} and found.records):
            found.total = (row.number, cells.get("area_m2", ""))
        elif not cells or _is_header_again(cells, header) or _is_numbering(row, header, found):
            continue
        elif len(row.cells) == 1 and (section := _section(one_line(text_of(next(iter(row.cells.values())))))):
            entrance, kind = section[0] or entrance, section[1] or kind
        elif _is_note(row, cells, found) or cells.keys() <= {"kind", "entrance"}:
            if not found.total:
                found.problems.append(_left_out(table.name, row))
        else:
            found.records.append(Record(table.name, row.number, cells, entrance, kind))
    return found


def _fill_down(table: Table, header: Header) -> None:
    """Cells merged over several rows say the same in each of them."""
    rows = {row.number: row for row in table.rows} if table.merges else {}
    budget = 1_000_000
    for merge in table.merges:
        value = rows[merge.top].cells.get(merge.left) if merge.top in rows else None
        if value is None or merge.top <= header.row or merge.bottom == merge.top:
            continue
        for number in range(merge.top + 1, min(merge.bottom, merge.top + 2_000) + 1):
            budget -= 1
            if number in rows and budget > 0:
                rows[number].cells.setdefault(merge.left, value)


def _is_total(row: Row, cells: dict[str, Value]) -> bool:
    for value in row.cells.values():
        if isinstance(value, str) and _TOTAL.match(value):
            return not (
                cells.get("share") and cells.get("owner") and cells.get("unit") and value != text_of(cells["unit"])
            )
    return False


def _is_header_again(cells: dict[str, Value], header: Header) -> bool:
    """A header repeated on each printed page."""
    return len(cells) > 1 and all(
        plain_header(text_of(value)) == plain_header(header.titles[header.places[name]])
        for name, value in cells.items()
    )


def _is_numbering(row: Row, header: Header, found: Records) -> bool:
    """The line 1, 2, 3, … that forms carry under their header."""
    if found.records or row.number > header.row + 2 or len(row.cells) < 3:
        return False
    texts = [text_of(value) for _, value in sorted(row.cells.items())]
    first = int(texts[0]) if texts[0].isdecimal() and len(texts[0]) < 4 else -9
    return first in {0, 1} and texts == [str(first + step) for step in range(len(texts))]


def _section(text: str) -> tuple[str | None, UnitKind | None] | None:
    if entrance := _ENTRANCE.match(text):
        return entrance[1] or entrance[2], None
    if _SECTION.search(text) and not any(c.isdigit() for c in text) and len(text) < 60:
        kind = read_unit_kind(text)
        return (None, kind) if kind else None
    return None


def _is_note(row: Row, cells: dict[str, Value], found: Records) -> bool:
    """A line of words: one cell that is no number of a unit, or what stands below the totals without any figures."""
    if found.total and not {"area_m2", "share", "cadastral_number"} & cells.keys():
        return True
    if len(row.cells) != 1 or isinstance(next(iter(cells.values())), Shown):
        return False
    name, value = next(iter(cells.items()))
    return name not in {"owner", "surname"} and not _UNIT_LIKE.match(one_line(text_of(value)))


def _left_out(sheet: str | None, row: Row) -> Problem:
    text = one_line(text_of(next(iter(row.cells.values()))))[:60]
    return say("row_left_out", Place(sheet, row.number), text=text)


def check_total(found: Records, unit_areas: list[str], row_areas: list[str]) -> Iterator[Problem]:
    """The total a sheet states should be that of its units (or, as some write it, of its rows)."""
    if found.total is None:
        return
    row, value = found.total
    stated = read_area(value).area
    if stated is None:
        return
    sums = [sum((Fraction(area) for area in areas), Fraction(0)) for areas in (unit_areas, row_areas)]
    if all(abs(total - stated) >= Fraction(1, 100) for total in sums):
        yield say(
            "total_differs", Place(found.sheet, row, found.header.title("area_m2")),
            stated=exact_decimal(stated), found=exact_decimal(sums[0]),
        )  # fmt: skip
