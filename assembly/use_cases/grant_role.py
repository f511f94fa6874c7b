"""An account gets a role in a building."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.events import record
from assembly.model import Account, Assembly, Building, Role, RoleGrant
from assembly.text import Text
from assembly.use_cases.states import RUNNING


def grant_role(
    session: Session, *, now: datetime, account: Account, building: Building, role: Role, by: Account | None
) -> RoleGrant:
    """Give an account a role in a building; `by` is an installer or an organiser of the building, None for the command line.

    Raises Refused where `by` may not grant it, or for the role `owner`, which follows from an enrolment alone.
    May be repeated: an existing grant is returned as it is.
    """
    if role == Role.OWNER:
        raise Refused(Text("Собственник входит по коду из сообщения: назначить его нельзя."))
    if by is not None and not by.is_installer and not _has_role(session, by, building, Role.ORGANISER):
        raise Refused(Text("Назначать участников может только организатор этого дома."), forbidden=True)
    former = session.scalar(
        select(RoleGrant).where(
            RoleGrant.account_id == account.id, RoleGrant.building_id == building.id, RoleGrant.role == role
        )
    )
    if former is not None:
        return former
    grant = RoleGrant(
        account_id=account.id, building_id=building.id, role=role, granted_by=by.id if by else None, granted_at=now
    )
    session.add(grant)
    session.flush()
    # Who may act in an assembly is part of its story: a role taken in the middle of it can be seen afterwards.
    running = select(Assembly).where(Assembly.building_id == building.id, Assembly.state.in_(RUNNING))
    for assembly in session.scalars(running):
        record(session, assembly, "role:granted", now, **grant_facts(grant))
    return grant


def grant_facts(grant: RoleGrant) -> dict[str, Any]:
    """A role as ledgers hold it: accounts, no names."""
    return {"account": grant.account_id, "role": str(grant.role), "by": grant.granted_by}


def _has_role(session: Session, account: Account, building: Building, role: Role) -> bool:
    query = select(RoleGrant.id).where(
        RoleGrant.account_id == account.id, RoleGrant.building_id == building.id, RoleGrant.role == role
    )
    return session.scalar(query) is not None
