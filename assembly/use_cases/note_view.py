"""Somebody opened a ballot's votes or scan, or tried to: the owner sees it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.model import Account, Ballot, BallotView, Role


def note_view(
    session: Session, *, now: datetime, ballot: Ballot, by: Account | None, role: Role, what: str, refused: bool = False
) -> BallotView:
    """Write the look down. what: "votes", "page", "crop", "state"; refused: a try at another's ballot."""
    view = BallotView(
        ballot_id=ballot.id,
        account_id=by.id if by is not None else None,
        role=role,
        what=what[:60],
        refused=refused,
        at=now,
    )
    session.add(view)
    return view
