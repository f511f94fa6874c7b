"""A draft is changed; once notices are out only what the protocol alone says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, Assembly, AssemblyState
from assembly.text import Text
from assembly.use_cases.ask_anew import asking_anew
from assembly.use_cases.create_assembly import DRAFT_FIELDS, PROTOCOL_FIELDS, set_fields
from assembly.use_cases.law import online_ruling
from assembly.use_cases.states import locked, require_state


def change_assembly(
    session: Session, *, now: datetime, assembly: Assembly, by: Account | None, **fields: Any
) -> Assembly:
    """Change fields of a draft (see DRAFT_FIELDS); PROTOCOL_FIELDS may be changed until the protocol is drawn up.

    Where another opening day or form puts a question under another rule, its kind is confirmed anew. Raises Refused where
    notices are out or the protocol is, Fixable listing what is wrong. May be repeated.
    """
    assembly = locked(session, assembly)
    if assembly.protocol_on is not None:
        raise Refused(Text("Протокол составлен: сведения о собрании больше не меняются."), code="protocol_drawn_up")
    if set(fields) - PROTOCOL_FIELDS:
        require_state(
            assembly,
            AssemblyState.DRAFT,
            refusal=Text("Сообщения собственникам разосланы: условия собрания больше не меняются."),
        )
    with asking_anew(session, assembly.building, now=now, by=by):
        set_fields(assembly, fields, allowed=DRAFT_FIELDS | PROTOCOL_FIELDS)
    if assembly.state == AssemblyState.DRAFT:
        assembly.online_voting = online_ruling(assembly, assembly.operator).ok
    session.flush()
    return assembly
