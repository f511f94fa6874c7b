"""The card of a rule: what a kind of decision needs on a day, in plain lines in one language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from legal_rules import words
from legal_rules.counting import Exclusion, Swap
from legal_rules.guards import Guard
from legal_rules.rule import DecisionRule, Hold, Variant
from legal_rules.words import Words

_MARKS: dict[str, Words] = {
    "text": {"ru": "текст нормы прочитан", "en": "the wording of the act was read"},
    "secondary": {"ru": "по вторичному тексту", "en": "by a secondary text"},
    "unverified": {"ru": "не проверено по тексту", "en": "not checked against any text"},
}
_SIGNS = {"is": "=", "gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
_KINDS: dict[str, Words] = {
    "interpretation": {"ru": "толкование ", "en": "reading "},
    "by_law": {"ru": "правило дома ", "en": "by-law "},
    "largest": {"ru": "доля самого большого собственника, ", "en": "the part of the greatest owner, "},
}


def card(rule: DecisionRule | Hold, on: date, lang: str) -> list[str]:
    """What a rule says, line by line.

    Args:
        rule: as ``find_rule`` found it.
        on: the day it was asked for.
        lang: ``ru`` or ``en``.
    """
    if isinstance(rule, Hold):
        lines = [f"{rule.decision}, {_day(on, lang)}", rule.why[lang]]
        return lines if rule.article is None else [*lines, rule.article[lang]]
    return list(_lines(rule, on, lang))


def _say(lang: str, ru: str, en: str) -> str:
    return ru if lang == "ru" else en


def _day(day: date, lang: str) -> str:
    return day.strftime("%d.%m.%Y") if lang == "ru" else day.isoformat()


def _lines(rule: DecisionRule, on: date, lang: str) -> Iterator[str]:
    yield f"{rule.decision}, {_day(on, lang)}: {rule.subject[lang]} ({_MARKS[rule.subject_mark][lang]})"
    yield f"{_say(lang, 'Нужно', 'Needed')}: {rule.needs[lang]}"
    for variant in rule.variants:
        yield from _variant(rule, variant, lang)
    yield f"{_say(lang, 'Статья', 'Article')}: {rule.article[lang]} ({_MARKS[rule.mark][lang]})"
    yield f"{_say(lang, 'Действует', 'In force')}: {_interval(rule, lang)}"
    if rule.electorate is not None:
        yield f"{_say(lang, 'Решает только', 'Decided by')}: {rule.electorate}"
    groups = list(_guards(rule))
    guards = [guard for group in groups for guard in group]
    facts = dict.fromkeys(
        guard.name
        for group in groups
        if all(_by_default(rule, guard) for guard in group)
        for guard in group
        if guard.kind == "fact" and guard.default is None
    )
    if facts:
        told = ", ".join(_fact(rule, name, lang) for name in facts)
        yield f"{_say(lang, 'Без этих сведений решить нельзя', 'Not decided without')}: {told}"
    for override in rule.overrides:
        yield f"{_say(lang, 'Правило дома может это изменить', 'The house may change it')}: {override.by_law}"
    readings = [guard.name for guard in guards if guard.kind == "interpretation"]
    readings += [swap.name for swap in rule.swaps if swap.kind == "interpretation"]
    for name in dict.fromkeys(readings):
        yield _reading(rule, name, lang)
    if rule.note is not None:
        yield rule.note[lang]


def _variant(rule: DecisionRule, variant: Variant, lang: str) -> Iterator[str]:
    """The conditions and the quorum of a variant, and the second vote it opens."""
    if len(rule.variants) > 1:
        condition = ", ".join(_condition(rule, guard, lang) for guard in variant.guards)
        otherwise = _say(lang, "иначе", "otherwise")
        needs = variant.hold[lang] if variant.hold is not None else words.needs(variant.test, lang)
        yield f"— {condition or otherwise}: {needs}"
    if variant.hold is None:
        yield f"{_say(lang, 'Кворум', 'Quorum')}: {_quorum(variant, lang)}"
    for bridge in variant.bridges:
        yield f"{_say(lang, 'Второе голосование', 'Second vote')}: {bridge.next}. {bridge.says[lang]}"


def _quorum(variant: Variant, lang: str) -> str:
    if variant.quorum is None or variant.quorum_article is None:
        return _say(lang, "закон его не требует", "the law asks for none")
    return f"{words.needs(variant.quorum, lang)} ({variant.quorum_article[lang]})"


def _interval(rule: DecisionRule, lang: str) -> str:
    since = None if rule.since is None else f"{_say(lang, 'с', 'since')} {_day(rule.since, lang)}"
    until = None if rule.until is None else f"{_say(lang, 'до', 'before')} {_day(rule.until, lang)}"
    return ", ".join(part for part in (since, until) if part) or _say(lang, "всегда", "always")


def _guards(rule: DecisionRule) -> Iterator[tuple[Guard, ...]]:
    """The conditions of everything in the rule that has some."""
    conditional: tuple[Variant | Exclusion | Swap, ...] = (*rule.variants, *rule.exclusions, *rule.swaps)
    yield from (one.guards for one in conditional)


def _by_default(rule: DecisionRule, guard: Guard) -> bool:
    """False for a reading that somebody would have to choose first."""
    return guard.kind != "interpretation" or rule.switches[guard.name].default in (None, guard.value)


def _fact(rule: DecisionRule, name: str, lang: str) -> str:
    return f"{rule.fact_words[name][lang]} ({name})" if name in rule.fact_words else name


def _condition(rule: DecisionRule, guard: Guard, lang: str) -> str:
    if guard.kind == "call":
        return f"{_say(lang, 'созыв', 'call')} {guard.value}"
    if guard.kind in ("counted_in", "given"):
        return f"{_say(lang, 'посчитано', 'counted')}: {guard.name}"
    name = _fact(rule, guard.name, lang) if guard.kind == "fact" else _KINDS[guard.kind][lang] + guard.name
    return f"{name} {_SIGNS[guard.sign]} {guard.value}"


def _reading(rule: DecisionRule, name: str, lang: str) -> str:
    switch = rule.switches[name]
    options = _say(lang, " или ", " or ").join(switch.options)
    default = _say(lang, "нет", "none") if switch.default is None else switch.default
    chosen = _say(lang, f"{options}; если не выбрано: {default}", f"{options}; where none is chosen: {default}")
    return f"{_say(lang, 'Толкование', 'Reading')} {name}: {chosen}. {switch.why[lang]}"
