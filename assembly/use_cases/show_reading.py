"""What the machine saw of a mark is shown to one person: who opens the question first, before anybody has answered."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assembly.model import Account, Assembly, Review
from assembly.use_cases.review_choices import MARK_REASONS
from assembly.use_cases.states import locked


def show_reading(session: Session, *, review: Review, to: Account) -> bool:
    """Whether this person is, now or already, the one who sees what the machine saw. Safe to repeat.

    Nobody is where somebody answered without having seen it: the second answer must not lean on the machine either.
    """
    if review.reason not in MARK_REASONS:
        return False
    if review.shown_to is None and review.settled_at is None:
        locked(session, session.get_one(Assembly, review.assembly_id))
        session.refresh(review)
        if review.shown_to is None and not review.answers:
            review.shown_to = to.id
            session.flush()
    return review.shown_to == to.id
