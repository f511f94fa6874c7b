"""Where a ballot and its pages stand, worked out from what is recorded about them: running it again changes nothing."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import (
    Ballot,
    BallotPage,
    CastVote,
    Dispute,
    PageState,
    Review,
    ReviewReason,
    ScannedPage,
)
from ballots.manifest import BallotState


def derive_ballot(session: Session, ballot: Ballot) -> BallotState:
    """Set the ballot's state in the manifest, and whether its pages are recorded or wait. Counted ones stay so."""
    state = BallotState(ballot.state)
    if state is BallotState.COUNTED:
        return state
    session.flush()
    open_reviews = list(
        session.scalars(select(Review).where(Review.ballot_id == ballot.id, Review.settled_at.is_(None)))
    )
    casts = list(session.scalars(select(CastVote).where(CastVote.ballot_id == ballot.id)))
    pages = placed_pages(session, ballot)
    _derive_pages(pages, open_reviews, is_recorded=any(cast.channel == "paper" for cast in casts))
    derived = _with_people(session, ballot, open_reviews) or _from_casts(ballot, casts)
    state = derived or _from_paper(session, ballot, pages)
    ballot.state = state
    return state


def placed_pages(session: Session, ballot: Ballot) -> list[ScannedPage]:
    """The scanned pages that stand for this ballot, in their order; copies set aside are not among them."""
    return list(
        session.scalars(
            select(ScannedPage)
            .where(ScannedPage.ballot_id == ballot.id, ScannedPage.page.is_not(None))
            .where(ScannedPage.state != PageState.SET_ASIDE)
            .order_by(ScannedPage.page, ScannedPage.read_at, ScannedPage.id)
        )
    )


def missing_pages(session: Session, ballot: Ballot) -> set[int]:
    """The numbers of its printed pages of which no scan is here."""
    printed = set(session.scalars(select(BallotPage.page).where(BallotPage.ballot_id == ballot.id)))
    return printed - {page.page for page in placed_pages(session, ballot) if page.page is not None}


def _derive_pages(pages: list[ScannedPage], open_reviews: list[Review], *, is_recorded: bool) -> None:
    waiting = {review.page_id for review in open_reviews}
    for page in pages:
        page.state = PageState.RECORDED if is_recorded and page.id not in waiting else PageState.WAITING


def _with_people(session: Session, ballot: Ballot, open_reviews: list[Review]) -> BallotState | None:
    disputed = session.scalar(
        select(Dispute.id).where(Dispute.ballot_id == ballot.id, Dispute.answered_at.is_(None)).limit(1)
    )
    if disputed is not None:
        return BallotState.DISPUTED
    asked = any(review.reason != ReviewReason.MISSING_PAGE for review in open_reviews)
    return BallotState.IN_REVIEW if asked else None


def _from_casts(ballot: Ballot, casts: list[CastVote]) -> BallotState | None:
    if not casts:
        return None
    if any(cast.counts for cast in casts):
        ballot.set_aside_reason = None
        return BallotState.RECORDED
    ballot.set_aside_reason = max(casts, key=lambda cast: cast.recorded_at).not_counted_reason
    return BallotState.SET_ASIDE


def _from_paper(session: Session, ballot: Ballot, pages: list[ScannedPage]) -> BallotState:
    if pages:
        return BallotState.IDENTIFIED if missing_pages(session, ballot) else BallotState.READ
    if ballot.set_aside_reason is not None:
        return BallotState.SET_ASIDE
    if ballot.received_at is not None:
        return BallotState.RECEIVED
    return BallotState.ISSUED if ballot.state == BallotState.ISSUED else BallotState.PRINTED
