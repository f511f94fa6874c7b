"""Moments, days and counts as people here write them: «28 марта, 20:00», «4 дня»."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from assembly.text import catalogue

MONTHS = {
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


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
    return f"{number}\u00a0{plural(forms, number, language)}"


def day(value: date, language: str, *, year: bool = False) -> str:
    """«28 марта», with the year where asked."""
    text = f"{value.day}\u00a0{MONTHS[language][value.month - 1]}"
    return f"{text} {value.year}" if year else text


def moment(value: datetime, timezone: str, language: str, *, now: datetime | None = None) -> str:
    """«28 марта, 20:00» in the time zone of the house; with the year where it is not the present one."""
    local = value.astimezone(ZoneInfo(timezone))
    other_year = now is not None and now.astimezone(ZoneInfo(timezone)).year != local.year
    return f"{day(local.date(), language, year=other_year)}, {local:%H:%M}"


def local_day(value: datetime, timezone: str) -> date:
    """The legal day of a moment: counted in the time zone of the building."""
    return value.astimezone(ZoneInfo(timezone)).date()
