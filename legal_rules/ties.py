"""A tie: as much for as against, where one vote more would have carried. What follows is the pack's to say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from legal_rules.tree import Leaf, Node, Share, Sight
from legal_rules.words import Words

TIES = ("fails", "chair", "court")
TIE_WORDS: dict[str, Words] = {
    "chair": {
        "ru": "Голоса разделились поровну, решил голос председателя.",
        "en": "The votes are equal; the chair's vote settled it.",
    },
    "court": {
        "ru": "Голоса разделились поровну: любой собственник может обратиться в суд.",
        "en": "The votes are equal: any owner may go to court.",
    },
}


@dataclass(frozen=True, slots=True)
class Tie:
    """What follows from a tie.

    ``fails``; ``chair``: the chair's vote settles it (fact ``chair_vote``: for or against); ``court``: not carried,
    and the court may be asked. ``says`` takes the place of the sentence that is told otherwise.
    """

    kind: str = "fails"
    says: Words | None = None


def is_tied(test: Node, sight: Sight) -> bool:
    """True when the test fails only because as much is for as against, in every part of it that fails."""
    return test.truth(sight) is False and test.mapped(lambda leaf: _settled(leaf, sight)).truth(sight) is True


def _settled(leaf: Leaf, sight: Sight) -> Leaf:
    """The test as it would be if equal votes were enough; any test that is not tied stays as it is."""
    seen = sight.figures(leaf.measure, leaf.part)
    if seen is None or seen.for_ != seen.against or seen.for_ == 0:
        return leaf
    if isinstance(leaf, Share):
        return replace(leaf, sign="ge") if (leaf.counted, leaf.sign) == ("for", "gt") else leaf
    if leaf.kind != "for_above_against":
        return leaf
    return Share("for", leaf.measure, "cast", "ge", Fraction(1, 2), leaf.part)
