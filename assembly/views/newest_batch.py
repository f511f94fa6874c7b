"""The newest pile of scans as the organiser's day shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Batch
from assembly.views.batches import batches
from assembly.views.pile import PileProgress, pile_progress


@dataclass(frozen=True, slots=True)
class NewestBatch:
    """The newest pile with how far it is read. piles: how many came so far."""

    number: int
    sheets_counted: int
    progress: PileProgress
    count_differs: bool
    piles: int


def newest_batch(session: Session, *, assembly: Assembly, now: datetime, language: str) -> NewestBatch | None:
    """The newest pile of an assembly; None where none came yet."""
    batch = session.scalar(select(Batch).where(Batch.assembly_id == assembly.id).order_by(Batch.number.desc()).limit(1))
    if batch is None:
        return None
    line = next(one for one in batches(session, assembly=assembly, language=language) if one.batch_id == batch.id)
    progress = pile_progress(session, batch=batch, line=line, now=now, language=language)
    return NewestBatch(
        batch.number, batch.sheets_counted, progress, line.is_read and not line.is_explained, batch.number
    )
