"""The end: acceptance, objections, count, protocol, archive."""

from __future__ import annotations

from typing import Any

from litestar import Response
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import AssemblyState, Decision, Document, Role
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.publish_archive import publish_archive
from assembly.web.access import IN_THE_HOUSE, one_of
from assembly.web.api.calls import call, look
from assembly.web.visit import Visit

CLOSERS = one_of(Role.ORGANISER, Role.COUNTER)
FILERS = one_of(Role.ORGANISER, Role.COUNTER, Role.AUDITOR)
"""The filed protocol carries passport data: it is for those who file and check it."""


class Numbered(Struct):
    number: str | None = None


@call("/assemblies/{assembly_id:str}/end", CLOSERS)
def end(visit: Visit) -> dict[str, Any]:
    """Acceptance has ended; paper received in time is still scanned. May be repeated."""
    with visit.writing() as session:
        assembly = visit.assembly(session)
        if assembly.state != AssemblyState.PROCESSING:
            end_acceptance(session, now=visit.now, assembly=assembly, by=visit.account(session))
        return {"state": str(assembly.state)}


@call("/assemblies/{assembly_id:str}/objections", CLOSERS)
def objections(visit: Visit) -> dict[str, Any]:
    """Everything is read and settled: owners may object until a moment that everybody knows. May be repeated."""
    with visit.writing() as session:
        assembly = visit.assembly(session)
        if assembly.state != AssemblyState.OBJECTIONS:
            open_objections(session, now=visit.now, assembly=assembly, by=visit.account(session))
        until = assembly.objections_until
        return {"state": str(assembly.state), "until": until.isoformat() if until else None}


@call("/assemblies/{assembly_id:str}/close", CLOSERS)
def close(visit: Visit) -> dict[str, Any]:
    """Count and close: final. Repeated, it counts nothing anew and says what was decided."""
    with visit.writing() as session:
        assembly = visit.assembly(session)
        if assembly.state != AssemblyState.CLOSED:
            close_voting(session, now=visit.now, assembly=assembly, by=visit.account(session))
        return {"state": str(assembly.state), "decisions": _decisions(session, assembly.id)}


@look("/assemblies/{assembly_id:str}/decisions", IN_THE_HOUSE)
def decisions(visit: Visit) -> list[dict[str, Any]]:
    """The decisions with their sums, rules and reasons; empty before the end."""
    with visit.reading() as session:
        return _decisions(session, str(visit.place.assembly_id))


def _decisions(session: Session, assembly_id: str) -> list[dict[str, Any]]:
    rows = session.scalars(select(Decision).where(Decision.assembly_id == assembly_id))
    return sorted((_decision(row) for row in rows), key=lambda one: int(one["number"]))


def _decision(row: Decision) -> dict[str, Any]:
    return {
        "number": row.item.number, "title": row.item.title, "decision": row.item.decision, "outcome": row.outcome,
        "quorum": row.quorum, "because": row.because, "cite": row.cite, "mark": row.mark, "sums": row.sums,
        "needed": row.needed, "without_parking": row.without_parking, "flips": row.flips,
        "poll": row.poll,
    }  # fmt: skip


@call("/assemblies/{assembly_id:str}/protocol", CLOSERS)
def protocol(visit: Visit, data: Numbered) -> dict[str, Any]:
    """Draw up the protocol."""
    document = draw_up_protocol(
        visit.application, str(visit.place.assembly_id), visit.account_id, protocol_number=data.number
    )
    return {"sha256": document.sha256}


@call("/assemblies/{assembly_id:str}/archive", CLOSERS)
def archive(visit: Visit) -> dict[str, Any]:
    """Publish the archive that anyone can recount."""
    document = publish_archive(visit.application, str(visit.place.assembly_id), visit.account_id)
    return {"sha256": document.sha256}


@look("/assemblies/{assembly_id:str}/protocol.pdf", FILERS)
def protocol_pdf(visit: Visit) -> Response[Any]:
    """The protocol as it is filed."""
    return _document(visit, "protocol")


@look("/assemblies/{assembly_id:str}/sums.xlsx", IN_THE_HOUSE)
def sums_xlsx(visit: Visit) -> Response[Any]:
    """The sums that anyone can add up."""
    return _document(visit, "sums")


@look("/assemblies/{assembly_id:str}/archive.zip", IN_THE_HOUSE)
def archive_zip(visit: Visit) -> Response[Any]:
    """The archive; `veche verify` recounts it."""
    return _document(visit, "archive")


def _document(visit: Visit, kind: str) -> Response[Any]:
    with visit.reading() as session:
        query = select(Document).where(Document.assembly_id == visit.place.assembly_id, Document.kind == kind)
        document = session.scalar(query)
    if document is None:
        raise NotFound
    return visit.kept_file(document.sha256, document.media_type, document.name)


HANDLERS = [end, objections, close, decisions, protocol, archive, protocol_pdf, sums_xlsx, archive_zip]
