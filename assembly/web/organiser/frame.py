"""What stands on every page of an organiser: the house, the assembly, where one is, and who may only look."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from assembly.model import AssemblyState, Building, Role
from assembly.text import Text
from assembly.use_cases.states import STATE_NAMES
from assembly.web.access import one_of
from assembly.web.forms import Form
from assembly.web.visit import Visit
from assembly.wording import form_word, legal_day, local_moment

LOOK = one_of(Role.ORGANISER, Role.AUDITOR)
ACT = one_of(Role.ORGANISER)
CLOSE = one_of(Role.ORGANISER, Role.COUNTER)
LOOK_AT_CLOSING = one_of(Role.ORGANISER, Role.COUNTER, Role.AUDITOR)


def house_frame(visit: Visit, building: Building, here: str = "house") -> dict[str, Any]:
    """The frame of a page about a house."""
    return {
        "building_id": building.id, "house": building.address, "zone": building.timezone, "here": here,
        "phone": building.telephone or visit.application.settings.telephone, "may_act": Role.ORGANISER in visit.roles,
        "is_installer": visit.person is not None and visit.person.is_installer, "assembly_id": None,
        "looks": bool({Role.ORGANISER, Role.AUDITOR} & visit.roles),
    }  # fmt: skip


def assembly_frame(visit: Visit, session: Session, here: str) -> dict[str, Any]:
    """The frame of a page about an assembly of the house."""
    assembly = visit.assembly(session)
    return {
        **house_frame(visit, assembly.building, here), "assembly_id": assembly.id, "assembly_title": assembly.title,
        "assembly": assembly, "state": str(assembly.state), "state_word": visit.say(STATE_NAMES[assembly.state]),
        "form_of": form_word(str(assembly.form), visit.language), "is_draft": assembly.state == AssemblyState.DRAFT,
        "phone": assembly.telephone,
    }  # fmt: skip


def field_moment(moment: datetime | None, zone: str) -> str:
    """A moment as a date-and-time field holds it, on the clock of the house."""
    return local_moment(moment, zone).strftime("%Y-%m-%dT%H:%M") if moment is not None else ""


def today(visit: Visit, building: Building) -> date:
    """The legal day at the house."""
    return legal_day(visit.now, building.timezone)


def maybe_moment(form: Form, name: str, label: Text, zone: str) -> datetime | None:
    """The moment of a field that may stay empty."""
    return form.moment(name, label, zone) if form.get(name) else None


def maybe_day(form: Form, name: str, label: Text) -> date | None:
    """The day of a field that may stay empty."""
    return form.day(name, label) if form.get(name) else None
