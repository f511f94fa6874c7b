"""An owner objects to what is recorded in their name: «Это не моё решение». The commission must answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import NotFound, Refused
from assembly.model import (
    Account,
    Assembly,
    AssemblyState,
    Authority,
    CastVote,
    Dispute,
    DisputeKind,
    Role,
    RoleGrant,
)
from assembly.text import Text
from assembly.use_cases.deadlines import end_of_day, local
from assembly.use_cases.derive_ballot import derive_ballot
from assembly.use_cases.states import locked
from assembly.use_cases.tell import tell_owner
from assembly.wording import legal_day
from ballots.code import group_code

ANSWER_DAYS = 3
"""Days the commission has for an answer; the count waits for it however long it takes."""


def raise_dispute(
    session: Session, *, now: datetime, cast_vote: CastVote, kind: DisputeKind, words: str, by: Account
) -> Dispute:
    """Open an objection to this record, with a day by which the commission answers.

    by: the owner, who represents them, or who answers the telephone for them. The same objection of the same person
    that is open already is returned as it is; somebody else's never stands in its place. Raises NotFound for anybody
    else, Refused after the time for objections.
    """
    assembly = locked(session, session.get_one(Assembly, cast_vote.assembly_id))
    if not may_object(session, assembly, cast_vote, by, now):
        raise NotFound
    _must_be_in_time(assembly, now)
    former = session.scalar(
        select(Dispute)
        .where(Dispute.cast_vote_id == cast_vote.id, Dispute.answered_at.is_(None))
        .where(Dispute.raised_by == by.id, Dispute.kind == DisputeKind(kind))
        .limit(1)
    )
    if former is not None:
        return former
    dispute = Dispute(
        assembly_id=assembly.id, ballot_id=cast_vote.ballot_id, cast_vote_id=cast_vote.id, kind=DisputeKind(kind),
        words=words.strip()[:2000], raised_by=by.id, raised_at=now, due_at=end_of_day(assembly, now, ANSWER_DAYS),
    )  # fmt: skip
    session.add(dispute)
    session.flush()
    events.record(
        session,
        assembly,
        "dispute:raised",
        now,
        dispute=dispute.id,
        cast=cast_vote.id,
        kind=str(dispute.kind),
        by=by.id,
    )
    derive_ballot(session, cast_vote.ballot)
    _tell(session, now, assembly, dispute)
    return dispute


def may_object(session: Session, assembly: Assembly, cast_vote: CastVote, by: Account, now: datetime) -> bool:
    """Whether this account speaks for the owner of the record: as the owner, by authority, or on the telephone."""
    owner = cast_vote.ballot.owner
    if owner is None:
        return False
    if owner.account_id == by.id:
        return True
    day = legal_day(now, assembly.building.timezone)
    authorities = session.scalars(
        select(Authority).where(Authority.owner_id == owner.id, Authority.account_id == by.id)
    )
    if any(authority.is_good_at(now, day) for authority in authorities):
        return True
    return (
        session.scalar(
            select(RoleGrant.id).where(
                RoleGrant.account_id == by.id, RoleGrant.building_id == assembly.building_id,
                RoleGrant.role.in_([Role.OPERATOR, Role.DESK]),
            )
        )
        is not None
    )  # fmt: skip


def _must_be_in_time(assembly: Assembly, now: datetime) -> None:
    open_states = {AssemblyState.VOTING, AssemblyState.PROCESSING, AssemblyState.OBJECTIONS}
    if assembly.state not in open_states:
        raise Refused(Text("Возражения принимаются от записи решения до подсчёта."), code="no_objections")
    until = assembly.objections_until
    if assembly.state == AssemblyState.OBJECTIONS and until is not None and now >= until:
        raise Refused(Text("Срок возражений закончился {until}.", until=local(assembly, until)), code="objections_over")


def _tell(session: Session, now: datetime, assembly: Assembly, dispute: Dispute) -> None:
    owner = dispute.ballot.owner if dispute.ballot is not None else None
    if owner is not None:
        tell_owner(
            session, now=now, owner=owner, assembly=assembly, key=f"dispute_raised:{dispute.id}",
            subject=Text("Ваше возражение принято"),
            body=Text(
                "Возражение по решению № {code} принято. Счётная комиссия ответит до {due}; до ответа голоса не "
                "подсчитываются.", code=group_code(dispute.ballot.code), due=local(assembly, dispute.due_at),
            ),
        )  # fmt: skip
