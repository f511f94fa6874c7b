"""Somebody asks for a pile to be printed; a worker makes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly import jobs
from assembly.errors import Fixable
from assembly.model import Account, Assembly, AssemblyState, PrintKind, PrintRun
from assembly.text import Text
from assembly.use_cases.issue_ballots import MAX_SPARES
from assembly.use_cases.print_parts import ENTRANCE, HOUSE, SPARES
from assembly.use_cases.states import locked, require_state
from ballots.style import LANGUAGES


def ask_for_print(
    session: Session,
    *,
    now: datetime,
    assembly: Assembly,
    kind: PrintKind,
    by: Account | None,
    part: str = HOUSE,
    spares: int = 0,
    large_print: bool = False,
    language: str = "ru",
) -> PrintRun:
    """A new pile, made by the job `print_run`; while one of the same part is being made, that one.

    part: house, spares or entrance:<name>; spares: blanks in the pile of the house or of the spares. May be repeated.
    Raises Refused for решения before the notices are out and after the end of acceptance, Fixable for what cannot be.
    """
    assembly = locked(session, assembly)
    if kind is PrintKind.BALLOTS:
        require_state(
            assembly,
            AssemblyState.ANNOUNCED,
            AssemblyState.VOTING,
            refusal=Text("Решения печатаются после рассылки сообщений и до конца приёма."),
        )
    _check(part, spares, language)
    waiting = select(PrintRun).where(
        PrintRun.assembly_id == assembly.id, PrintRun.kind == kind, PrintRun.part == part, PrintRun.made_at.is_(None),
        PrintRun.problem == "",
    )  # fmt: skip
    run = session.scalar(waiting)
    if run is None:
        numbers = select(func.max(PrintRun.number)).where(PrintRun.assembly_id == assembly.id, PrintRun.kind == kind)
        last = session.scalar(numbers) or 0
        run = PrintRun(
            assembly_id=assembly.id, kind=kind, number=last + 1, part=part, asked_at=now, asked_by=by.id if by else None
        )
        session.add(run)
    run.spares, run.large_print, run.language = spares, large_print, language
    session.flush()
    jobs.ask_for(session, "print_run", f"print_run:{run.id}", now=now, run_id=run.id)
    return run


def _check(part: str, spares: int, language: str) -> None:
    if not 0 <= spares <= MAX_SPARES:
        raise Fixable.one(
            Text("Запасных бланков: {count}.", count=spares),
            Text("Введите от 0 до {most}.", most=MAX_SPARES),
            field="spares",
        )
    if part not in {HOUSE, SPARES} and not part.startswith(ENTRANCE):
        raise Fixable.one(Text("Такой части дома нет."), Text("Выберите весь дом или подъезд."), field="part")
    if part == SPARES and not spares:
        raise Fixable.one(
            Text("Запасных бланков: {count}.", count=0), Text("Введите, сколько напечатать."), field="spares"
        )
    if language not in LANGUAGES:
        raise Fixable.one(Text("На этом языке бланка нет."), Text("Выберите язык из списка."), field="language")
