"""Tests on what some persons hold together: at most so much (mandates), at least so much (who may convene)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from legal_rules.tree import SIGNS, Bound, Truth

Amounts = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class AmountTest:
    """What is held in one measure against a number, or against a fraction of the whole house.

    ``sign``: gt, ge (so much is needed), le (so much is allowed). ``with_own``: what the holder owns is added.
    """

    measure: str
    sign: str
    amount: Fraction
    of_all: bool = False
    with_own: bool = False

    def bound(self, whole: Amounts) -> Fraction | None:
        """The number it is held against, or None where the sum of the house is not known."""
        if not self.of_all:
            return self.amount
        return self.amount * whole[self.measure] if self.measure in whole else None

    def held(self, held: Amounts, own: Amounts) -> Fraction | None:
        """What is held, with what is owned where that counts; None where nobody gave it."""
        if self.measure not in held or (self.with_own and self.measure not in own):
            return None
        return held[self.measure] + (own[self.measure] if self.with_own else 0)

    def truth(self, held: Amounts, whole: Amounts, own: Amounts) -> Truth:
        """None where a sum is missing."""
        found, bound = self.held(held, own), self.bound(whole)
        return None if found is None or bound is None else SIGNS[self.sign](found, bound)

    def needed(self, whole: Amounts) -> Bound | None:
        """The bound to pass or to reach, for a test that asks for so much."""
        bound = self.bound(whole)
        return None if bound is None else Bound(bound, strict=self.sign == "gt")

    def tests(self) -> Iterator[AmountTest]:
        """The test itself."""
        yield self


@dataclass(frozen=True, slots=True)
class AmountGroup:
    """All of the tests, or any one of them."""

    kind: str
    parts: tuple[AmountNode, ...]

    def truth(self, held: Amounts, whole: Amounts, own: Amounts) -> Truth:
        """What can be told although a sum is missing is told."""
        truths = [part.truth(held, whole, own) for part in self.parts]
        settles = self.kind == "any"
        if settles in truths:
            return settles
        return None if None in truths else not settles

    def tests(self) -> Iterator[AmountTest]:
        """Every test, from left to right."""
        for part in self.parts:
            yield from part.tests()


AmountNode = AmountTest | AmountGroup
