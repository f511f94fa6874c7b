"""Notices go out: the agenda, its rules and the register are frozen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem, Refused
from assembly.events import record, record_many
from assembly.jobs import ask_for
from assembly.model import (
    Account,
    AgendaItem,
    Assembly,
    AssemblyState,
    Authority,
    Form,
    Holding,
    Notice,
    Owner,
    RoleGrant,
)
from assembly.model.base import new_id
from assembly.settings import Settings
from assembly.text import LANGUAGES, Text
from assembly.use_cases.appoint_representative import authority_facts
from assembly.use_cases.contests import definition_sha256, policies_of
from assembly.use_cases.electorates import asked_of, entrance_problem, entrances_of, needs_entrance
from assembly.use_cases.enrolment_code import enrolment_code, enrolment_digest
from assembly.use_cases.grant_role import grant_facts
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.law import online_ruling, require_timetable, rule_of
from assembly.use_cases.law_facts import house_facts
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.read_law import readers_of
from assembly.use_cases.stakes import holdings_of, is_voter, total_area, voters_on
from assembly.use_cases.states import locked, require_state
from assembly.wording import asks_words
from ballots.canonical import fraction_text
from legal_rules import Hold, resolve

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys


def send_notice(
    session: Session, *, now: datetime, settings: Settings, keys: Keys, assembly: Assembly, by: Account | None
) -> int:
    """Announce the assembly to every owner; returns the number of notices.

    Checks the timetable, resolves the rule of every question, takes the newest register, and fixes all of it for good;
    the PDFs and mails are made by the job `make_notices`. Raises Refused (with the article) for a breach of the
    timetable, a question without a known rule, or one whose kind no second person confirmed; Fixable
    where something is missing that the notice must say. May be repeated: notices go out once.
    """
    assembly = locked(session, assembly)
    if assembly.state == AssemblyState.ANNOUNCED:
        return _notice_count(session, assembly)
    require_state(assembly, AssemblyState.DRAFT, refusal=Text("Сообщения уже разосланы."))
    _require_complete(assembly)
    require_timetable(assembly, now=now)
    opens_on, today = legal_day(assembly.building, assembly.opens_at), legal_day(assembly.building, now)
    holdings = _take_register(session, assembly)
    assembly.law_facts = house_facts(session, assembly)
    _resolve_rules(session, assembly, opens_on)
    assembly.operator = settings.operator
    assembly.training = settings.training
    assembly.online_voting = online_ruling(assembly).ok
    assembly.definition_sha256 = definition_sha256(assembly)
    assembly.state, assembly.announced_at = AssemblyState.ANNOUNCED, now
    owners = list(voters_on(holdings, today))
    for owner_id in owners:
        add_notice(session, now=now, keys=keys, assembly=assembly, owner_id=owner_id)
    session.flush()
    record(session, assembly, "register:taken", now, **_register_facts(assembly, holdings, today))
    record(session, assembly, "agenda:composed", now, **_agenda_facts(assembly))
    record_many(session, assembly, "representative:appointed", now, _authorities(session, assembly, now, today))
    grants = select(RoleGrant).where(RoleGrant.building_id == assembly.building_id)
    in_order = session.scalars(grants.order_by(RoleGrant.granted_at, RoleGrant.id))
    record_many(session, assembly, "role:granted", now, [grant_facts(grant) for grant in in_order])
    record(session, assembly, "notice:sent", now, notices=len(owners), by=by.id if by is not None else None)
    ask_for(session, "make_notices", f"make_notices:{assembly.id}", now=now, assembly_id=assembly.id)
    return len(owners)


def _authorities(session: Session, assembly: Assembly, now: datetime, today: date) -> list[dict[str, Any]]:
    """Who may answer for whom already: what was entered before the assembly stands in its ledger too."""
    found = session.scalars(
        select(Authority)
        .join(Owner, Owner.id == Authority.owner_id)
        .where(Owner.building_id == assembly.building_id)
        .order_by(Authority.appointed_at, Authority.id)
    )
    return [authority_facts(one, None) for one in found if one.is_good_at(now, today)]


def add_notice(session: Session, *, now: datetime, keys: Keys, assembly: Assembly, owner_id: str) -> Notice:
    """The notice of one owner, with the digest of its code; an owner who has one keeps it."""
    former = session.scalar(select(Notice).where(Notice.assembly_id == assembly.id, Notice.owner_id == owner_id))
    if former is not None:
        return former
    notice = Notice(id=new_id(), assembly_id=assembly.id, owner_id=owner_id, created_at=now)
    notice.enrolment_digest = enrolment_digest(keys, enrolment_code(keys, notice))
    session.add(notice)
    return notice


def _notice_count(session: Session, assembly: Assembly) -> int:
    return session.scalar(select(func.count()).select_from(Notice).where(Notice.assembly_id == assembly.id)) or 0


def _require_complete(assembly: Assembly) -> None:
    """What art. 45(5) of the Housing Code wants told stands in the draft."""
    missing = [
        Problem(Text("В повестке нет вопросов."), Text("Составьте повестку."), field="agenda")
        if not assembly.items
        else None,
        Problem(Text("Не указан инициатор собрания."), Text("Введите инициатора."), field="initiator")
        if not assembly.initiator.get("name")
        else None,
        Problem(
            Text("Не указано, куда передать решение."),
            Text("Введите адрес приёма решений."),
            field="acceptance_address",
        )
        if not assembly.acceptance_address.strip()
        else None,
    ]
    if assembly.form in {Form.IN_PERSON, Form.MIXED} and (not assembly.discussion_at or not assembly.discussion_place):
        missing.append(
            Problem(
                Text("Не указаны время и место обсуждения."),
                Text("Введите дату, время и место: для этой формы собрания они обязательны."),
                field="discussion_at",
            )
        )
    if assembly.form == Form.SYSTEM and not assembly.administrator.get("name"):
        missing.append(
            Problem(
                Text("Не указан администратор общего собрания."),
                Text("Введите администратора: для собрания в системе он обязателен."),
                field="administrator",
            )
        )
    problems = [problem for problem in missing if problem is not None]
    if problems:
        raise Fixable(problems)


def _resolve_rules(session: Session, assembly: Assembly, on: date) -> None:
    """Fix the rule of every question as it applies to this house, and whom the question is put to."""
    entrances = entrances_of(session, assembly.snapshot_id, assembly.building)
    problems = []
    for item in assembly.items:
        rule = rule_of(item, on)
        problem = entrance_problem(rule, item.entrance, entrances)
        if problem is not None:
            problems.append(replace(problem, where=Text("вопрос {number}", number=item.number)))
        item.entrance = item.entrance if needs_entrance(rule, entrances) else None
        applied = resolve(item.decision, on, facts=assembly.law_facts)
        # Where a fact is missing the whole rule stands, and the question will not be decided.
        rule = rule if isinstance(applied, Hold) else applied
        item.rule, item.asked = rule.as_record(), asked_of(item, rule)
        if not item.is_put_to(assembly.snapshot.units):
            raise Refused(
                Text("Вопрос {number} «{title}» решать некому: {asks}", number=item.number, title=item.title,
                     asks=Text.of({lang: asks_words(item.part, {}, lang) for lang in LANGUAGES})),
                code="nobody_asked",
            )  # fmt: skip
    if problems:
        raise Fixable(problems)
    waiting = unconfirmed(assembly)
    if waiting:
        raise Refused(
            Text(
                "Вид решения ещё не подтвердил второй человек: {questions}. Без этого сообщения не рассылают: от вида "
                "решения зависит, сколько голосов нужно.",
                questions="; ".join(f"{item.number}. {item.title}" for item in waiting),
            ),
            code="category_unconfirmed",
        )


def unconfirmed(assembly: Assembly) -> list[AgendaItem]:
    """The questions whose kind two people do not stand for yet."""
    return [
        item
        for item in assembly.items
        if item.decision_confirmed_by is None or item.decision_confirmed_by == item.decision_proposed_by
    ]


def _take_register(session: Session, assembly: Assembly) -> list[Holding]:
    snapshot = latest_snapshot(session, assembly.building)
    if snapshot is None:
        raise Refused(Text("Сначала загрузите реестр собственников этого дома."), code="no_register")
    assembly.snapshot_id, assembly.snapshot = snapshot.id, snapshot
    return holdings_of(session, snapshot.id)


def _register_facts(assembly: Assembly, holdings: list[Holding], today: date) -> dict[str, Any]:
    stakes: dict[str, dict[str, Any]] = {}
    for holding in holdings:
        if not holding.is_held_on(today):
            continue
        stake = stakes.setdefault(
            holding.stake_key,
            {
                "key": holding.stake_key,
                "unit": holding.unit_id,
                "unit_kind": str(holding.unit.kind),
                "entrance": holding.unit.entrance,
                "votes": holding.votes,
                "owners": [],
            },
        )
        if holding.owner_id is not None and is_voter(holding.owner, today):
            stake["owners"].append(holding.owner_id)
    areas = total_area(holdings)
    # Units without a single holding stand in the total of the house as well.
    for unit in assembly.snapshot.units:
        if not unit.holdings:
            areas[str(unit.kind)] = areas.get(str(unit.kind), Fraction(0)) + unit.area_m2
    return {
        "snapshot": assembly.snapshot_id,
        "effective_on": assembly.snapshot.effective_on.isoformat(),
        "file_sha256": assembly.snapshot.file_sha256,
        "units": len(assembly.snapshot.units),
        "holdings": len(holdings),
        "area": fraction_text(sum(areas.values(), Fraction(0))),
        "area_by_kind": {kind: fraction_text(area) for kind, area in sorted(areas.items())},
        "premises": [
            {"unit": unit.id, "kind": str(unit.kind), "entrance": unit.entrance, "area": unit.area_m2}
            for unit in assembly.snapshot.units
        ],
        "stakes": list(stakes.values()),
    }


def _agenda_facts(assembly: Assembly) -> dict[str, Any]:
    return {
        "items": [
            {
                "number": item.number,
                "title": item.title,
                "decision": item.decision,
                "rule": item.rule,
                "options": list(item.options),
                "depends_on": item.depends_on,
                "entrance": item.entrance,
                "asked": item.asked,
                "facts": assembly.law_facts,
                "category": category_facts(item),
            }
            for item in assembly.items
        ],
        "definition_sha256": assembly.definition_sha256,
        "policies": policies_of(assembly),
        "form": str(assembly.form),
        "opens_at": assembly.opens_at.isoformat(),
        "closes_at": assembly.closes_at.isoformat(),
    }


def category_facts(item: AgendaItem) -> dict[str, Any]:
    """Who stands for the kind of a question, by which words it was proposed, and who has read the law: no names."""
    return {
        **item.decision_reason,
        "proposed_by": item.decision_proposed_by,
        "confirmed_by": item.decision_confirmed_by,
        "readers": readers_of(item),
    }
