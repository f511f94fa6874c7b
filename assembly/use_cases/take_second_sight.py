"""Two scans of one page say different things: either they are the same sheet, or each differing contest is looked at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import BrokenPromise
from assembly.model import Assembly, Review, ReviewReason, ScannedPage
from assembly.use_cases.ask_person import ask_person


def take_second_sight(session: Session, *, now: datetime, assembly: Assembly, review: Review) -> None:
    """Ask about every contest in which the second scan differs from the first, if a person said they do."""
    if (review.outcome or {}).get("answer") != "look_again":
        return
    second = review.page
    first = session.scalar(select(ScannedPage).where(ScannedPage.id == review.detail))
    if first is None or second is None or review.ballot is None:
        raise BrokenPromise(f"question {review.id} about two scans has lost one of them")
    says, said = second.reading.get("selections", {}), first.reading.get("selections", {})
    for contest in sorted(set(says) | set(said), key=int):
        if says.get(contest) == said.get(contest):
            continue
        key = f"ballot:{review.ballot.id}:contest:{contest}"
        asked = session.scalar(select(Review).where(Review.key == key))
        if asked is None or asked.settled_at is not None:
            ask_person(
                session, now=now, assembly=assembly, reason=ReviewReason.OTHER_MARK,
                key=f"{key}:{second.id}", page=second, ballot=review.ballot, contest=contest,
                detail="two_scans", proposal=None if says.get(contest) == "person" else says.get(contest),
            )  # fmt: skip
