"""What two people stand for is asked anew where something else than the question puts it under another rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Account, Assembly, AssemblyState, Building
from assembly.use_cases.law_facts import house_facts
from assembly.use_cases.legal_day import legal_day
from legal_rules import DecisionRule, Hold, resolve


@contextmanager
def asking_anew(session: Session, building: Building, *, now: datetime, by: Account | None) -> Iterator[None]:
    """Whoever changes the applied rule of a question in a draft of this house (an opening day, a form, a reading, a fact,
    a by-law, a register) stands as the proposer of it, and what a second person confirmed before is void."""
    before = _applied(session, building)
    yield
    session.flush()
    after = _applied(session, building)
    for item in (item for draft in _drafts(session, building) for item in draft.items):
        if before.get(item.id) != after[item.id]:
            item.decision_proposed_by, item.decision_proposed_at = (by.id, now) if by is not None else (None, None)
            item.decision_confirmed_by = item.decision_confirmed_at = None
    session.flush()


def _drafts(session: Session, building: Building) -> list[Assembly]:
    drafts = select(Assembly).where(Assembly.building_id == building.id, Assembly.state == AssemblyState.DRAFT)
    return list(session.scalars(drafts))


def _applied(session: Session, building: Building) -> dict[str, DecisionRule | Hold]:
    """{question: its rule as it applies to this house now}."""
    found: dict[str, DecisionRule | Hold] = {}
    for draft in _drafts(session, building):
        facts, on = house_facts(session, draft), legal_day(building, draft.opens_at)
        found |= {item.id: resolve(item.decision, on, facts=facts) for item in draft.items}
    return found
