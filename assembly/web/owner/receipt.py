"""«Подтверждение», and the решение to print at home."""

from __future__ import annotations

import io

from sqlalchemy.orm import Session

from assembly.documents.receipt import ReceiptFacts, fingerprint_words
from assembly.errors import NotFound, Refused
from assembly.model import CastVote
from assembly.text import Text
from assembly.use_cases.print_ballots import print_ballot_file
from assembly.views.cast_receipt import cast_receipt
from assembly.views.my_assemblies import latest_cast
from assembly.web.access import OWN_BALLOT
from assembly.web.owner.frame import frame_of, takes_votes
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/b/{ballot_id:str}/receipt", OWN_BALLOT)
def receipt_page(visit: Visit, ballot_id: str) -> Answer:
    """That the vote is recorded, when and where; never what it says."""
    with visit.reading() as session:
        ballot = visit.ballot(session)
        facts = _facts(visit, session, recorded_cast(visit, session))
        words = fingerprint_words(facts.leaf_hash, visit.language)
        return visit.page("owner/receipt.html", **frame_of(visit, ballot), receipt=facts, words=words)


@page("/b/{ballot_id:str}/receipt.pdf", OWN_BALLOT)
def receipt_pdf(visit: Visit, ballot_id: str) -> Answer:
    """The same to keep."""
    from assembly.documents.receipt import make_receipt

    with visit.reading() as session:
        facts = _facts(visit, session, recorded_cast(visit, session))
    return visit.content(make_receipt(facts), "application/pdf", f"veche-{facts.ballot}.pdf")


@page("/b/{ballot_id:str}/ballot.pdf", OWN_BALLOT)
def ballot_pdf(visit: Visit, ballot_id: str) -> Answer:
    """The решение to print, sign and hand in; the same paper each time."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        if not (takes_votes(visit, assembly) or str(assembly.state) == "announced"):
            raise Refused(Text("Приём решений закончился: печатать решение уже незачем."), code="too_late")
        assembly_id, code = assembly.id, visit.ballot(session).code
    paper = io.BytesIO()
    print_ballot_file(visit.application, assembly_id, [ballot_id], paper)
    return visit.content(paper.getvalue(), "application/pdf", f"veche-reshenie-{code}.pdf")


def recorded_cast(visit: Visit, session: Session) -> CastVote:
    """What is recorded for the owner of the route's ballot; raises NotFound where nothing is."""
    cast = latest_cast(session, visit.ballot(session))
    if cast is None:
        raise NotFound
    return cast


def _facts(visit: Visit, session: Session, cast: CastVote) -> ReceiptFacts:
    application = visit.application
    return cast_receipt(
        session, keys=application.keys, settings=application.settings, cast=cast, language=visit.language, now=visit.now
    )
