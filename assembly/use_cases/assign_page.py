"""A person types the code of a sheet that the machine could not place; two people must type the same."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, Ballot, Review, ScannedPage
from assembly.text import Text
from assembly.use_cases.adjudicate_review import adjudicate_review
from assembly.use_cases.review_choices import BELONGS


def assign_page(
    session: Session, *, now: datetime, page: ScannedPage, ballot: Ballot, by: Account, number: int = 1, note: str = ""
) -> Review:
    """Enter that this page is page `number` of this ballot; takes effect once a second person entered the same.

    Raises Refused where nobody asks whose page it is, or where `by` uploaded it; Fixable for a page it does not have.
    """
    review = session.scalar(select(Review).where(Review.key == f"page:{page.id}:whose"))
    if review is None:
        raise Refused(Text("Этот лист уже на своём месте."), code="placed")
    answer = {"answer": BELONGS, "ballot": ballot.code, "page": number}
    return adjudicate_review(session, now=now, review=review, answer=answer, by=by, note=note)
