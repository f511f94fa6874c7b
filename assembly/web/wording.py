"""Sentences and counted words in the reader's language; moments and numbers are in assembly.wording."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from assembly.text import catalogue
from assembly.wording import NO_BREAK_SPACE, format_date, format_moment


def translate(msgid: str, language: str, **values: object) -> str:
    """The sentence of the Russian msgid in `language`, with its named places filled."""
    wording = msgid if language == "ru" else catalogue(language).get(msgid, msgid)
    return wording.format(**values) if values else wording


def plural(forms: str, number: int, language: str) -> str:
    """The form of the word that goes with the number: forms are «день|дня|дней», in English "day|days"."""
    words = translate(forms, language).split("|")
    if len(words) == 3:
        few = number % 10 in {2, 3, 4} and number % 100 not in {12, 13, 14}
        one = number % 10 == 1 and number % 100 != 11
        return words[0] if one else words[1] if few else words[2]
    return words[0] if number == 1 else words[-1]


def count(forms: str, number: int, language: str) -> str:
    """The number with its word: «4 дня»."""
    return f"{number}{NO_BREAK_SPACE}{plural(forms, number, language)}"


def moment(value: datetime, timezone: str, language: str, *, now: datetime) -> str:
    """«28 марта, 20:00» in the time zone of the house; with the year where it is not the present one."""
    return format_moment(value, timezone, language, year=_other_year(value, timezone, now))


def day(value: datetime | date, timezone: str, language: str, *, now: datetime) -> str:
    """«28 марта»: the legal day of a moment in the time zone of the house."""
    local = value.astimezone(ZoneInfo(timezone)).date() if isinstance(value, datetime) else value
    return format_date(local, language, year=local.year != now.astimezone(ZoneInfo(timezone)).year)


def days_left(until: datetime, timezone: str, *, now: datetime) -> int:
    """Whole calendar days of the house from today to the day of `until`; 0 on the day itself."""
    zone = ZoneInfo(timezone)
    return (until.astimezone(zone).date() - now.astimezone(zone).date()).days


def _other_year(value: datetime, timezone: str, now: datetime) -> bool:
    zone = ZoneInfo(timezone)
    return value.astimezone(zone).year != now.astimezone(zone).year
