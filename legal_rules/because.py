"""One plain sentence why a question was carried or not: what was needed, what was reached, what was missing."""

from __future__ import annotations

from dataclasses import dataclass

from legal_rules.rule import Variant
from legal_rules.tree import Bound, Share, Sight
from legal_rules.words import LANGUAGES, Speaker, Words

_OPENINGS = {
    "ru": {"carried": "Принято", "not_carried": "Не принято", "no_quorum": "Нет кворума, решение не принимается",
           "provisional": "Принято предварительно"},
    "en": {"carried": "Carried", "not_carried": "Not carried", "no_quorum": "No quorum, nothing is decided",
           "provisional": "Carried provisionally"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out about one case, ready to be told."""

    outcome: str
    variant: Variant
    sight: Sight
    told: tuple[Words, ...]


def because(found: Findings, speaker: Speaker) -> Words:
    """The reason of a verdict in both languages."""
    return {lang: _because(found, speaker, lang) for lang in LANGUAGES}


def _because(found: Findings, speaker: Speaker, lang: str) -> str:
    tree = found.variant.test
    if found.outcome == "no_quorum" and found.variant.quorum is not None:
        tree = found.variant.quorum
    sentences = [f"{_OPENINGS[lang][found.outcome]}: {speaker.tree(tree, found.sight, lang)}."]
    if found.outcome == "not_carried":
        sentences += _what_was_missing(found, speaker, lang)
    return " ".join([*sentences, *(said[lang] for said in found.told)])


def _what_was_missing(found: Findings, speaker: Speaker, lang: str) -> list[str]:
    """By how much one failed test on "for" was missed, and what those who kept out did to it."""
    leaf = found.variant.test
    seen = found.sight.figures(leaf.measure) if isinstance(leaf, Share) and leaf.part is None else None
    if not isinstance(leaf, Share) or leaf.counted != "for" or seen is None:
        return []
    if seen.amount(leaf.base) == 0:
        return [{"ru": "Голосов нет, решать нечем.", "en": "There are no votes to decide by."}[lang]]
    bound = Bound(leaf.fraction * seen.amount(leaf.base), leaf.strict)
    lacking = bound.amount - seen.for_
    sentences = []
    if lacking > 0:
        amount = speaker.amount(leaf.measure, lacking, lang)
        short = {"ru": "Не хватило", "en": "Missing:"}[lang]
        if bound.strict:
            short += {"ru": " чуть больше", "en": " a little more than"}[lang]
        sentences.append(f"{short} {amount}.")
    else:  # reached and not carried: the bound had to be passed
        sentences.append({"ru": "Ровно столько мало: нужно больше.", "en": "Exactly that is not enough."}[lang])
    if leaf.base == "all" and seen.for_ + seen.against < seen.all:
        sentences.append(
            {
                "ru": "Кто воздержался или не участвовал, не добавил голосов «за».",
                "en": "Those who abstained or stayed away added nothing to the votes for.",
            }[lang]
        )
    if leaf.base in ("present", "participated") and seen.abstain > 0:
        sentences.append(
            {
                "ru": "Воздержавшиеся участвовали, но голоса «за» не дали.",
                "en": "Those who abstained took part without voting for.",
            }[lang]
        )
    return sentences
