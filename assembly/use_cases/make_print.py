"""A pile that was asked for is made: the file for the printer, the manifest, реестр вручения."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from assembly.errors import Fixable, Refused
from assembly.model import Account, Assembly, PrintKind, PrintRun
from assembly.text import Text
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.join_notices import join_notices
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.print_ballots import print_pile
from assembly.use_cases.print_parts import HOUSE, SPARES, piles
from ballots.layout import Layout

if TYPE_CHECKING:
    from assembly.bootstrap import Application


def make_print(application: Application, run_id: str) -> None:
    """The work of the job `print_run`. May be repeated and killed at any point: what is made stays as it is.

    What the organiser can mend is kept in the run as a sentence; anything else is raised and tried again.
    """
    with application.database.reading() as session:
        run = session.get_one(PrintRun, run_id)
        kind, is_done = run.kind, run.made_at is not None or bool(run.problem)
    if is_done:
        return
    try:
        if kind == PrintKind.NOTICES:
            join_notices(application, run_id)
        else:
            _print(application, run_id, _pile(application, run_id))
    except (Refused, Fixable, ValueError) as error:
        with application.database.writing() as session:
            session.get_one(PrintRun, run_id).problem = _sentence(error)


def _pile(application: Application, run_id: str) -> dict[str, list[str]]:
    """{part: ids of its ballots} of this run; issues those that are missing, as at the moment it was asked for."""
    with application.database.writing() as session:
        run = session.get_one(PrintRun, run_id)
        assembly = session.get_one(Assembly, run.assembly_id)
        prepare_ballots(
            session, now=application.clock.now(), keys=application.keys, settings=application.settings, assembly=assembly,
            by=session.get(Account, run.asked_by) if run.asked_by else None, spares=run.spares,
            large_print=run.large_print, language=run.language,
        )  # fmt: skip
        found = {part: [ballot.id for ballot in ballots] for part, ballots in piles(session, assembly).items()}
        found[SPARES] = found.get(SPARES, [])[: run.spares]
        return {part: ids for part, ids in found.items() if ids and run.part in {HOUSE, part}}


def _print(application: Application, run_id: str, pile: dict[str, list[str]]) -> None:
    from assembly.documents.print_manifest import make_print_manifest
    from assembly.use_cases.print_facts import gather_cover, gather_print_manifest, letters_missing

    if not pile:
        raise Refused(Text("Печатать нечего: в этой части дома все решения уже приняты или не оформлены."))
    ids = [one for part in pile.values() for one in part]
    counts = {part: len(members) for part, members in pile.items()}
    with application.database.reading() as session:
        run = session.get_one(PrintRun, run_id)
        assembly_id, is_house = run.assembly_id, run.part == HOUSE
        draw = gather_cover(session, run=run, counts=counts)
    with tempfile.TemporaryFile() as pdf:
        layout, sha256 = print_pile(application, assembly_id, ids, pdf, cover=draw, whole_house=is_house)
    with application.database.reading() as session:
        run = session.get_one(PrintRun, run_id)
        facts = gather_print_manifest(session, run=run, pile=pile, layout=layout)
        missing = letters_missing(session, run.assembly, ids)
    listed = application.files.put(make_print_manifest(facts))
    delivery = _delivery_list(application, run_id, pile)
    with application.database.writing() as session:
        run = session.get_one(PrintRun, run_id)
        run.papers, run.pages, run.sheets = len(ids), _pages(layout), 1 + sheets_of(layout)
        run.sha256, run.manifest_sha256, run.delivery_sha256 = sha256, listed, delivery
        run.unprintable, run.made_at = missing, application.clock.now()


def _delivery_list(application: Application, run_id: str, pile: dict[str, list[str]]) -> str | None:
    """Реестр вручения of these owners; a pile of blanks has none."""
    from assembly.documents.delivery_list import make_delivery_list
    from assembly.documents.facts_delivery_list import gather_delivery_list

    owned = [one for part, members in pile.items() if part != SPARES for one in members]
    if not owned:
        return None
    with application.database.reading() as session:
        run = session.get_one(PrintRun, run_id)
        day = legal_day(run.assembly.building, run.asked_at)
        facts = gather_delivery_list(session, assembly=run.assembly, on=day, ballot_ids=frozenset(owned))
    return application.files.put(make_delivery_list(facts))


def _pages(layout: Layout) -> int:
    return sum(len(ballot.pages) for ballot in layout.ballots)


def sheets_of(layout: Layout) -> int:
    """Sheets of paper, printed on both sides, each ballot on sheets of its own."""
    return sum((len(ballot.pages) + 1) // 2 for ballot in layout.ballots)


def _sentence(error: Exception) -> str:
    if isinstance(error, Refused):
        return str(error.sentence)
    if isinstance(error, Fixable):
        return "; ".join(f"{problem.problem} {problem.fix}" for problem in error.problems)
    return str(Text("Один из вопросов не помещается на страницу: сократите его текст. ({problem})", problem=str(error)))
