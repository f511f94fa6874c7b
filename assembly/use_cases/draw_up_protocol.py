"""The protocol of a closed assembly, with the sums anyone can add up; drawn up once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import NotFound, Refused
from assembly.model import Assembly, AssemblyState, Document
from assembly.text import Text
from assembly.use_cases.states import locked
from assembly.wording import legal_day

if TYPE_CHECKING:
    from assembly.bootstrap import Application

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def draw_up_protocol(
    application: Application, assembly_id: str, by_id: str | None, protocol_number: str | None = None
) -> Document:
    """Make the protocol for filing, the one for publication and the sums; returns the one for filing.

    protocol_number: of ГИС ЖКХ, where it is known. May be repeated and may be killed: what is drawn up stays as it
    is. Raises Refused before the count, NotFound for an unknown assembly.
    """
    from assembly.documents.facts_protocol import gather_protocol
    from assembly.documents.facts_sums import gather_sums
    from assembly.documents.protocol import make_protocol
    from assembly.documents.sums import make_sums

    now = application.clock.now()
    with application.database.reading() as session:
        assembly = _closed(session, assembly_id)
        former = document_of(session, assembly_id, "protocol")
        if former is not None:
            return former
        on = legal_day(now, assembly.building.timezone)
        protocol = gather_protocol(session, assembly=assembly, on=on, number=protocol_number or "")
        sums = gather_sums(session, assembly=assembly)
    made = {
        "protocol": ("protocol.pdf", PDF, make_protocol(protocol)),
        "protocol_public": ("protocol-public.pdf", PDF, make_protocol(protocol.for_publication())),
        "sums": ("sums.xlsx", XLSX, make_sums(sums.for_publication())),
        "sums_filed": ("sums-filed.xlsx", XLSX, make_sums(sums)),
    }
    kept = {kind: application.files.put(content) for kind, (_, _, content) in made.items()}
    with application.database.writing() as session:
        assembly = locked(session, _closed(session, assembly_id))
        former = document_of(session, assembly_id, "protocol")
        if former is not None:
            return former  # somebody else drew it up while we did
        for kind, (name, media_type, _) in made.items():
            session.add(
                Document(
                    assembly_id=assembly_id,
                    kind=kind,
                    name=name,
                    sha256=kept[kind],
                    media_type=media_type,
                    created_at=now,
                )
            )
        assembly.protocol_on = on
        assembly.protocol_number = protocol_number or assembly.protocol_number
        session.flush()
        events.record(
            session, assembly, "protocol:drawn_up", now,
            number=assembly.protocol_number, on=on.isoformat(), by=by_id, protocol_sha256=kept["protocol"],
            public_sha256=kept["protocol_public"], sums_sha256=kept["sums"],
        )  # fmt: skip
        drawn = document_of(session, assembly_id, "protocol")
    if drawn is None:
        raise NotFound
    return drawn


def document_of(session: Session, assembly_id: str, kind: str) -> Document | None:
    """A document of the assembly, if it was made."""
    return session.scalar(select(Document).where(Document.assembly_id == assembly_id, Document.kind == kind))


def _closed(session: Session, assembly_id: str) -> Assembly:
    assembly = session.get(Assembly, assembly_id)
    if assembly is None:
        raise NotFound
    if assembly.state != AssemblyState.CLOSED:
        raise Refused(Text("Протокол составляется после подсчёта голосов."), code="not_closed")
    return assembly
