"""Mandates held against the law: how many one person may hold, who may hold none, and what a mandate must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from fractions import Fraction

from legal_rules.amounts import Amounts, AmountTest
from legal_rules.around import Asked, BlankMandates, ProxyRule, Unknown, pick
from legal_rules.dates import clock_of
from legal_rules.numbers import exact_text
from legal_rules.pack import Pack
from legal_rules.spans import HouseClock
from legal_rules.words import Words

_FORMS = ("text", "written", "signed", "prescribed", "certified")
"""From the weakest form of a mandate to the strongest."""
_FORM_WORDS: dict[str, Words] = {
    "text": {"ru": "в текстовой форме", "en": "in text form"},
    "written": {"ru": "письменной", "en": "in writing"},
    "signed": {"ru": "письменной и подписанной", "en": "in writing and signed"},
    "prescribed": {"ru": "на установленном бланке", "en": "on the prescribed form"},
    "certified": {"ru": "заверенной", "en": "certified"},
}


@dataclass(frozen=True, slots=True)
class Mandate:
    """One owner's mandate: what the owner holds, and the document.

    ``form`` is one of text, written, signed, prescribed, certified; ``through`` names who passed the mandate on;
    ``blank``: it came without the name of the one who is to use it.
    """

    principal: str
    amounts: Amounts
    form: str | None = None
    given_on: date | None = None
    ratified_on: date | None = None
    blank: bool = False
    through: str | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers for others: what he owns himself, what he is in the house, and the mandates he holds."""

    name: str
    own: Amounts = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    mandates: tuple[Mandate, ...] = ()
    blanks_from: tuple[str, ...] = ()
    """The roles of those who gave him blank mandates on"""


@dataclass(frozen=True, slots=True)
class ProxyBreach:
    """What the law does not allow: limit, banned, form, age, sub_delegation or blank; who holds it, and for whom."""

    code: str
    holder: str
    principal: str | None
    sentence: Words
    article: Words


@dataclass(frozen=True, slots=True)
class ProxyAnswer:
    """The breaches, and why something cannot be told; ``known`` is False where the pack has no rule at all."""

    known: bool
    breaches: tuple[ProxyBreach, ...] = ()
    unknown: tuple[Words, ...] = ()
    mark: str = ""


def check_proxies(
    pack: Pack,
    asked: Asked,
    holder: Holder,
    whole: Mapping[str, Fraction],
    *,
    meeting: date,
    tz: str | tzinfo | None = None,
) -> ProxyAnswer:
    """Hold the mandates of one person against the law: the test is for each holder alone.

    Args:
        pack, asked: whose law, of which day.
        holder: who holds the mandates.
        whole: the sums of the house by measure (share, heads, units); heads and units are also taken as the facts
            ``owners`` and ``units`` where these are not told.
        meeting: the day on which the mandates are used.
        tz: the time zone of the house.
    """
    counted = {name: whole[measure] for name, measure in (("owners", "heads"), ("units", "units")) if measure in whole}
    found = pick(pack.around.proxies, replace(asked, facts={**counted, **asked.facts}), pack.switches)
    if isinstance(found, Unknown):
        return ProxyAnswer(False, unknown=(found.why,))
    if not holder.mandates:
        return ProxyAnswer(True, mark=found.entry.mark)
    breaches: list[ProxyBreach] = []
    unknown: list[Words] = []
    for code, principal, words in _wrong(pack, found.rule, holder, whole, (meeting, clock_of(pack, tz))):
        if code == "unknown":
            unknown.append(words)
            continue
        sentence = {lang: f"{words[lang]} {found.entry.says[lang]}" for lang in words}
        breaches.append(ProxyBreach(code, holder.name, principal, sentence, found.article))
    return ProxyAnswer(True, tuple(breaches), tuple(unknown), found.entry.mark)


_Wrong = Iterator[tuple[str, str | None, Words]]


def _wrong(pack: Pack, rule: ProxyRule, holder: Holder, whole: Amounts, at: tuple[date, HouseClock]) -> _Wrong:
    for role in holder.roles:
        if role in rule.banned:
            words = pack.around.roles[role]
            yield (
                "banned",
                None,
                {
                    "ru": f"{holder.name}: доверенностей здесь не держат {words['ru']}.",
                    "en": f"{holder.name}: no mandates are held by {words['en']}.",
                },
            )
    yield from _limit(rule, holder, whole)
    for mandate in holder.mandates:
        yield from _document(rule, holder, mandate, *at)
        yield from _passed_on(rule, holder, mandate)


def _limit(rule: ProxyRule, holder: Holder, whole: Amounts) -> _Wrong:
    if rule.limits is None:
        return
    held = _held(holder.mandates)
    own = {"principals": Fraction(0), **holder.own}
    truth = rule.limits.truth(held, whole, own)
    if truth:
        return
    told = [_limit_words(test, held, whole, own) for test in rule.limits.tests()]
    joined = {lang: "; ".join(words[lang] for words in told) for lang in ("ru", "en")}
    if truth is None:
        yield (
            "unknown",
            None,
            {
                "ru": f"{holder.name}: предел доверенностей проверить нельзя, не хватает чисел ({joined['ru']}).",
                "en": f"{holder.name}: the limit of mandates cannot be checked, figures are missing ({joined['en']}).",
            },
        )
        return
    yield (
        "limit",
        None,
        {
            "ru": f"{holder.name} держит больше доверенностей, чем можно: {joined['ru']}.",
            "en": f"{holder.name} holds more mandates than allowed: {joined['en']}.",
        },
    )


def _held(mandates: tuple[Mandate, ...]) -> dict[str, Fraction]:
    held = {"principals": Fraction(len({mandate.principal for mandate in mandates}))}
    for measure in ("share", "heads", "units"):
        if all(measure in mandate.amounts for mandate in mandates):
            held[measure] = sum((mandate.amounts[measure] for mandate in mandates), Fraction(0))
    return held


_MEASURES: dict[str, Words] = {
    "principals": {"ru": "доверителей", "en": "principals"},
    "heads": {"ru": "собственников", "en": "owners"},
    "share": {"ru": "голосов", "en": "votes"},
    "units": {"ru": "помещений", "en": "units"},
}


def _limit_words(test: AmountTest, held: Amounts, whole: Amounts, own: Amounts) -> Words:
    has, bound, name = test.held(held, own), test.bound(whole), _MEASURES[test.measure]
    has_text, bound_text = ("?" if one is None else exact_text(one) for one in (has, bound))
    with_own = {"ru": " вместе с его собственными", "en": " with his own"} if test.with_own else {"ru": "", "en": ""}
    return {
        "ru": f"{name['ru']}{with_own['ru']} {has_text}, можно не больше {bound_text}",
        "en": f"{name['en']}{with_own['en']} {has_text}, allowed: {bound_text} at most",
    }


def _document(rule: ProxyRule, holder: Holder, mandate: Mandate, meeting: date, clock: HouseClock) -> _Wrong:
    is_ratified = rule.ratified_within is not None and (
        mandate.ratified_on is not None and mandate.ratified_on <= clock.move(meeting, rule.ratified_within, 1)
    )
    if is_ratified:
        return
    if rule.form is not None:
        if mandate.form is None:
            ru, en = "не указано, в какой форме доверенность.", "the form of the mandate is not told."
            yield _told("unknown", holder, mandate, ru, en)
        elif _FORMS.index(mandate.form) < _FORMS.index(rule.form):
            form = _FORM_WORDS[rule.form]
            ru, en = f"доверенность должна быть {form['ru']}.", f"the mandate must be {form['en']}."
            yield _told("form", holder, mandate, ru, en)
    if rule.max_age is not None:
        if mandate.given_on is None:
            ru, en = "не указан день доверенности.", "the day of the mandate is not told."
            yield _told("unknown", holder, mandate, ru, en)
        elif clock.day(clock.move(mandate.given_on, rule.max_age, 1)) < meeting:
            age = rule.max_age.genitive()
            ru, en = f"доверенность старше {age['ru']}.", f"the mandate is older than {age['en']}."
            yield _told("age", holder, mandate, ru, en)


def _passed_on(rule: ProxyRule, holder: Holder, mandate: Mandate) -> _Wrong:
    if mandate.through is not None and rule.sub_delegation is None:
        ru, en = "можно ли передоверить, здесь не известно.", "whether it may be passed on is not known."
        yield _told("unknown", holder, mandate, ru, en)
    elif mandate.through is not None and not rule.sub_delegation:
        ru, en = "передоверить нельзя.", "a mandate cannot be passed on."
        yield _told("sub_delegation", holder, mandate, ru, en)
    if mandate.blank:
        yield from _blank(rule.blank, holder, mandate)


def _blank(rule: BlankMandates | None, holder: Holder, mandate: Mandate) -> _Wrong:
    if rule is None:
        ru, en = (
            "что делать с доверенностью без имени, здесь не известно.",
            "what becomes of a mandate without a name is not known.",
        )
        yield _told("unknown", holder, mandate, ru, en)
        return
    if rule.void:
        ru, en = "доверенность без имени не действует.", "a mandate without a name is void."
        yield _told("blank", holder, mandate, ru, en)
        return
    never = [role for role in holder.roles if role in rule.never]
    given = set(rule.gives) & {*holder.blanks_from, *holder.roles}
    if never or (rule.gives and not given):
        ru = "доверенность без имени пришла не тем путём, который допускает закон."
        en = "a mandate without a name came in a way the law does not allow."
        yield _told("blank", holder, mandate, ru, en)


def _told(code: str, holder: Holder, mandate: Mandate, ru: str, en: str) -> tuple[str, str, Words]:
    words = {
        "ru": f"{holder.name} за {mandate.principal}: {ru}",
        "en": f"{holder.name} for {mandate.principal}: {en}",
    }
    return code, mandate.principal, words
