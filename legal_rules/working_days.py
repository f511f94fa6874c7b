"""Which days are working days in a country: weekends, public holidays, and days a government moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


class DaysUnknown(LookupError):
    """No working day can be told for that day: its year lies outside what the pack says is known."""

    def __init__(self, day: date) -> None:
        super().__init__(f"working days are not known on {day}")
        self.day = day


@lru_cache(maxsize=32)
def _public_holidays(country: str, subdivision: str | None) -> HolidayBase:
    from holidays import country_holidays  # loads all countries: only where a term counts in working days

    return country_holidays(country, subdiv=subdivision)


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The public holidays of one country or part of it, for the years [since, until) they were checked for.

    Args:
        country, subdivision: ISO 3166 codes as the library ``holidays`` names them (``RU``; ``DE``, ``BY``).
        since, until: half open; outside of it nothing is told.
    """

    country: str
    until: date
    subdivision: str | None = None
    since: date = date(2000, 1, 1)

    def is_available(self) -> bool:
        """True when the library has this country and subdivision."""
        try:
            _public_holidays(self.country, self.subdivision)
        except NotImplementedError:
            return False
        return True

    def is_working(self, day: date) -> bool:
        """True on a working day, a Saturday declared one included. Raises DaysUnknown outside the years known."""
        if not self.since <= day < self.until:
            raise DaysUnknown(day)
        return bool(_public_holidays(self.country, self.subdivision).is_working_day(day))

    def moved(self, day: date, number: int) -> date:
        """So many working days later (earlier where negative); the day itself does not count. Raises DaysUnknown."""
        step = timedelta(days=1 if number > 0 else -1)
        left = abs(number)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def next_from(self, day: date) -> date:
        """The day itself, or the first working day after it. Raises DaysUnknown."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day
