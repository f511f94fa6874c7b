"""The end of an assembly for the commission: acceptance, objections, the count, each with what is still missing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.model import Assembly, AssemblyState
from assembly.text import Text
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.read_law import unread_questions
from assembly.views.agenda import agenda
from assembly.views.house_day import HouseDay, house_day
from assembly.views.poll import poll_words
from assembly.views.quorum_bar import quorum_bar
from assembly.views.stages import stages
from assembly.web.counting.frame import COUNTER, counting_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

PATHS = {
    "disputes": "/objections/{0}", "reviews": "/queue/{0}", "uploads": "/scans/{0}", "counts": "/scans/{0}",
    "scan": "/scans/{0}",
}  # fmt: skip
WORDS = {
    "end": (
        Text("Закончить приём решений"),
        Text("После этого новые решения не учитываются. Бумагу, принятую в срок, можно сканировать и дальше."),
    ),
    "objections": (
        Text("Открыть срок возражений"),
        Text("Собственники проверят, что записано от их имени. Сканы больше не принимаются."),
    ),
    "close": (
        Text("Подсчитать голоса и закрыть собрание"),
        Text("Это окончательно: после подсчёта ничего изменить нельзя."),
    ),
}


@page("/closing/{assembly_id:str}", COUNTER)
def closing_page(visit: Visit, assembly_id: str) -> Answer:
    """Where the assembly stands, what is missing, and the next step."""
    return _show(visit)


@action("/closing/{assembly_id:str}/end", COUNTER)
def end_form(visit: Visit, assembly_id: str) -> Answer:
    """End the acceptance; refused before its announced end and the second time."""
    return _take(visit, "end", end_acceptance)


@action("/closing/{assembly_id:str}/objections", COUNTER)
def objections_form(visit: Visit, assembly_id: str) -> Answer:
    """Open the days for objections; refused while anything on paper is unsettled."""
    return _take(visit, "objections", open_objections)


@action("/closing/{assembly_id:str}/close", COUNTER)
def close_form(visit: Visit, assembly_id: str) -> Answer:
    """Count and close, for ever."""
    return _take(visit, "close", close_voting)


def _take(visit: Visit, code: str, step: Callable[..., Any]) -> Answer:
    def act() -> Answer:
        if not visit.form.ticked("sure"):
            raise Fixable.one(Text("Не подтверждено."), Text("Поставьте отметку, что всё проверено."), field="sure")
        with visit.writing() as session:
            step(session, now=visit.now, assembly=visit.assembly(session), by=visit.account(session))
        return visit.go(f"/closing/{visit.place.assembly_id}?done={code}")

    return visit.attempt(act, lambda: _show(visit))


def _show(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        day = house_day(session, assembly=assembly, now=visit.now, language=visit.language)
        step = day.next_step if day.next_step is not None and day.next_step.code in WORDS else None
        return visit.page(
            "counting/closing.html", **counting_frame(visit, session, "closing"), day=day, step=step,
            poll=poll_words(assembly, visit.language),
            unread=unread_questions(assembly),
            may_step=step is not None and (step.is_open or _only_scans_wait(visit, assembly, day)),
            step_words=[visit.say(words) for words in WORDS[step.code]] if step is not None else [],
            todos=[(todo, PATHS[todo.code].format(assembly.id)) for todo in day.todos if todo.code in PATHS],
            stages=stages(assembly, now=visit.now, language=visit.language),
            bar=quorum_bar(session, assembly=assembly) if day.so_far is not None else None, **_outcome(visit, session, assembly),
        )  # fmt: skip


def _only_scans_wait(visit: Visit, assembly: Assembly, day: HouseDay) -> bool:
    """A paper that was taken in and cannot be found is said, and holds nobody up: the use case decides."""
    is_time = assembly.objections_until is None or visit.now >= assembly.objections_until
    is_after = assembly.state in {AssemblyState.PROCESSING, AssemblyState.OBJECTIONS}
    return is_after and is_time and {todo.code for todo in day.todos if todo.is_blocking} <= {"scan"}


def _outcome(visit: Visit, session: Session, assembly: Assembly) -> dict[str, Any]:
    closed = assembly.state == AssemblyState.CLOSED
    return {"questions": agenda(session, assembly=assembly, language=visit.language) if closed else []}


HANDLERS = [closing_page, end_form, objections_form, close_form]
