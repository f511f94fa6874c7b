"""Notices, their delivery, and the evidence of it."""

from __future__ import annotations

from typing import Any

from litestar import Response
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.errors import NotFound
from assembly.model import DeliveryChannel, EvidenceKind, Notice
from assembly.text import Text
from assembly.use_cases.record_delivery import record_delivery
from assembly.use_cases.record_evidence import record_evidence
from assembly.use_cases.send_notice import send_notice
from assembly.web.api.calls import DOCUMENT_BYTES, ORGANISER, call, look
from assembly.web.visit import Visit


class Delivered(Struct):
    channel: DeliveryChannel
    note: str = ""


@call("/assemblies/{assembly_id:str}/notice", ORGANISER)
def notify(visit: Visit) -> dict[str, Any]:
    """Freeze the agenda and make a notice for every owner; refused where the timetable breaks the law."""
    with visit.writing() as session:
        count = send_notice(
            session, now=visit.now, settings=visit.application.settings, keys=visit.application.keys,
            assembly=visit.assembly(session), by=visit.account(session),
        )  # fmt: skip
        return {"notices": count}


@look("/assemblies/{assembly_id:str}/notices", ORGANISER)
def notices(visit: Visit) -> list[dict[str, Any]]:
    """Every notice: whose, whether its PDF is ready, how it was delivered."""
    with visit.reading() as session:
        query = (
            select(Notice)
            .where(Notice.assembly_id == visit.place.assembly_id)
            .options(joinedload(Notice.owner), selectinload(Notice.deliveries))
            .order_by(Notice.id)
        )
        return [
            {
                "id": row.id, "owner": row.owner_id, "name": row.owner.name, "email": row.owner.email,
                "pdf_ready": row.sha256 is not None, "delivered": [str(one.channel) for one in row.deliveries],
            }
            for row in session.scalars(query)
        ]  # fmt: skip


@look("/notices/{notice_id:str}/pdf", ORGANISER)
def notice_pdf(visit: Visit) -> Response[Any]:
    """The notice of one owner, to print."""
    with visit.reading() as session:
        sha256 = _notice(visit, session).sha256
    if sha256 is None:
        raise NotFound
    return visit.kept_file(sha256, "application/pdf", "notice.pdf", inline=True)


@call("/notices/{notice_id:str}/deliveries", ORGANISER)
def deliver(visit: Visit, data: Delivered) -> dict[str, Any]:
    """The notice was handed over. May be repeated."""
    with visit.writing() as session:
        delivery = record_delivery(
            session,
            now=visit.now,
            notice=_notice(visit, session),
            channel=data.channel,
            by=visit.account(session),
            note=data.note,
        )  # fmt: skip
        return {"id": delivery.id}


@call("/assemblies/{assembly_id:str}/evidence", ORGANISER, limit=DOCUMENT_BYTES)
def evidence(visit: Visit) -> dict[str, Any]:
    """Proof of notice for the whole house, as multipart: kind, number, file."""
    files = visit.form.files("file")
    kind = visit.form.choice("kind", Text("вид доказательства"), list(EvidenceKind))
    visit.form.check()
    with visit.writing() as session:
        row = record_evidence(
            session, now=visit.now, files=visit.application.files, assembly=visit.assembly(session), by=visit.account(session),
            kind=kind, number=visit.form.get("number"),
            file_name=files[0].name if files else None, content=files[0].content.read() if files else None,
        )  # fmt: skip
        return {"id": row.id}


def _notice(visit: Visit, session: Session) -> Notice:
    return session.get_one(Notice, visit.request.path_params["notice_id"])


HANDLERS = [notify, notices, notice_pdf, deliver, evidence]
