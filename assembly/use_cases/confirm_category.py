"""A second person confirms which decision a question needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, AgendaItem, AssemblyState
from assembly.text import Text
from assembly.use_cases.states import require_state


def confirm_category(session: Session, *, now: datetime, item: AgendaItem, by: Account) -> AgendaItem:
    """Confirm the kind of decision of a question: it decides which majority is needed, so two people stand for it.

    Where nobody stands for the kind yet (an agenda from the command line), the first who confirms stands as the
    proposer, and another one confirms. Raises Refused where notices are out, or `by` proposed it. May be repeated.
    """
    require_state(
        item.assembly,
        AssemblyState.DRAFT,
        refusal=Text("Сообщения собственникам разосланы: повестка больше не меняется."),
    )
    if item.decision_confirmed_by == by.id:
        return item
    if item.decision_proposed_by == by.id:
        raise Refused(
            Text("Вид решения подтверждает другой человек, не тот, кто его предложил."),
            code="same_person",
            forbidden=True,
        )
    if item.decision_proposed_by is None:
        item.decision_proposed_by, item.decision_proposed_at = by.id, now
    elif item.decision_confirmed_by is None:
        item.decision_confirmed_by, item.decision_confirmed_at = by.id, now
    session.flush()
    return item
