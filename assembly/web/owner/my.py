"""«Мои собрания»."""

from __future__ import annotations

from sqlalchemy import select

from assembly.model import Building, Role, RoleGrant
from assembly.views.my_assemblies import my_assemblies
from assembly.web.access import SIGNED_IN
from assembly.web.rooms import ROOMS
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/my", SIGNED_IN)
def my_page(visit: Visit) -> Answer:
    """The assemblies in which the person answers, and the rooms of those who work."""
    with visit.reading() as session:
        account = visit.account(session)
        mine = my_assemblies(session, account=account, now=visit.now, language=visit.language)
        granted = session.execute(
            select(RoleGrant.role, Building.id, Building.address)
            .join(Building, Building.id == RoleGrant.building_id)
            .where(RoleGrant.account_id == account.id)
            .order_by(Building.address, RoleGrant.role)
        ).all()
    work = [
        (address, ROOMS[Role(role)].title, ROOMS[Role(role)].path.format(building_id=building_id))
        for role, building_id, address in granted
        if Role(role) in ROOMS
    ]
    return visit.page("owner/my.html", mine=mine, work=work)
