"""The questions of an assembly, each with the decision it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem
from assembly.model import Account, AgendaItem, Assembly, AssemblyState, Attachment
from assembly.text import Text
from assembly.use_cases.electorates import entrance_problem, entrances_of
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.propose_category import Category, propose_category
from assembly.use_cases.states import locked, require_state
from ballots.contest import MAX_CONTESTS
from legal_rules import DecisionRule, find_rule


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One question as the organiser writes it. decision: name in the law pack, empty for the one that the catalogue
    proposes; depends_on: number of an earlier one; entrance: the one it is about, where the rule lets one decide."""

    title: str
    text: str = ""
    decision: str = ""
    meaning: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    proposal: str = ""
    depends_on: int | None = None
    entrance: str | None = None


def compose_agenda(
    session: Session, *, now: datetime, assembly: Assembly, items: list[ItemDraft], by: Account | None
) -> list[AgendaItem]:
    """Set the whole agenda of a draft; a question that stays (same title) keeps its documents.

    The catalogue proposes the kind of every question from its words; a kind that is given stands instead, beside what
    was proposed. Where text or kind changes, whoever changes them stands as the proposer and a second person is asked
    anew.

    Raises Refused where notices are out, Fixable listing what is wrong with which question.
    May be repeated: the last agenda is the one.
    """
    assembly = locked(session, assembly)
    require_state(
        assembly, AssemblyState.DRAFT, refusal=Text("Сообщения собственникам разосланы: повестка больше не меняется.")
    )
    proposed = [_propose(assembly, draft) for draft in items]
    items = [
        draft if draft.decision else replace(draft, decision=category.decision)
        for draft, category in zip(items, proposed, strict=True)
    ]
    problems = [*_problems(assembly, items), *_entrance_problems(session, assembly, items)]
    if problems:
        raise Fixable(problems)
    kept = _keep_former(session, assembly, items)
    composed = []
    for number, (draft, category) in enumerate(zip(items, proposed, strict=True), start=1):
        item = kept.get(draft.title.strip()) or AgendaItem(assembly_id=assembly.id, decision="")
        said = (draft.decision, draft.text.strip(), draft.proposal.strip(), draft.entrance)
        if item.decision_proposed_at is None or (item.decision, item.text, item.proposal, item.entrance) != said:
            propose(item, draft.decision, category, by=by, now=now)
        item.number, item.title, item.text = number, draft.title.strip(), draft.text.strip()
        item.decision, item.meaning, item.speaker = draft.decision, dict(draft.meaning), draft.speaker
        item.proposal, item.depends_on = draft.proposal.strip(), draft.depends_on
        item.entrance = (draft.entrance or "").strip() or None
        item.options = ["for", "against", "abstain"]
        session.add(item)
        composed.append(item)
    session.flush()
    session.expire(assembly, ["items"])
    return composed


def propose(item: AgendaItem, decision: str, category: Category, *, by: Account | None, now: datetime) -> None:
    """Somebody stands for the kind of a question; what a second person confirmed of another text or kind is void."""
    if item.decision != decision:
        item.law_readers = []
    item.decision_proposed_by, item.decision_proposed_at = (by.id, now) if by is not None else (None, None)
    item.decision_reason = category.as_record()
    item.decision_confirmed_by = item.decision_confirmed_at = None


def _propose(assembly: Assembly, draft: ItemDraft) -> Category:
    on = legal_day(assembly.building, assembly.opens_at)
    return propose_category(assembly.pack, on, title=draft.title, text=f"{draft.text}\n{draft.proposal}")


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
            problem, fix = (
                Text("Вид решения по словам вопроса не найден."),
                Text("Выберите вид решения из перечня закона."),
            )
            problems.append(Problem(problem, fix, where, "decision"))
        if item.depends_on is not None and not 1 <= item.depends_on < number:
            problem, fix = (
                Text("Вопрос зависит от вопроса, которого перед ним нет."),
                Text("Укажите номер более раннего вопроса."),
            )
            problems.append(Problem(problem, fix, where, "depends_on"))
    return problems


def _entrance_problems(session: Session, assembly: Assembly, items: Sequence[ItemDraft]) -> list[Problem]:
    """Questions that must name an entrance of the newest register, and do not."""
    on, snapshot = legal_day(assembly.building, assembly.opens_at), latest_snapshot(session, assembly.building)
    entrances = entrances_of(session, snapshot.id, assembly.building) if snapshot is not None else []
    problems = []
    for number, item in enumerate(items, start=1):
        rule = find_rule(item.decision, on)
        entrance = (item.entrance or "").strip() or None
        problem = entrance_problem(rule, entrance, entrances) if isinstance(rule, DecisionRule) else None
        if problem is not None:
            problems.append(replace(problem, where=Text("вопрос {number}", number=number)))
    return problems
