"""Whom an account answers for: itself as an owner, and those it represents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Account, Authority, Ballot, Owner
from assembly.wording import legal_day


def is_owner_in(session: Session, *, account_id: str, building_id: str | None) -> bool:
    """Whether the account has enrolled as an owner of the building, or acts for one; of any building where none is named."""
    own = select(Owner.id).where(Owner.account_id == account_id)
    acts = (
        select(Owner.id)
        .join(Authority, Authority.owner_id == Owner.id)
        .where(Authority.account_id == account_id, Authority.ended_at.is_(None))
    )
    if building_id:
        own, acts = own.where(Owner.building_id == building_id), acts.where(Owner.building_id == building_id)
    return session.scalar(own.limit(1)) is not None or session.scalar(acts.limit(1)) is not None


def answers_for(session: Session, *, account: Account, ballot: Ballot, now: datetime) -> bool:
    """Whether the ballot is the account's own (any print of it), or of somebody it represents now."""
    if ballot.owner is None:
        return False
    return ballot.owner.account_id == account.id or representation(session, account, ballot, now) is not None


def representation(session: Session, account: Account, ballot: Ballot, now: datetime) -> Authority | None:
    """The document by which the account answers for the ballot's owner today; None where there is none."""
    today = legal_day(now, ballot.assembly.building.timezone)
    found = session.scalars(
        select(Authority).where(Authority.owner_id == ballot.owner_id, Authority.account_id == account.id)
    )
    return next((authority for authority in found if authority.is_good_at(now, today)), None)
