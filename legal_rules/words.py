"""Plain sentences for laymen, Russian and English, about tests and how they came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

from legal_rules.figures import Figures
from legal_rules.numbers import for_people, is_shown_exactly, round_half_up
from legal_rules.tree import Group, Leaf, Node, Plain, Share, Sight

Words = dict[str, str]
LANGUAGES = ("ru", "en")
_EXACT_DIGITS = 3  # a number with so many decimals or fewer is printed exactly
_MOST_DIGITS = 12

_FRACTIONS = {
    "ru": {"1/2": "половины", "1/3": "одной трети", "2/3": "двух третей", "1/4": "одной четверти",
           "3/4": "трёх четвертей", "3/5": "трёх пятых", "4/5": "четырёх пятых", "1": "100 %"},
    "en": {"1/2": "half", "1/3": "one third", "2/3": "two thirds", "1/4": "one quarter",
           "3/4": "three quarters", "3/5": "three fifths", "4/5": "four fifths", "1": "100 %"},
}  # fmt: skip
_BASES = {
    "ru": {
        "share": {"all": "голосов всех собственников", "present": "голосов участников",
                  "participated": "голосов всех, кто голосовал", "cast": "голосов «за» и «против» вместе"},
        "heads": {"all": "всех собственников по числу", "present": "участников по числу",
                  "participated": "голосовавших собственников по числу",
                  "cast": "собственников, ответивших «за» или «против»"},
        "units": {"all": "всех помещений", "present": "помещений, принявших участие",
                  "participated": "проголосовавших помещений", "cast": "помещений с ответом «за» или «против»"},
    },
    "en": {
        "share": {"all": "the votes of all owners", "present": "the votes of those taking part",
                  "participated": "the votes of all who voted", "cast": "the votes for and against together"},
        "heads": {"all": "all owners by number", "present": "the owners taking part, by number",
                  "participated": "the owners who voted, by number", "cast": "the owners who answered for or against"},
        "units": {"all": "all units", "present": "the units taking part",
                  "participated": "the units that voted", "cast": "the units that answered for or against"},
    },
}  # fmt: skip
_SIGNS = {
    "ru": {"gt": "больше", "ge": "не менее", "lt": "меньше", "le": "не больше"},
    "en": {"gt": "more than", "ge": "at least", "lt": "less than", "le": "not more than"},
}
_COUNTED = {
    "ru": {"for": "«за»", "against": "«против»", "present": "участие", "participated": "голосуют",
           "cast": "отвечают «за» или «против»"},
    "en": {"for": "for", "against": "against", "present": "taking part", "participated": "voting",
           "cast": "answering for or against"},
}  # fmt: skip
_PREFIXES = {
    "ru": {"share": "по долям: ", "heads": "по числу собственников: ", "units": "по числу помещений: "},
    "en": {"share": "by share: ", "heads": "by number of owners: ", "units": "by number of units: "},
}
_BY = {
    "ru": {"share": "", "heads": " (по числу собственников)", "units": " (по числу помещений)"},
    "en": {"share": "", "heads": " (by number of owners)", "units": " (by number of units)"},
}
_NOUNS = {  # one, few, many; one after "more than"
    "ru": {"share": ("доля", "доли", "долей", "доли"),
           "heads": ("собственник", "собственника", "собственников", "собственника"),
           "units": ("помещение", "помещения", "помещений", "помещения")},
    "en": {"share": ("share", "shares", "shares", "share"), "heads": ("owner", "owners", "owners", "owner"),
           "units": ("unit", "units", "units", "unit")},
}  # fmt: skip
_FACTS = {
    "units": {"ru": "сколько в доме помещений", "en": "how many units the house has"},
    "owners": {"ru": "сколько в доме собственников", "en": "how many owners the house has"},
    "entrances": {"ru": "сколько в доме подъездов", "en": "how many entrances the house has"},
    "form": {"ru": "в какой форме проходит собрание", "en": "the form of the assembly"},
    "share": {"ru": "подсчёт по долям", "en": "the count by share"},
    "heads": {"ru": "подсчёт по числу собственников", "en": "the count by number of owners"},
    "voters": {"ru": "кто как голосовал", "en": "who voted how"},
    "chair_vote": {"ru": "голос председателя", "en": "the chair's vote"},
}
_OF_PART = {
    "ru": {None: "", "entrance": " этого подъезда"},
    "en": {None: "", "entrance": " of this entrance"},
}
_OF_ANY_PART = {"ru": " этой части дома", "en": " of this part of the house"}
_ONLY_PART = {"ru": " (решает только эта часть дома)", "en": " (this part of the house alone decides)"}


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """How a country writes an amount of one measure: its unit (``м²``) and the digits people expect."""

    unit: Mapping[str, str] = field(default_factory=dict)
    digits: int = 0

    def amount(self, value: Fraction, lang: str, digits: int) -> str:
        """The amount with its unit."""
        text = for_people(value, digits, lang)
        return f"{text} {self.unit[lang]}" if lang in self.unit else text


def fact_words(name: str, known: Mapping[str, Words], lang: str) -> str:
    """A missing fact as a person reads it, with the name by which a program gives it."""
    said = known.get(name) or _FACTS.get(name)
    if said is not None:
        return f"{said[lang]} ({name})"
    measure, _, part = name.removesuffix(")").partition(" (")
    if not part:
        return name
    count = {"ru": "подсчёт", "en": "the count"}[lang]
    return f"{count} {_PREFIXES[lang][measure].removesuffix(': ')}{of_part(part, lang)} ({measure}, {part})"


def of_part(part: str | None, lang: str) -> str:
    """Which part of the house is meant, after what is counted in it: `` этого подъезда``."""
    return _OF_PART[lang].get(part, _OF_ANY_PART[lang])


def _noun(measure: str, value: Fraction, lang: str, *, after_more: bool) -> str:
    """The noun in the form its number asks for: 1 доля, 2 доли, 5 долей, 2,5 доли; больше 2 долей."""
    one, few, many, more_than_one = _NOUNS[lang][measure]
    if value.denominator != 1:
        return few if lang == "en" else more_than_one
    last, teens = value % 10, 10 < value % 100 < 20
    if lang == "en" or (last == 1 and not teens):
        singular = more_than_one if after_more else one
        return singular if value == 1 or lang == "ru" else few
    return few if 1 < last < 5 and not teens and not after_more else many


def fraction_words(fraction: Fraction, lang: str) -> str:
    """``половины`` / ``half``; a rare fraction stays a number."""
    return _FRACTIONS[lang].get(str(fraction), str(fraction))


def base_words(leaf: Share, lang: str) -> str:
    """What the fraction is taken of."""
    where = of_part(leaf.part, lang)
    if lang == "ru" and (leaf.part, leaf.measure, leaf.base) == (None, "share", "all"):
        where = " дома"
    return _BASES[lang][leaf.measure][leaf.base] + where


def _of(leaf: Share, lang: str) -> str:
    joint = " of " if lang == "en" else " "
    return f"{fraction_words(leaf.fraction, lang)}{joint}{base_words(leaf, lang)}"


def _needs_leaf(leaf: Leaf, lang: str) -> str:
    if isinstance(leaf, Share):
        everyone = leaf.fraction == 1 and leaf.sign == "ge"
        text = _of(leaf, lang) if everyone else f"{_SIGNS[lang][leaf.sign]} {_of(leaf, lang)}"
        return text if leaf.counted == "for" else f"{_COUNTED[lang][leaf.counted]} {text}"
    by = _BY[lang][leaf.measure] + (_ONLY_PART[lang] if leaf.part else "")
    number = for_people(leaf.number, 0, lang)
    texts = {
        "for_above_against": {"ru": "«за» больше, чем «против»", "en": "more votes for than against"},
        "none_against": {"ru": "ни одного голоса «против»", "en": "no vote against"},
        "at_least_present": {"ru": f"участие не менее {number}", "en": f"at least {number} taking part"},
    }
    return texts[leaf.kind][lang] + by


def needs(node: Node, lang: str) -> str:
    """What a tree asks for, in words and without a capital: «больше половины голосов участников»."""
    if not isinstance(node, Group):
        return _needs_leaf(node, lang)
    parts = [needs(part, lang) for part in node.parts]
    if node.kind == "all":
        return {"ru": " и ", "en": " and "}[lang].join(parts)
    if node.kind == "any":
        return {"ru": "либо " + ", либо ".join(parts), "en": "either " + ", or ".join(parts)}[lang]
    return {"ru": "не должно быть: " + ", ".join(parts), "en": "none of: " + ", ".join(parts)}[lang]


def _exact_digits(value: Fraction, least: int) -> int | None:
    """The decimals that show a value exactly, or None where that takes too many."""
    return next((digits for digits in range(least, _EXACT_DIGITS + 1) if is_shown_exactly(value, digits)), None)


def digits_for(values: tuple[Fraction, ...], least: int) -> tuple[int, ...]:
    """Decimals for numbers that stand in one sentence: exact where that is short, and never in a false order.

    7 413,33 must not be printed as 7 413,3 beside 7 413,31, nor two different numbers alike, nor two thirds of 1000 as
    667.
    """
    digits = least or 2
    while True:
        exact = [_exact_digits(value, least) for value in values]
        found = tuple(digits if own is None else own for own in exact)
        shown = [round_half_up(value, own) for value, own in zip(values, found, strict=True)]
        pairs = combinations(range(len(values)), 2)
        if digits >= _MOST_DIGITS or all(
            (values[a] < values[b], values[a] == values[b]) == (shown[a] < shown[b], shown[a] == shown[b])
            for a, b in pairs
        ):
            return found
        digits += 1


def _rounded_note(values: tuple[Fraction, ...], digits: tuple[int, ...], lang: str) -> str:
    rounded = [own for value, own in zip(values, digits, strict=True) if not is_shown_exactly(value, own)]
    if not rounded:
        return ""
    step = for_people(Fraction(1, 10 ** rounded[0]), rounded[0], lang)
    return {"ru": f" (округлено до {step})", "en": f" (rounded to {step})"}[lang]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says how the tests of one rule came out, in the measures of its country."""

    measures: Mapping[str, MeasureWords]

    def _words(self, measure: str) -> MeasureWords:
        return self.measures.get(measure, MeasureWords())

    def has_unit(self, measure: str) -> bool:
        """True where amounts of this measure are written with a unit (м²)."""
        return bool(self._words(measure).unit)

    def prefix(self, measure: str, lang: str) -> str:
        """``по числу собственников: `` where the number itself carries no unit."""
        return "" if self.has_unit(measure) else _PREFIXES[lang][measure]

    def amount(self, measure: str, value: Fraction, lang: str, *, after_more: bool = False) -> str:
        """One amount that is not zero, with its unit or its noun: ``61,3 м²``, ``2 собственника``.

        ``after_more``: in the form that follows ``больше``.
        """
        words = self._words(measure)
        digits = digits_for((Fraction(0), value), words.digits)[1]
        text = words.amount(value, lang, digits)
        shown = round_half_up(value, digits)
        return text if self.has_unit(measure) else f"{text} {_noun(measure, shown, lang, after_more=after_more)}"

    def leaf(self, leaf: Leaf, sight: Sight, lang: str) -> str:
        """What was counted and what is needed: «за» 7 405,0 м², нужно не менее 7 413,3 м² — двух третей …"""
        seen = sight.figures(leaf.measure, leaf.part)
        if seen is None:
            return _needs_leaf(leaf, lang)
        words, prefix = self._words(leaf.measure), self.prefix(leaf.measure, lang)
        if isinstance(leaf, Plain):
            return prefix + self._plain(leaf, words, seen, lang)
        counted, bound = seen.amount(leaf.counted), leaf.fraction * seen.amount(leaf.base)
        digits = digits_for((counted, bound), words.digits)
        must = {"ru": "нужно", "en": "needed:"}[lang]
        if leaf.sign in ("lt", "le"):
            must = {"ru": "можно", "en": "allowed:"}[lang]
        took_part = {"ru": "участвовали", "en": "took part:"}[lang]
        name = took_part if leaf.counted == "present" else _COUNTED[lang][leaf.counted]
        return (
            f"{prefix}{name} {words.amount(counted, lang, digits[0])}, {must} {_SIGNS[lang][leaf.sign]} "
            f"{words.amount(bound, lang, digits[1])} — {_of(leaf, lang)}{_rounded_note((counted, bound), digits, lang)}"
        )

    def _plain(self, leaf: Plain, words: MeasureWords, seen: Figures, lang: str) -> str:
        if leaf.kind == "at_least_present":
            took_part = {"ru": "участвовали", "en": "took part:"}[lang]
            least = {"ru": "нужно не менее", "en": "needed: at least"}[lang]
            number = words.amount(leaf.number, lang, words.digits)
            return f"{took_part} {words.amount(seen.present, lang, words.digits)}, {least} {number}"
        digits = digits_for((seen.for_, seen.against), words.digits)
        needed = _needs_leaf(Plain(leaf.kind, "share", leaf.number, leaf.part), lang)
        must = {"ru": "нужно:", "en": "needed:"}[lang]
        counted = _COUNTED[lang]
        return (
            f"{counted['for']} {words.amount(seen.for_, lang, digits[0])}, "
            f"{counted['against']} {words.amount(seen.against, lang, digits[1])}, {must} {needed}"
        )
