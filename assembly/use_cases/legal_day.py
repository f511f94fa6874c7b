"""Legal days: counted in the time zone of the building."""

from __future__ import annotations

from datetime import date, datetime

from assembly import wording
from assembly.model import Building
from assembly.text import LANGUAGES, Text


def legal_day(building: Building, moment: datetime) -> date:
    """The day on which a moment falls where the building stands."""
    return wording.legal_day(moment, building.timezone)


def written_moment(building: Building, moment: datetime) -> Text:
    """A moment as people there write it: «28 марта 2026 г., 20:00»."""
    return Text.of({language: wording.format_moment(moment, building.timezone, language) for language in LANGUAGES})
