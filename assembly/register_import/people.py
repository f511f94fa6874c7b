"""Reads what a row says about reaching an owner and about who signs for them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from .draft import Problem
from .owners import split_beside
from .table import Shown, Value, one_line, text_of

if TYPE_CHECKING:
    from .lines import Line
    from .records import Record

_EMAIL = re.compile(r"^[^\s@<>\"',;:()\\]{1,64}@(?:[\w-]{1,63}\.)+[\w-]{2,63}$")
_DATE = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?!\d)|(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_WORD_DATE = re.compile(
    r"(?<!\d)(\d{1,2})[\s«»\"]+(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\.?\s+(\d{4})", re.I
)
_UNTIL = re.compile(r"(?:\bдо\b|\bпо\b|until|through|expires?(?: on)?|valid to)\s*:?\s*(.{0,30})", re.IGNORECASE)
_MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_EMPTY = {"-", "—", "–", "нет", "н/д", "no", "none"}


class Whose(NamedTuple):
    """Which owner of a cell is read, counted from 0, of how many."""

    nth: int
    of: int


def read_day(value: Value | None) -> date | None:
    """A day as 31.12.2026, 2026-12-31 or 31 декабря 2026, or a cell that is a date; None when it is none."""
    if isinstance(value, Shown) and value.day:
        return value.day
    text = one_line(text_of(value))
    try:
        if found := _DATE.search(text):
            if found[4]:
                return date(int(found[4]), int(found[5]), int(found[6]))
            year = int(found[3]) + (0 if len(found[3]) == 4 else 2000 if int(found[3]) < 70 else 1900)
            return date(year, int(found[2]), int(found[1]))
        if found := _WORD_DATE.search(text):
            month = next(n for n, name in enumerate(_MONTHS, 1) if found[2].casefold().startswith(name))
            return date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None
    return None


def read_contacts(line: Line, record: Record, whose: Whose, today: date, problems: list[Problem]) -> None:
    """Fills in contacts, identity and representative of one owner; what cannot be read is listed and left out."""
    line.email = _read_email(line, _own(line, record, "email", whose, problems), problems)
    line.phone = one_line(_own(line, record, "phone", whose, problems)) or None
    line.birth_date = _read_birth(line, record, whose, problems)
    snils = re.sub(r"[\s-]", "", _own(line, record, "snils", whose, problems))
    if snils and not is_snils(snils):
        problems.append(line.problem("snils_unreadable", "snils", text=snils[:30]))
    line.snils = snils or None
    line.ogrn = re.sub(r"\s", "", _own(line, record, "ogrn", whose, problems)) or None
    _read_representative(line, record, today, problems if whose.nth == 0 else [])


def _own(line: Line, record: Record, name: str, whose: Whose, problems: list[Problem]) -> str:
    """The part of a cell that belongs to this owner. Whose it is decides who gets a letter, so it is never guessed."""
    text = record.text(name)
    if text in _EMPTY:
        return ""
    if whose.of == 1 or not text:
        return text
    parts = split_beside(text, whose.of)
    if parts:
        return parts[whose.nth]
    if whose.nth == 0:
        problems.append(line.problem("contact_of_whom", name))
    return ""


def _read_email(line: Line, text: str, problems: list[Problem]) -> str | None:
    parts = [part.strip("<>").removeprefix("mailto:") for part in re.split(r"[\s,;]+", text) if part]
    if not parts:
        return None
    good = [part for part in parts if _EMAIL.match(part) and ".." not in part]
    if len(good) < len(parts):
        problems.append(line.problem("email_unreadable", "email", text=one_line(text)[:60]))
    elif len(good) > 1:
        problems.append(line.problem("email_several", "email", text=good[0]))
    return good[0] if good else None


def _read_birth(line: Line, record: Record, whose: Whose, problems: list[Problem]) -> date | None:
    value = record.cells.get("birth_date")
    if isinstance(value, Shown) and whose.of == 1:
        return value.day
    text = _own(line, record, "birth_date", whose, problems)
    day = read_day(text) if text else None
    if text and day is None:
        problems.append(line.problem("date_unreadable", "birth_date", text=one_line(text)[:30]))
    return day


def _read_representative(line: Line, record: Record, today: date, problems: list[Problem]) -> None:
    name, authority = one_line(record.text("representative")), one_line(record.text("authority"))
    line.representative = None if name in _EMPTY else name or None
    line.authority = None if authority in _EMPTY else authority or None
    until = record.cells.get("authority_until")
    if until is not None:
        line.authority_until = read_day(until)
        if line.authority_until is None and text_of(until) not in _EMPTY:
            problems.append(line.problem("date_unreadable", "authority_until", text=one_line(text_of(until))[:30]))
    elif line.authority and (found := _UNTIL.search(line.authority)):
        line.authority_until = read_day(found[1])
    if line.authority_until and line.authority_until < today:
        column = "authority_until" if until is not None else "authority"
        problems.append(line.problem("authority_expired", column, day=f"{line.authority_until:%d.%m.%Y}"))
    if line.representative and not line.authority:
        problems.append(line.problem("authority_missing", "authority"))


def is_snils(digits: str) -> bool:
    """Eleven digits whose check sum is right (Pension fund order 192p; numbers up to 001-001-998 have none)."""
    if not re.fullmatch(r"\d{11}", digits, re.ASCII):
        return False
    if int(digits[:9]) <= 1001998:
        return True
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(digits[:9])) % 101
    return total % 100 == int(digits[9:])
