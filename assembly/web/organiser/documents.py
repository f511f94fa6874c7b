"""Documents: protocol, sums, archive, and every recorded решение as a PDF for filing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import NotFound, Refused
from assembly.model import AssemblyState, CastVote, Document, Role
from assembly.text import Text
from assembly.use_cases.note_view import note_view
from assembly.views.filed import TITLES, filed_decisions, filed_documents
from assembly.web.organiser.frame import ACT, LOOK, assembly_frame
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit

MOST_ROWS = 300


@page("/assembly/{assembly_id:str}/documents", LOOK)
def documents_page(visit: Visit, assembly_id: str) -> Answer:
    """What is made, and the решения to be filed; how anybody answered is opened only after the count."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        closed = assembly.state == AssemblyState.CLOSED
        query = visit.query("q")
        filed = filed_decisions(session, assembly=assembly, query=query, language=visit.language) if closed else []
        return visit.page(
            "organiser/documents.html", **assembly_frame(visit, session, "documents"), closed=closed, q=query,
            documents=filed_documents(session, assembly=assembly, language=visit.language), filed=filed[:MOST_ROWS],
            found=len(filed),
        )  # fmt: skip


@page("/assembly/{assembly_id:str}/documents/{kind:str}", LOOK)
def document_file(visit: Visit, assembly_id: str, kind: str) -> Answer:
    """One document; the filed protocol carries passport data and the printed решения names, so it stays in this room."""
    with visit.reading() as session:
        query = select(Document).where(Document.assembly_id == assembly_id, Document.kind == kind)
        kept = session.scalar(query) if kind in TITLES else None
    if kept is None:
        raise NotFound
    return visit.kept_file(kept.sha256, kept.media_type, kept.name, inline=kept.media_type == "application/pdf")


@page("/assembly/{assembly_id:str}/filed/{cast_id:str}", ACT)
def owner_file(visit: Visit, assembly_id: str, cast_id: str) -> Answer:
    """One owner's решение for filing; its owner sees who opened it."""
    from assembly.documents.facts_owner_file import gather_owner_file
    from assembly.documents.owner_file import make_owner_file

    with visit.writing() as session:
        cast = _counted(session, cast_id)
        by, now = visit.account(session), visit.now
        note_view(session, now=now, ballot=cast.ballot, by=by, role=Role.ORGANISER, what="votes")
    with visit.reading() as session:
        facts = gather_owner_file(
            session, cast=_counted(session, cast_id), image=lambda sha256: _read(visit, sha256), language=visit.language
        )
    return visit.content(make_owner_file(facts), "application/pdf", f"reshenie-{facts.ballot}.pdf")


def _counted(session: Session, cast_id: str) -> CastVote:
    cast = session.get_one(CastVote, cast_id)
    if cast.ballot.assembly.state != AssemblyState.CLOSED:
        raise Refused(Text("Решения для подшивки открываются после подсчёта: до него ответов не видит никто."))
    return cast


def _read(visit: Visit, sha256: str) -> bytes:
    return Path(visit.application.files.path(sha256)).read_bytes()


HANDLERS = [documents_page, document_file, owner_file]
