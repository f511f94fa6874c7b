"""What people settled about a ballot takes effect: its answers, whether it counts, and where it stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Ballot, BallotStake, CastVote, Channel, Dispute, ReviewReason
from assembly.use_cases.ask_person import reviews_of
from assembly.use_cases.derive_ballot import derive_ballot
from assembly.use_cases.review_choices import CONTEST_REASONS
from assembly.use_cases.settle_joint import settle_joint
from assembly.use_cases.settle_owner import settle_owner
from assembly.use_cases.story import WholeStory


def settle_ballot(session: Session, *, now: datetime, assembly: Assembly, ballot: Ballot) -> None:
    """Work out everything that follows from what is recorded about this ballot. Safe to repeat."""
    _apply_answers(session, ballot)
    if ballot.owner_id is not None:
        settle_owner(session, now=now, assembly=assembly, owner_id=ballot.owner_id)
    for stake_key in _shared_stakes(session, assembly, ballot):
        settle_joint(session, now=now, assembly=assembly, stake_key=stake_key)
    for one in _ballots_of_owner(session, ballot):
        derive_ballot(session, one)


def settle_all(session: Session, *, now: datetime, assembly: Assembly) -> None:
    """The same for every ballot with a record: before objections and before the count, so that nothing was missed."""
    story = WholeStory(session, assembly)
    ballots = story.ballots
    for owner_id in sorted({ballot.owner_id for ballot in ballots if ballot.owner_id is not None}):
        settle_owner(session, now=now, assembly=assembly, owner_id=owner_id, story=story)
    answered = {stake.stake_key for ballot in ballots if ballot.owner_id is not None for stake in ballot.stakes}
    for stake_key in sorted(answered & _stakes_of_several(session, assembly)):
        settle_joint(session, now=now, assembly=assembly, stake_key=stake_key)
    story = WholeStory(session, assembly)  # with what was asked just now
    for ballot in ballots:
        derive_ballot(session, ballot, story)


def _apply_answers(session: Session, ballot: Ballot) -> None:
    """Lay what people answered over what the rules made of the paper; both stay visible."""
    session.flush()
    cast = session.scalar(select(CastVote).where(CastVote.ballot_id == ballot.id, CastVote.channel == Channel.PAPER))
    if cast is None:
        return
    settled: dict[str, str] = {}
    for review in sorted(reviews_of(session, ballot), key=lambda one: str(one.settled_at)):
        is_own = review.reason in CONTEST_REASONS and review.reason != ReviewReason.JOINT_DIFFER
        if is_own and review.contest and review.outcome and review.outcome.get("answer") != "moot":
            settled[review.contest] = str(review.outcome["answer"])
    for dispute in session.scalars(select(Dispute).where(Dispute.cast_vote_id == cast.id).order_by(Dispute.raised_at)):
        settled.update(dispute.corrected or {})
    cast.adjudicated = {**cast.rules_applied, **settled} if settled else None


def _shared_stakes(session: Session, assembly: Assembly, ballot: Ballot) -> list[str]:
    """The stakes of this ballot for which another owner's ballot answers too."""
    own = {stake.stake_key for stake in ballot.stakes}
    if not own:
        return []
    shared = session.scalars(
        select(BallotStake.stake_key)
        .join(Ballot, Ballot.id == BallotStake.ballot_id)
        .where(Ballot.assembly_id == assembly.id, BallotStake.stake_key.in_(own))
        .where(Ballot.owner_id != ballot.owner_id)
    )
    return sorted(set(shared))


def _stakes_of_several(session: Session, assembly: Assembly) -> set[str]:
    """The stakes for which ballots of several owners answer."""
    shared = (
        select(BallotStake.stake_key)
        .join(Ballot, Ballot.id == BallotStake.ballot_id)
        .where(Ballot.assembly_id == assembly.id)
        .group_by(BallotStake.stake_key)
        .having(func.count(Ballot.owner_id.distinct()) > 1)
    )
    return set(session.scalars(shared))


def _ballots_of_owner(session: Session, ballot: Ballot) -> list[Ballot]:
    if ballot.owner_id is None:
        return [ballot]
    return list(
        session.scalars(
            select(Ballot).where(Ballot.assembly_id == ballot.assembly_id, Ballot.owner_id == ballot.owner_id)
        )
    )
