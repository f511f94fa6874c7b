"""The law beside a question: what is needed, of what, by which article, how surely it is known, and the number in m²."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from assembly.model import AgendaItem, Assembly, AssemblyState
from assembly.text import Text
from assembly.use_cases.law_facts import asked_by_laws, asked_readings, house_facts
from assembly.use_cases.read_law import awaits_readers, is_unread_rule
from assembly.use_cases.tally_assembly import law_day
from assembly.views.so_far import SoFar, so_far
from assembly.wording import asks_words, by_law_words, format_m2, format_number, reading_words, round_up, with_exact
from ballots.contest import EVERYBODY, Part
from legal_rules import Case, DecisionRule, Hold, Verdict, assembly_policy, decide, find_rule
from legal_rules.rule import Variant
from legal_rules.tree import Bound, Share
from legal_rules.words import LANGUAGES, needs

SURE = {
    "text": Text("текст статьи прочитан"),
    "secondary": Text("по разъяснениям"),
    "unverified": Text("не проверено"),
}
"""Three calm degrees: how surely the pack knows what the law says."""


@dataclass(frozen=True, slots=True)
class AppliedReading:
    """A disputed place of the law and how it is read here, or a by-law of the house.

    chosen: whether people chose it; why: theirs, the pack's, or the by-law's document.
    """

    words: str
    chosen: bool
    why: str
    is_by_law: bool = False


@dataclass(frozen=True, slots=True)
class LawCard:
    """Finished sentences; an empty one says nothing.

    needed: the number as soon as its base is known; quorum: what this question asks of participation where it is not
    what the rest of the assembly asks; missing: to that quorum, live; holds: why nothing could be decided as things
    stand; waits: that two people must read the text of the law first.
    """

    needs: str
    article: str
    sure: str
    sure_more: str
    mark: str
    who: str
    needed: tuple[str, ...]
    quorum: str
    missing: tuple[str, ...]
    readings: tuple[AppliedReading, ...]
    holds: str
    waits: str
    note: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What the cards of one assembly share: the house so far and what the law is told of it."""

    assembly: Assembly
    language: str
    house: SoFar
    facts: Mapping[str, Any]


def bench_of(session: Session, *, assembly: Assembly, language: str) -> Bench:
    """Gathered once for all questions of a page."""
    return Bench(assembly, language, so_far(session, assembly=assembly), house_facts(session, assembly))


def law_card(bench: Bench, item: AgendaItem) -> LawCard:
    """The card of one question: by the frozen rule once the notices are out, before that by the law of the opening day."""
    lang, on = bench.language, law_day(bench.assembly)
    found = find_rule(item.decision, on)
    if isinstance(found, Hold):
        return LawCard("", _word(found.article, lang), "", "", "", "", (), "", (), (), _word(found.why, lang), "", "")
    rule = item.rule or found.as_record()
    verdict = decide(_case(bench, item, found))
    is_held = verdict.outcome == "hold"
    variant = verdict.rule.variants[0] if verdict.rule is not None and not is_held else None
    waits = awaits_readers(item, rule)
    return LawCard(
        needs=_needs(found, rule, variant, lang), article=_word(rule.get("article"), lang),
        sure=sure_word(rule, lang), sure_more=_sure_more(item, rule, lang), mark=worst_mark(rule),
        who=asks_words(item.part, item.parts_apart, lang), needed=tuple(_needed(bench, item, found, verdict, variant)),
        quorum=_quorum(bench, variant, lang),
        missing=() if variant is None else tuple(_missing(bench, item, variant)),
        readings=tuple(_readings(bench, found)), holds=_word(verdict.because, lang) if is_held else "",
        waits=waits.read(lang) if waits is not None else "", note=_word(found.note, lang),
    )  # fmt: skip


def worst_mark(rule: Mapping[str, Any]) -> str:
    """The less certain of two: what majority the law wants, and what its article is about."""
    order = list(SURE)
    return max((str(rule.get(name) or "text") for name in ("mark", "subject_mark")), key=order.index)


def sure_word(rule: Mapping[str, Any], language: str) -> str:
    """How surely the rule is known, in two or three words."""
    return SURE[worst_mark(rule)].read(language)


def _case(bench: Bench, item: AgendaItem, rule: DecisionRule) -> Case:
    """The question as if everybody who has answered so far had said nothing: what the law would want of them."""
    parts = {name: bench.house.figures(part) for name, part in item.parts_apart.items()}
    return Case(
        item.decision, law_day(bench.assembly), tally=bench.house.figures(item.part), facts=bench.facts,
        electorates=parts,
    )  # fmt: skip


def _needs(found: DecisionRule, rule: Mapping[str, Any], variant: Variant | None, lang: str) -> str:
    """The words of the rule; where the law has several variants, those of the one that applies here."""
    if variant is None or len(found.variants) == 1:
        return _word(rule.get("needs"), lang)
    return needs(variant.test, lang)


def _sure_more(item: AgendaItem, rule: Mapping[str, Any], lang: str) -> str:
    """Where majority and subject are known differently, both are said; and that two people have read the text."""
    mark, subject = str(rule.get("mark")), str(rule.get("subject_mark"))
    said = []
    if mark != subject:
        known = {"mark": SURE[mark].read(lang), "subject": SURE[subject].read(lang)}
        said.append(Text("большинство — {mark}, о чём статья — {subject}", **known))
    if is_unread_rule(rule) and awaits_readers(item, rule) is None:
        said.append(Text("для этого собрания текст статьи прочитали два человека"))
    return "; ".join(one.read(lang) for one in said)


def _needed(bench: Bench, item: AgendaItem, rule: DecisionRule, verdict: Verdict, variant: Variant | None) -> list[str]:
    """The bound of the whole question, then that of each part of the house which is counted apart."""
    lang = bench.language
    said = [_needed_of_all(bench, rule, verdict)] if variant is not None else []
    for leaf in variant.test.leaves() if variant is not None else ():
        part = item.parts_apart.get(leaf.part or "")
        if part is not None and isinstance(leaf, Share) and (leaf.counted, leaf.base) == ("for", "all"):
            bound = Bound(leaf.fraction * bench.house.figures(part)[leaf.measure].all, leaf.strict)
            amount = bound_words(bound, leaf.measure, lang)
            said.append(
                Text("В подъезде {entrance} «за» нужно {amount}.", entrance=part.entrance, amount=amount).read(lang)
            )
    return [sentence for sentence in said if sentence]


def _needed_of_all(bench: Bench, rule: DecisionRule, verdict: Verdict) -> str:
    """The bound where its base is known: all votes at once, those of participants as far as acceptance has come."""
    lang, bound = bench.language, verdict.needed.get(rule.measure)
    if bound is None or rule.base not in {"all", "present"}:
        return ""
    amount = bound_words(bound, rule.measure, lang)
    if rule.base == "all":
        return Text("«За» нужно {amount}.", amount=amount).read(lang)
    state = bench.assembly.state
    if state in {AssemblyState.OBJECTIONS, AssemblyState.CLOSED}:
        return Text("«За» нужно {amount}: столько составляет эта часть голосов участников.", amount=amount).read(lang)
    if bench.assembly.opened_at is None or not bench.house.answered:
        return Text("Сколько это в метрах, станет известно, когда закончится приём решений.").read(lang)
    return Text("При нынешнем участии «за» нужно {amount}; число растёт с каждым участником.", amount=amount).read(lang)


def bound_words(bound: Bound, measure: str, lang: str) -> str:
    """«больше 5 560,0 м²», «не меньше 7 413,34 м² (точно 7 413 1/3)»: what is printed is enough, and the exact is said."""
    shown = round_up(bound.amount)
    if measure == "share":
        amount = format_m2(shown, lang)
    else:
        unit = {"heads": Text("собственников"), "units": Text("помещений")}[measure].read(lang)
        amount = f"{format_number(shown, lang, 0 if shown.denominator == 1 else None)} {unit}"
    amount = with_exact(amount, bound.amount, lang)
    words = Text("больше {amount}") if bound.strict else Text("не меньше {amount}")
    return Text(words.msgid, amount=amount).read(lang)


def _quorum(bench: Bench, variant: Variant | None, lang: str) -> str:
    """What the question asks of participation, where it differs from what its form of assembly asks."""
    if variant is None or variant.quorum is None:
        return ""
    policy = assembly_policy(bench.assembly.pack, law_day(bench.assembly), str(bench.assembly.form)).quorum
    if policy is not None:
        common = Share("present", "share", "all", policy.sign, Fraction(str(policy.value)))
        if variant.quorum == common:
            return ""
    return Text("Кворум по этому вопросу свой: {words}.", words=needs(variant.quorum, lang)).read(lang)


def _missing(bench: Bench, item: AgendaItem, variant: Variant) -> list[str]:
    """While decisions are taken: what is missing to the quorum of this question, by participation alone."""
    if bench.assembly.opened_at is None or variant.quorum is None:
        return []
    lang, sentences = bench.language, []
    for leaf in variant.quorum.leaves():
        part = _part_of(item, leaf.part)
        if not isinstance(leaf, Share) or leaf.counted != "present" or leaf.base != "all" or part is None:
            continue
        seen = bench.house.figures(part)[leaf.measure]
        bound = Bound(leaf.fraction * seen.all, leaf.strict)
        if not bound.is_met_by(seen.present):
            sentences.append(_short_of(bound, seen.present, leaf, part, lang))
    return sentences


def _short_of(bound: Bound, present: Fraction, leaf: Share, part: Part, lang: str) -> str:
    lacking = bound.amount - present
    if lacking == 0:
        return Text("Участвует ровно столько, сколько названо: для кворума нужно больше.").read(lang)
    amount = (
        format_m2(round_up(lacking), lang) if leaf.measure == "share" else format_number(round_up(lacking), lang, 0)
    )
    if part.entrance is not None:
        words = Text("В подъезде {entrance} для кворума не хватает {amount}.", entrance=part.entrance, amount=amount)
        return words.read(lang)
    return Text("Для кворума не хватает {amount}.", amount=amount).read(lang)


def _part_of(item: AgendaItem, name: str | None) -> Part | None:
    if name is None:
        return item.part or EVERYBODY
    return item.parts_apart.get(name)


def _readings(bench: Bench, rule: DecisionRule) -> list[AppliedReading]:
    """The disputed readings, and the house's own rules, that matter to this question in this house."""
    lang, found = bench.language, []
    for name in asked_readings(rule):
        if name == "parking" and not bench.house.has_parking:
            continue
        switch, chosen = rule.switches[name], bench.assembly.readings.get(name)
        option = chosen["option"] if chosen is not None else switch.default
        if option is None:
            continue
        why = str(chosen["why"]) if chosen is not None else _word(switch.why, lang)
        found.append(AppliedReading(reading_words(name, option, lang), chosen is not None, why))
    return [*found, *_by_laws(bench, rule)]


def _by_laws(bench: Bench, rule: DecisionRule) -> list[AppliedReading]:
    """The house's own rules that matter to this question, each with its document."""
    told = bench.facts.get("by_law", {})
    return [
        AppliedReading(
            by_law_words(name, told[name]["value"], bench.language),
            chosen=True,
            why=told[name]["evidence"],
            is_by_law=True,
        )
        for name in asked_by_laws(rule)
        if name in told
    ]


def _word(words: Any, language: str) -> str:
    if not isinstance(words, Mapping):
        return ""
    return str(words.get(language if language in LANGUAGES else "ru") or words.get("ru") or "")
