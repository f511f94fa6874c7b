"""Who may call an assembly, or demand that it be called, and what the named initiators still lack for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from legal_rules.amounts import AmountGroup, AmountNode, AmountTest
from legal_rules.around import Asked, ConveningRule, Found, Unknown, pick
from legal_rules.pack import Pack
from legal_rules.tree import Bound
from legal_rules.words import MeasureWords, Words, digits_for

Sums = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Count:
    """One test of a right: what the initiators hold in a measure, and what is needed; None where it is not known."""

    measure: str
    has: Fraction | None
    needed: Bound | None
    met: bool | None
    sentence: Words


@dataclass(frozen=True, slots=True)
class Right:
    """One right to call or to demand an assembly.

    ``held``: True, False, or None where figures or facts are missing. ``counts``: what was compared, one line each;
    ``together``: all of them are needed, or any one.
    """

    name: str
    right: str
    held: bool | None
    says: Words
    article: Words
    mark: str
    counts: tuple[Count, ...] = ()
    together: str = "all"
    office: str | None = None
    electorate: str | None = None

    @property
    def missing(self) -> dict[str, Bound]:
        """The bounds that the initiators do not meet, by measure."""
        return {one.measure: one.needed for one in self.counts if one.met is False and one.needed is not None}


def convening_rights(
    pack: Pack,
    asked: Asked,
    *,
    whole: Sums,
    initiators: Sums,
    offices: Collection[str] = (),
    electorates: Mapping[str, tuple[Sums, Sums]] | None = None,
) -> list[Right | Unknown]:
    """Every right the pack knows, with whether these initiators have it and what is missing.

    Args:
        pack, asked: whose law, of which day.
        whole: the sums of the house by measure (share, heads, units).
        initiators: what those hold together who call or demand.
        offices: the offices held among them (``council``, ``manager`` …).
        electorates: the same two sums for a part of the house that has a right of its own (``parking``).
    Returns: one entry a right, in the order of the pack; Unknown for a named gap or a missing fact.
    """
    counted = {name: whole[measure] for name, measure in (("owners", "heads"), ("units", "units")) if measure in whole}
    asked = replace(asked, facts={**counted, **asked.facts})
    found: list[Right | Unknown] = []
    for name, entries in pack.around.convening.items():
        answer = pick(entries, asked, pack.switches)
        if isinstance(answer, Found):
            of_part = (electorates or {}).get(answer.rule.electorate or "", ({}, {}))
            sums = (whole, initiators) if answer.rule.electorate is None else of_part
            found.append(_right(name, answer, sums, offices, pack))
        elif not answer.nothing_said:
            found.append(answer)
    return found


def _right(
    name: str, found: Found[ConveningRule], sums: tuple[Sums, Sums], offices: Collection[str], pack: Pack
) -> Right:
    rule = found.rule
    counts = () if rule.test is None else tuple(_count(test, sums, pack) for test in rule.test.tests())
    held = rule.office in offices if rule.test is None else rule.test.truth(sums[1], sums[0], {})
    return Right(
        name=name,
        right=rule.right,
        held=held,
        says=found.entry.says,
        article=found.article,
        mark=found.entry.mark,
        counts=counts,
        together=_kind(rule.test),
        office=rule.office,
        electorate=rule.electorate,
    )


def _kind(test: AmountNode | None) -> str:
    return test.kind if isinstance(test, AmountGroup) else "all"


def _count(test: AmountTest, sums: tuple[Sums, Sums], pack: Pack) -> Count:
    whole, initiators = sums
    has, needed = initiators.get(test.measure), test.needed(whole)
    met = test.truth(initiators, whole, {})
    return Count(test.measure, has, needed, met, _count_words(test.measure, has, needed, met, pack))


_NAMES: dict[str, Words] = {
    "heads": {"ru": "по числу собственников", "en": "by number of owners"},
    "units": {"ru": "по числу помещений", "en": "by number of units"},
    "share": {"ru": "по голосам", "en": "by votes"},
}


def _count_words(measure: str, has: Fraction | None, needed: Bound | None, met: bool | None, pack: Pack) -> Words:
    """«по голосам: есть 60,0 м², нужно не менее 1 112,0 м², не хватает 1 052,0 м²»."""
    name = _NAMES[measure]
    if has is None or needed is None:
        return {
            "ru": f"{name['ru']}: не хватает чисел, чтобы посчитать",
            "en": f"{name['en']}: figures are missing to count",
        }
    words = pack.measures.get(measure, MeasureWords())
    lack = max(Fraction(0), needed.amount - has)
    digits = digits_for((has, needed.amount, lack), words.digits)
    pairs = list(zip((has, needed.amount, lack), digits, strict=True))
    has_ru, needed_ru, lack_ru = (words.amount(value, "ru", places) for value, places in pairs)
    has_en, needed_en, lack_en = (words.amount(value, "en", places) for value, places in pairs)
    ru = f"{name['ru']}: есть {has_ru}, нужно {'больше' if needed.strict else 'не менее'} {needed_ru}"
    en = f"{name['en']}: {has_en}, needed: {'more than' if needed.strict else 'at least'} {needed_en}"
    if met:
        return {"ru": ru, "en": en}
    if not lack:
        return {"ru": f"{ru}, ровно столько мало", "en": f"{en}, exactly that is not enough"}
    return {"ru": f"{ru}, не хватает {lack_ru}", "en": f"{en}, {lack_en} missing"}
