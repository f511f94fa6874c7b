"""What each test of a rule asks for before the vote: in words always, as an amount as soon as its base is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from legal_rules import words
from legal_rules.rule import DecisionRule
from legal_rules.tree import Bound, Share
from legal_rules.words import LANGUAGES, Words


@dataclass(frozen=True, slots=True)
class Requirement:
    """One test: what it asks for in words, and how much "for" that is (None while its base is not known)."""

    says: Words
    measure: str
    part: str | None
    bound: Bound | None


def requirements(rule: DecisionRule, bases: Mapping[tuple[str, str], Fraction]) -> tuple[Requirement, ...]:
    """Every test of a rule with its own bound, for a page or a ballot; how they are joined, ``rule.needs`` says.

    Args:
        rule: best a resolved one; of several variants the first is told.
        bases: what is known already, by measure and base: ``{("share", "all"): Fraction(11120)}``. Before voting that
            is ``all``; the base of those taking part is known when the acceptance of answers ends.
    """
    return tuple(
        Requirement(
            {lang: words.needs(leaf, lang) for lang in LANGUAGES},
            leaf.measure,
            leaf.part,
            leaf.bound(bases[leaf.measure, leaf.base])
            if isinstance(leaf, Share) and leaf.part is None and (leaf.measure, leaf.base) in bases
            else None,
        )
        for leaf in rule.first.test.leaves()
    )
