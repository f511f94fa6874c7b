"""The dates of an assembly for those who hold it: done, next, overdue; and a planner before the notices go out."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from assembly.model import Assembly
from assembly.views.draft import breaches
from assembly.views.planning import Planned, planned_opening
from assembly.views.timetable import timetable_of
from assembly.web.calendars import calendar_answer, subscription
from assembly.web.organiser.frame import LOOK_AT_CLOSING, assembly_frame, field_moment
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/assembly/{assembly_id:str}/timetable", LOOK_AT_CLOSING)
def timetable_page(visit: Visit, assembly_id: str) -> Answer:
    """Every date with its article; `open` asks what another opening would need."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        frame = assembly_frame(visit, session, "timetable")
        wished = _wished(visit, assembly) if frame["is_draft"] else None
        return visit.page(
            "organiser/timetable.html", **frame,
            timetable=timetable_of(assembly, now=visit.now, language=visit.language),
            warned=breaches(assembly, now=visit.now, language=visit.language) if frame["is_draft"] else [],
            planned=wished, wished=visit.query("open") or field_moment(assembly.opens_at, assembly.building.timezone),
            file=f"/assembly/{assembly.id}/timetable.ics",
            subscribe=subscription(visit, visit.account(session), assembly),
        )  # fmt: skip


@page("/assembly/{assembly_id:str}/timetable.ics", LOOK_AT_CLOSING)
def timetable_file(visit: Visit, assembly_id: str) -> Answer:
    """All dates as a file for a calendar."""
    with visit.reading() as session:
        return calendar_answer(visit, visit.assembly(session), "staff")


def _wished(visit: Visit, assembly: Assembly) -> Planned | None:
    """The plan for the opening that was asked for; nothing where it is no moment."""
    try:
        opening = datetime.fromisoformat(visit.query("open"))
    except ValueError:
        return None
    if opening.tzinfo is not None or not 2000 <= opening.year <= 2100:
        return None
    opening = opening.replace(tzinfo=ZoneInfo(assembly.building.timezone))
    return planned_opening(assembly, opening, now=visit.now, language=visit.language)


HANDLERS = [timetable_page, timetable_file]
