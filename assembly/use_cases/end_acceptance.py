"""Acceptance ends: nothing new counts; paper received in time is still scanned and settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Refused
from assembly.model import Account, Assembly, AssemblyState, Ballot
from assembly.text import Text
from assembly.use_cases.deadlines import acceptance_article, iso, local
from assembly.use_cases.derive_ballot import derive_ballot, missing_pages
from assembly.use_cases.record_paper_ballot import ask_missing_pages
from assembly.use_cases.settle_ballot import settle_all
from assembly.use_cases.states import locked, require_state
from ballots.manifest import BallotState


def end_acceptance(session: Session, *, now: datetime, assembly: Assembly, by: Account | None) -> None:
    """Go from voting to processing, not before the announced end; asks about pages that did not come.

    Not to be repeated: the second call is refused. Raises Refused before `closes_at` (LC RF, art. 47 part 2).
    """
    locked(session, assembly)
    require_state(assembly, AssemblyState.VOTING, refusal=Text("Закончить можно только идущий приём решений."))
    if now < assembly.closes_at:
        raise Refused(
            Text("Приём решений объявлен до {until}: раньше его закончить нельзя.", until=local(assembly, assembly.closes_at)),
            article=acceptance_article(assembly), code="too_early",
        )  # fmt: skip
    assembly.state = AssemblyState.PROCESSING
    assembly.ended_at = now
    session.flush()
    events.record(
        session,
        assembly,
        "acceptance:ended",
        now,
        closes_at=iso(assembly.closes_at),
        by=by.id if by is not None else None,
    )
    waiting = select(Ballot).where(
        Ballot.assembly_id == assembly.id, Ballot.state.in_([BallotState.RECEIVED, BallotState.IDENTIFIED])
    )
    for ballot in session.scalars(waiting.order_by(Ballot.number)):
        if missing_pages(session, ballot):
            ask_missing_pages(session, now=now, assembly=assembly, ballot=ballot)
            derive_ballot(session, ballot)
    settle_all(session, now=now, assembly=assembly)
