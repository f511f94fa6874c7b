"""What was printed is remembered: where each box stands, and the files."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assembly.errors import Refused
from assembly.events import record
from assembly.model import Assembly, Ballot, BallotPage, Document
from assembly.text import Text
from ballots.layout import BallotLayout, Layout
from ballots.manifest import BallotState

if TYPE_CHECKING:
    from assembly.bootstrap import Application


AT_ONCE = 250
"""Ballots written in one transaction: nobody else waits long for the writer."""


def remember_print(
    application: Application, assembly_id: str, *, layout: Layout, ballot_ids: Sequence[str], sha256: str | None
) -> None:
    """Write down where things stand on these ballots, in short transactions; sha256: the PDF of the whole house.

    A ballot printed before keeps its boxes: the sheet that is out already must stay readable. Raises Refused where
    the new sheet would differ from it. May be repeated, also where it was killed half-way.
    """
    now = application.clock.now()
    pairs = list(zip(ballot_ids, layout.ballots, strict=True))
    portions = [dict(pairs[start : start + AT_ONCE]) for start in range(0, len(pairs), AT_ONCE)]
    known = 0
    for some in portions:  # all of them are looked at before the first is written
        with application.database.reading() as session:
            known += sum(_is_printed(ballot, some[ballot.id]) for ballot in _ballots(session, some))
    if known == len(pairs) and sha256 is None:
        return
    for some in portions:
        with application.database.writing() as session:
            _remember_some(session, now, assembly_id, some, renumber=sha256 is not None)
    with tempfile.TemporaryFile() as whole:
        _write_whole_layout(application, assembly_id, layout, whole)
        whole.seek(0)
        layout_sha256 = application.files.put(whole)
    with application.database.writing() as session:
        assembly = session.get_one(Assembly, assembly_id)
        if sha256 is not None:
            keep_document(session, now, assembly, kind="ballots", name="resheniya.pdf", sha256=sha256)
        keep_document(
            session,
            now,
            assembly,
            kind="ballots_layout",
            name="layout.json",
            sha256=layout_sha256,
            media_type="application/json",
        )


def _ballots(session: Session, laid: Mapping[str, BallotLayout]) -> list[Ballot]:
    query = select(Ballot).where(Ballot.id.in_(laid)).options(selectinload(Ballot.pages)).order_by(Ballot.number)
    return list(session.scalars(query))


def _remember_some(
    session: Session, now: datetime, assembly_id: str, laid: Mapping[str, BallotLayout], *, renumber: bool
) -> None:
    """Keep the pages of each ballot; renumber: those printed before stand at another page of the file of the house."""
    ballots = _ballots(session, laid)
    for ballot in ballots:
        pages = laid[ballot.id].to_json()["pages"]
        if not _is_printed(ballot, laid[ballot.id]):
            session.add_all(
                BallotPage(ballot_id=ballot.id, page=page["page"], of=page["of"], payload=page["payload"], layout=page)
                for page in pages
            )
        elif renumber:
            for former, page in zip(ballot.pages, pages, strict=True):
                former.layout = page
    unprinted = [ballot for ballot in ballots if ballot.state == BallotState.ISSUED]
    for ballot in unprinted:
        ballot.state = str(BallotState.PRINTED)
    if unprinted:
        assembly = session.get_one(Assembly, assembly_id)
        record(session, assembly, "ballot:printed", now, ballots=[ballot.code for ballot in unprinted])


def _is_printed(ballot: Ballot, laid: BallotLayout) -> bool:
    """Whether the ballot was printed before; raises Refused where its boxes would now stand elsewhere."""
    if not ballot.pages:
        return False
    if [_boxes(page.layout) for page in ballot.pages] != [_boxes(page) for page in laid.to_json()["pages"]]:
        raise Refused(
            Text(
                "Данные в решении {code} изменились после печати, и новый лист отличался бы от прежнего. "
                "Выпустите для собственника ещё один экземпляр.",
                code=ballot.code,
            ),
            code="print_differs",
        )
    return True


def _boxes(page: Mapping[str, Any]) -> str:
    """What a reader of the sheet relies on: everything but the page's place in a file."""
    return json.dumps({key: value for key, value in page.items() if key != "pdf_page"}, sort_keys=True)


def _write_whole_layout(application: Application, assembly_id: str, layout: Layout, out: IO[bytes]) -> None:
    """layout.json of everything printed so far, ballot by ballot."""
    query = (
        select(Ballot.code, BallotPage.layout)
        .join(Ballot, Ballot.id == BallotPage.ballot_id)
        .where(Ballot.assembly_id == assembly_id)
        .order_by(Ballot.number, BallotPage.page)
        .execution_options(yield_per=500)
    )
    out.write(json.dumps(layout.head())[:-1].encode() + b', "ballots": [')
    with application.database.reading() as session:
        for place, (code, pages) in enumerate(groupby(session.execute(query), key=itemgetter(0))):
            ballot = {"ballot": code, "pages": [page for _, page in pages]}
            out.write((b",\n" if place else b"\n") + json.dumps(ballot, ensure_ascii=False).encode())
    out.write(b"\n]}\n")


def keep_document(
    session: Session,
    now: datetime,
    assembly: Assembly,
    *,
    kind: str,
    name: str,
    sha256: str,
    media_type: str = "application/pdf",
) -> Document:
    """The assembly's document of a kind; a newer one takes the place of the former."""
    document = session.scalar(select(Document).where(Document.assembly_id == assembly.id, Document.kind == kind))
    if document is None:
        document = Document(assembly_id=assembly.id, kind=kind)
        session.add(document)
    document.name, document.sha256, document.media_type, document.created_at = name, sha256, media_type, now
    return document
