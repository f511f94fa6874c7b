"""“When do you want to open?”: the last day of every earlier step, and the first opening that is still possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assembly.model import Assembly
from assembly.text import Text
from assembly.use_cases.law import facts_of
from assembly.use_cases.legal_day import legal_day
from assembly.views.law_card import SURE
from assembly.views.timetable import asked_of, days_left, ended, said, when_words
from assembly.wording import format_date
from legal_rules import packs
from legal_rules.around import Asked
from legal_rules.dates import Deadline, plan
from legal_rules.windows import When, Window

OURS = ("notice", "message_to_administrator")
"""What the organiser has to do before the opening; other steps before it are for the owners."""

NEAR_DAYS = 100
"""Nobody counts more days than that."""


@dataclass(frozen=True, slots=True)
class Step:
    """One date before or after a wished opening."""

    title: str
    when: str
    left: str
    is_missed: bool
    says: str
    article: str
    sure: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What a wished opening asks for; `sentence` says whether it is still possible."""

    opening: str
    is_possible: bool
    sentence: str
    steps: tuple[Step, ...]


def planned_opening(assembly: Assembly, opening: datetime, *, now: datetime, language: str) -> Planned:
    """The last day of each earlier step for that opening, and the dates after it with voting as long as in the draft."""
    zone = ZoneInfo(assembly.building.timezone)
    today = legal_day(assembly.building, now)
    asked = Asked(legal_day(assembly.building, opening), str(assembly.form), facts_of(assembly))
    known: dict[str, When] = {"opening": opening, "closing": opening + (assembly.closes_at - assembly.opens_at)}
    dates = plan(packs()[assembly.pack], asked, known, zone).dates
    steps = tuple(_step(one, zone, today, language) for one in dates if one.step != "opening")
    missed = [one for one in dates if one.step in OURS and one.side == "latest" and _day(one.on, zone) < today]
    first = earliest_opening(assembly.pack, asked_of(assembly), today, zone)
    is_possible = not missed and opening > now
    return Planned(format_date(legal_day(assembly.building, opening), language), is_possible, _sentence(
        dates, is_possible, first, zone, language
    ), steps)  # fmt: skip


def earliest_opening(pack: str, asked: Asked, begun_on: date, zone: ZoneInfo) -> date:
    """The first day on which an assembly may open that is announced on `begun_on`."""
    known: dict[str, When] = dict.fromkeys(OURS, begun_on)
    edge = plan(packs()[pack], asked, known, zone).windows.get("opening", Window()).earliest
    return begun_on if edge is None else _day(edge.when, zone)


def first_lawful_moments(
    pack: str, form: str, *, now: datetime, timezone: str, facts: Mapping[str, Any] | None = None
) -> tuple[datetime, datetime]:
    """An opening and an end that the law allows for a notice within three days: what a new draft begins with."""
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    asked = Asked(today, form, facts or {})
    opens_on = max(earliest_opening(pack, asked, today + timedelta(days=2), zone), today + timedelta(days=3))
    opens = datetime.combine(opens_on, datetime.min.time(), zone) + timedelta(hours=9)
    latest = plan(packs()[pack], asked, {"opening": opens}, zone).windows.get("closing", Window()).latest
    last = opens_on + timedelta(days=21)
    if latest is not None:
        last = min(last, _day(latest.when, zone) - timedelta(days=1))
    closes = datetime.combine(last, datetime.min.time(), zone) + timedelta(hours=20)
    return opens, closes


def _day(when: When, zone: ZoneInfo) -> date:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def _step(one: Deadline, zone: ZoneInfo, today: date, language: str) -> Step:
    day = _day(one.on, zone)
    is_missed = one.step in OURS and one.side == "latest" and day < today
    is_near = today <= day <= today + timedelta(days=NEAR_DAYS)
    left = days_left(day, today, language) if is_near else ""
    return Step(
        said(one.title, language),
        when_words(one, zone, today, language),
        left,
        is_missed,
        said(one.says, language) if one.says else "",
        said(one.article, language) if one.says else "",
        SURE[one.mark].read(language) if one.mark else "",
    )


def _sentence(dates: Iterable[Deadline], is_possible: bool, first: date, zone: ZoneInfo, language: str) -> str:
    opens = next(_day(one.on, zone) for one in dates if one.step == "opening")
    day = format_date(opens, language)
    notice = next((one for one in dates if one.step == "notice" and one.side == "latest"), None)
    if not is_possible:
        words = Text(
            "Начать {day} уже нельзя: сроки прошли. Если уведомить сегодня, самое раннее начало — {first}.",
            day=day,
            first=format_date(first, language),
        )
    elif notice is None:
        words = Text("Начать {day} можно: срока уведомления для этой формы закон, известный здесь, не ставит.", day=day)
    else:
        by = format_date(_day(notice.on, zone), language)
        words = Text("Чтобы начать {day}, уведомите собственников не позднее {by}.", day=day, by=by)
    return ended(words, language)
