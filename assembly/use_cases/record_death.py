"""An owner has died: nobody answers for them, their share stays in the total."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.events import record
from assembly.model import Account, Assembly, Ballot, Building, Owner
from assembly.text import Text
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.settle_ballot import settle_ballot
from assembly.use_cases.states import RUNNING


def record_death(session: Session, *, now: datetime, owner: Owner, on: date, by: Account | None) -> Owner:
    """Record the day of death: from it on the owner cannot enrol or vote, and what was given since does not count.

    Raises Fixable for a day to come. May be repeated; another day corrects the former.
    """
    building = session.get_one(Building, owner.building_id)
    if on > legal_day(building, now):
        raise Fixable.one(Text("Этот день ещё не наступил."), Text("Введите день смерти по документу."), field="on")
    if owner.deceased_on == on:
        return owner
    owner.deceased_on = on
    session.flush()
    running = select(Assembly).where(Assembly.building_id == building.id, Assembly.state.in_(RUNNING))
    for assembly in session.scalars(running.with_for_update(key_share=True)):
        ballots = list(
            session.scalars(select(Ballot).where(Ballot.assembly_id == assembly.id, Ballot.owner_id == owner.id))
        )
        record(
            session,
            assembly,
            "register:death_recorded",
            now,
            owner=owner.id,
            on=on.isoformat(),
            ballots=[ballot.code for ballot in ballots],
            by=by.id if by is not None else None,
        )
        for ballot in ballots[:1]:
            settle_ballot(session, now=now, assembly=assembly, ballot=ballot)
    return owner
