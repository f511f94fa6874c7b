"""The notices of an assembly are written as PDF and mailed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from assembly.model import Assembly, Notice
from assembly.text import Text
from assembly.use_cases.legal_day import legal_day, written_moment
from assembly.use_cases.notice_facts import Writing, notice_facts
from assembly.use_cases.send_messages import NOTICE_KEY
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.use_cases.tell import tell_owner

if TYPE_CHECKING:
    from assembly.bootstrap import Application

AT_ONCE = 25
"""Notices written between two commits: what a kill throws away is written again."""


def make_notice_pdfs(application: Application, assembly_id: str) -> int:
    """Write every notice that has no PDF yet, keep it and mail it to the owner; returns how many were written.

    The work of the job `make_notices`. May be repeated and killed at any point: a notice that has its PDF is left
    alone, a mail goes out once by its key.
    """
    made = 0
    while True:
        written = _write_some(application, assembly_id)
        if not written:
            return made
        _keep(application, assembly_id, written)
        made += len(written)


def _write_some(application: Application, assembly_id: str) -> dict[str, str]:
    """{notice id: SHA-256 of its PDF}: computed while nobody waits for the writer."""
    from assembly.documents.notice import make_notice

    now = application.clock.now()
    with application.database.reading() as session:
        assembly = session.get_one(Assembly, assembly_id)
        notices = list(
            session.scalars(
                select(Notice)
                .where(Notice.assembly_id == assembly_id, Notice.sha256.is_(None))
                .order_by(Notice.created_at, Notice.id)
                .limit(AT_ONCE)
            )
        )
        if not notices:
            return {}
        voters = voters_on(holdings_of(session, assembly.snapshot_id), legal_day(assembly.building, now))
        writing = Writing(assembly, application.settings, application.keys, now)
        facts = {
            notice.id: notice_facts(session, writing, notice, voters.get(notice.owner_id, [])) for notice in notices
        }
    return {notice_id: application.files.put(make_notice(each)) for notice_id, each in facts.items()}


def _keep(application: Application, assembly_id: str, written: dict[str, str]) -> None:
    now = application.clock.now()
    with application.database.writing() as session:
        assembly = session.get_one(Assembly, assembly_id)
        for notice in session.scalars(select(Notice).where(Notice.id.in_(written)).order_by(Notice.id)):
            if notice.sha256 is not None:
                continue
            notice.sha256 = written[notice.id]
            tell_owner(
                session,
                now=now,
                owner=notice.owner,
                assembly=assembly,
                subject=Text("Общее собрание собственников: {address}", address=assembly.building.address),
                body=Text(
                    "Проводится общее собрание собственников «{title}». Приём решений: с {opens} до {closes}. "
                    "Сообщение с повесткой и порядком голосования приложено. Телефон: {telephone}.",
                    title=assembly.title,
                    opens=written_moment(assembly.building, assembly.opens_at),
                    closes=written_moment(assembly.building, assembly.closes_at),
                    telephone=assembly.telephone,
                ),
                key=f"{NOTICE_KEY}{notice.id}",
                attachment_sha256=notice.sha256,
                attachment_name="soobshchenie.pdf",
            )
