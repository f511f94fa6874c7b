"""Решения на бумаге: issue, print for the whole house, spares, one more print, and where each stands."""

from __future__ import annotations

import io

from sqlalchemy import select

from assembly.errors import Fixable, NotFound
from assembly.model import AssemblyState, Ballot, Document
from assembly.text import Text
from assembly.use_cases.issue_ballots import MAX_SPARES, prepare_ballots
from assembly.use_cases.print_ballots import print_ballot_file
from assembly.views.manifest import ballot_row, ballots_of_flat, manifest
from assembly.web.organiser.frame import ACT, LOOK, assembly_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

KEPT = {"ballots.pdf": "ballots", "layout.json": "ballots_layout"}
ISSUING = {AssemblyState.ANNOUNCED, AssemblyState.VOTING}


@page("/assembly/{assembly_id:str}/ballots", LOOK)
def ballots_page(visit: Visit, assembly_id: str) -> Answer:
    """What is issued and printed, and where each решение stands."""
    return _show(visit)


@action("/assembly/{assembly_id:str}/ballots/print", ACT)
def print_form(visit: Visit, assembly_id: str) -> Answer:
    """Issue what is missing and print the whole house. May be repeated: the same решения give the same pages."""
    return visit.attempt(lambda: _print_house(visit), lambda: _show(visit))


@action("/assembly/{assembly_id:str}/ballots/reprint", ACT)
def reprint_form(visit: Visit, assembly_id: str) -> Answer:
    """One more print for one owner, as a PDF. Every call makes another valid sheet; one of them counts."""
    return visit.attempt(lambda: _reprint(visit), lambda: _show(visit))


@page("/assembly/{assembly_id:str}/ballots/{name:str}", ACT)
def printed_file(visit: Visit, assembly_id: str, name: str) -> Answer:
    """The printed решения, or where things stand on their pages (for a reader of scans)."""
    with visit.reading() as session:
        query = select(Document).where(Document.assembly_id == assembly_id, Document.kind == KEPT.get(name, ""))
        kept = session.scalar(query)
    if kept is None:
        raise NotFound
    return visit.kept_file(kept.sha256, kept.media_type, kept.name, inline=name.endswith(".pdf"))


def _show(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        query, state = visit.query("q"), visit.query("state")
        found = manifest(
            session,
            assembly=assembly,
            query=query,
            state=state,
            page=visit.query_number("page"),
            language=visit.language,
        )
        typed = visit.form.get("flat")
        asked = ballots_of_flat(session, assembly=assembly, words=typed) if typed else []
        return visit.page(
            "organiser/ballots.html", **assembly_frame(visit, session, "ballots"), found=found, q=query, state_chosen=state,
            may_print=assembly.state in ISSUING, most_spares=MAX_SPARES,
            choices=[ballot_row(one, assembly, visit.language) for one in asked] if len(asked) > 1 else [],
        )  # fmt: skip


def _print_house(visit: Visit) -> Answer:
    spares = visit.form.whole("spares", Text("запасных бланков"), low=0, high=MAX_SPARES)
    visit.form.check()
    with visit.writing() as session:
        prepare_ballots(
            session, now=visit.now, keys=visit.application.keys, settings=visit.application.settings,
            assembly=visit.assembly(session), by=visit.account(session), spares=spares,
            large_print=visit.form.ticked("large_print"),
        )  # fmt: skip
    print_ballot_file(visit.application, str(visit.place.assembly_id), None)
    return visit.go(f"/assembly/{visit.place.assembly_id}/ballots")


def _reprint(visit: Visit) -> Answer:
    visit.form.text("flat", Text("квартира"), at_most=100)
    visit.form.check()
    with visit.writing() as session:
        former = _chosen(
            visit, ballots_of_flat(session, assembly=visit.assembly(session), words=visit.form.get("flat"))
        )
        printed = prepare_ballots(
            session, now=visit.now, keys=visit.application.keys, settings=visit.application.settings,
            assembly=visit.assembly(session), by=visit.account(session), only=[former],
            large_print=visit.form.ticked("large_print"),
        )  # fmt: skip
        ids = [ballot.id for ballot in printed]
    stream = io.BytesIO()
    print_ballot_file(visit.application, str(visit.place.assembly_id), ids, stream)
    return visit.content(stream.getvalue(), "application/pdf", "reshenie.pdf")


def _chosen(visit: Visit, found: list[Ballot]) -> Ballot:
    """The one решение that is meant; raises Fixable where none is, or where several owners are."""
    picked = visit.form.get("ballot")
    if picked:
        found = [one for one in found if one.id == picked]
    if not found:
        raise Fixable.one(
            Text("Такого решения нет."), Text("Проверьте номер квартиры, имя или код с листа."), field="flat"
        )
    if len(found) > 1:
        raise Fixable.one(
            Text("У этого помещения несколько собственников."), Text("Выберите, чьё решение напечатать."), field="flat"
        )
    return found[0]


HANDLERS = [ballots_page, print_form, reprint_form, printed_file]
