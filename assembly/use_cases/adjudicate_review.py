"""A person settles what the machine would not; never who brought the paper, and blind where two people are needed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Fixable, Refused
from assembly.model import (
    Account,
    Assembly,
    AssemblyState,
    Ballot,
    CastVote,
    Channel,
    Review,
    ReviewAnswer,
    ReviewReason,
)
from assembly.text import Text
from assembly.use_cases.check_answer import check_answer
from assembly.use_cases.derive_ballot import derive_ballot
from assembly.use_cases.record_paper_ballot import record_paper_ballot
from assembly.use_cases.review_choices import BLIND_REASONS, MARK_REASONS, SET_ASIDE, SHEET_REASONS
from assembly.use_cases.settle_ballot import settle_ballot
from assembly.use_cases.states import locked
from assembly.use_cases.take_second_sight import take_second_sight
from assembly.use_cases.take_sheet import take_sheet
from assembly.use_cases.tell import tell_owner
from assembly.use_cases.uploaders import uploaders_of
from ballots.canonical import canonical
from ballots.code import group_code


def adjudicate_review(
    session: Session, *, now: datetime, review: Review, answer: dict[str, Any], by: Account, note: str = ""
) -> Review:
    """Write down one person's answer; settle the question once enough people gave the same.

    answer: {"answer": a key of `review_choices`, …}; where two are needed the second must not have seen the first's.
    One answer a person: giving the same again changes nothing, another is refused (`undo_answer` takes it back first).
    Raises Refused for who uploaded the sheet, for a settled question and after closing, Fixable for an answer that
    is none.
    """
    assembly = locked(session, session.get_one(Assembly, review.assembly_id))
    session.refresh(review)  # another may have settled it while this one waited for the lock
    meant = check_answer(session, assembly, review, answer, note)
    own = next((one for one in review.answers if one.account_id == by.id), None)
    if own is not None and own.answer == meant:
        return review
    _must_be_open(assembly, review, is_answered=own is not None)
    must_not_have_uploaded(session, review, by)
    session.add(ReviewAnswer(review=review, account_id=by.id, answer=meant, note=note.strip(), answered_at=now))
    session.flush()
    session.refresh(review, ["answers"])
    agreed = _agreed(review)
    if agreed is not None:
        _settle(session, now, assembly, review, agreed)
    elif len(review.answers) >= review.answers_needed:
        review.answers_needed = len(review.answers) + 1  # they disagree: one more person is asked
    return review


def must_not_have_uploaded(session: Session, review: Review, by: Account) -> None:
    """Raise Refused where this person brought any sheet the question is about."""
    if by.id in uploaders_of(session, Review.id == review.id).get(review.id, ()):
        raise Refused(
            Text("Этот лист загрузили вы: о нём должен решить другой человек."), code="own_upload", forbidden=True
        )


def _must_be_open(assembly: Assembly, review: Review, *, is_answered: bool) -> None:
    if assembly.state == AssemblyState.CLOSED:
        raise Refused(Text("Собрание закрыто: изменить уже ничего нельзя."), code="closed")
    if review.settled_at is not None:
        raise Refused(Text("Этот вопрос уже решён."), code="settled")
    if is_answered:
        raise Refused(Text("Вы уже ответили. Чтобы ответить иначе, сначала отмените свой ответ."), code="answered")


def _agreed(review: Review) -> dict[str, Any] | None:
    """The answer that enough people gave, if there is one."""
    needed = 2 if review.reason in BLIND_REASONS else 1
    counted = Counter(canonical(one.answer) for one in review.answers)
    best, number = counted.most_common(1)[0]
    if number < needed:
        return None
    return next(one.answer for one in review.answers if canonical(one.answer) == best)


def _settle(session: Session, now: datetime, assembly: Assembly, review: Review, agreed: dict[str, Any]) -> None:
    review.settled_at = now
    review.outcome = {**agreed, "by": [one.account_id for one in review.answers if one.answer == agreed]}
    session.flush()
    reason = ReviewReason(review.reason)
    if reason in SHEET_REASONS:
        take_sheet(session, now=now, assembly=assembly, review=review)
    elif reason == ReviewReason.DUPLICATE:
        take_second_sight(session, now=now, assembly=assembly, review=review)
    elif reason == ReviewReason.MISSING_PAGE:
        _without_page(session, now, assembly, review)
    if review.ballot is not None:
        settle_ballot(session, now=now, assembly=assembly, ballot=review.ballot)
        if reason not in SHEET_REASONS:
            _put_on_record(session, now, assembly, review)


def _without_page(session: Session, now: datetime, assembly: Assembly, review: Review) -> None:
    ballot = _ballot(review)
    if record_paper_ballot(session, now=now, assembly=assembly, ballot=ballot) is None and review.detail == "0":
        ballot.set_aside_reason = "missing_page" if (review.outcome or {}).get("answer") == SET_ASIDE else None
        derive_ballot(session, ballot)


def _put_on_record(session: Session, now: datetime, assembly: Assembly, review: Review) -> None:
    """One record for what was settled, and the owner hears that a person looked: never what was chosen."""
    ballot = _ballot(review)
    cast = record_in_question(session, review, ballot)
    outcome = review.outcome or {}
    entry = events.record(
        session, assembly, "ballot:adjudicated", now,
        ballot=ballot.code, cast=cast.id if cast is not None else None, contest=review.contest,
        adjudicated=dict(cast.selections) if cast is not None else {}, reason=str(review.reason), detail=review.detail,
        answer=outcome.get("answer"), by=outcome.get("by", []), answers=answers_given(review),
    )  # fmt: skip
    is_paper = cast is not None and cast.channel == Channel.PAPER
    if ballot.owner is not None and is_paper and review.reason in MARK_REASONS:
        tell_owner(
            session, now=now, owner=ballot.owner, assembly=assembly, key=f"adjudicated:{review.id}:{entry.index}",
            subject=Text("Отметку на вашем листе прочитал человек"),
            body=Text(
                "На решении № {code} отметка по вопросу {number} была неясной, её прочитала счётная комиссия. "
                "Посмотрите, как она записана, на странице «Записано от вашего имени».",
                code=group_code(ballot.code), number=review.contest,
            ),
        )  # fmt: skip


def answers_given(review: Review) -> list[dict[str, Any]]:
    """Who read and what each said, as the ledger holds it: also of those whose answer did not stand."""
    return [{"by": one.account_id, "answer": one.answer} for one in review.answers]


def record_in_question(session: Session, review: Review, ballot: Ballot) -> CastVote | None:
    """The record a question is about: the paper, or the one of joint owners' that counts, whichever way it came."""
    query = select(CastVote).where(CastVote.ballot_id == ballot.id)
    if review.reason == ReviewReason.JOINT_DIFFER:
        return session.scalar(query.where(CastVote.counts).order_by(CastVote.received_at).limit(1))
    return session.scalar(query.where(CastVote.channel == Channel.PAPER))


def _ballot(review: Review) -> Ballot:
    if review.ballot is None:
        raise Fixable.one(Text("У этого вопроса нет решения."), Text("Откройте вопрос из очереди ещё раз."))
    return review.ballot
