"""Who may call an assembly: a list that is checked against the register for the initiators who are named."""

from __future__ import annotations

from typing import Any

from litestar.datastructures import MultiDict

from assembly.views.convening import convening
from assembly.web.organiser.frame import LOOK, house_frame, today
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/house/{building_id:str}/convening", LOOK)
def convening_page(visit: Visit, building_id: str) -> Answer:
    """The rights of the law; with `units`, `owner` and `office` in the address also who has them."""
    asked = visit.request.query_params
    with visit.reading() as session:
        building = visit.building(session)
        named = str(asked.get("units", "")).replace("\x00", "")[:5000]
        found = convening(
            session, building=building, on=today(visit, building), named=named, language=visit.language,
            chosen=_all(asked, "owner"), offices=_all(asked, "office"),
        )  # fmt: skip
        return visit.page("organiser/convening.html", **house_frame(visit, building), found=found, named=named)


def _all(asked: MultiDict[Any], name: str) -> frozenset[str]:
    values = asked.getall(name, [])
    return frozenset(str(value)[:40] for value in values[:500])


HANDLERS = [convening_page]
