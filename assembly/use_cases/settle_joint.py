"""A share that several people may answer for is voted once; where two of them answer differently, a person decides."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assembly import events
from assembly.model import Assembly, Ballot, BallotStake, CastVote, Review, ReviewAnswer, ReviewReason
from assembly.use_cases.ask_person import SELF_ANSWERED, ask_person, close_question
from assembly.use_cases.settle_owner import is_settled
from assembly.use_cases.story import Story
from assembly.wording import legal_day


def settle_joint(session: Session, *, now: datetime, assembly: Assembly, stake_key: str) -> None:
    """Ask a person about every contest in which joint owners of this stake differ. Safe to repeat.

    Any one of the joint owners may answer for the share they hold together (LC RF, art. 48 with art. 247 of the
    Civil Code). A stake that was sold while voting runs has holders one after the other: there the first answer
    counts, and nothing is asked.
    """
    casts = [cast for cast in claims(session, assembly, stake_key) if is_settled(Story(session), cast)]
    differing: dict[str, CastVote] = {}
    for cast in casts[1:]:
        if hold_together(assembly, casts[0], cast, stake_key):
            for item in assembly.items:
                said = {
                    one.selections[item.contest_id] for one in (casts[0], cast) if item.contest_id in one.selections
                }
                if len(said) > 1:
                    differing.setdefault(item.contest_id, cast)
    for contest, cast in differing.items():
        ask_person(
            session, now=now, assembly=assembly, reason=ReviewReason.JOINT_DIFFER, key=joint_key(assembly, stake_key, contest),
            ballot=cast.ballot, contest=contest, detail=stake_key,
        )  # fmt: skip
    open_ones = select(Review).where(
        Review.assembly_id == assembly.id, Review.reason == ReviewReason.JOINT_DIFFER,
        Review.detail == stake_key, Review.settled_at.is_(None),
    )  # fmt: skip
    for review in session.scalars(open_ones):
        if review.contest not in differing:
            close_question(review, now, {"answer": "moot"})
    _take_back(session, now, assembly, stake_key)


def _take_back(session: Session, now: datetime, assembly: Assembly, stake_key: str) -> None:
    """What a person decided between two answers goes when one of them no longer counts: the other speaks for itself."""
    casts = claims(session, assembly, stake_key)
    asked = select(Review).where(
        Review.assembly_id == assembly.id, Review.reason == ReviewReason.JOINT_DIFFER,
        Review.detail == stake_key, Review.settled_at.is_not(None),
    )  # fmt: skip
    for review in session.scalars(asked):
        name, said = review.contest, (review.outcome or {}).get("answer")
        others = [cast for cast in casts[1:] if hold_together(assembly, casts[0], cast, stake_key)]
        if name is None or said in SELF_ANSWERED:
            continue
        if any(cast.selections.get(name) != casts[0].selections.get(name) for cast in others):
            continue
        session.execute(delete(ReviewAnswer).where(ReviewAnswer.review_id == review.id))
        session.expire(review, ["answers"])
        close_question(review, now, {"answer": "moot"})
        cast = session.scalars(
            select(CastVote).where(CastVote.ballot_id == review.ballot_id).order_by(CastVote.recorded_at).limit(1)
        ).one()
        events.record(
            session, assembly, "ballot:adjudicated", now,
            ballot=cast.ballot.code, cast=cast.id, contest=name, adjudicated=dict(cast.selections), reason="undone",
            detail=str(review.reason), answer=None, by=[], share=stake_key,
        )  # fmt: skip


def joint_key(assembly: Assembly, stake_key: str, contest: str) -> str:
    """The natural name of the question about one contest of one shared stake."""
    return f"joint:{assembly.id}:{stake_key}:{contest}"


def claims(session: Session, assembly: Assembly, stake_key: str) -> list[CastVote]:
    """The counting records that answer for this stake and whose owners held it on the day, in the order they came."""
    session.flush()
    found = session.scalars(
        select(CastVote)
        .join(Ballot, Ballot.id == CastVote.ballot_id)
        .join(BallotStake, BallotStake.ballot_id == Ballot.id)
        .where(CastVote.assembly_id == assembly.id, CastVote.counts, BallotStake.stake_key == stake_key)
        .order_by(CastVote.received_at, CastVote.recorded_at, Ballot.number, CastVote.id)
    )
    return [cast for cast in dict.fromkeys(found) if _held(assembly, cast, stake_key)]


def hold_together(assembly: Assembly, one: CastVote, other: CastVote, stake_key: str) -> bool:
    """Whether both owners held the stake at the same time, rather than one after the other."""
    ours, theirs = _stake(one, stake_key), _stake(other, stake_key)
    first, second = ours.holding, theirs.holding
    day = legal_day(min(one.received_at, other.received_at), assembly.building.timezone)
    return first.owner_id != second.owner_id and first.is_held_on(day) and second.is_held_on(day)


def _held(assembly: Assembly, cast: CastVote, stake_key: str) -> bool:
    return _stake(cast, stake_key).holding.is_held_on(legal_day(cast.received_at, assembly.building.timezone))


def _stake(cast: CastVote, stake_key: str) -> BallotStake:
    return next(stake for stake in cast.ballot.stakes if stake.stake_key == stake_key)
