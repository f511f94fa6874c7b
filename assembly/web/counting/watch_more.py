"""The auditor's other lists: questions put to people, the ledger, how the owners were told."""

from __future__ import annotations

import mimetypes

from assembly.errors import NotFound
from assembly.model import NoticeEvidence
from assembly.views.watch import RECORD_WORDS, ledger_list, notice_summary, review_list
from assembly.web.counting.frame import AUDITOR, counting_frame
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/watch/{assembly_id:str}/reviews", AUDITOR)
def reviews_page(visit: Visit, assembly_id: str) -> Answer:
    """What people were asked, and what each of them answered."""
    with visit.reading() as session:
        at = visit.query_number("page")
        lines, pages = review_list(session, assembly=visit.assembly(session), page=at, language=visit.language)
        return visit.page(
            "counting/reviews.html", **counting_frame(visit, session, "watch"), lines=lines, page=at, pages=pages
        )


@page("/watch/{assembly_id:str}/ledger", AUDITOR)
def ledger_page(visit: Visit, assembly_id: str) -> Answer:
    """Everything that happened, record by record."""
    with visit.reading() as session:
        at, kind = visit.query_number("page"), visit.query("kind")
        lines, pages = ledger_list(
            session, assembly=visit.assembly(session), page=at, kind=kind, language=visit.language
        )
        return visit.page(
            "counting/ledger.html", **counting_frame(visit, session, "watch"), lines=lines, page=at, pages=pages,
            chosen=kind, kinds=[(name, visit.say(words)) for name, words in RECORD_WORDS.items()],
        )  # fmt: skip


@page("/watch/{assembly_id:str}/notices", AUDITOR)
def notices_page(visit: Visit, assembly_id: str) -> Answer:
    """How the owners were told, and the proof of it."""
    with visit.reading() as session:
        found = notice_summary(session, assembly=visit.assembly(session), language=visit.language)
        return visit.page("counting/notices.html", **counting_frame(visit, session, "watch"), found=found)


@page("/watch/evidence/{evidence_id:str}", AUDITOR)
def evidence_file(visit: Visit, evidence_id: str) -> Answer:
    """A document that proves that the owners were told."""
    with visit.reading() as session:
        found = session.get_one(NoticeEvidence, evidence_id)
        sha256, name = found.sha256, found.file_name or "document"
    if sha256 is None:
        raise NotFound
    return visit.kept_file(sha256, mimetypes.guess_type(name)[0] or "application/octet-stream", name)


HANDLERS = [reviews_page, ledger_page, notices_page, evidence_file]
