"""What the house is called by, and what an earlier assembly allowed in it, is put right."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.model import Account, Building


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
    May be repeated.
    """
    building.telephone = (telephone or "").strip()[:60] or None
    building.management = (management or "").strip()[:300] or None
    building.cadastral_number = (cadastral_number or "").strip()[:60] or None
    building.posting_allowed = posting_allowed
    session.flush()
    return building
