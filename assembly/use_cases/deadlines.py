"""Until when things may be done, and how moments are written for people at the building."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from assembly.model import Assembly, Form
from assembly.text import Text

ACCEPTANCE_ARTICLE = Text.of({"ru": "ЖК РФ, ст. 47 ч. 2", "en": "Housing Code of Russia, art. 47(2)"})
SYSTEM_ARTICLE = Text.of({"ru": "ЖК РФ, ст. 47.1", "en": "Housing Code of Russia, art. 47.1"})


def end_of_day(assembly: Assembly, moment: datetime, days: int = 0) -> datetime:
    """The end of the legal day that lies `days` after the moment's own: its last second, so that it reads as that day."""
    zone = ZoneInfo(assembly.building.timezone)
    day = moment.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), zone).astimezone(moment.tzinfo)


def written_until(assembly: Assembly) -> datetime:
    """The last moment for decisions on paper: the earlier one where the law or the notice sets one."""
    return min(assembly.written_until or assembly.closes_at, assembly.closes_at)


def acceptance_article(assembly: Assembly) -> Text:
    """The article that makes a late decision not count."""
    return SYSTEM_ARTICLE if assembly.form == Form.SYSTEM else ACCEPTANCE_ARTICLE


def local(assembly: Assembly, moment: datetime) -> str:
    """A moment as people at the building read it: 21.11.2026, 18:05."""
    return moment.astimezone(ZoneInfo(assembly.building.timezone)).strftime("%d.%m.%Y, %H:%M")


def iso(moment: datetime) -> str:
    """A moment as records hold it."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
