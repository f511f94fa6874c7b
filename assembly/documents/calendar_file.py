"""The dates of an assembly as an iCalendar file (RFC 5545), for the calendar on a phone or a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Event

_NAMES = UUID("6f1c1d0e-6f0b-5f38-9a55-4a0a3f6e2a11")
"""The namespace in which dates get their identifiers; never changed, or calendars would show every date twice."""


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """One date: `key` tells it from the others of its assembly, `on` is a day or an aware moment."""

    key: str
    on: date | datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """The calendar of one assembly.

    ``assembly_id``: from it and the key of each date come identifiers that never change. ``title``: name of the
    calendar and last part of every summary. ``place``: the address of the house. ``timezone``: in which moments are
    written (IANA name). ``link``: the page of the timetable. ``made_at``: aware.
    """

    assembly_id: str
    title: str
    place: str
    timezone: str
    link: str
    made_at: datetime
    dates: tuple[CalendarDate, ...]


def make_calendar(facts: CalendarFacts) -> bytes:
    """The calendar as a file: a day fills the day, a moment stands at its time in the zone of the house."""
    from icalendar import Calendar, vText

    calendar = Calendar()
    calendar.add("prodid", "-//Veche//Timetable of an assembly//RU")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _line(facts.title))
    calendar.add("x-wr-calname", vText(_line(facts.title)), encode=False)
    calendar.add("x-wr-timezone", facts.timezone)
    for one in facts.dates:
        calendar.add_component(_event(one, facts))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(one: CalendarDate, facts: CalendarFacts) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", str(uuid5(_NAMES, f"{facts.assembly_id}/{one.key}")))
    event.add("dtstamp", facts.made_at)
    event.add("summary", _line(f"{one.title} — {facts.title}"))
    event.add("description", "\n".join(_line(line) for line in one.text.splitlines()))
    event.add("location", _line(facts.place))
    event.add("url", facts.link)
    event.add("transp", "TRANSPARENT")
    if isinstance(one.on, datetime):
        event.add("dtstart", one.on.astimezone(ZoneInfo(facts.timezone)))
    else:
        event.add("dtstart", one.on)
        event.add("dtend", one.on + timedelta(days=1))
    return event


def _line(text: str) -> str:
    """One line of text without control characters: they would end a property, and with it the file's meaning."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
