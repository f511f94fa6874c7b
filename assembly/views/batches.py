"""The piles of scanned sheets: what was uploaded, what became of each file, and whether the counts agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assembly.model import Account, Assembly, Batch, Job, JobState, Review, ScannedPage, Upload, UploadState
from assembly.use_cases.explain_count import is_count_explained, sheets_found
from assembly.wording import format_moment


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file. state: queued, reading, read, refused, failed (the worker gave up; may be asked again)."""

    upload_id: str
    name: str
    state: str
    refusal: str
    pages: int
    recorded: int
    waiting: int
    set_aside: int
    blank: int


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One pile. is_read: nothing of it is read any more; open: questions to people about its pages."""

    batch_id: str
    number: int
    uploaded_at: str
    uploaded_by: str
    sheets_counted: int
    pages_found: int
    is_read: bool
    is_explained: bool
    fits: bool
    count_note: str
    count_note_by: str
    count_note_at: str
    open: int
    files: tuple[FileLine, ...]


def batches(session: Session, *, assembly: Assembly, language: str = "ru") -> tuple[BatchLine, ...]:
    """Every pile, the newest first."""
    found = session.scalars(
        select(Batch)
        .where(Batch.assembly_id == assembly.id)
        .order_by(Batch.number.desc())
        .options(selectinload(Batch.uploads))
    ).all()
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for upload_id, state, number in session.execute(  # never the readings themselves: they are large
        select(ScannedPage.upload_id, ScannedPage.state, func.count())
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .join(Batch, Batch.id == Upload.batch_id)
        .where(Batch.assembly_id == assembly.id)
        .group_by(ScannedPage.upload_id, ScannedPage.state)
    ):
        counted[upload_id][str(state)] = number
    asked = Counter(
        session.scalars(
            select(Upload.batch_id)
            .join(ScannedPage, ScannedPage.upload_id == Upload.id)
            .join(Review, Review.page_id == ScannedPage.id)
            .where(Review.assembly_id == assembly.id, Review.settled_at.is_(None))
        )
    )
    failed = set(session.scalars(select(Job.key).where(Job.kind == "read_upload", Job.state == JobState.FAILED)))
    return tuple(
        _line(session, assembly, batch, asked=asked[batch.id], counted=counted, failed=failed, language=language)
        for batch in found
    )


def _line(
    session: Session,
    assembly: Assembly,
    batch: Batch,
    *,
    asked: int,
    counted: dict[str, Counter[str]],
    failed: set[str],
    language: str,
) -> BatchLine:
    files = tuple(_file(upload, counted[upload.id], failed, language) for upload in batch.uploads)
    who = session.get(Account, batch.uploaded_by)
    noter = session.get(Account, batch.count_note_by) if batch.count_note_by else None
    return BatchLine(
        batch.id, batch.number, format_moment(batch.uploaded_at, assembly.building.timezone, language),
        who.display_name if who is not None else "", batch.sheets_counted, sum(file.pages for file in files),
        all(upload.state in {UploadState.READ, UploadState.REFUSED} for upload in batch.uploads),
        is_count_explained(session, batch), batch.sheets_counted in sheets_found(session, batch), batch.count_note,
        noter.display_name if noter is not None else "",
        format_moment(batch.count_note_at, assembly.building.timezone, language) if batch.count_note_at else "",
        asked, files,
    )  # fmt: skip


def _file(upload: Upload, states: Counter[str], failed: set[str], language: str) -> FileLine:
    state = "failed" if f"read_upload:{upload.id}" in failed else str(upload.state)
    refusal = upload.refusal or {}
    return FileLine(
        upload.id, upload.file_name, state, refusal.get(language) or refusal.get("ru", ""), states.total(),
        states["recorded"], states["waiting"], states["set_aside"], states["blank"],
    )  # fmt: skip
