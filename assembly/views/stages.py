"""The stages of an assembly with their days, as every page of it shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from assembly.model import Assembly, AssemblyState
from assembly.text import Text
from assembly.use_cases.law import facts_of, meeting_at
from assembly.wording import format_date, legal_day
from legal_rules import timetable


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. state: past, present or future."""

    title: str
    when: str
    state: str


_PRESENT = {
    AssemblyState.DRAFT: 0, AssemblyState.ANNOUNCED: 1, AssemblyState.VOTING: 2, AssemblyState.PROCESSING: 3,
    AssemblyState.OBJECTIONS: 4, AssemblyState.CLOSED: 6,
}  # fmt: skip


def stages(assembly: Assembly, *, now: datetime, language: str) -> list[Stage]:
    """Notice, opening, acceptance, processing, objections, count, protocol, each with its day in the house's zone."""
    zone = ZoneInfo(assembly.building.timezone)
    year = legal_day(now, zone).year

    def day(moment: datetime | date) -> str:
        on = legal_day(moment, zone) if isinstance(moment, datetime) else moment
        return format_date(on, language, year=on.year != year)

    def until(moment: datetime | date) -> str:
        return Text("до {day}", day=day(moment)).read(language)

    objections = objections_end(assembly)
    steps = [
        (Text("Сообщение"), day(assembly.announced_at) if assembly.announced_at else until(_notice_by(assembly))),
        (Text("Начало"), day(assembly.opened_at or assembly.opens_at)),
        (Text("Приём решений"), until(assembly.closes_at)),
        (Text("Обработка"), Text("после приёма").read(language)),
        (Text("Возражения"), until(objections - timedelta(microseconds=1))),
        (Text("Подсчёт"), day(assembly.closed_at or objections)),
        (Text("Протокол"), day(assembly.protocol_on) if assembly.protocol_on else until(_protocol_by(assembly))),
    ]
    present = _PRESENT[AssemblyState(assembly.state)] + (1 if assembly.protocol_on else 0)
    return [
        Stage(title.read(language), when, "past" if at < present else "present" if at == present else "future")
        for at, (title, when) in enumerate(steps)
    ]


def objections_end(assembly: Assembly) -> datetime:
    """The first instant after the days for objections: as fixed, or as planned from the end of acceptance."""
    if assembly.objections_until is not None:
        return assembly.objections_until
    zone = ZoneInfo(assembly.building.timezone)
    last = assembly.closes_at.astimezone(zone).date() + timedelta(days=assembly.objection_days + 1)
    return datetime.combine(last, datetime.min.time(), zone).astimezone(assembly.closes_at.tzinfo)


def _notice_by(assembly: Assembly) -> date | datetime:
    return _deadline(assembly, "notice_by") or assembly.opens_at


def _protocol_by(assembly: Assembly) -> date | datetime:
    return _deadline(assembly, "protocol_by") or assembly.closes_at


def _deadline(assembly: Assembly, code: str) -> date | datetime | None:
    deadlines = timetable(
        assembly.pack, str(assembly.form), opens_at=assembly.opens_at, closes_at=assembly.closes_at,
        tz=assembly.building.timezone, objection_days=assembly.objection_days, facts=facts_of(assembly),
        known={"meeting": meeting} if (meeting := meeting_at(assembly)) is not None else None,
    )  # fmt: skip
    return next((deadline.on for deadline in deadlines if deadline.code == code), None)
