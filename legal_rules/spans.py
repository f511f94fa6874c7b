"""Spans of time as a law writes them (ten clear days, two months), and exact steps of them on a house's calendar."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from legal_rules.words import Words
from legal_rules.working_days import DaysUnknown, WorkingDays

UNITS = ("minutes", "hours", "days", "clear_days", "working_days", "weeks", "months", "years")
_WRITTEN = re.compile(r"([0-9]{1,4}) ([a-z_]+)")
_MINUTES = {"minutes": 1, "hours": 60}
_RUSSIAN = {
    "minutes": ("минуту", "минуты", "минут"),
    "hours": ("час", "часа", "часов"),
    "days": ("день", "дня", "дней"),
    "clear_days": ("полный день", "полных дня", "полных дней"),
    "working_days": ("рабочий день", "рабочих дня", "рабочих дней"),
    "weeks": ("неделю", "недели", "недель"),
    "months": ("месяц", "месяца", "месяцев"),
    "years": ("год", "года", "лет"),
}
_GENITIVE = {"minutes": "минуты", "hours": "часа", "days": "дня", "clear_days": "полного дня",
             "working_days": "рабочего дня", "weeks": "недели", "months": "месяца", "years": "года"}  # fmt: skip
_GENITIVE_MANY = {"minutes": "минут", "hours": "часов", "days": "дней", "clear_days": "полных дней",
                  "working_days": "рабочих дней", "weeks": "недель", "months": "месяцев", "years": "лет"}  # fmt: skip


class SpanRefused(ValueError):
    """The text is no span such as ``10 days`` or ``1 month``."""


class HourUnknown(LookupError):
    """Hours or minutes cannot be counted from a day whose hour is not known."""

    def __init__(self, day: date) -> None:
        super().__init__(f"the hour of {day} is not known")


@dataclass(frozen=True, slots=True)
class Span:
    """So many units of time; ``exact`` where it runs from a moment, so that the hour counts too."""

    number: int
    unit: str
    exact: bool = False

    @classmethod
    def parse(cls, text: str, *, exact: bool = False) -> Span:
        """Read ``10 clear_days``, ``1 month``. Raises SpanRefused."""
        found = _WRITTEN.fullmatch(text.strip())
        unit = found.group(2) if found else ""
        unit = unit if unit.endswith("s") else f"{unit}s"
        if found is None or unit not in UNITS:
            raise SpanRefused(f"{text!r} is no span: write a number and one of {', '.join(UNITS)}")
        return cls(int(found.group(1)), unit, exact)

    def genitive(self) -> Words:
        """After «не позднее чем за», «не больше»: «10 полных дней» / ``10 clear days``."""
        many = self.number % 10 != 1 or self.number % 100 == 11
        english = self.unit.replace("_", " ")
        return {
            "ru": f"{self.number} {(_GENITIVE_MANY if many else _GENITIVE)[self.unit]}",
            "en": f"{self.number} {english if self.number != 1 else english[:-1]}",
        }

    def accusative(self) -> Words:
        """After «не позднее чем за»: «за 1 день», «за 2 дня», «за 10 полных дней»."""
        one, few, many = _RUSSIAN[self.unit]
        last, teen = self.number % 10, 10 < self.number % 100 < 20
        ru = many if teen or last == 0 or last > 4 else one if last == 1 else few
        return {"ru": f"{self.number} {ru}", "en": self.genitive()["en"]}


@dataclass(frozen=True, slots=True)
class HouseClock:
    """Where days are counted: the time zone of the house and, for working days, its public holidays."""

    zone: tzinfo
    working_days: WorkingDays | None = None

    def day(self, when: date | datetime) -> date:
        """The legal day of a moment, in the time zone of the house."""
        return when.astimezone(self.zone).date() if isinstance(when, datetime) else when

    def move(self, when: date | datetime, span: Span, sign: int) -> date | datetime:
        """The day or moment so far after ``when`` (``sign`` 1) or before it (-1).

        Raises DaysUnknown where working days are not known, HourUnknown where hours are counted from a day alone.
        """
        if span.unit in _MINUTES:
            if not isinstance(when, datetime):
                raise HourUnknown(when)
            return when.astimezone(UTC) + timedelta(minutes=sign * span.number * _MINUTES[span.unit])
        day = self._move_day(self.day(when), span, sign)
        if not (span.exact and isinstance(when, datetime)):
            return day
        return datetime.combine(day, when.astimezone(self.zone).time(), self.zone).astimezone(UTC)

    def _move_day(self, day: date, span: Span, sign: int) -> date:
        if span.unit == "working_days":
            if self.working_days is None:
                raise DaysUnknown(day)
            return self.working_days.moved(day, sign * span.number)
        if span.unit in ("months", "years"):
            return add_months(day, sign * span.number * (12 if span.unit == "years" else 1))
        days = {"days": span.number, "clear_days": span.number + 1, "weeks": 7 * span.number}[span.unit]
        return day + timedelta(days=sign * days)

    def rolled(self, when: date | datetime) -> date | datetime:
        """The day, or the next working one. Raises DaysUnknown."""
        if self.working_days is None:
            raise DaysUnknown(self.day(when))
        day = self.working_days.next_from(self.day(when))
        return day if day != self.day(when) else when


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or earlier), or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day(is_enough: Callable[[date], bool], guess: date) -> date:
    """The first day on which something is so that, once so, stays so; ``guess`` lies near it."""
    step = timedelta(days=1)
    while is_enough(guess - step):
        guess -= step
    while not is_enough(guess):
        guess += step
    return guess
