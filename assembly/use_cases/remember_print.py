"""What was printed is remembered: where each box stands, and the files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.events import record
from assembly.model import Assembly, Ballot, BallotPage, Document
from assembly.text import Text
from ballots.layout import Layout
from ballots.manifest import BallotState

if TYPE_CHECKING:
    from assembly.bootstrap import Application


def remember_print(
    application: Application, assembly_id: str, *, layout: Layout, ballot_ids: Sequence[str], sha256: str | None
) -> None:
    """Write down where things stand on these ballots, in one short transaction; sha256: the PDF of the whole house.

    A ballot printed before keeps its boxes: the sheet that is out already must stay readable. Raises Refused where
    the new sheet would differ from it. May be repeated.
    """
    now = application.clock.now()
    printed: dict[str, list[dict[str, Any]]] = {ballot.ballot: ballot.to_json()["pages"] for ballot in layout.ballots}
    with application.database.writing() as session:
        assembly = session.get_one(Assembly, assembly_id)
        ballots = list(session.scalars(select(Ballot).where(Ballot.id.in_(ballot_ids)).order_by(Ballot.number)))
        fresh = [ballot for ballot in ballots if not _keep_pages(session, ballot, printed[ballot.code], sha256)]
        if not fresh and sha256 is None:
            return
        unprinted = [ballot for ballot in ballots if ballot.state == BallotState.ISSUED]
        for ballot in unprinted:
            ballot.state = str(BallotState.PRINTED)
        if unprinted:
            record(session, assembly, "ballot:printed", now, ballots=[ballot.code for ballot in unprinted])
        if sha256 is not None:
            keep_document(session, now, assembly, kind="ballots", name="resheniya.pdf", sha256=sha256)
        session.flush()
        whole = application.files.put(_whole_layout(session, assembly, layout))
        keep_document(
            session,
            now,
            assembly,
            kind="ballots_layout",
            name="layout.json",
            sha256=whole,
            media_type="application/json",
        )


def _keep_pages(session: Session, ballot: Ballot, pages: Sequence[dict[str, Any]], sha256: str | None) -> bool:
    """Whether the ballot was printed before; its boxes then stay, in the whole house's file at their new page."""
    former = {page.page: page for page in ballot.pages}
    if not former:
        session.add_all(
            BallotPage(ballot_id=ballot.id, page=page["page"], of=page["of"], payload=page["payload"], layout=page)
            for page in pages
        )
        return False
    if {number: _boxes(page.layout) for number, page in former.items()} != {
        page["page"]: _boxes(page) for page in pages
    }:
        raise Refused(
            Text(
                "Данные в решении {code} изменились после печати, и новый лист отличался бы от прежнего. "
                "Выпустите для собственника ещё один экземпляр.",
                code=ballot.code,
            ),
            code="print_differs",
        )
    if sha256 is not None:
        for page in pages:
            former[page["page"]].layout = page
    return True


def _boxes(page: Mapping[str, Any]) -> str:
    """What a reader of the sheet relies on: everything but the page's place in a file."""
    return json.dumps({key: value for key, value in page.items() if key != "pdf_page"}, sort_keys=True)


def _whole_layout(session: Session, assembly: Assembly, layout: Layout) -> bytes:
    pages = session.execute(
        select(Ballot.code, BallotPage.layout)
        .join(Ballot, Ballot.id == BallotPage.ballot_id)
        .where(Ballot.assembly_id == assembly.id)
        .order_by(Ballot.number, BallotPage.page)
    )
    ballots: dict[str, list[Any]] = {}
    for code, page in pages:
        ballots.setdefault(code, []).append(page)
    whole = {**layout.head(), "ballots": [{"ballot": code, "pages": found} for code, found in ballots.items()]}
    return json.dumps(whole, ensure_ascii=False).encode()


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
