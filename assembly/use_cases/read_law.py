"""Somebody confirms to have read the text of the law that decides a question, where the pack could not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.events import record
from assembly.model import Account, AgendaItem, Assembly, AssemblyState
from assembly.text import Text
from assembly.use_cases.states import locked

READERS = 2
"""So many people must have read the text before the service decides by a rule that nobody checked against it."""
UNREAD = Text(
    "Правило не сверено с текстом закона. Решение по нему определяют после того, как текст статьи прочитают и "
    "подтвердят два человека; подтвердили: {number}."
)


def read_law(session: Session, *, now: datetime, item: AgendaItem, by: Account) -> AgendaItem:
    """Note that `by` has read the text; asked for where `is_unread_rule`, welcome elsewhere.

    May be repeated: one person counts once. Raises Refused after the count, when nothing is decided any more.
    """
    assembly = locked(session, item.assembly)
    if assembly.state == AssemblyState.CLOSED:
        raise Refused(Text("Собрание закрыто: изменить уже ничего нельзя."), code="closed")
    if by.id in readers_of(item):
        return item
    item.law_readers = [*item.law_readers, {"account": by.id, "at": now.isoformat(timespec="seconds")}]
    session.flush()
    if assembly.state != AssemblyState.DRAFT:  # those of a draft stand in the agenda that the notice fixes
        record(session, assembly, "law:read", now, number=item.number, decision=item.decision, by=by.id)
    return item


def readers_of(item: AgendaItem) -> list[str]:
    """The accounts that have read the text, in the order in which they said so."""
    return [str(one["account"]) for one in item.law_readers]


def is_unread_rule(rule: Mapping[str, Any]) -> bool:
    """Whether nobody could hold this rule against the text of the law: its majority, or what its article is about."""
    return "unverified" in (rule.get("mark"), rule.get("subject_mark"))


def unread_questions(assembly: Assembly) -> list[int]:
    """The questions of an announced assembly that could not be decided if it were counted now, for want of readers.

    None in a draft, whose rules are not fixed, nor after the count.
    """
    if assembly.state == AssemblyState.CLOSED:
        return []
    return [item.number for item in assembly.items if awaits_readers(item, item.rule) is not None]


def awaits_readers(item: AgendaItem, rule: Mapping[str, Any]) -> Text | None:
    """The sentence why the service does not decide by this rule yet, or None where it may."""
    number = len(set(readers_of(item)))
    if not is_unread_rule(rule) or number >= READERS:
        return None
    return Text(UNREAD.msgid, number=number)
