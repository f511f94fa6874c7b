"""What was counted, read from the ledger's own record of the closing, with the rows it speaks of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assembly.errors import BrokenPromise
from assembly.model import Assembly, Ballot, BallotStake, CastVote, Decision, LedgerEntry, Unit
from assembly.wording import unit_name


@dataclass(frozen=True, slots=True)
class CountedLine:
    """One line of the count: a recorded решение with the shares it brought and the answers that counted for them."""

    cast: CastVote
    stakes: tuple[BallotStake, ...]
    selections: Mapping[str, str]

    @property
    def votes(self) -> Fraction:
        """Square metres, exact."""
        return sum((stake.votes for stake in self.stakes), Fraction(0))


@dataclass(slots=True)
class CountFacts:
    """The count of a closed assembly."""

    lines: list[CountedLine] = field(default_factory=list)
    left_out: list[tuple[CastVote, str]] = field(default_factory=list)
    decisions: dict[str, Decision] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)

    @property
    def total(self) -> Fraction:
        """Square metres of the whole house."""
        return sum((unit.area_m2 for unit in self.units), Fraction(0))

    @property
    def present(self) -> Fraction:
        """Square metres of everybody who took part."""
        return sum((line.votes for line in self.lines), Fraction(0))


def gather_count(session: Session, *, assembly: Assembly) -> CountFacts:
    """The count as the ledger holds it. Raises BrokenPromise where the assembly is not closed or a row is missing."""
    closed = session.scalar(
        select(LedgerEntry.record)
        .where(LedgerEntry.assembly_id == assembly.id, LedgerEntry.kind == "voting:closed")
        .order_by(LedgerEntry.index.desc())
        .limit(1)
    )
    if closed is None:
        raise BrokenPromise(f"assembly {assembly.id} is not closed")
    facts = json.loads(closed)["facts"]
    casts = _casts(session, assembly)
    found = CountFacts()
    for entry in facts["counted"]:
        cast = _one(casts, entry["cast"])
        by_key = {stake.stake_key: stake for stake in cast.ballot.stakes}
        stakes = tuple(by_key[key] for key in entry["stakes"])
        found.lines.append(CountedLine(cast, stakes, entry["selections"]))
    found.left_out = [(_one(casts, entry["cast"]), entry["reason"] or "") for entry in facts["not_counted"]]
    decisions = session.scalars(select(Decision).where(Decision.assembly_id == assembly.id))
    found.decisions = {decision.item_id: decision for decision in decisions}
    found.units = list(
        session.scalars(select(Unit).where(Unit.snapshot_id == assembly.snapshot_id).order_by(Unit.position))
    )
    return found


def _casts(session: Session, assembly: Assembly) -> dict[str, CastVote]:
    query = (
        select(CastVote)
        .where(CastVote.assembly_id == assembly.id)
        .options(
            joinedload(CastVote.ballot).joinedload(Ballot.owner),
            joinedload(CastVote.ballot).selectinload(Ballot.stakes).selectinload(BallotStake.unit),
            joinedload(CastVote.ballot).selectinload(Ballot.stakes).selectinload(BallotStake.holding),
        )
    )
    return {cast.id: cast for cast in session.scalars(query)}


def _one(casts: Mapping[str, CastVote], name: str) -> CastVote:
    if name not in casts:
        raise BrokenPromise(f"the ledger counts {name}, and there is no such record")
    return casts[name]


def premises_of(stakes: tuple[BallotStake, ...] | list[BallotStake], language: str, *, by: str = ", ") -> str:
    """The premises of these shares as people say them, each once."""
    return by.join(dict.fromkeys(unit_name(str(one.unit.kind), one.unit.number, language) for one in stakes))


def number_of(values: Any, name: str) -> Fraction:
    """An exact number of a record ("n/d"), 0 where it has none."""
    return Fraction(str((values or {}).get(name, "0")))


def named(person: Any) -> tuple[str, str]:
    """Name and capacity of somebody who is kept as text, or as {name, what or premises}."""
    if isinstance(person, Mapping):
        return str(person.get("name", "")), str(person.get("what") or person.get("premises") or "")
    return str(person), ""


def day_text(day: date | None) -> str:
    """01.02.2003, or nothing."""
    return "" if day is None else f"{day:%d.%m.%Y}"
