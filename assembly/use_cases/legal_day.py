"""Legal days: counted in the time zone of the building."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from assembly.model import Building


def legal_day(building: Building, moment: datetime) -> date:
    """The day on which a moment falls where the building stands."""
    return moment.astimezone(ZoneInfo(building.timezone)).date()


def written_moment(building: Building, moment: datetime) -> str:
    """A moment as people there write it: 28.03.2026 20:00."""
    return moment.astimezone(ZoneInfo(building.timezone)).strftime("%d.%m.%Y %H:%M")
