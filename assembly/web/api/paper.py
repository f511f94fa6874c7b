"""Paper: receipt at the desk, batches of scans."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assembly.model import Batch, ScannedPage, Upload
from assembly.use_cases.explain_count import explain_count
from assembly.use_cases.receive_ballot import receive_ballot
from assembly.use_cases.states import locked
from assembly.use_cases.upload_batch import StoredFile, store_files, upload_batch
from assembly.web.access import one_of
from assembly.web.api.calls import DESK, STAFF, UPLOAD_BYTES, call, look
from assembly.web.visit import Visit

from assembly.model import Role  # isort: skip


class Code(Struct):
    code: str


class Note(Struct):
    note: str


@call("/assemblies/{assembly_id:str}/received", DESK)
def receive(visit: Visit, data: Code) -> dict[str, Any]:
    """A sheet was handed in at the desk: the moment and the receiver are recorded."""
    with visit.writing() as session:
        ballot = receive_ballot(
            session, now=visit.now, assembly=visit.assembly(session), code=data.code, by=visit.account(session)
        )
        return {"ballot": ballot.code, "received_at": ballot.received_at.isoformat() if ballot.received_at else None}


@call("/assemblies/{assembly_id:str}/batches", DESK, limit=UPLOAD_BYTES)
def upload(visit: Visit) -> dict[str, Any]:
    """Scanned sheets as multipart: sheets_counted (by hand), files (PDF, TIFF, JPEG, PNG or ZIP).

    The same files again from the same person are the same batch: a call whose answer was lost may be repeated.
    """
    from assembly.text import Text

    sheets = visit.form.whole("sheets_counted", Text("листов в пачке"), low=1, high=100_000)
    visit.form.check()
    uploads = [(file.name, file.content) for file in visit.form.files("files")]
    stored = store_files(visit.application.files, uploads)
    with visit.writing() as session:
        batch = _same_batch(session, visit, stored, sheets) or upload_batch(
            session, now=visit.now, files=visit.application.files, assembly=visit.assembly(session), uploads=stored,
            sheets_counted=sheets, by=visit.account(session),
        )  # fmt: skip
        return {"batch": batch.id, "number": batch.number}


def _same_batch(session: Session, visit: Visit, stored: list[StoredFile], sheets: int) -> Batch | None:
    """The batch of an earlier call with exactly these files, this count and this person."""
    locked(session, visit.assembly(session))
    query = select(Batch).where(
        Batch.assembly_id == visit.place.assembly_id,
        Batch.uploaded_by == visit.account_id,
        Batch.sheets_counted == sheets,
    )
    names = [file.sha256 for file in stored]
    return next(
        (batch for batch in session.scalars(query) if names and [one.sha256 for one in batch.uploads] == names), None
    )


@look("/assemblies/{assembly_id:str}/batches", STAFF)
def batches(visit: Visit) -> list[dict[str, Any]]:
    """Every batch with what became of its files and pages."""
    with visit.reading() as session:
        query = (
            select(Batch)
            .where(Batch.assembly_id == visit.place.assembly_id)
            .options(selectinload(Batch.uploads))
            .order_by(Batch.number)
        )
        pages = _pages_of(session, str(visit.place.assembly_id))
        return [_as_record(batch, pages) for batch in session.scalars(query)]


def _pages_of(session: Session, assembly_id: str) -> dict[str, dict[str, int]]:
    """{upload: {state: how many pages}}: counted by the database, for what was read on a page is large."""
    counted = (
        select(ScannedPage.upload_id, ScannedPage.state, func.count())
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .join(Batch, Batch.id == Upload.batch_id)
        .where(Batch.assembly_id == assembly_id)
        .group_by(ScannedPage.upload_id, ScannedPage.state)
    )
    pages: dict[str, dict[str, int]] = {}
    for upload, state, number in session.execute(counted):
        pages.setdefault(upload, {})[str(state)] = number
    return pages


def _as_record(batch: Batch, pages: dict[str, dict[str, int]]) -> dict[str, Any]:
    uploads = [_upload(upload, pages.get(upload.id, {})) for upload in batch.uploads]
    return {
        "id": batch.id, "number": batch.number, "sheets_counted": batch.sheets_counted, "count_note": batch.count_note,
        "pages_found": sum(row["pages"] for row in uploads), "uploads": uploads,
    }  # fmt: skip


def _upload(upload: Upload, pages: dict[str, int]) -> dict[str, Any]:
    counts = {name: pages.get(name, 0) for name in ("recorded", "waiting", "set_aside", "blank")}
    return {
        "file": upload.file_name, "state": str(upload.state), "refusal": upload.refusal, "pages": sum(pages.values()),
        **counts,
    }  # fmt: skip


@call("/batches/{batch_id:str}/count-note", one_of(Role.DESK, Role.COUNTER))
def note(visit: Visit, data: Note) -> dict[str, Any]:
    """Somebody says why the count by hand differs from the pages found."""
    with visit.writing() as session:
        batch = session.get_one(Batch, visit.request.path_params["batch_id"])
        explain_count(session, now=visit.now, batch=batch, note=data.note, by=visit.account(session))
        return {"number": batch.number, "count_note": batch.count_note}


HANDLERS = [receive, upload, batches, note]
