"""What everybody may read of an assembly: dates, questions, participation, and after the count the sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assembly.model import Assembly, AssemblyState, Decision, Document
from assembly.text import Text
from assembly.use_cases.deadlines import written_until
from assembly.views.my_assemblies import assembly_says
from assembly.views.objections import last_day
from assembly.wording import format_m2, format_moment, format_percent, local_moment, option_word, outcome_word

PUBLISHED = {
    "protocol_public": (Text("Протокол без личных данных, PDF"), "protocol.pdf"),
    "sums": (Text("Все суммы таблицей, XLSX"), "sums.xlsx"),
    "archive": (Text("Архив для пересчёта, ZIP"), "archive.zip"),
}
SUMS = ("for", "against", "abstain", "blank", "invalid")


@dataclass(frozen=True, slots=True)
class Prolonged:
    """One prolongation of the acceptance."""

    decided_at: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class Column:
    """One way of counting: with parking places, or without. rows: (answer, m², part of those taking part)."""

    title: str
    outcome: str
    carried: bool
    because: str
    rows: tuple[tuple[str, str, str], ...]
    needed: str
    present: str
    whole: str


@dataclass(frozen=True, slots=True)
class PublicAssembly:
    """Finished values; nobody's name or flat is among them."""

    title: str
    says: str
    opens: str
    closes: str
    written_until: str
    discussion: str
    acceptance_address: str
    objections_until: str
    closed_at: str
    prolongations: tuple[Prolonged, ...]
    sums: Mapping[int, tuple[Column, ...]]
    documents: tuple[tuple[str, str], ...]
    """(words, file name), once the archive is published."""


@dataclass(frozen=True, slots=True)
class CurrentAssembly:
    """A line of the first page."""

    assembly_id: str
    address: str
    title: str
    says: str


def public_page(session: Session, *, assembly: Assembly, now: datetime, language: str = "ru") -> PublicAssembly:
    """The open page of an assembly; sums only once it is closed."""
    zone = assembly.building.timezone

    def moment(when: datetime | None) -> str:
        if when is None:
            return ""
        return format_moment(when, zone, language, year=local_moment(when, zone).year != local_moment(now, zone).year)

    until = written_until(assembly)
    return PublicAssembly(
        assembly.title, assembly_says(assembly, now=now, language=language), moment(assembly.opened_at or assembly.opens_at),
        moment(assembly.closes_at), "" if until == assembly.closes_at else moment(until),
        ", ".join(part for part in (moment(assembly.discussion_at), assembly.discussion_place or "") if part),
        assembly.acceptance_address, last_day(assembly.objections_until, zone, language) if assembly.objections_until else "",
        moment(assembly.closed_at),
        tuple(
            Prolonged(moment(one.decided_at), moment(one.old_closes_at), moment(one.new_closes_at), one.reason)
            for one in assembly.prolongations
        ),
        _sums(session, assembly, language), published(session, assembly, language),
    )  # fmt: skip


def published(session: Session, assembly: Assembly, language: str = "ru") -> tuple[tuple[str, str], ...]:
    """The files that anyone may take: none before the archive is published."""
    kinds = set(session.scalars(select(Document.kind).where(Document.assembly_id == assembly.id)))
    if "archive" not in kinds:
        return ()
    return tuple((words.read(language), name) for kind, (words, name) in PUBLISHED.items() if kind in kinds)


def current_assemblies(session: Session, *, now: datetime, language: str = "ru") -> tuple[CurrentAssembly, ...]:
    """The assemblies that are announced and not yet closed, for the first page."""
    found = session.scalars(
        select(Assembly)
        .where(Assembly.state.not_in([AssemblyState.DRAFT, AssemblyState.CLOSED]))
        .options(joinedload(Assembly.building))
        .order_by(Assembly.closes_at, Assembly.id)
        .limit(20)
    )
    return tuple(
        CurrentAssembly(one.id, one.building.address, one.title, assembly_says(one, now=now, language=language))
        for one in found
    )


def _sums(session: Session, assembly: Assembly, language: str) -> dict[int, tuple[Column, ...]]:
    if assembly.state != AssemblyState.CLOSED:
        return {}
    decisions = session.scalars(
        select(Decision).where(Decision.assembly_id == assembly.id).options(joinedload(Decision.item))
    )
    return {decision.item.number: _columns(decision, language) for decision in decisions}


def _columns(decision: Decision, language: str) -> tuple[Column, ...]:
    whole: dict[str, Any] = {
        "outcome": decision.outcome, "because": decision.because, "sums": decision.sums, "needed": decision.needed,
    }  # fmt: skip
    ways = [(Text("С машино-местами") if decision.without_parking else Text("Голоса"), whole)]
    if decision.without_parking is not None:
        ways.append((Text("Без машино-мест"), decision.without_parking))
    return tuple(_column(title.read(language), way, language) for title, way in ways)


def _column(title: str, way: Mapping[str, Any], language: str) -> Column:
    share = {name: Fraction(value) for name, value in way["sums"].get("share", {}).items()}
    present, bound = share.get("present", Fraction(0)), way["needed"].get("share")
    needed = ""
    if bound is not None:
        words = Text("больше {amount}") if bound["strict"] else Text("не меньше {amount}")
        needed = Text(words.msgid, amount=format_m2(Fraction(bound["amount"]), language)).read(language)
    because = way.get("because") or {}
    return Column(
        title, outcome_word(str(way["outcome"]), language), way["outcome"] == "carried",
        str(because.get(language) or because.get("ru") or ""),
        tuple(
            (option_word(name, language), format_m2(share[name], language), format_percent(share[name], present, language))
            for name in SUMS
            if name in share and (share[name] or name in {"for", "against", "abstain"})
        ),
        needed, format_m2(present, language), format_m2(share.get("all", Fraction(0)), language),
    )  # fmt: skip
