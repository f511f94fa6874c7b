"""A question of a draft goes to another place in the agenda, or out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, AgendaItem, AssemblyState, Attachment
from assembly.text import Text
from assembly.use_cases.change_question import drafts_of
from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
from assembly.use_cases.states import locked, require_state

FROZEN = Text("Сообщения собственникам разосланы: повестка больше не меняется.")


def move_question(session: Session, *, now: datetime, item: AgendaItem, to: int, by: Account | None) -> None:
    """Put a question at the place `to` (from 1); those that depend on another one go on depending on the same.

    Raises Fixable where a question would stand before the one it depends on, Refused where notices are out.
    May be repeated.
    """
    assembly = item.assembly
    count = len(assembly.items)
    order = [number for number in range(1, count + 1) if number != item.number]
    order.insert(min(max(to, 1), count) - 1, item.number)
    compose_agenda(session, now=now, assembly=assembly, items=_in_order(drafts_of(assembly), order), by=by)


def remove_question(session: Session, *, now: datetime, item: AgendaItem, by: Account | None) -> None:
    """Take a question and its documents out of a draft.

    Raises Refused where another question depends on it, or where notices are out.
    """
    assembly = locked(session, item.assembly)
    require_state(assembly, AssemblyState.DRAFT, refusal=FROZEN)
    dependent = next((other.number for other in assembly.items if other.depends_on == item.number), None)
    if dependent is not None:
        raise Refused(
            Text("От этого вопроса зависит вопрос {number}: сначала измените его.", number=dependent),
            code="depended_on",
        )
    if len(assembly.items) == 1:
        session.execute(delete(Attachment).where(Attachment.item_id == item.id))
        session.delete(item)
        session.flush()
        session.expire(assembly, ["items"])
        return
    order = [number for number in range(1, len(assembly.items) + 1) if number != item.number]
    compose_agenda(session, now=now, assembly=assembly, items=_in_order(drafts_of(assembly), order), by=by)


def _in_order(drafts: list[ItemDraft], order: list[int]) -> list[ItemDraft]:
    """The drafts of the old numbers in `order`, their references to each other renumbered."""
    places = {old: new for new, old in enumerate(order, start=1)}
    chosen = [drafts[old - 1] for old in order]
    return [replace(draft, depends_on=places[draft.depends_on] if draft.depends_on else None) for draft in chosen]
