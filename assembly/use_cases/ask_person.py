"""A question to a person: asked once, however often the work that asks it runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Ballot, Review, ReviewReason, ScannedPage
from assembly.use_cases.review_choices import answers_needed
from assembly.use_cases.story import Story

SELF_ANSWERED = frozenset({"moot", "arrived"})
"""Outcomes that nobody gave: the records agree by now, the page arrived."""


def ask_person(
    session: Session,
    *,
    now: datetime,
    assembly: Assembly,
    reason: ReviewReason,
    key: str,
    page: ScannedPage | None = None,
    ballot: Ballot | None = None,
    contest: str | None = None,
    detail: str = "",
    proposal: str | None = None,
) -> Review:
    """The question with this natural key, asked now if it never was. Safe to repeat.

    A question that had answered itself and arises again is open again; what a person answered stays answered.
    """
    review = session.scalar(select(Review).where(Review.key == key))
    if review is not None and (review.outcome or {}).get("answer") in SELF_ANSWERED:
        review.settled_at, review.outcome = None, None
    if review is None:
        review = Review(
            assembly_id=assembly.id, key=key, reason=reason, detail=detail[:120], contest=contest, proposal=proposal,
            page_id=page.id if page is not None else None, ballot_id=ballot.id if ballot is not None else None,
            answers_needed=answers_needed(reason), created_at=now,
        )  # fmt: skip
        session.add(review)
        session.flush()
    return review


def close_question(review: Review, now: datetime, outcome: dict[str, Any]) -> None:
    """Settle a question that answered itself: the page arrived, the other sheet was set aside."""
    review.settled_at = now
    review.outcome = outcome


def reviews_of(session: Session, ballot: Ballot) -> list[Review]:
    """Every question about this ballot, in the order they were asked."""
    return list(Story(session).reviews_of(ballot))
