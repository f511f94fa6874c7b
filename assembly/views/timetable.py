"""The timetable of an assembly: every date of its law, what is done, what comes next, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from assembly.model import Assembly, AssemblyState, Document
from assembly.text import Text
from assembly.use_cases.law import facts_of, meeting_at
from assembly.use_cases.legal_day import legal_day
from assembly.views.law_card import SURE
from assembly.views.stages import objections_end
from assembly.wording import counted, format_date, format_moment
from legal_rules import packs
from legal_rules.around import Asked
from legal_rules.dates import OWN_RULE, Deadline, Plan, plan
from legal_rules.steps import STEPS
from legal_rules.windows import When

TRACKED = frozenset({"notice", "opening", "closing", "protocol", "results"})
"""Steps that are done here: of these the service knows when they are overdue."""
HAPPENS = frozenset(
    {
        "meeting",
        "written_decisions",
        "kept_until",
        "objections",
        "refusal_of_system",
        "remote_participation",
        "postal_form",
    }
)
"""Dates that come by themselves, or on which owners may act: nobody has to do anything on them here."""
OPEN_STEPS = frozenset(
    {"notice", "opening", "meeting", "postal_form", "written_decisions", "closing", "objections", "results"}
)
"""What everybody may read on the public page; an owner also reads the rest of what concerns owners."""
OWNER_STEPS = OPEN_STEPS | {
    "refusal_of_system",
    "remote_participation",
    "protocol",
    "minutes_notified",
    "posting",
    "kept_until",
}
OWN_TITLES: dict[tuple[str, str], Mapping[str, str]] = {
    ("in_person", "opening"): {"ru": "Начало собрания", "en": "The assembly begins"},
    ("mixed", "meeting"): {"ru": "Очное обсуждение", "en": "The discussion in person"},
}
STATES = {
    "done": Text("сделано"),
    "late": Text("сделано с опозданием"),
    "overdue": Text("просрочено"),
    "next": Text("следующее"),
    "past": Text("прошло"),
    "check": Text("срок прошёл, проверьте"),
    "later": Text("впереди"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One date. state: done, late, overdue, next, past, check (the service cannot know whether it was done), later."""

    step: str
    side: str
    on: date | datetime
    day: date
    title: str
    when: str
    done: str
    state: str
    state_word: str
    says: str
    article: str
    sure: str
    left: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A date that cannot be told, and why."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Timetable:
    """All dates of one assembly in order of time, and what cannot be told."""

    rows: tuple[Row, ...]
    gaps: tuple[Gap, ...]

    @property
    def overdue(self) -> tuple[Row, ...]:
        """What should have been done by now."""
        return tuple(row for row in self.rows if row.state == "overdue")


def asked_of(assembly: Assembly) -> Asked:
    """What is asked of the law: the opening day, the form, and the facts of the house."""
    return Asked(legal_day(assembly.building, assembly.opens_at), str(assembly.form), facts_of(assembly))


def timetable_of(assembly: Assembly, *, now: datetime, language: str, audience: str = "staff") -> Timetable:
    """The timetable of an assembly as `audience` (staff, owner, public) may see it."""
    done = _done(assembly)
    planned = {"opening": assembly.opens_at, "closing": assembly.closes_at, **_fixed(assembly)}
    rows = list(_rows(assembly, planned, done, now, language))
    found = _mark_next(rows, legal_day(assembly.building, now), language)
    law = _law(assembly, planned)
    seen = {"staff": None, "owner": OWNER_STEPS, "public": OPEN_STEPS}[audience]
    return Timetable(
        tuple(row for row in found if seen is None or row.step in seen or row.step.startswith("challenge")),
        tuple(_gaps(law, language)) if seen is None else (),
    )


def _law(assembly: Assembly, known: Mapping[str, When]) -> Plan:
    return plan(packs()[assembly.pack], asked_of(assembly), known, assembly.building.timezone)


def _fixed(assembly: Assembly) -> dict[str, When]:
    fixed: dict[str, When] = {"objections": objections_end(assembly) - timedelta(microseconds=1)}
    if (meeting := meeting_at(assembly)) is not None:
        fixed["meeting"] = meeting
    if str(assembly.form) != "in_person" and assembly.written_until is not None:
        fixed["written_decisions"] = assembly.written_until
    return fixed


def _done(assembly: Assembly) -> dict[str, date | datetime]:
    """What was done here, and when."""
    found: dict[str, date | datetime | None] = {
        "notice": assembly.announced_at,
        "opening": assembly.opened_at,
        "closing": assembly.ended_at,
        "protocol": assembly.protocol_on,
        "results": _published(assembly),
    }
    return {step: when for step, when in found.items() if when is not None}


def _published(assembly: Assembly) -> datetime | None:
    session = object_session(assembly)
    assert isinstance(session, Session)  # noqa: S101 - a view reads within a session
    found = session.scalar(
        select(Document.created_at).where(Document.assembly_id == assembly.id, Document.kind == "archive")
    )
    return found if assembly.state == AssemblyState.CLOSED else None


def _rows(
    assembly: Assembly, planned: Mapping[str, When], done: Mapping[str, When], now: datetime, language: str
) -> Iterator[Row]:
    """One row a date: the bounds from the plan, what was done beside them; later terms run from what was done."""
    happened = {step: when for step, when in done.items() if step not in planned}
    bounds = [one for one in _law(assembly, planned).dates if one.step not in happened or one.side != "known"]
    bounded = {one.step for one in bounds}
    later = [one for one in _law(assembly, {**planned, **happened}).dates if one.step not in happened]
    told = [one for one in bounds if one.step in happened]
    told += [one for one in _law(assembly, happened).dates if one.side == "known" and one.step not in bounded]
    for one in [*told, *later]:
        yield _row(assembly, one, done.get(one.step), now, language)


def _row(assembly: Assembly, one: Deadline, done: When | None, now: datetime, language: str) -> Row:
    zone = ZoneInfo(assembly.building.timezone)
    today = now.astimezone(zone).date()
    state = _state(one, done, now, zone)
    is_own = one.step == "objections"  # the days for objections are a rule of the assembly
    return Row(
        step=one.step,
        side=one.side,
        on=one.on,
        day=_day(one.on, zone),
        title=said(OWN_TITLES.get((str(assembly.form), one.step), one.title), language),
        when=when_words(one, zone, today, language),
        done=""
        if done is None
        else ended(Text("Сделано: {when}.", when=_words(done, zone, today, language)), language),
        state=state,
        state_word=STATES[state].read(language),
        says=said(one.says, language) if one.says else "",
        article=said(OWN_RULE if is_own else one.article, language),
        sure=SURE[one.mark].read(language) if one.mark else "",
        left="",
    )


def _state(one: Deadline, done: When | None, now: datetime, zone: ZoneInfo) -> str:
    if done is not None:
        is_late = one.side == "latest" and _day(done, zone) > _day(one.on, zone)
        return "late" if is_late else "done"
    is_past = one.on < now if isinstance(one.on, datetime) else one.on < now.astimezone(zone).date()
    if not is_past:
        return "later"
    if one.step in HAPPENS or _is_challenge(one.step) or one.side == "earliest":
        return "past"
    return "overdue" if one.step in TRACKED else "check"


def _is_challenge(step: str) -> bool:
    return step.partition(":")[0] == "challenge"


def _mark_next(rows: list[Row], today: date, language: str) -> list[Row]:
    """The first step still to come is the next one; it says how many days are left."""
    ordered = sorted(rows, key=_order)
    for number, row in enumerate(ordered):
        if row.state == "later" and row.step != "kept_until" and not _is_challenge(row.step):
            left = days_left(row.day, today, language)
            ordered[number] = replace(row, state="next", state_word=STATES["next"].read(language), left=left)
            break
    return ordered


def _order(row: Row) -> tuple[date, int]:
    places = {step: number for number, step in enumerate(STEPS)}
    return row.day, places.get(row.step.partition(":")[0], len(places))


def days_left(day: date, today: date, language: str) -> str:
    """«сегодня», «через 5 дней»."""
    days = (day - today).days
    if days <= 0:
        return Text("сегодня").read(language)
    if language == "en":
        return f"in {days} day" + ("s" if days > 1 else "")
    return f"через {counted(days, 'день', 'дня', 'дней')}"


def when_words(one: Deadline, zone: ZoneInfo, today: date, language: str) -> str:
    """«не позднее 27 февраля», «10 марта, 09:00»; with the year where it is not the present one."""
    on = _day(one.on, zone) if one.step == "objections" else one.on
    words = _words(on, zone, today, language)
    if one.step in {"kept_until", "objections", "written_decisions"}:
        return Text("до {when}", when=words).read(language)
    if one.side == "latest":
        return Text("не позднее {when}", when=words).read(language)
    if one.side == "earliest":
        return Text("не раньше {when}", when=words).read(language)
    return words


def ended(text: Text, language: str) -> str:
    """A sentence that may end with a shortened year: «… 2027 г.» needs no second full stop."""
    return text.read(language).replace("г..", "г.")


def _words(when: When, zone: ZoneInfo, today: date, language: str) -> str:
    year = _day(when, zone).year != today.year
    if isinstance(when, datetime):
        return format_moment(when, zone, language, year=year)
    return format_date(when, language, year=year)


def _day(when: When, zone: ZoneInfo) -> date:
    return when.astimezone(zone).date() if isinstance(when, datetime) else when


def _gaps(law: Plan, language: str) -> Iterator[Gap]:
    """The dates that no day can be told for; a fact that is missing for an unnamed term is told on the draft."""
    for step, unknown in law.unknown.items():
        if step in law.titles:
            yield Gap(said(law.titles[step], language), said(unknown.why, language))


def said(words: Mapping[str, str], language: str) -> str:
    """A sentence of a pack in the reader's language."""
    return words.get(language) or words["ru"]
