"""«Что сделать сегодня»: the first page of an assembly, and the обходной лист."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assembly.model import Assembly, AssemblyState, Role
from assembly.text import Text
from assembly.views.draft import breaches, missing_for_notice
from assembly.views.house_day import Todo, house_day
from assembly.views.newest_batch import newest_batch
from assembly.views.printed_walk_list import printed_walk_list
from assembly.views.quorum_bar import quorum_bar
from assembly.views.stages import stages
from assembly.views.walk_list import walk_list
from assembly.web.access import one_of
from assembly.web.organiser.frame import LOOK, assembly_frame
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit
from assembly.web.wording import count, days_left, moment, plural

WALKERS = one_of(Role.ORGANISER, Role.DESK, Role.AUDITOR)
ACCEPTING = {AssemblyState.VOTING, AssemblyState.PROCESSING, AssemblyState.OBJECTIONS}

# Where a thing to do is done: the path, the word of the link, and who may open it (empty: everybody who sees the page).
LEADS: dict[str, tuple[str, Text, frozenset[Role]]] = {
    "agenda": ("/assembly/{0}/agenda", Text("Составить"), frozenset()),
    "deliveries": ("/assembly/{0}/notices?open=1", Text("Показать"), frozenset()),
    "evidence": ("/assembly/{0}/evidence", Text("Внести"), frozenset()),
    "ballots": ("/assembly/{0}/ballots", Text("Напечатать"), frozenset()),
    "disputes": ("/objections/{0}", Text("Ответить"), frozenset({Role.COUNTER})),
    "reviews": ("/queue/{0}", Text("Открыть"), frozenset({Role.COUNTER})),
    "uploads": ("/scans/{0}", Text("Показать"), frozenset()),
    "counts": ("/scans/{0}", Text("Показать"), frozenset()),
    "scan": ("/scans/{0}", Text("Загрузить сканы"), frozenset({Role.DESK})),
    "protocol": ("/assembly/{0}/stages#protocol", Text("Составить"), frozenset()),
    "archive": ("/assembly/{0}/stages#archive", Text("Опубликовать"), frozenset()),
}


@page("/assembly/{assembly_id:str}", LOOK)
def day_page(visit: Visit, assembly_id: str) -> Answer:
    """What to do today, who takes part, what is being read, and who has not answered."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        day = house_day(session, assembly=assembly, now=visit.now, language=visit.language)
        begun = assembly.state not in {AssemblyState.DRAFT, AssemblyState.ANNOUNCED}
        return visit.page(
            "organiser/day.html", **assembly_frame(visit, session, "day"), day=day,
            steps=stages(assembly, now=visit.now, language=visit.language), **_todo_values(visit, session, assembly, day.todos),
            says=_says(visit, assembly), begun=begun, bar=quorum_bar(session, assembly=assembly) if begun else None,
            batch=newest_batch(session, assembly=assembly, now=visit.now, language=visit.language),
            walk=walk_list(session, assembly=assembly, language=visit.language, now=visit.now)
            if assembly.state in ACCEPTING else None,
        )  # fmt: skip


@page("/assembly/{assembly_id:str}/walk-list", WALKERS)
def walk_page(visit: Visit, assembly_id: str) -> Answer:
    """Обходной лист: who has not answered, staircase by staircase."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        walk = walk_list(session, assembly=assembly, language=visit.language, now=visit.now)
        return visit.page(
            "organiser/walk_list.html", **assembly_frame(visit, session, "walk"), walk=walk,
            bar=quorum_bar(session, assembly=assembly), entrance=visit.query("entrance"),
        )  # fmt: skip


@page("/assembly/{assembly_id:str}/walk-list.pdf", WALKERS)
def walk_pdf(visit: Visit, assembly_id: str) -> Answer:
    """The same to take along."""
    from assembly.documents.walk_list import make_walk_list

    with visit.reading() as session:
        facts = printed_walk_list(session, assembly=visit.assembly(session), now=visit.now, language=visit.language)
    return visit.content(make_walk_list(facts), "application/pdf", "obkhodnoy-list.pdf")


def _todo_values(visit: Visit, session: Session, assembly: Assembly, todos: tuple[Todo, ...]) -> dict[str, Any]:
    draft = assembly.state == AssemblyState.DRAFT
    return {
        "todos": [(todo, *_lead(visit, assembly, todo.code)) for todo in todos if not draft],
        "missing": missing_for_notice(assembly) if draft else [],
        "warned": breaches(assembly, now=visit.now, language=visit.language) if draft else [],
    }


def _lead(visit: Visit, assembly: Assembly, code: str) -> tuple[str, str]:
    """The path and the word of a link; where somebody else does it an empty path and who does."""
    path, words, roles = LEADS.get(code, ("/assembly/{0}/stages", Text("Показать"), frozenset()))
    may = not roles or bool(roles & visit.roles)
    if may:
        return path.format(assembly.id), visit.say(words)
    return "", visit.say(Text("делает пост приёма") if Role.DESK in roles else Text("делает счётная комиссия"))


def _says(visit: Visit, assembly: Assembly) -> str:
    """One line about where the assembly stands."""
    zone = assembly.building.timezone

    def when(value: Any) -> str:
        return moment(value, zone, visit.language, now=visit.now)

    state = assembly.state
    if state == AssemblyState.DRAFT:
        return visit.say(Text("Готовится. Приём решений назначен на {when}.", when=when(assembly.opens_at)))
    if state == AssemblyState.ANNOUNCED:
        return visit.say(Text("Сообщения разосланы. Приём решений начнётся {when}.", when=when(assembly.opens_at)))
    if state == AssemblyState.VOTING and visit.now <= assembly.closes_at:
        days = days_left(assembly.closes_at, zone, now=visit.now)
        return visit.say(
            Text("Приём решений до {when} — {left}", when=when(assembly.closes_at), left=_left(visit, days))
        )
    if state == AssemblyState.VOTING:
        return visit.say(Text("Срок приёма истёк {when}. Закончите приём.", when=when(assembly.closes_at)))
    if state == AssemblyState.PROCESSING:
        return visit.say(Text("Приём окончен. Разбирается принятая бумага."))
    if state == AssemblyState.OBJECTIONS:
        return visit.say(Text("Возражения принимаются до {when}.", when=when(assembly.objections_until)))
    return visit.say(Text("Закрыто {when}.", when=when(assembly.closed_at)))


def _left(visit: Visit, days: int) -> str:
    if days == 0:
        return visit.say(Text("сегодня последний день"))
    words = plural("остался {n}|осталось {n}|осталось {n}", days, visit.language)
    return words.format(n=count("день|дня|дней", days, visit.language))


HANDLERS = [day_page, walk_page, walk_pdf]
