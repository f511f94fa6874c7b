"""«Принять решение»: a paper is handed in, its code is scanned or typed, and the receipt stands on the page."""

from __future__ import annotations

from sqlalchemy import select

from assembly.model import Ballot
from assembly.text import Text
from assembly.use_cases.receive_ballot import receive_ballot
from assembly.views.received_list import desk_day, received_line
from assembly.web.counting.frame import DESK, counting_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from ballots.code import normalise_code


@page("/desk/{assembly_id:str}", DESK)
def desk_page(visit: Visit, assembly_id: str) -> Answer:
    """One field, what was taken in just now, and the last papers."""
    return _show(visit, visit.query("got"))


@action("/desk/{assembly_id:str}", DESK)
def desk_form(visit: Visit, assembly_id: str) -> Answer:
    """Take a paper in; a second time is refused and says when it was the first."""
    return visit.attempt(lambda: _receive(visit), lambda: _show(visit, ""))


def _receive(visit: Visit) -> Answer:
    code = visit.form.text("code", Text("код с листа"), at_most=300)
    visit.form.check()
    with visit.writing() as session:
        ballot = receive_ballot(
            session, now=visit.now, assembly=visit.assembly(session), code=code, by=visit.account(session)
        )
        return visit.go(f"/desk/{visit.place.assembly_id}?got={ballot.code}")


def _show(visit: Visit, got: str) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        ballot = session.scalar(
            select(Ballot).where(
                Ballot.assembly_id == assembly.id, Ballot.code == (normalise_code(got) or ""),
                Ballot.received_at.is_not(None),
            )
        )  # fmt: skip
        return visit.page(
            "counting/desk.html", **counting_frame(visit, session, "desk"),
            day=desk_day(session, assembly=assembly, now=visit.now, language=visit.language),
            got=received_line(session, ballot, now=visit.now, language=visit.language) if ballot is not None else None,
        )  # fmt: skip


HANDLERS = [desk_page, desk_form]
