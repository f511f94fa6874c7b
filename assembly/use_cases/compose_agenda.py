"""The questions of an assembly, each with the decision it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem
from assembly.model import Account, AgendaItem, Assembly, AssemblyState, Attachment
from assembly.text import Text
from assembly.use_cases.states import locked, require_state
from ballots.contest import MAX_CONTESTS


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One question as the organiser writes it. decision: name in the law pack; depends_on: number of an earlier one."""

    title: str
    text: str
    decision: str
    meaning: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    proposal: str = ""
    depends_on: int | None = None


def compose_agenda(
    session: Session, *, now: datetime, assembly: Assembly, items: list[ItemDraft], by: Account | None
) -> list[AgendaItem]:
    """Set the whole agenda of a draft; a question that stays (same title) keeps its documents.

    Raises Refused where notices are out, Fixable listing what is wrong with which question.
    May be repeated: the last agenda is the one.
    """
    assembly = locked(session, assembly)
    require_state(
        assembly, AssemblyState.DRAFT, refusal=Text("Сообщения собственникам разосланы: повестка больше не меняется.")
    )
    problems = _problems(assembly, items)
    if problems:
        raise Fixable(problems)
    kept = _keep_former(session, assembly, items)
    composed = []
    for number, draft in enumerate(items, start=1):
        item = kept.get(draft.title.strip()) or AgendaItem(assembly_id=assembly.id, decision="")
        if (item.decision, item.text, item.proposal) != (draft.decision, draft.text.strip(), draft.proposal.strip()):
            item.decision_confirmed_by = None
            item.decision_proposed_by = by.id if by is not None else None
        item.number, item.title, item.text = number, draft.title.strip(), draft.text.strip()
        item.decision, item.meaning, item.speaker = draft.decision, dict(draft.meaning), draft.speaker
        item.proposal, item.depends_on = draft.proposal.strip(), draft.depends_on
        item.options = ["for", "against", "abstain"]
        session.add(item)
        composed.append(item)
    session.flush()
    session.expire(assembly, ["items"])
    return composed


def _keep_former(session: Session, assembly: Assembly, items: Sequence[ItemDraft]) -> dict[str, AgendaItem]:
    """{title: item} of the questions that stay; the others go. Numbers are moved out of the way."""
    titles = {item.title.strip() for item in items}
    kept: dict[str, AgendaItem] = {}
    for item in list(assembly.items):
        if item.title in titles and item.title not in kept:
            kept[item.title] = item
            item.number = -item.number
        else:
            session.execute(delete(Attachment).where(Attachment.item_id == item.id))
            session.delete(item)
    session.flush()
    return kept


def _problems(assembly: Assembly, items: Sequence[ItemDraft]) -> list[Problem]:
    if not 1 <= len(items) <= MAX_CONTESTS:
        return [
            Problem(
                Text("В повестке {count} вопросов.", count=len(items)),
                Text("Нужно от 1 до {most} вопросов.", most=MAX_CONTESTS),
            )
        ]
    problems = []
    seen: set[str] = set()
    for number, item in enumerate(items, start=1):
        where, title = Text("вопрос {number}", number=number), item.title.strip()
        if not title or len(title) > 500:
            problem, fix = Text("У вопроса нет заголовка."), Text("Введите заголовок до 500 знаков.")
            problems.append(Problem(problem, fix, where, "title"))
        if title in seen:
            problem, fix = Text("Такой вопрос уже есть в повестке."), Text("Измените или удалите один из них.")
            problems.append(Problem(problem, fix, where, "title"))
        seen.add(title)
        if not item.decision.startswith(f"{assembly.pack}:"):
            problem, fix = Text("Не выбран вид решения."), Text("Выберите вид решения из списка.")
            problems.append(Problem(problem, fix, where, "decision"))
        if item.depends_on is not None and not 1 <= item.depends_on < number:
            problem, fix = (
                Text("Вопрос зависит от вопроса, которого перед ним нет."),
                Text("Укажите номер более раннего вопроса."),
            )
            problems.append(Problem(problem, fix, where, "depends_on"))
    return problems
