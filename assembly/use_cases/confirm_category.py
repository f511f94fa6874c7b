"""A second person confirms which decision a question needs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, AgendaItem, AssemblyState
from assembly.text import Text
from assembly.use_cases.states import require_state


def confirm_category(session: Session, *, now: datetime, item: AgendaItem, by: Account) -> AgendaItem:
    """Confirm the kind of decision of a question; needed where the text of the law could not be read (mark `unverified`).

    Raises Refused where notices are out, or `by` proposed it: two people stand for it. May be repeated.
    """
    require_state(
        item.assembly,
        AssemblyState.DRAFT,
        refusal=Text("Сообщения собственникам разосланы: повестка больше не меняется."),
    )
    if item.decision_proposed_by is not None and item.decision_proposed_by == by.id:
        raise Refused(
            Text("Вид решения подтверждает другой человек, не тот, кто его предложил."),
            code="same_person",
            forbidden=True,
        )
    item.decision_confirmed_by = by.id
    session.flush()
    return item
