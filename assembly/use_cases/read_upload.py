"""An uploaded file is read page by page in a limited child; each page is on record before the next is waited for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from assembly import events
from assembly.model import (
    Assembly,
    AssemblyState,
    Ballot,
    BallotPage,
    Batch,
    ScannedPage,
    Upload,
    UploadState,
)
from assembly.use_cases.intake_page import intake_page
from ballots.layout import MARKS_MM, PAGE_SIZE_MM, QR_MM

if TYPE_CHECKING:
    from assembly.bootstrap import Application
    from scanner.reading import PageReading


def read_upload(application: Application, upload_id: str) -> None:
    """Read one uploaded file to its end. Safe to repeat, and to be killed at any moment: pages on record are skipped.

    A page and what follows from it (its ballot, the record, the questions to people) stand in one transaction. A file
    that cannot be opened is marked refused with its sentence; what was read before stays.
    """
    from scanner import read_upload as read_in_child
    from scanner.refusals import FileRefused

    known = _begin(application, upload_id)
    if known is None:
        return
    sha256, skip = known
    with _workspace(application, upload_id) as folder:
        layout = folder / "layout.json"
        with application.database.reading() as session, layout.open("w") as stream:
            write_layout(session, session.get_one(Upload, upload_id).batch.assembly_id, stream)
        pages = folder / "pages"
        try:
            for reading in read_in_child(application.files.path(sha256), layout=layout, out=pages, skip=skip):
                _keep(application, upload_id, reading, pages)
        except FileRefused as refusal:
            _finish(application, upload_id, UploadState.REFUSED, dict(refusal.sentence))
            return
    _finish(application, upload_id, UploadState.READ, None)


def write_layout(session: Session, assembly_id: str, stream: IO[str]) -> None:
    """Where things stand on every ballot of the assembly, as layout.json, ballot by ballot."""
    head = {
        "page_size_mm": list(PAGE_SIZE_MM),
        "qr_mm": [list(box) for box in QR_MM],
        "marks_mm": {name: list(box) for name, box in MARKS_MM.items()},
    }
    stream.write(json.dumps(head)[:-1] + ', "ballots": [')
    for number, (code, pages) in enumerate(_printed(session, assembly_id)):
        stream.write("," if number else "")
        json.dump({"ballot": code, "pages": pages}, stream, ensure_ascii=False)
    stream.write("]}\n")


def _printed(session: Session, assembly_id: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    rows = session.execute(
        select(Ballot.code, BallotPage.layout, BallotPage.payload, BallotPage.page, BallotPage.of)
        .join(BallotPage, BallotPage.ballot_id == Ballot.id)
        .where(Ballot.assembly_id == assembly_id)
        .order_by(Ballot.number, BallotPage.page)
        .execution_options(yield_per=500)
    )
    code = ""
    pages: list[dict[str, Any]] = []
    for row in rows:
        if row.code != code:
            if pages:
                yield code, pages
            code, pages = row.code, []
        pages.append({"pdf_page": 0, **row.layout, "payload": row.payload, "page": row.page, "of": row.of})
    if pages:
        yield code, pages


@contextmanager
def _workspace(application: Application, upload_id: str) -> Iterator[Path]:
    """A folder for the pictures of this file; what a killed worker left in it is thrown away first."""
    folder = application.settings.data / "reading" / upload_id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _begin(application: Application, upload_id: str) -> tuple[str, set[int]] | None:
    """The file and the pages of it on record; None where it is read or refused already."""
    with application.database.writing() as session:
        upload = session.get_one(Upload, upload_id)
        if upload.state in {UploadState.READ, UploadState.REFUSED}:
            return None
        upload.state = UploadState.READING
        done = session.scalars(select(ScannedPage.index).where(ScannedPage.upload_id == upload_id))
        return upload.sha256, set(done)


def _keep(application: Application, upload_id: str, reading: PageReading, folder: Path) -> None:
    """Put one page on record with everything that follows from it, once."""
    image = _image(application, reading, folder)
    said = reading.as_json()
    said.pop("image", None)
    now = application.clock.now()
    with application.database.writing() as session:
        upload = session.get_one(Upload, upload_id)
        assembly = _locked(session, upload)
        seen = select(ScannedPage.id).where(ScannedPage.upload_id == upload_id, ScannedPage.index == reading.index)
        if session.scalar(seen) is not None or assembly.state not in {AssemblyState.VOTING, AssemblyState.PROCESSING}:
            return
        page = ScannedPage(
            upload_id=upload_id, index=reading.index, position=reading.index + 1, image_sha256=image,
            outcome=reading.outcome, reason=reading.reason, reading=said, read_at=now,
        )  # fmt: skip
        session.add(page)
        session.flush()
        events.record(
            session, assembly, "page:read", now,
            upload=upload_id, index=page.index, image_sha256=image, ballot=reading.ballot, page=reading.page,
            outcome=page.outcome, reason=page.reason, selections=dict(reading.selections),
            needs_person=list(reading.needs_person), reader=reading.code_version,
        )  # fmt: skip
        intake_page(session, now=now, keys=application.keys, assembly=assembly, page=page)


def _image(application: Application, reading: PageReading, folder: Path) -> str:
    """Keep the page's picture; a page that could not be opened has none, and is named by its file."""
    if reading.image is None:
        return reading.image_sha256 or ""
    picture = folder / reading.image
    with picture.open("rb") as file:
        sha256 = application.files.put(file)
    picture.unlink()
    return sha256


def _locked(session: Session, upload: Upload) -> Assembly:
    """The assembly, its row locked first: two workers with pages of one ballot take turns on every database."""
    return session.get_one(Assembly, upload.batch.assembly_id, with_for_update=True)


def _finish(application: Application, upload_id: str, state: UploadState, refusal: dict[str, str] | None) -> None:
    with application.database.writing() as session:
        upload = session.get_one(Upload, upload_id)
        _locked(session, upload)
        count = select(func.count()).select_from(ScannedPage).where(ScannedPage.upload_id == upload_id)
        upload.pages_found = session.scalar(count) or 0
        upload.state = state
        if refusal is not None:
            upload.refusal = refusal
        upload.read_at = application.clock.now()
        _renumber(session, upload.batch)


def _renumber(session: Session, batch: Batch) -> None:
    """Pages count from 1 through the whole pile, in the order of its files, whichever was read first."""
    session.flush()
    rows = session.execute(  # not the readings: they are large
        select(ScannedPage.id, ScannedPage.position)
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .where(Upload.batch_id == batch.id)
        .order_by(Upload.position, ScannedPage.index)
    ).all()
    moved = [{"id": name, "position": place} for place, (name, was) in enumerate(rows, 1) if was != place]
    if moved:
        session.execute(update(ScannedPage), moved)
