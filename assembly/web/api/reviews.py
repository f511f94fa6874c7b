"""What waits for a person, and objections."""

from __future__ import annotations

from typing import Any

from litestar import Response
from msgspec import Struct
from sqlalchemy import select

from assembly.errors import NotFound
from assembly.model import Dispute, DisputeOutcome, Review, Role, ScannedPage
from assembly.use_cases.adjudicate_review import adjudicate_review
from assembly.use_cases.answer_dispute import answer_dispute
from assembly.use_cases.review_choices import MARK_REASONS, choices_of
from assembly.views.review_queue import open_reason
from assembly.web.access import one_of
from assembly.web.api.calls import COUNTER, call, look
from assembly.web.counting.looks import page_picture
from assembly.web.visit import Visit

READERS = one_of(Role.COUNTER, Role.AUDITOR)


class Settled(Struct):
    answer: dict[str, Any]
    note: str = ""


class Answered(Struct):
    outcome: DisputeOutcome
    answer: str


@look("/assemblies/{assembly_id:str}/reviews", READERS)
def reviews(visit: Visit) -> list[dict[str, Any]]:
    """What waits for a person; who uploaded a page is told so and may not settle it."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        query = (
            select(Review)
            .where(Review.assembly_id == assembly.id, Review.settled_at.is_(None))
            .order_by(Review.created_at)
        )
        return [_as_record(review, visit, list(assembly.items)) for review in session.scalars(query)]


def _as_record(review: Review, visit: Visit, items: list[Any]) -> dict[str, Any]:
    page = review.page
    batch = page.upload.batch if page else None
    is_mark = review.reason in MARK_REASONS  # read blind: whoever asks here may be the second
    return {
        "id": review.id,
        "reason": open_reason(review),
        "detail": "" if is_mark else review.detail,
        "contest": review.contest,
        "ballot": review.ballot.code if review.ballot else None,
        "batch": batch.number if batch else None,
        "position": page.position if page else None,
        "page": page.id if page else None,
        "ballot_page": page.page if page else None,
        "own_upload": batch is not None and batch.uploaded_by == visit.account_id,
        "answers_needed": review.answers_needed,
        "answered_by_me": any(answer.account_id == visit.account_id for answer in review.answers),
        "proposal": None if is_mark else review.proposal,
        "choices": [
            {"answer": choice.answer, "words": choice.words.both(), "needs_note": choice.needs_note}
            for choice in choices_of(review, items)
        ],
    }


@call("/reviews/{review_id:str}", COUNTER)
def settle(visit: Visit, data: Settled) -> dict[str, Any]:
    """One person's answer to what the machine would not say."""
    with visit.writing() as session:
        review = adjudicate_review(
            session, now=visit.now, review=session.get_one(Review, visit.request.path_params["review_id"]),
            answer=data.answer, by=visit.account(session), note=data.note,
        )  # fmt: skip
        return {"id": review.id, "settled": review.settled_at is not None}


@look("/pages/{page_id:str}/image", READERS)
def page_image(visit: Visit) -> Response[Any]:
    """The scanned page: for an auditor any, for a counter one that waits or is disputed. Its owner sees who looked."""
    page_id = str(visit.request.path_params["page_id"])
    with visit.reading() as session:
        page = session.get_one(ScannedPage, page_id)
        asked = select(Review.id).where(Review.page_id == page_id).limit(1)
        disputed = select(Dispute.id).where(Dispute.ballot_id == page.ballot_id).limit(1)
        if Role.AUDITOR not in visit.roles and session.scalar(asked) is None and session.scalar(disputed) is None:
            raise NotFound
    return page_picture(visit, page_id)


@look("/assemblies/{assembly_id:str}/disputes", READERS)
def disputes(visit: Visit) -> list[dict[str, Any]]:
    """The objections, open ones first."""
    with visit.reading() as session:
        query = select(Dispute).where(Dispute.assembly_id == visit.place.assembly_id)
        rows = sorted(session.scalars(query), key=lambda one: (one.outcome is not None, one.raised_at))
        return [
            {
                "id": row.id, "ballot": row.ballot.code, "kind": str(row.kind), "words": row.words,
                "due_at": row.due_at.isoformat(), "outcome": str(row.outcome) if row.outcome else None, "answer": row.answer,
            }
            for row in rows
        ]  # fmt: skip


@call("/disputes/{dispute_id:str}", COUNTER)
def answer(visit: Visit, data: Answered) -> dict[str, Any]:
    """The commission's answer to an objection."""
    with visit.writing() as session:
        dispute = answer_dispute(
            session, now=visit.now, dispute=session.get_one(Dispute, visit.request.path_params["dispute_id"]),
            outcome=data.outcome, answer=data.answer, by=visit.account(session),
        )  # fmt: skip
        return {"id": dispute.id, "outcome": str(dispute.outcome)}


HANDLERS = [reviews, settle, page_image, disputes, answer]
