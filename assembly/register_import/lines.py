"""Reads each record cell by cell: one typed line per owner, and what is wrong with a cell."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from .draft import KIND_TITLES, OwnerKind, Problem, UnitKind, exact_decimal
from .exact import AreaReading, ShareReading, read_area, show_share
from .header import Header
from .kinds import (
    door_number,
    is_nobody,
    kind_of_number,
    number_in_address,
    owner_kind_of_name,
    read_owner_kind,
    read_unit_kind,
)
from .owners import Split, split_beside, split_owners
from .people import Whose, read_contacts
from .records import Record
from .sentences import Place, say
from .table import Shown, clean, one_line, text_of

MOST_CELL_CHARACTERS = 1_000
OWNER_TITLES: dict[OwnerKind, dict[str, str]] = {
    "person": {"ru": "физлицо", "en": "person"},
    "company": {"ru": "юрлицо", "en": "company"},
    "municipality": {"ru": "муниципалитет", "en": "municipality"},
    "unknown": {"ru": "неизвестный собственник", "en": "unknown owner"},
}


@dataclass(slots=True)
class Line:
    """One owner of one unit as one row says it; `titles` is how the file calls its columns."""

    sheet: str | None
    row: int | None
    kind: UnitKind
    number: str
    area: AreaReading
    share: ShareReading
    owner_name: str
    owner_kind: OwnerKind
    entrance: str | None = None
    cadastral_number: str | None = None
    title_document: str | None = None
    representative: str | None = None
    authority: str | None = None
    authority_until: date | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    snils: str | None = None
    ogrn: str | None = None
    continues: bool = False
    titles: dict[str, str] = field(default_factory=dict)

    def problem(self, code: str, column: str, **values: str | dict[str, str]) -> Problem:
        """A problem at this line, in our column of that name."""
        return say(code, Place(self.sheet, self.row, self.titles.get(column, column)), **values)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What holds for all records of one sheet."""

    header: Header
    titles: dict[str, str]
    percent: bool
    today: date


def read_lines(record: Record, sheet: Sheet, problems: list[Problem]) -> list[Line]:
    """The lines of one record: one, or one for each owner its cell names. Problems of its cells are added."""
    _check_cells(record, sheet, problems)
    number = _read_number(record, sheet, problems)
    continues = not number and not {"area_m2", "cadastral_number", "kind", "unit"} & record.cells.keys()
    kind = _read_kind(record, sheet, problems, number, continues=continues)
    area = _read_area(record, sheet, problems)
    owner = _owner_text(record)
    right = record.text("right_kind")
    split = split_owners(
        owner, record.cells.get("share"), percent=sheet.percent, joint=bool(re.search(r"совмест|joint", right, re.I))
    )
    trouble = _in_trouble(record, "share")
    if not trouble:
        _check_split(record, sheet, split, problems)
    lines = []
    for index, name in enumerate(split.names):
        code = "in_trouble" if trouble else split.code
        share = ShareReading(code=code) if code else split.shares[index]
        line = Line(
            record.sheet, record.row, kind, number, area, share,
            "" if is_nobody(name) else name, "unknown", continues=continues, titles=sheet.titles,
        )  # fmt: skip
        line.owner_kind = _read_owner_kind(record, sheet, problems if index == 0 else [], line.owner_name)
        line.entrance = one_line(record.text("entrance")) or record.entrance
        line.cadastral_number = re.sub(r"\s", "", record.text("cadastral_number")) or None
        _read_document(line, record, len(split.names), index)
        read_contacts(line, record, Whose(index, len(split.names)), sheet.today, problems)
        lines.append(line)
    most = 1_000 if kind == "residential" else 20_000
    if area.area and area.area > most:
        problems.append(say("area_unusual", _place(record, sheet, "area_m2"), text=exact_decimal(area.area)))
    return lines


def _check_cells(record: Record, sheet: Sheet, problems: list[Problem]) -> None:
    for name, value in list(record.cells.items()):
        where = _place(record, sheet, name)
        if isinstance(value, Shown) and value.trouble:
            problems.append(say(value.trouble, where, text=value.text[:60]))
            record.cells[name] = Shown("", "trouble", trouble=value.trouble)
        elif len(text_of(value)) > MOST_CELL_CHARACTERS:
            problems.append(say("cell_too_long", where))
            record.cells[name] = Shown("", "trouble", trouble="cell_too_long")


def _place(record: Record, sheet: Sheet, name: str) -> Place:
    return Place(record.sheet, record.row, sheet.titles[name])


def _in_trouble(record: Record, name: str) -> bool:
    value = record.cells.get(name)
    return isinstance(value, Shown) and bool(value.trouble)


def _read_number(record: Record, sheet: Sheet, problems: list[Problem]) -> str:
    value = record.cells.get("unit")
    if isinstance(value, Shown) and value.nature == "date":
        problems.append(say("number_is_date", _place(record, sheet, "unit"), text=value.text))
        return f"?{record.row}"
    if _in_trouble(record, "unit"):
        return f"?{record.row}"
    number = door_number(text_of(value))
    if not number and record.text("address"):
        return number_in_address(record.text("address")) or ""
    return "" if number in {"-", "—", "–", "?"} else number


def _read_kind(record: Record, sheet: Sheet, problems: list[Problem], number: str, *, continues: bool) -> UnitKind:
    text = one_line(record.text("kind"))
    hint = record.kind or kind_of_number(one_line(record.text("unit"))) or kind_of_number(number)
    if text:
        kind = read_unit_kind(text)
        if kind is None:
            problems.append(say("kind_unreadable", _place(record, sheet, "kind"), text=text[:60]))
        return kind or hint or "residential"
    if hint is None and "kind" in sheet.header.places and number and not continues and not _in_trouble(record, "kind"):
        problems.append(say("kind_missing", _place(record, sheet, "kind"), kind=KIND_TITLES["residential"]))
    return hint or "residential"


def _read_area(record: Record, sheet: Sheet, problems: list[Problem]) -> AreaReading:
    value = record.cells.get("area_m2")
    if _in_trouble(record, "area_m2"):
        return AreaReading(None, "in_trouble")
    area = read_area(value)
    where = _place(record, sheet, "area_m2")
    text = one_line(text_of(value))[:60]
    if area.code and area.code != "area_missing":
        problems.append(say(area.code, where, text=text, likely=area.likely))
    elif area.stored:
        problems.append(say("area_as_shown", where, shown=text, stored=area.stored[:30]))
    if area.area and (area.area * 10_000).denominator != 1:
        problems.append(say("area_long", where, text=exact_decimal(area.area)))
    return area


def _owner_text(record: Record) -> str:
    parts = [one_line(record.text(name)) for name in ("surname", "given_name", "patronymic")]
    whole = record.text("owner")
    return whole if whole or not any(parts) else " ".join(part for part in parts if part)


def _check_split(record: Record, sheet: Sheet, split: Split, problems: list[Problem]) -> None:
    if split.code == "owners_in_one_cell":
        problems.append(say(split.code, _place(record, sheet, "owner"), count=str(len(split.names))))
        return
    where = _place(record, sheet, "share")
    if split.code == "shares_do_not_fit_owners":
        count = len(split.shares)
        problems.append(say(split.code, where, shares=str(count), owners=str(len(split.names))))
        return
    text = one_line(record.text("share"))[:60]
    for reading in {id(share): share for share in split.shares}.values():
        if reading.code:
            problems.append(say(reading.code, where, text=text, likely=reading.likely))
        elif reading.doubt and reading.share is not None:
            problems.append(say("share_from_decimal", where, stored=reading.doubt, share=show_share(reading.share)))


def _read_owner_kind(record: Record, sheet: Sheet, problems: list[Problem], name: str) -> OwnerKind:
    if not name:
        return "unknown"
    text = one_line(record.text("owner_kind"))
    said = read_owner_kind(text) if text else None
    kind = said if said and said != "unknown" else owner_kind_of_name(name)
    if re.match(r"част|private", text, re.I):
        kind = owner_kind_of_name(name)
    if text and said is None:
        where = _place(record, sheet, "owner_kind")
        problems.append(say("owner_kind_unreadable", where, text=text[:60], kind=OWNER_TITLES[kind]))
    return kind


def _read_document(line: Line, record: Record, count: int, index: int) -> None:
    document = record.text("title_document")
    beside = split_beside(document, count) if count > 1 else None
    text = one_line(beside[index] if beside else document)
    day = one_line(record.text("title_date"))
    text = "" if text in {"-", "—", "–", "нет", "н/д"} else text
    if day and day not in text:
        text = f"{text} от {day}" if text else ""
    line.title_document = clean(text) or None


def column_is_percent(header: Header, records: list[Record]) -> bool:
    """Whether bare numbers of the share column are percentages: its header says so and some are above 1."""
    if "%" not in header.title("share") and "процент" not in header.title("share").casefold():
        return False
    bare = [record.text("share").replace(",", ".") for record in records]
    return any(re.fullmatch(r"\d+(?:\.\d+)?", text) and Fraction(text) > 1 for text in bare)
