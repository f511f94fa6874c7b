"""Обходной лист: who has not answered yet, staircase by staircase, and the m² missing to the quorum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Ballot, Holding, Unit
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.views.participation import Participation, participation, parts_of
from assembly.wording import format_m2, legal_day, unit_name


@dataclass(frozen=True, slots=True)
class WalkLine:
    """One owner who has not answered. note: «лист принят», «рядом с …»; ballot: the code of the printed one."""

    owner_id: str
    units: str
    owner: str
    votes: str
    telephone: str
    ballot: str
    note: str


@dataclass(frozen=True, slots=True)
class WalkEntrance:
    """One staircase; empty name where the register has none."""

    entrance: str
    owners: int
    silent: int
    missing: str
    lines: tuple[WalkLine, ...]


@dataclass(frozen=True, slots=True)
class WalkList:
    """The list of the whole house, with how much takes part so far."""

    so_far: Participation
    silent: int
    entrances: tuple[WalkEntrance, ...]


def walk_list(session: Session, *, assembly: Assembly, language: str = "ru", now: datetime | None = None) -> WalkList:
    """Who has not answered; `now` decides who holds what, the opening day where it is not given."""
    day = legal_day(now or assembly.opened_at or assembly.opens_at, assembly.building.timezone)
    voters = voters_on(holdings_of(session, assembly.snapshot_id), day)
    answered = {part.stake for part in parts_of(session, assembly)}
    ballots = _ballots(session, assembly)
    total: dict[str, int] = defaultdict(int)
    lines: dict[str, list[tuple[WalkLine, Fraction]]] = defaultdict(list)
    for owner_id, held in voters.items():
        entrance = next((one.unit.entrance for one in held if one.unit.entrance), None) or ""
        total[entrance] += 1
        open_ones = [one for one in held if one.stake_key not in answered]
        if open_ones:
            lines[entrance].append(_line(owner_id, open_ones, ballots.get(owner_id), language))
    groups = tuple(
        WalkEntrance(
            name, total[name], len(lines[name]), format_m2(sum((votes for _, votes in lines[name]), Fraction(0)), language),
            tuple(line for line, _ in lines[name]),
        )
        for name in sorted(total, key=lambda name: (name == "", len(name), name))
    )  # fmt: skip
    return WalkList(
        participation(session, assembly=assembly, language=language), sum(group.silent for group in groups), groups
    )


def units_text(units: Iterable[Unit], language: str) -> str:
    """Premises in the order of the register: «кв. 5, м/м 7»."""
    ordered = sorted({unit.id: unit for unit in units}.values(), key=lambda unit: unit.position)
    return ", ".join(unit_name(str(unit.kind), unit.number, language) for unit in ordered)


def _line(owner_id: str, held: list[Holding], ballot: Ballot | None, language: str) -> tuple[WalkLine, Fraction]:
    votes = sum((one.votes for one in held), Fraction(0))
    owner = held[0].owner
    note = ""
    if ballot is not None and ballot.received_at is not None:
        note = "a sheet was handed in" if language == "en" else "лист принят, ещё не записан"
    line = WalkLine(
        owner_id, units_text((one.unit for one in held), language), owner.name if owner is not None else "",
        format_m2(votes, language), (owner.phone or "") if owner is not None else "",
        ballot.code if ballot is not None else "", note,
    )  # fmt: skip
    return line, votes


def _ballots(session: Session, assembly: Assembly) -> dict[str, Ballot]:
    """The last print of each owner."""
    found = session.scalars(
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id, Ballot.owner_id.is_not(None))
        .order_by(Ballot.print_number)
    )
    return {ballot.owner_id: ballot for ballot in found if ballot.owner_id is not None}
