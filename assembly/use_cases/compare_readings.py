"""Read every kept file once more with the reader of today and say where it would see something else. Writes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assembly.model import Batch, ScannedPage, Upload, UploadState
from assembly.use_cases.read_upload import write_layout

if TYPE_CHECKING:
    from assembly.bootstrap import Application

SEEN = ("outcome", "reason", "ballot", "page", "selections", "needs_person", "fields")
"""What a reading says of a page; a difference in any of these may change what is recorded."""
MADE_BY = ("code_version", "thresholds", "layout_hash", "image_sha256")
"""With what it was read: these explain a difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One page that reads otherwise now. was, now: the values of SEEN that differ (now None: the page is gone)."""

    batch: int
    position: int
    file: str
    index: int
    ballot: str | None
    was: dict[str, Any]
    now: dict[str, Any] | None
    made_by: dict[str, tuple[Any, Any]]


def compare_readings(application: Application, assembly_id: str) -> Iterator[Difference | None]:
    """Every page on record in turn: its difference, or None where it reads the same.

    Raises scanner.refusals.FileRefused for a file that was read once and cannot be opened now.
    """
    with application.database.reading() as session:
        found = session.scalars(
            select(Upload.id)
            .join(Batch, Batch.id == Upload.batch_id)
            .where(Batch.assembly_id == assembly_id, Upload.state == UploadState.READ)
            .order_by(Batch.number, Upload.position)
        )
        uploads = list(found)
    with tempfile.TemporaryDirectory(dir=application.settings.data) as folder:
        layout = Path(folder) / "layout.json"
        with application.database.reading() as session, layout.open("w") as stream:
            write_layout(session, assembly_id, stream)
        for upload_id in uploads:
            yield from _compare_upload(application, upload_id, layout)


def _compare_upload(application: Application, upload_id: str, layout: Path) -> Iterator[Difference | None]:
    from scanner import read_upload as read_in_child

    with application.database.reading() as session:
        query = select(ScannedPage).where(ScannedPage.upload_id == upload_id).order_by(ScannedPage.index)
        pages = list(session.scalars(query.options(joinedload(ScannedPage.upload).joinedload(Upload.batch))))
        sha256 = session.get_one(Upload, upload_id).sha256
    with tempfile.TemporaryDirectory(dir=layout.parent) as pictures:
        read = read_in_child(application.files.path(sha256), layout=layout, out=Path(pictures), skip=set())
        now = {}
        for reading in read:
            now[reading.index] = reading.as_json()
            if reading.image is not None:
                (Path(pictures) / reading.image).unlink()
    for page in pages:
        yield _difference(page, now.get(page.index))


def _difference(page: ScannedPage, now: dict[str, Any] | None) -> Difference | None:
    was = page.reading
    differing = [name for name in SEEN if now is None or was.get(name) != now.get(name)]
    if not differing:
        return None
    return Difference(
        batch=page.upload.batch.number,
        position=page.position,
        file=page.upload.file_name,
        index=page.index,
        ballot=was.get("ballot"),
        was={name: was.get(name) for name in differing},
        now=None if now is None else {name: now.get(name) for name in differing},
        made_by={}
        if now is None
        else {name: (was.get(name), now.get(name)) for name in MADE_BY if was.get(name) != now.get(name)},
    )
