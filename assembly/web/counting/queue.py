"""The commission's queue: what waits for a person, and one's own last answer taken back."""

from __future__ import annotations

from sqlalchemy import select

from assembly.errors import Refused
from assembly.model import Review, ReviewAnswer, Role
from assembly.text import Text
from assembly.use_cases.undo_answer import undo_answer
from assembly.views.review_queue import review_queue
from assembly.web.counting.frame import COUNTER, counting_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit


@page("/queue/{assembly_id:str}", COUNTER)
def queue_page(visit: Visit, assembly_id: str) -> Answer:
    """What waits, those this person may answer first."""
    return _show(visit)


@action("/queue/{assembly_id:str}/undo", COUNTER)
def undo_form(visit: Visit, assembly_id: str) -> Answer:
    """Take back one's own last answer and show its card again."""
    return visit.attempt(lambda: _undo(visit, assembly_id), lambda: _show(visit))


def _undo(visit: Visit, assembly_id: str) -> Answer:
    with visit.writing() as session:
        review = session.scalars(
            select(Review)
            .join(ReviewAnswer, ReviewAnswer.review_id == Review.id)
            .where(Review.assembly_id == assembly_id, ReviewAnswer.account_id == visit.account_id)
            .order_by(ReviewAnswer.answered_at.desc(), ReviewAnswer.id.desc())
            .limit(1)
        ).first()
        if review is None:
            raise Refused(Text("Вы ещё ни на что не отвечали: отменять нечего."), code="nothing_to_undo")
        undo_answer(session, now=visit.now, review=review, by=visit.account(session))
        return visit.go(f"/review/{review.id}?undone=1")


def _show(visit: Visit) -> Answer:
    with visit.reading() as session:
        found = review_queue(
            session, assembly=visit.assembly(session), account=visit.account(session), language=visit.language
        )
        return visit.page(
            "counting/queue.html", **counting_frame(visit, session, "queue"), queue=found,
            may_appoint=Role.ORGANISER in visit.roles,
        )  # fmt: skip


HANDLERS = [queue_page, undo_form]
