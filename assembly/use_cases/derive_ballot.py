"""Where a ballot and its pages stand, worked out from what is recorded about them: running it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from assembly.model import Ballot, CastVote, Dispute, PageState, Review, ReviewReason, ScannedPage
from assembly.use_cases.story import Story
from ballots.manifest import BallotState


def derive_ballot(session: Session, ballot: Ballot, story: Story | None = None) -> BallotState:
    """Set the ballot's state in the manifest, and whether its pages are recorded or wait. Counted ones stay so.

    story: what is recorded about it where that was read already, asked of the database otherwise.
    """
    state = BallotState(ballot.state)
    if state is BallotState.COUNTED:
        return state
    if story is None:
        session.flush()
        story = Story(session)
    open_reviews = [review for review in story.reviews_of(ballot) if review.settled_at is None]
    casts, pages = story.casts_of(ballot), story.pages_of(ballot)
    _derive_pages(pages, open_reviews, is_recorded=any(cast.channel == "paper" for cast in casts))
    derived = _with_people(story.disputes_of(ballot), open_reviews) or _from_casts(ballot, casts)
    state = derived or _from_paper(ballot, pages, story.printed_pages(ballot))
    ballot.state = state
    return state


def placed_pages(session: Session, ballot: Ballot) -> list[ScannedPage]:
    """The scanned pages that stand for this ballot, in their order; copies set aside are not among them."""
    return list(Story(session).pages_of(ballot))


def missing_pages(session: Session, ballot: Ballot) -> set[int]:
    """The numbers of its printed pages of which no scan is here."""
    story = Story(session)
    return _missing(story.pages_of(ballot), story.printed_pages(ballot))


def _missing(pages: Sequence[ScannedPage], printed: set[int]) -> set[int]:
    return printed - {page.page for page in pages if page.page is not None}


def _derive_pages(pages: Sequence[ScannedPage], open_reviews: list[Review], *, is_recorded: bool) -> None:
    waiting = {review.page_id for review in open_reviews}
    for page in pages:
        page.state = PageState.RECORDED if is_recorded and page.id not in waiting else PageState.WAITING


def _with_people(disputes: Sequence[Dispute], open_reviews: list[Review]) -> BallotState | None:
    if any(dispute.answered_at is None for dispute in disputes):
        return BallotState.DISPUTED
    asked = any(review.reason != ReviewReason.MISSING_PAGE for review in open_reviews)
    return BallotState.IN_REVIEW if asked else None


def _from_casts(ballot: Ballot, casts: Sequence[CastVote]) -> BallotState | None:
    if not casts:
        return None
    if any(cast.counts for cast in casts):
        ballot.set_aside_reason = None
        return BallotState.RECORDED
    ballot.set_aside_reason = max(casts, key=lambda cast: cast.recorded_at).not_counted_reason
    return BallotState.SET_ASIDE


def _from_paper(ballot: Ballot, pages: Sequence[ScannedPage], printed: set[int]) -> BallotState:
    if pages:
        return BallotState.IDENTIFIED if _missing(pages, printed) else BallotState.READ
    if ballot.set_aside_reason is not None:
        return BallotState.SET_ASIDE
    if ballot.received_at is not None:
        return BallotState.RECEIVED
    return BallotState.ISSUED if ballot.state == BallotState.ISSUED else BallotState.PRINTED
