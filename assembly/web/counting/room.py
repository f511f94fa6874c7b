"""The first page of whoever works with paper, counts, watches or answers the telephone: the assemblies of the house."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.model import Assembly, AssemblyState
from assembly.use_cases.states import STATE_NAMES
from assembly.views.my_assemblies import assembly_says
from assembly.web.counting.frame import WORKERS, tabs
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/duty/{building_id:str}", WORKERS)
def room_page(visit: Visit, building_id: str) -> Answer:
    """Every assembly of the house that has been announced, running ones first, with what this person does in it."""
    with visit.reading() as session:
        building = visit.building(session)
        found = session.scalars(
            select(Assembly)
            .where(Assembly.building_id == building.id, Assembly.state != AssemblyState.DRAFT)
            .options(joinedload(Assembly.building))
            .order_by(Assembly.opens_at.desc(), Assembly.id)
        )
        rows = [
            {
                "id": one.id, "title": one.title, "state": str(one.state), "state_word": visit.say(STATE_NAMES[one.state]),
                "says": assembly_says(one, now=visit.now, language=visit.language), "tabs": tabs(visit, one.id),
            }
            for one in found
        ]  # fmt: skip
    rows.sort(key=lambda row: row["state"] == "closed")
    return visit.page(
        "counting/room.html", building_id=building.id, house=building.address, rows=rows,
        phone=building.telephone or visit.application.settings.telephone,
    )  # fmt: skip


HANDLERS = [room_page]
