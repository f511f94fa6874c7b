"""What an organiser sees while an assembly is prepared: its dates against the law, and the catalogue of decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assembly.model import Account, AgendaItem, Assembly, AssemblyState, Role, RoleGrant
from assembly.text import Text
from assembly.use_cases.confirm_category import shown_question
from assembly.use_cases.law import online_ruling, timetable_breaches
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.read_law import readers_of
from assembly.views.agenda import Paper, file_size, meaning_sentence
from assembly.views.law_card import Bench, LawCard, bench_of, law_card, sure_word
from assembly.views.timetable import timetable_of
from legal_rules import DecisionRule, catalogue, find_rule


@dataclass(frozen=True, slots=True)
class Warned:
    """A date that the law does not allow."""

    sentence: str
    article: str


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date of the timetable."""

    title: str
    when: str
    article: str
    is_past: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of decision of the law."""

    decision: str
    subject: str
    needs: str
    article: str
    sure: str
    known: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class Near:
    """Another kind of decision that comes near, and the words of the question that lead to it."""

    kind: Kind
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question as its organiser sees it.

    words: those by which the catalogue proposed this very kind, empty where a person chose it; other: what the
    catalogue proposed instead, where it did; near: further kinds; readers: who has read the text of the law.
    """

    item_id: str
    shown: str
    """What its page shows now, in short; goes with the second person's word."""
    number: int
    title: str
    text: str
    proposal: str
    entrance: str
    kind: Kind
    law: LawCard
    depends_on: int | None
    example: str
    papers: Sequence[Paper]
    words: str
    other: Near | None
    near: Sequence[Near]
    proposed_by: str
    confirmed_by: str
    needs_second: bool
    """A second person must confirm the kind before notices go out."""
    may_confirm: bool
    readers: str
    may_read: bool
    """The one who looks may confirm to have read the text of the law, which is waited for."""


def breaches(assembly: Assembly, *, now: datetime, language: str) -> list[Warned]:
    """Every date of the assembly that the law of its form does not allow, with its article."""
    return [
        Warned(_word(one.sentence, language), _word(one.article, language))
        for one in timetable_breaches(assembly, now=now)
    ]


def dates(assembly: Assembly, *, now: datetime, language: str) -> list[DateLine]:
    """The whole timetable, from the notice to the day until which the originals are kept."""
    rows = timetable_of(assembly, now=now, language=language).rows
    return [DateLine(row.title, row.when, row.article, row.day < legal_day(assembly.building, now)) for row in rows]


def online_words(assembly: Assembly, *, language: str) -> tuple[bool, str, str]:
    """Whether online votes count in this assembly, why, and the article."""
    ruling = online_ruling(assembly)
    return ruling.ok, ruling.sentence.read(language), ruling.article.read(language) if ruling.article else ""


def kinds_of(pack: str, on: date, *, query: str, language: str) -> list[Kind]:
    """The catalogue of decisions of that day, those that fit the query first found by any of its words."""
    wanted = [part for part in query.casefold().split() if len(part) > 1]
    found = []
    for entry in catalogue(pack, on):
        haystack = " ".join(
            [entry.decision, *entry.subject.values(), *(w for ws in entry.keywords.values() for w in ws)]
        )
        rule = entry.rule
        if isinstance(rule, DecisionRule):
            haystack += " ".join(rule.article.values())
        if all(_stem(part) in haystack.casefold() for part in wanted):
            found.append(_kind(entry.decision, entry.subject, rule, language))
    return found


def kind_of(decision: str, on: date, *, language: str) -> Kind:
    """One kind of decision as the law of that day has it."""
    rule = find_rule(decision, on)
    subject = rule.subject if isinstance(rule, DecisionRule) else {"ru": decision, "en": decision}
    return _kind(decision, subject, rule, language)


def _kind(decision: str, subject: Mapping[str, str], rule: object, language: str) -> Kind:
    words = _word(subject, language)
    if isinstance(rule, DecisionRule):
        sure = sure_word({"mark": rule.mark, "subject_mark": rule.subject_mark}, language)
        return Kind(decision, words, _word(rule.needs, language), _word(rule.article, language), sure, True, "")
    return Kind(decision, words, "", "", "", False, _word(getattr(rule, "why", {}), language))


def _stem(word: str) -> str:
    """The word without its ending, so that «ремонта» finds «ремонт»."""
    return word[:-2] if len(word) > 6 else word[:-1] if len(word) > 4 else word


def items_of(session: Session, *, assembly: Assembly, account: Account, language: str) -> list[Item]:
    """The agenda as its organisers see it: rule, papers, who proposed, who confirmed, who has read the law."""
    rows = session.scalars(
        select(AgendaItem)
        .where(AgendaItem.assembly_id == assembly.id)
        .options(selectinload(AgendaItem.attachments))
        .order_by(AgendaItem.number)
    )
    bench = bench_of(session, assembly=assembly, language=language)
    return [_item(session, row, bench, account) for row in rows]


def _item(session: Session, row: AgendaItem, bench: Bench, account: Account) -> Item:
    assembly, language = bench.assembly, bench.language
    on = legal_day(assembly.building, assembly.opens_at)
    law, draft = law_card(bench, row), assembly.state == AssemblyState.DRAFT
    proposed = str(row.decision_reason.get("proposed") or "")
    words = ", ".join(row.decision_reason.get("words", ()))
    near = [_near(one["decision"], one["words"], on, language) for one in row.decision_reason.get("near", ())]
    return Item(
        item_id=row.id, shown=shown_question(row), number=row.number, title=row.title, text=row.text, proposal=row.proposal,
        entrance=row.entrance or "",
        kind=kind_of(row.decision, on, language=language), law=law, depends_on=row.depends_on,
        example=meaning_sentence(row.meaning, Fraction(50), language),
        papers=[Paper(one.id, one.name, file_size(one.size, language)) for one in row.attachments],
        words=words if proposed == row.decision else "",
        other=_near(proposed, words.split(", "), on, language) if proposed not in {"", row.decision} else None,
        near=[one for one in near if one.kind.decision != row.decision],
        proposed_by=_name(session, row.decision_proposed_by), confirmed_by=_name(session, row.decision_confirmed_by),
        needs_second=draft and row.decision_confirmed_by is None,
        may_confirm=draft and row.decision_confirmed_by is None and row.decision_proposed_by != account.id,
        readers=", ".join(_name(session, reader) for reader in readers_of(row)),
        may_read=bool(law.waits) and assembly.state != AssemblyState.CLOSED and account.id not in readers_of(row),
    )  # fmt: skip


def _near(decision: str, words: Sequence[str], on: date, language: str) -> Near:
    return Near(kind_of(decision, on, language=language), ", ".join(words))


def second_people(session: Session, *, assembly: Assembly) -> int:
    """How many people may stand for the kind of a question in this house; fewer than two cannot announce an assembly."""
    return (
        session.scalar(
            select(func.count(func.distinct(RoleGrant.account_id))).where(
                RoleGrant.building_id == assembly.building_id, RoleGrant.role.in_((Role.ORGANISER, Role.AUDITOR))
            )
        )
        or 0
    )


def _name(session: Session, account_id: str | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account else ""


def missing_for_notice(assembly: Assembly) -> list[tuple[Text, str]]:
    """What the notice must say and the draft does not yet: (words, the page where it is entered)."""
    found = []
    if not assembly.items:
        found.append((Text("Составьте повестку: в ней нет ни одного вопроса."), "agenda"))
    if not assembly.initiator.get("name"):
        found.append((Text("Укажите инициатора собрания."), "draft"))
    if not assembly.acceptance_address.strip():
        found.append((Text("Укажите, куда передавать решения."), "draft"))
    if str(assembly.form) in {"in_person", "mixed"} and not (assembly.discussion_at and assembly.discussion_place):
        found.append((Text("Укажите время и место обсуждения: для этой формы они обязательны."), "draft"))
    if str(assembly.form) == "system" and not assembly.administrator.get("name"):
        found.append((Text("Укажите администратора общего собрания: для собрания в системе он обязателен."), "draft"))
    return found


def _word(words: object, language: str) -> str:
    return str(words.get(language) or words.get("ru") or "") if isinstance(words, Mapping) else str(words or "")
