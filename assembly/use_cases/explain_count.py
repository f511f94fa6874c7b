"""A person says why the sheets counted by hand and the pages found differ."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Fixable, Refused
from assembly.model import Account, Assembly, AssemblyState, Batch, PageState, ScannedPage, Upload, UploadState
from assembly.text import Text
from assembly.use_cases.states import locked


def explain_count(session: Session, *, now: datetime, batch: Batch, note: str, by: Account) -> Batch:
    """Note why the count differs; may be repeated, the last note stands, and each is on record without its words.

    Raises Fixable for an empty one, Refused after closing.
    """
    assembly = locked(session, session.get_one(Assembly, batch.assembly_id))
    if assembly.state == AssemblyState.CLOSED:
        raise Refused(Text("Собрание закрыто: изменить уже ничего нельзя."), code="closed")
    if len(note.strip()) < 3:
        raise Fixable.one(
            Text("Не сказано, почему число листов не сходится."),
            Text("Напишите, что вы нашли: например, два листа прошли через сканер вместе и отсканированы ещё раз."),
            field="note",
        )
    batch.count_note = note.strip()[:500]
    batch.count_note_by, batch.count_note_at = by.id, now
    session.flush()
    events.record(session, assembly, "batch:explained", now, batch=batch.id, number=batch.number, by=by.id)
    return batch


def sheets_found(session: Session, batch: Batch) -> set[int]:
    """The numbers of sheets that the pages found may be: scanned on one side, on both, or with empty sides left out."""
    pages = list(
        session.execute(
            select(ScannedPage.ballot_id, ScannedPage.page, ScannedPage.state)
            .join(Upload, Upload.id == ScannedPage.upload_id)
            .where(Upload.batch_id == batch.id)
        )
    )
    blank = sum(1 for _, _, state in pages if state == PageState.BLANK)
    ours = {(ballot, (page + 1) // 2) for ballot, page, _ in pages if ballot is not None and page is not None}
    others = sum(1 for ballot, page, state in pages if (ballot is None or page is None) and state != PageState.BLANK)
    both_sides = (len(pages) + 1) // 2
    return {len(pages), len(pages) - blank, both_sides, len(ours) + others}


def is_count_explained(session: Session, batch: Batch) -> bool:
    """Whether all files were read and their pages fit the count by hand, or a person said why not."""
    if batch.count_note:
        return True
    if any(upload.state != UploadState.READ for upload in batch.uploads):
        return False
    return batch.sheets_counted in sheets_found(session, batch)
