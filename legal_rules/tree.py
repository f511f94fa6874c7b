"""Tests on counted figures, and trees of them: true, false, or not to be told because a sum is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import ge, gt, le, lt
from typing import Any

from legal_rules.figures import Figures
from legal_rules.numbers import exact_text

Truth = bool | None
SIGNS: dict[str, Callable[[Fraction, Fraction], bool]] = {"gt": gt, "ge": ge, "lt": lt, "le": le}
COUNTED = ("for", "against", "present", "participated", "cast")


@dataclass(frozen=True, slots=True)
class Bound:
    """How much must be said "for": ``amount`` is to be passed when ``strict``, else reached."""

    amount: Fraction
    strict: bool

    def is_met_by(self, value: Fraction) -> bool:
        """True when ``value`` passes (strict) or reaches the bound."""
        return value > self.amount if self.strict else value >= self.amount

    def as_json(self) -> dict[str, Any]:
        """``{"amount": "5212.25", "strict": true}``, the amount exact."""
        return {"amount": exact_text(self.amount), "strict": self.strict}


@dataclass(frozen=True, slots=True)
class Sight:
    """The figures a rule may look at: by part of the house (``None`` = everyone concerned) and by measure."""

    by_part: Mapping[str | None, Mapping[str, Figures]]

    def figures(self, measure: str, part: str | None = None) -> Figures | None:
        """The sums of one measure, or None where nobody gave them."""
        return self.by_part.get(part, {}).get(measure)


@dataclass(frozen=True, slots=True)
class Share:
    """``counted`` compared with a fraction of a base, for instance for > 1/2 of all, in one measure."""

    counted: str
    measure: str
    base: str
    sign: str
    fraction: Fraction
    part: str | None = None

    def truth(self, sight: Sight) -> Truth:
        """False for an empty base: nothing is decided by nobody."""
        seen = sight.figures(self.measure, self.part)
        if seen is None:
            return None
        base = seen.amount(self.base)
        return base > 0 and SIGNS[self.sign](seen.amount(self.counted), self.fraction * base)

    @property
    def strict(self) -> bool:
        """True when the bound must be passed, not only reached."""
        return self.sign in ("gt", "lt")

    def bound(self, base: Fraction, cast: Fraction | None = None) -> Bound | None:
        """The bound on "for", once the base is known. For a limit on "against", ``cast`` must be known too.

        None where the test sets no lower bound on "for" (a quorum, or "for" that must stay below something).
        """
        amount = self.fraction * base
        if self.counted == "for" and self.sign in ("gt", "ge"):
            return Bound(amount, self.strict or base == 0)
        if self.counted == "against" and self.sign in ("lt", "le"):
            amount = (base if cast is None else cast) - amount
            return Bound(Fraction(0), strict=False) if amount < 0 else Bound(amount, self.strict or base == 0)
        return None

    def bound_in(self, seen: Figures) -> Bound | None:
        """The bound on "for" while the base, and for and against together, stay as they were counted."""
        return self.bound(seen.amount(self.base), seen.cast)

    def leaves(self) -> Iterator[Leaf]:
        """The test itself."""
        yield self

    def mapped(self, change: Callable[[Leaf], Leaf]) -> Node:
        """The test after a change."""
        return change(self)

    def as_record(self) -> dict[str, Any]:
        """The test as plain data with exact numbers as text."""
        record = {self.counted: self.measure, "of": self.base, self.sign: exact_text(self.fraction)}
        return record if self.part is None else {**record, "electorate": self.part}


@dataclass(frozen=True, slots=True)
class Plain:
    """A test without a base: ``for > against``, ``none against``, or at least ``number`` present."""

    kind: str
    measure: str
    number: Fraction = Fraction(0)
    part: str | None = None

    def truth(self, sight: Sight) -> Truth:
        """False where nobody said "for" (for the two tests on votes)."""
        seen = sight.figures(self.measure, self.part)
        if seen is None:
            return None
        if self.kind == "for_above_against":
            return seen.for_ > seen.against
        if self.kind == "none_against":
            return seen.for_ > 0 and seen.against == 0
        return seen.present >= self.number

    def bound_in(self, seen: Figures) -> Bound | None:
        """The bound on "for" while for and against together stay as they were counted."""
        if self.kind == "for_above_against":
            return Bound(seen.cast / 2, strict=True)
        if self.kind == "none_against":
            return Bound(seen.cast, strict=seen.cast == 0)
        return None

    def leaves(self) -> Iterator[Leaf]:
        """The test itself."""
        yield self

    def mapped(self, change: Callable[[Leaf], Leaf]) -> Node:
        """The test after a change."""
        return change(self)

    def as_record(self) -> dict[str, Any]:
        """The test as plain data with exact numbers as text."""
        record = {self.kind: self.measure}
        if self.kind == "at_least_present":
            record["number"] = exact_text(self.number)
        return record if self.part is None else {**record, "electorate": self.part}


@dataclass(frozen=True, slots=True)
class Group:
    """Several tests: ``all`` of them, ``any`` of them, or ``none`` of them."""

    kind: str
    parts: tuple[Node, ...]

    def truth(self, sight: Sight) -> Truth:
        """What can be told although a sum is missing is told."""
        truths = [part.truth(sight) for part in self.parts]
        if self.kind == "all":
            return False if False in truths else (None if None in truths else True)
        found = True if True in truths else (None if None in truths else False)
        return found if self.kind == "any" or found is None else not found

    def leaves(self) -> Iterator[Leaf]:
        """Every test of the tree, from left to right."""
        for part in self.parts:
            yield from part.leaves()

    def mapped(self, change: Callable[[Leaf], Leaf]) -> Node:
        """The same tree with every test changed."""
        return Group(self.kind, tuple(part.mapped(change) for part in self.parts))

    def as_record(self) -> dict[str, Any]:
        """The tree as plain data with exact numbers as text."""
        return {self.kind: [part.as_record() for part in self.parts]}


Leaf = Share | Plain
Node = Share | Plain | Group
NEVER = Group("any", ())


_OPPOSITES = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt"}
_NOTHING = Group("all", ())


def bounds(node: Node, sight: Sight) -> dict[str, Bound]:
    """How much "for" a tree needs, by measure, while every base and for and against together stay as they were counted.

    For ``all`` the highest bound of each measure. For ``any`` those of the branch that asks for least in every
    measure; none where no branch does, here or further down: then no single number is true, and the sentence tells the branches
    apart. What is asked of one part of the house, or of something other than votes, is not in it.
    """
    return _bounds(node, sight) or {}


def _bounds(node: Node, sight: Sight) -> dict[str, Bound] | None:
    """The bounds of a tree; None where no number in one measure alone is true."""
    if not isinstance(node, Group):
        seen = sight.figures(node.measure)
        found = None if seen is None or node.part is not None else node.bound_in(seen)
        return {} if found is None else {node.measure: found}
    if node.kind == "none":
        return _bounds(Group("all", tuple(_denied(part, sight) for part in node.parts)), sight)
    branches = [_bounds(part, sight) for part in node.parts]
    known = [one for one in branches if one is not None]
    if node.kind == "any":
        least = (one for one in known if all(_asks_no_more(one, other) for other in known))
        return next(least, None) if len(known) == len(branches) else None
    if len(known) < len(branches):
        return None
    measures = sorted({measure for one in known for measure in one})
    return {measure: max((one[measure] for one in known if measure in one), key=_height) for measure in measures}


def _asks_no_more(one: dict[str, Bound], other: dict[str, Bound]) -> bool:
    return all(measure in other and _height(bound) <= _height(other[measure]) for measure, bound in one.items())


def _height(bound: Bound) -> tuple[Fraction, bool]:
    return bound.amount, bound.strict


def _denied(node: Node, sight: Sight) -> Node:
    """What must hold for a tree not to hold, as far as it bounds votes for."""
    if isinstance(node, Share):
        seen = sight.figures(node.measure, node.part)
        if seen is None or seen.amount(node.base) == 0:
            return _NOTHING
        return replace(node, sign=_OPPOSITES[node.sign])
    if isinstance(node, Plain):
        return _NOTHING
    if node.kind == "none":
        return Group("any", node.parts)
    return Group({"all": "any", "any": "all"}[node.kind], tuple(_denied(part, sight) for part in node.parts))


def swapped(node: Node, old: str, new: str) -> Node:
    """The same tree counted in another measure."""
    return node.mapped(lambda leaf: replace(leaf, measure=new) if leaf.measure == old else leaf)


def missing_measures(node: Node, sight: Sight) -> list[str]:
    """The measures a tree asks for and nobody counted, as ``share`` or ``share (entrance)``."""
    missing = (leaf for leaf in node.leaves() if sight.figures(leaf.measure, leaf.part) is None)
    return list(
        dict.fromkeys(leaf.measure if leaf.part is None else f"{leaf.measure} ({leaf.part})" for leaf in missing)
    )
