"""The auditor: everything is read, nothing is written but the note that it was read."""

from __future__ import annotations

from assembly.errors import NotFound
from assembly.model import Ballot
from assembly.views.batches import batches
from assembly.views.house_day import house_day
from assembly.views.objections import objections
from assembly.views.quorum_bar import quorum_bar
from assembly.views.recorded import recorded
from assembly.views.review_queue import review_queue
from assembly.views.stages import stages
from assembly.views.watch import ballot_list, state_words
from assembly.web.counting.frame import AUDITOR, counting_frame
from assembly.web.counting.looks import boxes_picture, note_look, page_picture, pages_of_ballot, words_of_boxes
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/watch/{assembly_id:str}", AUDITOR)
def watch_page(visit: Visit, assembly_id: str) -> Answer:
    """The assembly at a glance, and where to look closer."""
    with visit.reading() as session:
        assembly, language = visit.assembly(session), visit.language
        day = house_day(session, assembly=assembly, now=visit.now, language=language)
        return visit.page(
            "counting/watch.html", **counting_frame(visit, session, "watch"), day=day,
            bar=quorum_bar(session, assembly=assembly) if day.so_far is not None else None,
            stages=stages(assembly, now=visit.now, language=language),
            ballots=ballot_list(session, assembly=assembly, language=language),
            piles=batches(session, assembly=assembly, language=language),
            queue=review_queue(session, assembly=assembly, account=visit.account(session), language=language),
            disputes=objections(session, assembly=assembly, account=None, now=visit.now, language=language),
        )  # fmt: skip


@page("/watch/{assembly_id:str}/ballots", AUDITOR)
def ballots_page(visit: Visit, assembly_id: str) -> Answer:
    """Every ballot and where it stands."""
    with visit.reading() as session:
        state, text = visit.query("state"), visit.query("q")
        found = ballot_list(
            session, assembly=visit.assembly(session), state=state, text=text, page=visit.query_number("page"),
            language=visit.language,
        )  # fmt: skip
        return visit.page(
            "counting/ballots.html", **counting_frame(visit, session, "watch"), found=found, chosen=state, text=text
        )


@page("/watch/ballot/{ballot_id:str}", AUDITOR)
def ballot_page(visit: Visit, ballot_id: str) -> Answer:
    """One ballot: what is recorded, the scans, who looked; the look itself is noted."""
    note_look(visit, ballot_id, "votes")
    with visit.reading() as session:
        ballot = session.get_one(Ballot, ballot_id)
        one = recorded(session, ballot=ballot, now=visit.now, language=visit.language)
        return visit.page(
            "counting/ballot.html", **counting_frame(visit, session, "watch"), one=one,
            boxes=words_of_boxes(session, one.casts, visit.language), print_number=ballot.print_number,
            owner=ballot.owner.name if ballot.owner is not None else "", words=state_words(ballot.state, visit.language),
        )  # fmt: skip


@page("/watch/ballot/{ballot_id:str}/page/{page_id:str}", AUDITOR)
def ballot_scan(visit: Visit, ballot_id: str, page_id: str) -> Answer:
    """A scanned page of the ballot."""
    _must_belong(visit, ballot_id, page_id)
    return page_picture(visit, page_id)


@page("/watch/ballot/{ballot_id:str}/mark/{page_id:str}/{contest:str}", AUDITOR)
def ballot_mark(visit: Visit, ballot_id: str, page_id: str, contest: str) -> Answer:
    """One mark of it."""
    _must_belong(visit, ballot_id, page_id)
    return boxes_picture(visit, page_id, contest)


def _must_belong(visit: Visit, ballot_id: str, page_id: str) -> None:
    with visit.reading() as session:
        if page_id not in pages_of_ballot(session, ballot_id):
            raise NotFound


HANDLERS = [watch_page, ballots_page, ballot_page, ballot_scan, ballot_mark]
