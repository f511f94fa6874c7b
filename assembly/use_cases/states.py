"""Which state of an assembly allows what."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Assembly, AssemblyState
from assembly.text import Text

STATE_NAMES = {
    AssemblyState.DRAFT: Text("готовится"),
    AssemblyState.ANNOUNCED: Text("сообщения разосланы"),
    AssemblyState.VOTING: Text("идёт приём решений"),
    AssemblyState.PROCESSING: Text("приём окончен, решения обрабатываются"),
    AssemblyState.OBJECTIONS: Text("срок возражений"),
    AssemblyState.CLOSED: Text("закрыто"),
}
RUNNING = (AssemblyState.ANNOUNCED, AssemblyState.VOTING, AssemblyState.PROCESSING, AssemblyState.OBJECTIONS)
"""Announced and not yet counted: what happens to owners is its affair."""


def require_state(assembly: Assembly, *allowed: AssemblyState, refusal: Text) -> None:
    """Raise Refused with `refusal` and the state the assembly is in, unless it is in one of `allowed`."""
    if assembly.state not in allowed:
        raise Refused(
            Text(
                "{refusal} Сейчас собрание в состоянии «{state}».", refusal=refusal, state=STATE_NAMES[assembly.state]
            ),
            code="wrong_state",
        )


def locked(session: Session, assembly: Assembly) -> Assembly:
    """The assembly's row, fresh and locked until the end of the transaction, so that two clicks do one thing."""
    session.flush()
    return session.get_one(Assembly, assembly.id, with_for_update={"key_share": True}, populate_existing=True)
