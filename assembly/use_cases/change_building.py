"""What the house is called by, and what an earlier assembly allowed in it, is put right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, Assembly, AssemblyState, Building
from assembly.text import Text


def change_building(
    session: Session,
    *,
    now: datetime,
    building: Building,
    telephone: str | None,
    management: str | None,
    cadastral_number: str | None,
    posting_allowed: bool,
    by: Account | None,
) -> Building:
    """Change what may change about a house; its address, law and time zone stand in what was already sent, so they stay.

    posting_allowed: an earlier assembly allowed notices to be posted in the entrances (art. 45(4) of the Housing Code).
    Raises Refused for another answer to that while notices are out. May be repeated.
    """
    if posting_allowed != building.posting_allowed and _has_announced(session, building):
        raise Refused(
            Text("Сообщения о собрании уже разосланы: разрешение размещать их в подъездах меняют до рассылки."),
            article=Text("ЖК РФ, ст. 45 ч. 4"),
            code="wrong_state",
        )
    building.telephone = (telephone or "").strip()[:60] or None
    building.management = (management or "").strip()[:300] or None
    building.cadastral_number = (cadastral_number or "").strip()[:60] or None
    building.posting_allowed = posting_allowed
    session.flush()
    return building


def _has_announced(session: Session, building: Building) -> bool:
    """Whether the proof of a notice may still be entered: what counts as proof is settled by then."""
    waiting = Assembly.state.in_((AssemblyState.ANNOUNCED, AssemblyState.VOTING))
    return session.scalar(select(Assembly.id).where(Assembly.building_id == building.id, waiting).limit(1)) is not None
