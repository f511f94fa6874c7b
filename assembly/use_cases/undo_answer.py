"""A person takes back their own last answer, while nothing was built on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Refused
from assembly.model import Account, Assembly, AssemblyState, Review, ReviewAnswer, ReviewReason
from assembly.text import Text
from assembly.use_cases.adjudicate_review import answers_given, record_in_question
from assembly.use_cases.review_choices import SHEET_REASONS, answers_needed
from assembly.use_cases.settle_ballot import settle_ballot
from assembly.use_cases.states import locked


def undo_answer(session: Session, *, now: datetime, review: Review, by: Account) -> Review:
    """Take back what `by` answered to this question; the question is open again and both stay in the ledger.

    Only the person's own last answer, not once owners have been asked to object, and not where other work was built on
    it: a sheet that has found its ballot, a record that exists because of it. Raises Refused otherwise.
    """
    assembly = locked(session, session.get_one(Assembly, review.assembly_id))
    session.refresh(review)
    own = next((one for one in review.answers if one.account_id == by.id), None)
    if own is None:
        raise Refused(Text("Вы на этот вопрос не отвечали."), code="not_yours")
    _must_be_last(session, assembly, review, own)
    was_settled, answers = review.settled_at is not None, answers_given(review)
    session.delete(own)
    session.flush()
    session.refresh(review, ["answers"])
    review.answers_needed = max(answers_needed(ReviewReason(review.reason)), len(review.answers) + 1)
    if not was_settled and len(answers) == 1:
        return review  # nobody had read it besides: nothing was built on it, nothing to tell
    review.settled_at, review.outcome = None, None
    ballot = review.ballot
    if ballot is not None:
        settle_ballot(session, now=now, assembly=assembly, ballot=ballot)
        cast = record_in_question(session, review, ballot)
        events.record(
            session, assembly, "ballot:adjudicated", now,
            ballot=ballot.code, cast=cast.id if cast is not None else None, contest=review.contest,
            adjudicated=dict(cast.selections) if cast is not None else {}, reason="undone",
            detail=str(review.reason), answer=None, by=[by.id], answers=answers,
            share=review.detail,
        )  # fmt: skip
    return review


def _must_be_last(session: Session, assembly: Assembly, review: Review, own: ReviewAnswer) -> None:
    if assembly.state == AssemblyState.CLOSED:
        raise Refused(Text("Собрание закрыто: изменить уже ничего нельзя."), code="closed")
    if assembly.state == AssemblyState.OBJECTIONS:
        raise Refused(
            Text("Идёт срок возражений: записанное исправляет только ответ на возражение."), code="objections"
        )
    later = (
        select(ReviewAnswer.id)
        .join(Review, Review.id == ReviewAnswer.review_id)
        .where(Review.assembly_id == assembly.id, ReviewAnswer.account_id == own.account_id)
        .where(ReviewAnswer.answered_at > own.answered_at)
        .limit(1)
    )
    if session.scalar(later) is not None:
        raise Refused(Text("Отменить можно только свой последний ответ."), code="not_last")
    built_on = ReviewReason(review.reason) in SHEET_REASONS | {ReviewReason.DUPLICATE, ReviewReason.MISSING_PAGE}
    if review.settled_at is not None and built_on:
        raise Refused(
            Text("По этому ответу лист уже записан. Если записано неверно, это исправляет возражение."), code="built_on"
        )
