"""The dates of an assembly as its owners see them."""

from __future__ import annotations

from assembly.views.timetable import timetable_of
from assembly.web.access import IN_THE_HOUSE
from assembly.web.calendars import calendar_answer, subscription
from assembly.web.owner.assembly_page import open_assembly
from assembly.web.owner.frame import house_of
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/a/{assembly_id:str}/timetable", IN_THE_HOUSE)
def timetable_page(visit: Visit, assembly_id: str) -> Answer:
    """What comes when, and until when an owner may act."""
    with visit.reading() as session:
        assembly = open_assembly(visit, session)
        return visit.page(
            "owner/timetable.html", **house_of(visit, assembly),
            timetable=timetable_of(assembly, now=visit.now, language=visit.language, audience="owner"),
            file=f"/a/{assembly.id}/timetable.ics",
            subscribe=subscription(visit, visit.account(session), assembly),
        )  # fmt: skip


@page("/a/{assembly_id:str}/timetable.ics", IN_THE_HOUSE)
def timetable_file(visit: Visit, assembly_id: str) -> Answer:
    """The same as a file for a calendar."""
    with visit.reading() as session:
        return calendar_answer(visit, open_assembly(visit, session), "owner")
