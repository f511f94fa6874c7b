"""The days of the demo: a training clock that begins in the past and ends today."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Moscow")
DAYS_AGO = 80


class Calendar:
    """Moments of the two assemblies, counted in days from the start; the last is before the present."""

    def __init__(self, present: datetime) -> None:
        self._first = present.astimezone(ZONE).date() - timedelta(days=DAYS_AGO)

    def at(self, day: int, hour: int = 9, minute: int = 0) -> datetime:
        """That hour of that day by the clock of the house, as UTC."""
        local = datetime.combine(self._first + timedelta(days=day), time(hour, minute), ZONE)
        return local.astimezone(UTC)

    # the assembly that is closed
    @property
    def start(self) -> datetime:
        return self.at(0)

    @property
    def notices(self) -> datetime:
        return self.at(1, 10)

    @property
    def opens(self) -> datetime:
        return self.at(13, 9)

    @property
    def written_until(self) -> datetime:
        return self.at(32, 20)

    @property
    def closes(self) -> datetime:
        return self.at(34, 20)

    # the assembly that stays open
    @property
    def second_notices(self) -> datetime:
        return self.at(18, 10)

    @property
    def second_opens(self) -> datetime:
        return self.at(62, 9)

    @property
    def second_closes(self) -> datetime:
        return self.at(DAYS_AGO + 21, 20)
