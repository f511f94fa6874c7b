"""The register as it stands: the snapshot imported last."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.model import Building, RegisterSnapshot


def latest_snapshot(session: Session, building: Building) -> RegisterSnapshot | None:
    """The register of the building as it was imported last, or None where it never was."""
    newest = select(func.max(RegisterSnapshot.number)).where(RegisterSnapshot.building_id == building.id)
    return session.scalar(
        select(RegisterSnapshot).where(
            RegisterSnapshot.building_id == building.id, RegisterSnapshot.number == newest.scalar_subquery()
        )
    )
