"""Решения на бумаге: piles of the house or one staircase, spares, one more print, and where each stands."""

from __future__ import annotations

import io
import re

from sqlalchemy import select

from assembly.errors import Fixable, NotFound
from assembly.model import AssemblyState, Ballot, Document, PrintKind, PrintRun
from assembly.text import Text
from assembly.use_cases.ask_for_print import ask_for_print
from assembly.use_cases.issue_ballots import MAX_SPARES, prepare_ballots
from assembly.use_cases.print_ballots import print_ballot_file
from assembly.use_cases.print_parts import HOUSE
from assembly.views.manifest import ballot_row, ballots_of_flat, manifest
from assembly.views.print_plan import print_plan
from assembly.web.organiser.frame import ACT, LOOK, assembly_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

KEPT = {"ballots.pdf": "ballots", "layout.json": "ballots_layout"}
PARTS = {"resheniya": "sha256", "opis": "manifest_sha256", "reestr": "delivery_sha256", "soobshcheniya": "sha256"}
KINDS = {what: PrintKind.NOTICES if what == "soobshcheniya" else PrintKind.BALLOTS for what in PARTS}
FILE_OF_RUN = re.compile(rf"({'|'.join(PARTS)})-([1-9]\d{{0,5}})\.pdf", re.ASCII)
LANGUAGE_NAMES = (("ru", "русский"), ("tt", "татарча"), ("kk", "қазақша"), ("en", "English"))
ISSUING = {AssemblyState.ANNOUNCED, AssemblyState.VOTING}


@page("/assembly/{assembly_id:str}/ballots", LOOK)
def ballots_page(visit: Visit, assembly_id: str) -> Answer:
    """What is issued and printed, and where each решение stands."""
    return _show(visit)


@action("/assembly/{assembly_id:str}/ballots/print", ACT)
def print_form(visit: Visit, assembly_id: str) -> Answer:
    """Ask for a pile of the house or one staircase. May be repeated: while one is being made it stays one."""
    return visit.attempt(lambda: _print(visit), lambda: _show(visit))


@action("/assembly/{assembly_id:str}/ballots/reprint", ACT)
def reprint_form(visit: Visit, assembly_id: str) -> Answer:
    """One more print for one owner, as a PDF. Every call makes another valid sheet; one of them counts."""
    return visit.attempt(lambda: _reprint(visit), lambda: _show(visit))


@page("/assembly/{assembly_id:str}/ballots/{name:str}", ACT)
def printed_file(visit: Visit, assembly_id: str, name: str) -> Answer:
    """A file of a pile (resheniya-3.pdf, opis-3.pdf, reestr-3.pdf), or the newest of the whole house."""
    if named := FILE_OF_RUN.fullmatch(name):
        return _file_of_run(visit, name, *named.groups())
    with visit.reading() as session:
        query = select(Document).where(Document.assembly_id == assembly_id, Document.kind == KEPT.get(name, ""))
        kept = session.scalar(query)
    if kept is None:
        raise NotFound
    return visit.kept_file(kept.sha256, kept.media_type, kept.name, inline=name.endswith(".pdf"))


def _file_of_run(visit: Visit, name: str, what: str, number: str) -> Answer:
    with visit.reading() as session:
        run = session.scalar(
            select(PrintRun).where(
                PrintRun.assembly_id == visit.place.assembly_id,
                PrintRun.number == int(number),
                PrintRun.kind == KINDS[what],
            )
        )
        sha256: str | None = getattr(run, PARTS[what], None)
    if sha256 is None:
        raise NotFound
    return visit.kept_file(sha256, "application/pdf", name, inline=True)


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
            plan=print_plan(session, assembly=assembly, now=visit.now, language=visit.language),
            languages=LANGUAGE_NAMES,
            may_print=assembly.state in ISSUING, most_spares=MAX_SPARES,
            choices=[ballot_row(one, assembly, visit.language) for one in asked] if len(asked) > 1 else [],
        )  # fmt: skip


def _print(visit: Visit) -> Answer:
    spares = visit.form.whole("spares", Text("запасных бланков"), low=0, high=MAX_SPARES)
    visit.form.check()
    with visit.writing() as session:
        ask_for_print(
            session, now=visit.now, assembly=visit.assembly(session), kind=PrintKind.BALLOTS, by=visit.account(session),
            part=visit.form.get("part") or HOUSE, spares=spares, large_print=visit.form.ticked("large_print"),
            language=visit.form.get("language") or "ru",
        )  # fmt: skip
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
            large_print=visit.form.ticked("large_print"), language=visit.form.get("language") or None,
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
