"""«Мои собрания»."""

from __future__ import annotations

from sqlalchemy import select

from assembly.model import Building, Role, RoleGrant
from assembly.text import Text
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
    if visit.person is not None and visit.person.is_installer:
        work.append(("", Text("Все дома"), "/houses"))
    if visit.application.settings.training and any(role == Role.ORGANISER for role, _, _ in granted):
        work.append(("", Text("Учебные часы"), "/uchebnye-chasy"))
    return visit.page("owner/my.html", mine=mine, work=work)
