"""How far the newest pile of scans has been read, and how long the rest may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Batch, ScannedPage, Upload, UploadState
from assembly.views.batches import BatchLine, batches


@dataclass(frozen=True, slots=True)
class NewestBatch:
    """The newest pile. done: thousandths of it that are read; seconds_left: at most so many, None where nobody knows."""

    number: int
    sheets_counted: int
    pages: int
    recorded: int
    waiting: int
    set_aside: int
    refused: int
    is_read: bool
    done: int
    seconds_left: int | None
    count_differs: bool
    piles: int


def newest_batch(session: Session, *, assembly: Assembly, now: datetime, language: str) -> NewestBatch | None:
    """The newest pile of an assembly; None where none came yet."""
    batch = session.scalar(
        select(Batch).where(Batch.assembly_id == assembly.id).order_by(Batch.number.desc()).limit(1)
    )
    if batch is None:
        return None
    line = next(one for one in batches(session, assembly=assembly, language=language) if one.batch_id == batch.id)
    done, left = _how_far(session, batch, line, now)
    return NewestBatch(
        batch.number, batch.sheets_counted, line.pages_found, sum(file.recorded for file in line.files),
        sum(file.waiting for file in line.files), sum(file.set_aside for file in line.files),
        sum(file.state == "refused" for file in line.files), line.is_read, done, left,
        line.is_read and not line.fits and not line.count_note, batch.number,
    )  # fmt: skip


def _how_far(session: Session, batch: Batch, line: BatchLine, now: datetime) -> tuple[int, int | None]:
    """By pages against both sides of every sheet, which is the most there can be; never 100 % before the end."""
    if line.is_read:
        return 1000, 0
    pages = session.scalar(
        select(func.count()).select_from(ScannedPage).join(Upload).where(Upload.batch_id == batch.id)
    )
    most = 2 * batch.sheets_counted
    read = sum(upload.state in {UploadState.READ, UploadState.REFUSED} for upload in batch.uploads)
    done = min(990, max(1000 * (pages or 0) // most, 1000 * read // max(len(batch.uploads), 1)))
    elapsed = int((now - batch.uploaded_at).total_seconds())
    if done < 10 or elapsed <= 0:
        return done, None
    return done, elapsed * (1000 - done) // done
