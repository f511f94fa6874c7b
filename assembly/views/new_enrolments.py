"""New enrolments by flat, open to the owners of the house: whoever prints letters cannot enrol unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assembly.model import Assembly, Enrolment, Holding, Owner
from assembly.use_cases.stakes import holdings_of
from assembly.wording import format_moment, unit_name


@dataclass(frozen=True, slots=True)
class NewEnrolment:
    """One enrolment, by its premises and never by name."""

    units: str
    enrolled: str
    votes_from: str
    waits: bool


def new_enrolments(session: Session, *, assembly: Assembly, now: datetime, language: str) -> Sequence[NewEnrolment]:
    """Every enrolment of the assembly, the newest first."""
    zone = ZoneInfo(assembly.building.timezone)
    held: dict[str, list[Holding]] = {}
    for holding in holdings_of(session, assembly.snapshot_id):
        if holding.owner_id:
            held.setdefault(holding.owner_id, []).append(holding)
    found = session.scalars(
        select(Enrolment)
        .where(Enrolment.assembly_id == assembly.id)
        .options(joinedload(Enrolment.owner).load_only(Owner.id))
        .order_by(Enrolment.enrolled_at.desc())
    )
    return [
        NewEnrolment(
            units=", ".join(unit_name(str(one.unit.kind), one.unit.number, language) for one in held.get(row.owner_id, [])),
            enrolled=format_moment(row.enrolled_at, zone, language, year=False),
            votes_from=format_moment(row.effective_at, zone, language, year=False),
            waits=now < row.effective_at,
        )
        for row in found
    ]  # fmt: skip
