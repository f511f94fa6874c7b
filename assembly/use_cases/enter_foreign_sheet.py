"""A sheet without our code (a home-made решение) is entered by two people, each without seeing the other's entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from assembly.model import Account, Owner, Review
from assembly.use_cases.adjudicate_review import adjudicate_review
from assembly.use_cases.review_choices import FOREIGN


def enter_foreign_sheet(
    session: Session,
    *,
    now: datetime,
    review: Review,
    owner: Owner,
    selections: Mapping[str, str],
    signed: bool,
    dated: bool,
    by: Account,
    note: str = "",
) -> Review:
    """Enter whose decision the sheet is and what it answers; recorded once two people entered the same.

    selections: contest → option, "blank" or "invalid"; a contest left out is blank. Raises like `adjudicate_review`.
    """
    answer = {"answer": FOREIGN, "owner": owner.id, "selections": dict(selections), "signed": signed, "dated": dated}
    return adjudicate_review(session, now=now, review=review, answer=answer, by=by, note=note)
