"""What there is to print, how much paper it takes, and what was printed when and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from assembly.model import Assembly, Ballot, BallotPage, PrintKind, PrintRun, Unit
from assembly.use_cases.electorates import is_asked_anything
from assembly.use_cases.print_ballots import pages_of_blank
from assembly.use_cases.print_parts import HOUSE, SPARES, part_name, part_of, piles
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.wording import format_moment, legal_day

SHOWN = 20


@dataclass(frozen=True, slots=True)
class PartRow:
    """One pile that may be printed. sheets: about so many, without the cover; printed: number of the last print."""

    part: str
    title: str
    papers: int
    sheets: int
    printed: str


@dataclass(frozen=True, slots=True)
class RunRow:
    """One pile that was asked for. state: made, waits or refused."""

    number: int
    what: str
    asked: str
    by: str
    papers: int
    pages: int
    sheets: int
    state: str
    problem: str
    has_manifest: bool
    has_delivery: bool
    unprintable: str


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """The parts in the order of the house, the house itself first; the newest piles first."""

    parts: Sequence[PartRow]
    runs: Sequence[RunRow]

    @property
    def is_waiting(self) -> bool:
        """Whether a pile is being made."""
        return any(run.state == "waits" for run in self.runs)


def print_plan(session: Session, *, assembly: Assembly, now: datetime, language: str) -> PrintPlan:
    """The piles of решения. What is not issued yet is reckoned from the register as of `now`."""
    runs = runs_of(session, assembly=assembly, kind=PrintKind.BALLOTS)
    known = _known_sheets(session, assembly)
    blank = _sheets_of_blank(assembly)
    papers: dict[str, int] = {}
    sheets: dict[str, int] = {}
    for part, sizes in _parts(session, assembly, now, known).items():
        papers[part] = len(sizes)
        sheets[part] = sum(size or blank for size in sizes)
    owned = [part for part in papers if part != SPARES]
    rows = [
        PartRow(part, part_name(part).read(language), papers[part], sheets[part], _last(runs, part)) for part in owned
    ]
    all_papers, all_sheets = sum(papers[part] for part in owned), sum(sheets[part] for part in owned)
    house = PartRow(HOUSE, part_name(HOUSE).read(language), all_papers, all_sheets, _last(runs, HOUSE))
    spares = PartRow(SPARES, part_name(SPARES).read(language), papers.get(SPARES, 0), blank, _last(runs, SPARES))
    return PrintPlan(
        [house, *(rows if len(rows) > 1 else []), spares], [_row(run, assembly, language) for run in runs[:SHOWN]]
    )


def runs_of(session: Session, *, assembly: Assembly, kind: PrintKind) -> list[PrintRun]:
    """The piles of a kind, the newest first."""
    query = select(PrintRun).where(PrintRun.assembly_id == assembly.id, PrintRun.kind == kind)
    return list(session.scalars(query.options(joinedload(PrintRun.asker)).order_by(PrintRun.number.desc())))


def newest_run(session: Session, *, assembly: Assembly, kind: PrintKind, part: str, language: str) -> RunRow | None:
    """The newest pile of one part."""
    found = runs_of(session, assembly=assembly, kind=kind)
    return next((_row(run, assembly, language) for run in found if run.part == part), None)


def _known_sheets(session: Session, assembly: Assembly) -> Mapping[str, int]:
    """{ballot id: its sheets} of those that were printed before."""
    query = (
        select(BallotPage.ballot_id, func.count())
        .join(Ballot, Ballot.id == BallotPage.ballot_id)
        .where(Ballot.assembly_id == assembly.id)
        .group_by(BallotPage.ballot_id)
    )
    return {ballot_id: (pages + 1) // 2 for ballot_id, pages in session.execute(query)}


def _parts(
    session: Session, assembly: Assembly, now: datetime, known: Mapping[str, int]
) -> dict[str, list[int | None]]:
    """{part: sheets of each of its ballots}, None where it was never printed."""
    found = {part: [known.get(one.id) for one in ballots] for part, ballots in piles(session, assembly).items()}
    if found:
        return found
    held = voters_on(holdings_of(session, assembly.snapshot_id), legal_day(now, assembly.building.timezone))
    expected: dict[str, list[int | None]] = {}
    for holdings in held.values():
        if is_asked_anything(assembly.items, holdings):
            units: list[Unit] = [holding.unit for holding in holdings]
            expected.setdefault(part_of(units), []).append(None)
    return expected


def _sheets_of_blank(assembly: Assembly) -> int:
    """Sheets of an unused ballot; 0 where there is no question yet, or one that fits on no page (printing says so)."""
    try:
        return (pages_of_blank(assembly) + 1) // 2 if assembly.items else 0
    except ValueError:
        return 0


def _last(runs: Sequence[PrintRun], part: str) -> str:
    run = next((one for one in runs if one.part == part and one.made_at is not None), None)
    return str(run.number) if run else ""


def _row(run: PrintRun, assembly: Assembly, language: str) -> RunRow:
    return RunRow(
        run.number, part_name(run.part).read(language),
        format_moment(run.asked_at, assembly.building.timezone, language, year=False),
        run.asker.display_name if run.asker else "", run.papers, run.pages, run.sheets,
        "refused" if run.problem else "made" if run.made_at else "waits", run.problem,
        run.manifest_sha256 is not None, run.delivery_sha256 is not None, run.unprintable,
    )  # fmt: skip
