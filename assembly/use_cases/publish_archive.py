"""The public archive of a closed assembly, from which anyone recounts it."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from assembly import events
from assembly.errors import NotFound, Refused
from assembly.model import Assembly, Document
from assembly.text import Text
from assembly.use_cases.draw_up_protocol import document_of
from assembly.use_cases.states import locked

if TYPE_CHECKING:
    from assembly.bootstrap import Application


def publish_archive(application: Application, assembly_id: str, by_id: str | None) -> Document:
    """Write the archive from the ledger as it stands and keep it; published once.

    May be repeated and may be killed: a published archive stays. Raises Refused before the protocol is drawn up,
    BrokenPromise where the ledger is not what was written.
    """
    from assembly.archive.publish import build_archive

    now = application.clock.now()
    with tempfile.TemporaryFile() as stream:
        with application.database.reading() as session:
            assembly = session.get(Assembly, assembly_id)
            if assembly is None:
                raise NotFound
            former = document_of(session, assembly_id, "archive")
            if former is not None:
                return former
            public, sums = (
                document_of(session, assembly_id, "protocol_public"),
                document_of(session, assembly_id, "sums"),
            )
            if public is None or sums is None:
                raise Refused(Text("Сначала составьте протокол: он входит в архив."), code="no_protocol")
            build_archive(
                session, assembly=assembly, keys=application.keys, now=now, protocol_pdf=_kept(application, public),
                sums_xlsx=_kept(application, sums), stream=stream,
            )  # fmt: skip
        stream.seek(0)
        sha256 = application.files.put(stream)
    with application.database.writing() as session:
        assembly = locked(session, session.get_one(Assembly, assembly_id))
        former = document_of(session, assembly_id, "archive")
        if former is not None:
            return former
        document = Document(
            assembly_id=assembly_id, kind="archive", name="archive.zip", sha256=sha256, media_type="application/zip",
            created_at=now,
        )  # fmt: skip
        session.add(document)
        session.flush()
        events.record(session, assembly, "archive:published", now, sha256=sha256, by=by_id)
    return document


def _kept(application: Application, document: Document) -> bytes:
    with application.files.open(document.sha256) as file:
        return file.read()
