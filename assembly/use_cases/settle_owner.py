"""Which of one owner's recorded decisions counts: prints of one ballot, paper beside online, and who held on the day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, CastVote, Channel, CrossChannelPolicy, Review, ReviewReason
from assembly.use_cases.ask_person import ask_person, close_question
from assembly.use_cases.count_or_not import count_or_not
from assembly.use_cases.review_choices import CONTEST_REASONS, SET_ASIDE
from assembly.use_cases.story import Story
from assembly.wording import legal_day

STICKY = frozenset({"replaced", "online_not_counted"})
"""Reasons that are settled where the vote is cast and stay."""

_SET_ASIDE_BY = {
    ReviewReason.MISSING_SIGNATURE: "no_signature",
    ReviewReason.MISSING_DATE: "no_date",
    ReviewReason.NOT_RECEIVED: "not_received",
    ReviewReason.MISSING_PAGE: "missing_page",
}
_OWN = CONTEST_REASONS - {ReviewReason.JOINT_DIFFER} | set(_SET_ASIDE_BY)


def settle_owner(
    session: Session, *, now: datetime, assembly: Assembly, owner_id: str, story: Story | None = None
) -> None:
    """Decide which records of this owner count, and ask where only a person can tell. Safe to repeat.

    story: what is recorded where that was read already, asked of the database otherwise.
    """
    story = story or Story(session)
    live: list[CastVote] = []
    for cast in story.casts_of_owner(assembly, owner_id):
        reason = own_reason(story, assembly, cast)
        if reason is None:
            live.append(cast)
        else:
            count_or_not(session, now=now, assembly=assembly, cast=cast, reason=reason)
    chosen: dict[str, str | None] = {cast.id: None for cast in live}
    papers = [cast for cast in live if cast.channel == Channel.PAPER]
    for index, later in enumerate(papers):
        for earlier in papers[:index]:
            if chosen[earlier.id] is None and chosen[later.id] is None and _overlap(earlier, later):
                chosen.update(_prints(story, now, assembly, earlier, later))
    for paper in papers:
        for online in (cast for cast in live if cast.channel == Channel.ONLINE):
            if chosen[paper.id] is None and chosen[online.id] is None and _overlap(paper, online):
                chosen.update(_channels(story, now, assembly, paper, online))
    for cast in live:
        count_or_not(session, now=now, assembly=assembly, cast=cast, reason=chosen[cast.id])


def own_reason(story: Story, assembly: Assembly, cast: CastVote) -> str | None:
    """Why this record does not count whatever else the owner gave, or None."""
    if cast.not_counted_reason in STICKY:
        return cast.not_counted_reason
    if any(not dispute.corrected for dispute in story.upheld(cast)):
        return "disputed"
    if cast.channel == Channel.PAPER:
        for review in story.reviews_of(cast.ballot):
            if review.reason in _SET_ASIDE_BY and (review.outcome or {}).get("answer") == SET_ASIDE:
                return _SET_ASIDE_BY[ReviewReason(review.reason)]
    day = legal_day(cast.received_at, assembly.building.timezone)
    owner = cast.ballot.owner
    if owner is not None and owner.deceased_on is not None and owner.deceased_on <= day:
        return "deceased"
    return None if any(stake.holding.is_held_on(day) for stake in cast.ballot.stakes) else "not_holder"


def is_settled(story: Story, cast: CastVote) -> bool:
    """Whether no question about what stands on this record itself is open."""
    return cast.channel == Channel.ONLINE or not any(
        review.settled_at is None and review.reason in _OWN for review in story.reviews_of(cast.ballot)
    )


def _overlap(one: CastVote, other: CastVote) -> bool:
    stakes = {stake.stake_key for stake in one.ballot.stakes}
    return one.id != other.id and any(stake.stake_key in stakes for stake in other.ballot.stakes)


def _prints(
    story: Story, now: datetime, assembly: Assembly, earlier: CastVote, later: CastVote
) -> dict[str, str | None]:
    """Two papers of one owner: equal ones are one, differing ones go to a person."""
    if not (is_settled(story, earlier) and is_settled(story, later)):
        return {}
    key = f"prints:{earlier.ballot_id}:{later.ballot_id}"
    if earlier.selections == later.selections:
        _close_moot(story.session, key, now)
        return {later.id: "duplicate"}
    review = ask_person(
        story.session, now=now, assembly=assembly, reason=ReviewReason.DIFFERING_PRINTS, key=key, ballot=later.ballot,
        detail=earlier.ballot.code,
    )  # fmt: skip
    answers: dict[object, dict[str, str | None]] = {
        "earlier": {later.id: "differing_prints"},
        "later": {earlier.id: "differing_prints"},
        "neither": {earlier.id: "differing_prints", later.id: "differing_prints"},
    }
    return answers.get((review.outcome or {}).get("answer"), {})


def _channels(
    story: Story, now: datetime, assembly: Assembly, paper: CastVote, online: CastVote
) -> dict[str, str | None]:
    """Paper and online of one owner: the policy decides; a person only where it cannot."""
    winner = _by_policy(assembly, paper, online)
    key = f"channels:{paper.id}:{online.id}"
    if winner is None and is_settled(story, paper) and paper.selections == online.selections:
        winner = online
    if winner is not None:
        _close_moot(story.session, key, now)
        return {(paper if winner is online else online).id: "other_channel_first"}
    review = ask_person(
        story.session, now=now, assembly=assembly, reason=ReviewReason.ALSO_ONLINE, key=key, ballot=paper.ballot,
    )  # fmt: skip
    answer = (review.outcome or {}).get("answer")
    if answer not in {"paper", "online"}:
        return {}
    first = paper if answer == "paper" else online
    is_first = assembly.cross_channel_policy != CrossChannelPolicy.LAST
    loser = {paper.id: online, online.id: paper}[first.id] if is_first else first
    return {loser.id: "other_channel_first"}


def _by_policy(assembly: Assembly, paper: CastVote, online: CastVote) -> CastVote | None:
    policy = assembly.cross_channel_policy
    if policy in {CrossChannelPolicy.PAPER, CrossChannelPolicy.ONLINE}:
        return paper if policy == CrossChannelPolicy.PAPER else online
    # Without a receipt at the desk the paper is known to be there from its upload on; it may have been earlier.
    if paper.ballot.received_at is None and paper.received_at > online.received_at:
        return None
    first, last = sorted((paper, online), key=lambda cast: cast.received_at)
    return last if policy == CrossChannelPolicy.LAST else first


def _close_moot(session: Session, key: str, now: datetime) -> None:
    review = session.scalar(select(Review).where(Review.key == key, Review.settled_at.is_(None)))
    if review is not None:
        close_question(review, now, {"answer": "moot"})
