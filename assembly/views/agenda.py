"""The questions of an assembly as an owner reads them: the law's line, the papers, and what each means for a flat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assembly.model import Account, AgendaItem, Assembly, Decision
from assembly.text import Text
from assembly.views.law_card import Bench, LawCard, bench_of, law_card
from assembly.views.poll import poll_rows
from assembly.wording import NO_BREAK_SPACE, format_m2, format_number, format_percent, outcome_word
from ballots.share import parse_decimal


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a question."""

    attachment_id: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was decided."""

    carried: bool
    word: str
    because: str
    cite: str
    in_favour: str
    flips: str
    """The sentence where counting without parking places decides otherwise; empty elsewhere."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. stands_for: who proposed its kind and who confirmed it; meaning: what it means for the flat, as
    (words, figure) pieces; empty where it says nothing."""

    number: int
    title: str
    text: str
    proposal: str
    speaker: str
    law: LawCard
    stands_for: str
    depends_on: int | None
    meaning: str
    papers: Sequence[Paper]
    outcome: Outcome | None
    poll: Sequence[tuple[str, str]]
    """(answer, m²) given online where only paper counts: never part of the outcome."""


def agenda(session: Session, *, assembly: Assembly, language: str, area_m2: Fraction | None = None) -> list[Question]:
    """Every question in its order; with `area_m2`, what it means for that area (the flat's share, in m²)."""
    items = session.scalars(
        select(AgendaItem)
        .where(AgendaItem.assembly_id == assembly.id)
        .options(selectinload(AgendaItem.attachments))
        .order_by(AgendaItem.number)
    ).all()
    decisions = {
        decision.item_id: decision
        for decision in session.scalars(select(Decision).where(Decision.assembly_id == assembly.id))
    }
    bench = bench_of(session, assembly=assembly, language=language)
    names = people_of(session, items)
    return [_question(bench, item, names, area_m2, decisions.get(item.id)) for item in items]


def meaning_sentence(meaning: Mapping[str, str], area_m2: Fraction | None, language: str) -> str:
    """What a question means for an area: «46,8 м², около 10 440 ₽ один раз или 290 ₽ в месяц»; rounded to roubles."""
    pieces = []
    if area_m2 is not None:
        once, monthly = (_amount(meaning.get(name), area_m2) for name in ("once_per_m2", "monthly_per_m2"))
        if once or monthly:
            pieces.append(format_m2(area_m2, language))
        if once and monthly:
            pieces.append(
                Text("около {once} один раз или {monthly} в месяц", once=once, monthly=monthly).read(language)
            )
        elif once:
            pieces.append(Text("около {once} один раз", once=once).read(language))
        elif monthly:
            pieces.append(Text("около {monthly} в месяц", monthly=monthly).read(language))
    note = meaning.get("note", "").strip().rstrip(".")
    sentence = " — ".join(part for part in (", ".join(pieces), note) if part)
    return f"{sentence}." if sentence else ""


def _amount(per_m2: str | None, area_m2: Fraction) -> str:
    if not per_m2:
        return ""
    try:
        sign, amount = ("+" if per_m2.startswith("+") else ""), parse_decimal(per_m2.lstrip("+"))
    except ValueError:
        return ""
    return f"{sign}{format_number(amount * area_m2, 'ru', 0)}{NO_BREAK_SPACE}₽"


def people_of(session: Session, items: Sequence[AgendaItem]) -> dict[str, str]:
    """{account: initials} of those who stand for the kinds of these questions: enough for two people to be told apart."""
    wanted = {item.decision_proposed_by for item in items} | {item.decision_confirmed_by for item in items}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(wanted - {None})))
    return {account: initials(name) for account, name in rows}


def initials(name: str) -> str:
    """«Сомова Мария Петровна» → «С. М. П» (a sentence adds its full stop), as pages that everybody reads name a person."""
    return ". ".join(word[0].upper() for word in name.split() if word[0].isalpha())


def stands_for(item: AgendaItem, names: Mapping[str, str], language: str) -> str:
    """Who proposed the kind of a question, by which words, and who confirmed it."""
    words = ", ".join(item.decision_reason.get("words", ())) if is_proposal(item) else ""
    proposed, confirmed = names.get(item.decision_proposed_by or ""), names.get(item.decision_confirmed_by or "")
    parts = [
        Text("Вид решения предложен по словам: «{words}».", words=words)
        if words
        else Text("Вид решения выбран из перечня."),
        Text("Предложил(а) {name}.", name=proposed) if proposed else None,
        Text("Подтвердил(а) второй человек: {name}.", name=confirmed) if confirmed else None,
    ]
    return " ".join(part.read(language) for part in parts if part is not None)


def is_proposal(item: AgendaItem) -> bool:
    """Whether the kind is the one that the catalogue found in the question's words."""
    return bool(item.decision_reason.get("proposed") == item.decision)


def _question(
    bench: Bench, item: AgendaItem, names: Mapping[str, str], area_m2: Fraction | None, decision: Decision | None
) -> Question:
    language = bench.language
    return Question(
        number=item.number, title=item.title, text=item.text, proposal=item.proposal, speaker=item.speaker or "",
        law=law_card(bench, item), stands_for=stands_for(item, names, language), depends_on=item.depends_on,
        meaning=meaning_sentence(item.meaning, area_m2, language),
        papers=[Paper(paper.id, paper.name, file_size(paper.size, language)) for paper in item.attachments],
        outcome=_outcome(decision, language) if decision is not None else None, poll=poll_rows(decision, language),
    )  # fmt: skip


def _outcome(decision: Decision, language: str) -> Outcome:
    share = decision.sums.get("share", {})
    whole, part = Fraction(share.get("all", "0")), Fraction(share.get("for", "0"))
    present = Fraction(share.get("present", "0"))
    in_favour = Text(
        "за {for_} — {of_present} участников, {of_all} всех голосов", for_=format_m2(part, language),
        of_present=format_percent(part, present, language), of_all=format_percent(part, whole, language),
    ).read(language)  # fmt: skip
    flips = ""
    if decision.flips and decision.without_parking is not None:
        without = outcome_word(decision.without_parking["outcome"], language)
        flips = Text("Если считать без машино-мест, итог другой: {outcome}.", outcome=without.lower()).read(language)
    return Outcome(
        carried=decision.outcome == "carried", word=outcome_word(decision.outcome, language),
        because=_word(decision.because, language), cite=decision.cite, in_favour=in_favour, flips=flips,
    )  # fmt: skip


def _word(words: Any, language: str) -> str:
    return str(words.get(language) or words.get("ru") or "") if isinstance(words, Mapping) else ""


def file_size(size: int, language: str) -> str:
    """A file's size for a person: «2,1 МБ», «340 КБ»."""
    if size >= 1024 * 1024:
        return Text("{n} МБ", n=format_number(Fraction(size, 1024 * 1024), language, 1)).read(language)
    return Text("{n} КБ", n=max(1, size // 1024)).read(language)
