"""The parts of a house that are printed as piles: all of it, one staircase, the spares."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.model import Assembly, Ballot, BallotStake, Unit
from assembly.text import Text
from ballots.manifest import BallotState

HOUSE, SPARES, ENTRANCE = "house", "spares", "entrance:"
TO_PRINT = (BallotState.ISSUED, BallotState.PRINTED)
"""Paper that came back already needs no second sheet."""


def part_name(part: str) -> Text:
    """The part as people call it."""
    if part == HOUSE:
        return Text("весь дом")
    if part == SPARES:
        return Text("запасные бланки")
    entrance = part.removeprefix(ENTRANCE)
    return Text("подъезд {n}", n=entrance) if entrance else Text("помещения без подъезда")


def part_of(units: Sequence[Unit]) -> str:
    """The part an owner's first unit lies in; of nobody: the spares."""
    if not units:
        return SPARES
    return f"{ENTRANCE}{min(units, key=lambda unit: unit.position).entrance or ''}"


def piles(session: Session, assembly: Assembly) -> dict[str, list[Ballot]]:
    """{part: its first prints that are still to be given out}, in the order of staircases and flats, spares last."""
    query = (
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id, Ballot.print_number == 1, Ballot.state.in_(TO_PRINT))
        .options(joinedload(Ballot.owner), selectinload(Ballot.stakes).joinedload(BallotStake.unit))
        .order_by(Ballot.number)
    )
    found: dict[str, list[Ballot]] = {}
    for ballot in sorted(session.scalars(query), key=_place):
        found.setdefault(part_of([stake.unit for stake in ballot.stakes]), []).append(ballot)
    return found


def _place(ballot: Ballot) -> tuple[int, int]:
    return min((stake.unit.position for stake in ballot.stakes), default=1 << 40), ballot.number
