"""Plain sentences why a question was carried or not: what was reached, what was missing, what those did who kept out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from legal_rules.rule import Variant
from legal_rules.telling import is_nearest_of_several, telling
from legal_rules.tree import SIGNS, Leaf, Share, Sight
from legal_rules.words import LANGUAGES, Speaker, Words, of_part

_OPENINGS = {
    "ru": {"carried": "Принято", "not_carried": "Не принято", "no_quorum": "Нет кворума, решение не принимается",
           "provisional": "Принято предварительно"},
    "en": {"carried": "Carried", "not_carried": "Not carried", "no_quorum": "No quorum, nothing is decided",
           "provisional": "Carried provisionally"},
}  # fmt: skip
_NOT_FINAL = {"ru": "Пока не принято", "en": "Not carried so far"}
_NEAREST = {
    "ru": " (хватило бы одного из нескольких условий, ближе всего было это):",
    "en": " (one of several conditions would have been enough, this one was nearest):",
}
_NO_VOTES = {"ru": "Голосов нет, решать нечем.", "en": "There are no votes to decide by."}
_EXACTLY = {"ru": "Ровно столько мало: нужно больше.", "en": "Exactly that is not enough: more is needed."}
_KEPT_OUT = {
    "ru": {"absent": "не участвовали", "abstain": "воздержались", "unanswered": "не дали ясного ответа"},
    "en": {"absent": "stayed away", "abstain": "abstained", "unanswered": "gave no valid answer"},
}
_AS_AGAINST = {
    "ru": {"all": "при счёте от всех это действует как «против»",
           "present": "при счёте от участников это действует как «против»",
           "participated": "при счёте от голосовавших это действует как «против»"},
    "en": {"all": "measured by all, this works like a vote against",
           "present": "measured by those taking part, this works like a vote against",
           "participated": "measured by those who voted, this works like a vote against"},
}  # fmt: skip
_NO_MATTER = {
    "ru": {"cast": "на итог это не влияет, считают только «за» и «против»",
           "present": "на итог это не влияет, считают участников",
           "participated": "на итог это не влияет, считают голосовавших"},
    "en": {"cast": "this changes nothing, only votes for and against are counted",
           "present": "this changes nothing, those taking part are counted",
           "participated": "this changes nothing, those who voted are counted"},
}  # fmt: skip
_WORKS_AGAINST = {
    "all": ("absent", "abstain", "unanswered"), "present": ("abstain", "unanswered"), "participated": ("abstain",),
    "cast": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out about one case, ready to be told; ``told`` are further sentences, said last."""

    outcome: str
    variant: Variant
    sight: Sight
    told: tuple[Words, ...]


def because(found: Findings, speaker: Speaker) -> Words:
    """The reason of a verdict in both languages."""
    return {lang: _because(found, speaker, lang) for lang in LANGUAGES}


def _because(found: Findings, speaker: Speaker, lang: str) -> str:
    tree, sight = found.variant.test, found.sight
    if found.outcome == "no_quorum" and found.variant.quorum is not None:
        tree = found.variant.quorum
    leaves = telling(tree, sight)
    fails = tree.truth(sight) is False
    opening = f"{_OPENINGS[lang][found.outcome]}: "
    if found.outcome == "provisional" and fails:
        opening = f"{_NOT_FINAL[lang]}: "
    elif is_nearest_of_several(tree, sight):
        opening = opening.replace(":", _NEAREST[lang])
    told = dict.fromkeys(speaker.leaf(leaf, sight, lang) for leaf in leaves)
    sentences = [f"{opening}{'; '.join(told)}."]
    if fails:
        sentences += _what_was_missing(leaves, sight, speaker, lang)
    if found.outcome != "no_quorum":
        sentences += _who_kept_out(leaves, sight, speaker, lang)
    return " ".join([*sentences, *(said[lang] for said in found.told)])


def _what_was_missing(leaves: list[Leaf], sight: Sight, speaker: Speaker, lang: str) -> list[str]:
    """By how much each failed test was missed, in the unit of its measure."""
    missed = [_missed(leaf, sight, speaker, lang) for leaf in leaves]
    sentences = list(dict.fromkeys(whole for whole, _ in missed if whole))
    amounts = list(dict.fromkeys(amount for _, amount in missed if amount))
    if amounts:
        label = {"ru": "Не хватило", "en": "Missing:"}[lang]
        if lang == "ru" and not speaker.has_unit(leaves[0].measure):
            label += ":"  # the noun after it stands in its first form
        sentences.append(f"{label} {'; '.join(amounts)}.")
    return sentences


def _missed(leaf: Leaf, sight: Sight, speaker: Speaker, lang: str) -> tuple[str, str]:
    """A sentence of its own, or the amount that was missing; neither where the numbers already say it."""
    seen = sight.figures(leaf.measure, leaf.part)
    if seen is None or not isinstance(leaf, Share):
        return "", ""
    base = seen.amount(leaf.base)
    if base == 0:
        return _NO_VOTES[lang], ""
    counted, bound = seen.amount(leaf.counted), leaf.fraction * base
    if SIGNS[leaf.sign](counted, bound):
        return "", ""
    if leaf.sign in ("lt", "le"):
        return _too_many(leaf, counted - bound, speaker, lang), ""
    if leaf.measure != "share" and counted.denominator == 1:  # people and premises: the next whole one
        least = floor(bound) + 1 if leaf.sign == "gt" else ceil(bound)
        return "", speaker.amount(leaf.measure, least - counted, lang)
    if counted == bound:
        return _EXACTLY[lang], ""
    if leaf.sign == "ge":
        return "", speaker.amount(leaf.measure, bound - counted, lang)
    more = {"ru": "чуть больше", "en": "a little more than"}[lang]
    return "", f"{more} {speaker.amount(leaf.measure, bound - counted, lang, after_more=True)}"


def _too_many(leaf: Share, over: Fraction, speaker: Speaker, lang: str) -> str:
    """For a limit that was passed, or reached where it must not be: by how much."""
    if over == 0:
        return {"ru": "Ровно столько уже нельзя.", "en": "Exactly that is already too much."}[lang]
    amount = speaker.amount(leaf.measure, over, lang)
    return {"ru": f"Больше, чем можно, на столько: {amount}.", "en": f"That is more than allowed by {amount}."}[lang]


def _who_kept_out(leaves: list[Leaf], sight: Sight, speaker: Speaker, lang: str) -> list[str]:
    """What abstentions, ballots without an answer and absent owners did to the tests that were told."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for leaf in leaves:
        seen, base = sight.figures(leaf.measure, leaf.part), _base_of_votes(leaf)
        if seen is None or base is None:
            continue
        amounts = {"absent": seen.all - seen.present, "abstain": seen.abstain, "unanswered": seen.blank + seen.invalid}
        for name, amount in amounts.items():
            if amount > 0:
                effect = (_AS_AGAINST if name in _WORKS_AGAINST[base] else _NO_MATTER)[lang][base]
                said = speaker.amount(leaf.measure, amount, lang)
                found.setdefault(effect, {}).setdefault(name, {}).setdefault(said, said + of_part(leaf.part, lang))
    return [_kept_out(effect, names, lang) for effect, names in found.items()]


def _base_of_votes(leaf: Leaf) -> str | None:
    """What votes for are measured by; None for a test on who took part."""
    if not isinstance(leaf, Share):
        return None if leaf.kind == "at_least_present" else "cast"
    return {"for": leaf.base, "against": "cast"}.get(leaf.counted)


def _kept_out(effect: str, names: dict[str, dict[str, str]], lang: str) -> str:
    """«Воздержались — 6 собственников (40 долей): при счёте от всех это действует как «против».»"""
    parts = []
    for name, amounts in names.items():
        first, *others = amounts.values()
        beside = f" ({', '.join(others)})" if others else ""
        parts.append(f"{_KEPT_OUT[lang][name]} — {first}{beside}")
    text = f"{', '.join(parts)}: {effect}."
    return text[0].upper() + text[1:]
