"""A fact about an owner that the law of an assembly asks for is recorded with its evidence: a debtor named in the call."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem, Refused
from assembly.events import record
from assembly.model import Account, AgendaItem, Assembly, AssemblyState, Owner, OwnerMark
from assembly.text import Text
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.stakes import holdings_of
from assembly.use_cases.states import locked, require_state
from ballots.contest import PARKING
from legal_rules import DecisionRule, find_rule

PLACES = frozenset({PARKING, "storage", "entrance"})
"""Tags that the premises themselves carry: nobody enters them about an owner."""


def mark_owner(
    session: Session,
    *,
    now: datetime,
    assembly: Assembly,
    owner: Owner,
    tag: str,
    since: date,
    evidence: str,
    by: Account | None,
    item: AgendaItem | None = None,
) -> OwnerMark:
    """Record that a word of the law (`tag`) is true of this owner in this assembly, or for one question of it.

    It stands until it is lifted; both before voting opens, and for a question only once the agenda is fixed. What
    follows from it is the pack's to say (`exclude`, `weights`). May be repeated: the same fact stands once.
    Raises Refused after the opening or for an owner who holds nothing here, Fixable for a word that no question of
    the agenda asks for, a day to come, or missing evidence.
    """
    assembly = locked(session, assembly)
    _require_before_opening(assembly)
    if item is not None:
        require_state(
            assembly, AssemblyState.ANNOUNCED,
            refusal=Text("О вопросе это записывают, когда повестка уже не меняется: после рассылки сообщений."),
        )  # fmt: skip
    former = _standing(session, assembly, owner, tag, item)
    if former is not None:
        return former
    _require_told(assembly, tag, since, legal_day(assembly.building, now), evidence)
    if not holdings_of(session, assembly.snapshot_id, owner.id):
        raise Refused(Text("Такого собственника нет в реестре собрания."), code="not_holder")
    mark = OwnerMark(
        assembly_id=assembly.id, owner_id=owner.id, tag=tag, item_id=item.id if item is not None else None, since=since,
        evidence=evidence.strip()[:500], marked_at=now, marked_by=by.id if by is not None else None,
    )  # fmt: skip
    session.add(mark)
    session.flush()
    record(
        session, assembly, "register:owner_marked", now, owner=owner.id, tag=tag, since=since.isoformat(),
        question=item.number if item is not None else None, evidence=mark.evidence, by=mark.marked_by,
    )  # fmt: skip
    return mark


def lift_mark(session: Session, *, now: datetime, mark: OwnerMark, evidence: str, by: Account | None) -> OwnerMark:
    """Record that it is no longer so (the debt was paid), before voting opens. May be repeated."""
    assembly = locked(session, session.get_one(Assembly, mark.assembly_id))
    _require_before_opening(assembly)
    if mark.lifted_at is not None:
        return mark
    if not evidence.strip():
        raise Fixable([_NO_EVIDENCE])
    mark.lifted_at, mark.lifted_by = now, by.id if by is not None else None
    mark.lifted_evidence = evidence.strip()[:500]
    number = session.scalar(select(AgendaItem.number).where(AgendaItem.id == mark.item_id))
    record(
        session, assembly, "register:mark_lifted", now, owner=mark.owner_id, tag=mark.tag, question=number,
        evidence=mark.lifted_evidence, by=mark.lifted_by,
    )  # fmt: skip
    return mark


def tags_asked(assembly: Assembly) -> frozenset[str]:
    """The words about owners that the rules of this agenda ask for."""
    on = legal_day(assembly.building, assembly.opened_at or assembly.opens_at)
    rules = [rule for item in assembly.items if isinstance(rule := find_rule(item.decision, on), DecisionRule)]
    excluded = {
        one.tag
        for rule in rules
        for one in (*rule.exclusions, *(each for variant in rule.variants for each in variant.exclusions or ()))
    }
    changed = {change.tag for rule in rules for change in rule.transforms if change.tag}
    return frozenset(excluded | changed) - PLACES


_NO_EVIDENCE = Problem(
    Text("Не сказано, из какого документа это известно."),
    Text("Введите документ: вид, номер, дату."),
    field="evidence",
)


def _require_before_opening(assembly: Assembly) -> None:
    require_state(
        assembly, AssemblyState.DRAFT, AssemblyState.ANNOUNCED,
        refusal=Text("Голосование началось: кто голосует, больше не меняется."),
    )  # fmt: skip


def _standing(
    session: Session, assembly: Assembly, owner: Owner, tag: str, item: AgendaItem | None
) -> OwnerMark | None:
    return session.scalar(
        select(OwnerMark).where(
            OwnerMark.assembly_id == assembly.id, OwnerMark.owner_id == owner.id, OwnerMark.tag == tag,
            OwnerMark.item_id == (item.id if item is not None else None), OwnerMark.lifted_at.is_(None),
        )
    )  # fmt: skip


def _require_told(assembly: Assembly, tag: str, since: date, today: date, evidence: str) -> None:
    problems = []
    asked = tags_asked(assembly)
    if tag not in asked:
        problems.append(
            Problem(
                Text("Ни один вопрос повестки об этом не спрашивает: {tag}.", tag=tag),
                Text("Закон спрашивает здесь о: {tags}.", tags=", ".join(sorted(asked)) or "—"),
                field="tag",
            )
        )
    if since > today:
        problems.append(Problem(Text("Этот день ещё не наступил."), Text("Введите день документа."), field="since"))
    if not evidence.strip():
        problems.append(_NO_EVIDENCE)
    if problems:
        raise Fixable(problems)
