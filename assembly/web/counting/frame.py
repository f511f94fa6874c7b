"""What stands on every page about paper and counting: the house, the assembly, and where this person may go."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assembly.model import Role
from assembly.text import Text
from assembly.use_cases.states import STATE_NAMES
from assembly.web.access import one_of
from assembly.web.visit import Visit

DESK = one_of(Role.DESK)
COUNTER = one_of(Role.COUNTER)
OPERATOR = one_of(Role.OPERATOR)
AUDITOR = one_of(Role.AUDITOR)
SCANS = one_of(Role.DESK, Role.COUNTER, Role.ORGANISER, Role.AUDITOR)
READERS = one_of(Role.COUNTER, Role.AUDITOR)
"""Who may see what is written on paper."""
WORKERS = one_of(Role.DESK, Role.COUNTER, Role.OPERATOR, Role.AUDITOR, Role.ORGANISER)

_TABS: tuple[tuple[str, str, Text, frozenset[Role]], ...] = (
    ("desk", "/desk/{0}", Text("Принять решение"), frozenset({Role.DESK})),
    ("scans", "/scans/{0}", Text("Сканы"), frozenset({Role.DESK, Role.COUNTER})),
    ("queue", "/queue/{0}", Text("Очередь комиссии"), frozenset({Role.COUNTER})),
    ("objections", "/objections/{0}", Text("Возражения"), frozenset({Role.COUNTER})),
    ("closing", "/closing/{0}", Text("Завершение"), frozenset({Role.COUNTER})),
    ("phone", "/phone/{0}", Text("Ответы по телефону"), frozenset({Role.OPERATOR})),
    ("watch", "/watch/{0}", Text("Наблюдение"), frozenset({Role.AUDITOR})),
)


def tabs(visit: Visit, assembly_id: str) -> list[tuple[str, str, str]]:
    """The pages of an assembly that this person's roles open: (name, path, words)."""
    return [
        (name, path.format(assembly_id), visit.say(words))
        for name, path, words, roles in _TABS
        if roles & visit.roles
    ]  # fmt: skip


def counting_frame(visit: Visit, session: Session, here: str) -> dict[str, Any]:
    """The frame of a page about one assembly."""
    assembly = visit.assembly(session)
    return {
        "building_id": assembly.building_id, "house": assembly.building.address, "assembly_id": assembly.id,
        "assembly_title": assembly.title, "phone": assembly.telephone, "zone": assembly.building.timezone,
        "state": str(assembly.state), "state_word": visit.say(STATE_NAMES[assembly.state]), "here": here,
        "tabs": tabs(visit, assembly.id),
    }  # fmt: skip


def role_of(visit: Visit) -> Role:
    """In which of the person's roles a paper is opened, as its owner will read it."""
    for role in (Role.COUNTER, Role.AUDITOR, Role.OPERATOR, Role.DESK, Role.ORGANISER):
        if role in visit.access.roles & visit.roles:
            return role
    return Role.OWNER
