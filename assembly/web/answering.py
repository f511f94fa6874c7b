"""Whom an account answers for: itself as an owner, and those it represents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Account, Ballot, Owner


def is_owner_in(session: Session, *, account_id: str, building_id: str | None) -> bool:
    """Whether the account has enrolled as an owner of the building; of any building where none is named."""
    query = select(Owner.id).where(Owner.account_id == account_id)
    if building_id:
        query = query.where(Owner.building_id == building_id)
    return session.scalar(query.limit(1)) is not None


def answers_for(session: Session, *, account: Account, ballot: Ballot, now: datetime) -> bool:
    """Whether the ballot is the account's own (any print of it), or of somebody it represents now."""
    return ballot.owner is not None and ballot.owner.account_id == account.id
