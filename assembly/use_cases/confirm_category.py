"""A second person confirms which decision a question needs."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, AgendaItem, AssemblyState
from assembly.text import Text
from assembly.use_cases.states import locked, require_state


def shown_question(item: AgendaItem) -> str:
    """What a second person has before their eyes, in short: another one as soon as somebody changes the question."""
    shown = [item.title, item.text, item.proposal, item.decision, item.entrance, item.depends_on]
    moment = item.decision_proposed_at.isoformat() if item.decision_proposed_at is not None else None
    return sha256(json.dumps([*shown, item.decision_proposed_by, moment]).encode()).hexdigest()[:32]


def confirm_category(
    session: Session, *, now: datetime, item: AgendaItem, by: Account, seen: str | None = None
) -> AgendaItem:
    """Confirm the kind of decision of a question: it decides which majority is needed, so two people stand for it.

    Where nobody stands for the kind yet (an agenda from the command line), the first who confirms stands as the
    proposer, and another one confirms. `seen`: the `shown_question` of what was looked at, None where nobody kept it.
    Raises Refused where notices are out, `by` proposed it, or the question changed since. May be repeated.
    """
    locked(session, item.assembly)
    session.refresh(item)
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
    if seen is not None and seen != shown_question(item):
        raise Refused(
            Text("Вопрос {number} изменили, пока вы его читали. Прочитайте его ещё раз.", number=item.number),
            code="question_changed",
        )
    if item.decision_proposed_by is None:
        item.decision_proposed_by, item.decision_proposed_at = by.id, now
    elif item.decision_confirmed_by is None:
        item.decision_confirmed_by, item.decision_confirmed_at = by.id, now
    session.flush()
    return item
