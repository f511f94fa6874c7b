"""The count: sums, decisions, and nothing changes after it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import BrokenPromise, Refused
from assembly.model import Account, Assembly, AssemblyState, CastVote, Decision, Dispute
from assembly.text import Text
from assembly.use_cases.count_or_not import count_or_not
from assembly.use_cases.counted_votes import Counting
from assembly.use_cases.deadlines import local
from assembly.use_cases.derive_ballot import derive_ballot
from assembly.use_cases.open_objections import must_be_settled
from assembly.use_cases.poll import record_poll
from assembly.use_cases.settle_ballot import settle_all
from assembly.use_cases.states import locked, require_state
from assembly.use_cases.story import WholeStory
from assembly.use_cases.tally_assembly import AssemblyTally, ItemTally, Outcome, tally_assembly
from ballots.manifest import BallotState


def close_voting(session: Session, *, now: datetime, assembly: Assembly, by: Account | None) -> list[Decision]:
    """Count and decide every question, once and for ever.

    Raises Refused before the objections have run out, while an objection is unanswered or a question is open;
    BrokenPromise, and nothing is decided, where the sums do not add up.
    """
    locked(session, assembly)
    require_state(assembly, AssemblyState.OBJECTIONS, refusal=Text("Подсчёт возможен после срока возражений."))
    _must_be_over(session, assembly, now)
    settle_all(session, now=now, assembly=assembly)
    must_be_settled(session, assembly)
    counted = tally_assembly(session, assembly=assembly)
    for cast, reason in counted.counting.left_over:
        count_or_not(session, now=now, assembly=assembly, cast=cast, reason=reason)
    _put_on_record(session, now, assembly, counted, by)
    poll = record_poll(session, now=now, assembly=assembly)
    decisions = [_decision(assembly, one, poll.get(one.item.number), now) for one in counted.items]
    session.add_all(decisions)
    _end_ballots(session, assembly, counted.counting)
    assembly.state, assembly.closed_at = AssemblyState.CLOSED, now
    session.flush()
    return decisions


def _must_be_over(session: Session, assembly: Assembly, now: datetime) -> None:
    until = assembly.objections_until
    if until is None:
        raise BrokenPromise(f"assembly {assembly.id} hears objections without an end")
    if now < until:
        raise Refused(
            Text("Возражения принимаются до {until}: раньше считать нельзя.", until=local(assembly, until)),
            code="too_early",
        )
    unanswered = session.scalar(
        select(func.count())
        .select_from(Dispute)
        .where(Dispute.assembly_id == assembly.id, Dispute.answered_at.is_(None))
    )
    if unanswered:
        raise Refused(
            Text("Возражений без ответа: {number}. Сначала ответьте на них.", number=unanswered), code="open_disputes"
        )


def _put_on_record(
    session: Session, now: datetime, assembly: Assembly, counted: AssemblyTally, by: Account | None
) -> None:
    not_counted = session.scalars(
        select(CastVote)
        .where(CastVote.assembly_id == assembly.id, CastVote.counts.is_(False))
        .order_by(CastVote.received_at, CastVote.recorded_at, CastVote.id)
    )
    events.record(
        session, assembly, "voting:closed", now,
        counted=[entry.as_record() for entry in counted.counting.entries],
        not_counted=[{"cast": cast.id, "reason": cast.not_counted_reason} for cast in not_counted],
        by=by.id if by is not None else None,
    )  # fmt: skip
    events.record(
        session, assembly, "assembly:tallied", now,
        law_day=counted.on.isoformat(), decisions=[_record(one) for one in counted.items],
    )  # fmt: skip


def _record(one: ItemTally) -> dict[str, Any]:
    verdict = one.all.verdict
    return {
        "number": one.item.number, "decision": one.item.decision, "sums": one.all.sums,
        "electorates": one.all.electorates, "weighed": one.all.weighed, "outcome": verdict.outcome,
        "quorum": verdict.quorum, "needed": one.all.needed, "cite": verdict.cite["ru"], "mark": verdict.mark,
        "because": one.because, "without_parking": _without_parking(one.without_parking), "flips": one.flips,
    }  # fmt: skip


def _without_parking(other: Outcome | None) -> dict[str, Any] | None:
    if other is None:
        return None
    return {
        "outcome": other.verdict.outcome, "quorum": other.verdict.quorum, "because": dict(other.verdict.because),
        "sums": other.sums, "electorates": other.electorates, "weighed": other.weighed, "needed": other.needed,
    }  # fmt: skip


def _decision(assembly: Assembly, one: ItemTally, poll: dict[str, str] | None, now: datetime) -> Decision:
    verdict = one.all.verdict
    return Decision(
        assembly_id=assembly.id, item_id=one.item.id, outcome=verdict.outcome, quorum=verdict.quorum,
        because=one.because, cite=verdict.cite["ru"][:300], mark=verdict.mark, sums=one.all.sums, needed=one.all.needed,
        electorates=one.all.electorates, weighed=one.all.weighed,
        without_parking=_without_parking(one.without_parking), flips=one.flips, poll=poll, decided_at=now,
    )  # fmt: skip


def _end_ballots(session: Session, assembly: Assembly, counting: Counting) -> None:
    """Every ballot with a record ends as counted or set aside."""
    counted = {entry.cast.ballot_id for entry in counting.entries}
    story = WholeStory(session, assembly)
    for ballot in story.ballots:
        if ballot.id in counted:
            ballot.state = BallotState.COUNTED
        else:
            derive_ballot(session, ballot, story)
