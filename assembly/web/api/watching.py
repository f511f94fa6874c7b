"""Who takes part: by share and by head, never how."""

from __future__ import annotations

from typing import Any

from assembly.model import Role
from assembly.views.participation import participation
from assembly.views.taking_part import taking_part
from assembly.views.walk_list import walk_list
from assembly.web.access import IN_THE_HOUSE, one_of
from assembly.web.api.calls import look
from assembly.web.api.plain import plain
from assembly.web.visit import Visit


@look("/assemblies/{assembly_id:str}/participation", IN_THE_HOUSE)
def taking_part_so_far(visit: Visit) -> dict[str, Any]:
    """Participation now, and what is missing to the quorum."""
    with visit.reading() as session:
        found: dict[str, Any] = plain(participation(session, assembly=visit.assembly(session), language=visit.language))
        return found


@look("/assemblies/{assembly_id:str}/walk-list", one_of(Role.ORGANISER, Role.DESK, Role.AUDITOR))
def not_answered(visit: Visit) -> dict[str, Any]:
    """Обходной лист: who has not answered yet."""
    with visit.reading() as session:
        found: dict[str, Any] = plain(walk_list(session, assembly=visit.assembly(session), language=visit.language))
        return found


@look("/assemblies/{assembly_id:str}/taking-part", IN_THE_HOUSE)
def flats(visit: Visit) -> Any:
    """Which premises took part and by which channel."""
    with visit.reading() as session:
        return plain(taking_part(session, assembly=visit.assembly(session), language=visit.language))


HANDLERS = [taking_part_so_far, not_answered, flats]
