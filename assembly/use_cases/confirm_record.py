"""«Всё верно»: the owner looked at what is recorded in their name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.model import Account, CastVote
from assembly.use_cases.answer_for import standing_for


def confirm_record(session: Session, *, now: datetime, cast_vote: CastVote, by: Account) -> CastVote:
    """Note that the owner (or a representative) found the record right.

    Raises NotFound where it is not theirs. May be repeated: the first moment stays.
    """
    ballot = cast_vote.ballot
    standing_for(session, assembly=ballot.assembly, account=by, ballot=ballot, now=now)
    if cast_vote.confirmed_at is None:
        cast_vote.confirmed_at = now
        session.flush()
    return cast_vote
