"""Conditions on the facts of a house: which variant of a rule applies, and which fact is missing to tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from legal_rules.figures import CaseRefused
from legal_rules.numbers import NumberRefused, parse_number
from legal_rules.tree import SIGNS, Truth


@dataclass(frozen=True, slots=True)
class Switch:
    """A disputed reading of the law made a named choice; ``default`` is what is done when nobody chose."""

    name: str
    options: tuple[str, ...]
    default: str | None
    why: dict[str, str]


@dataclass(slots=True)
class Situation:
    """The facts one case brings. Remembers which facts were missing and which readings were applied."""

    facts: Mapping[str, Any]
    call: int = 1
    measures: frozenset[str] = frozenset()
    switches: Mapping[str, Switch] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    readings: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in ("by_law", "interpretation"):
            if not isinstance(self.facts.get(key, {}), Mapping):
                raise CaseRefused(f"facts: {key!r} is a set of named values")

    def fact(self, name: str) -> Any | None:
        """A fact of the house; where it is missing, that is noted."""
        value = self.facts.get(name)
        if value is None:
            self.missing.append(name)
        return value

    def by_law(self, name: str) -> str | None:
        """What the house's own rules say of this; None where they are silent, and then the law alone applies."""
        value = self.facts.get("by_law", {}).get(name)
        return None if value is None else str(value)

    def reading(self, name: str) -> str | None:
        """The reading chosen for a disputed rule, or the pack's default; None where there is neither."""
        switch = self.switches[name]
        value = self.facts.get("interpretation", {}).get(name, switch.default)
        if value is None:
            self.missing.append(f"interpretation.{name}")
            return None
        if str(value) not in switch.options:
            raise CaseRefused(f"facts: interpretation {name!r} is one of {', '.join(switch.options)}, not {value!r}")
        self.readings[name] = str(value)
        return str(value)


@dataclass(frozen=True, slots=True)
class Guard:
    """One condition. ``kind``: fact, by_law, interpretation, call or counted_in (a measure that was counted)."""

    kind: str
    name: str
    sign: str = "is"
    value: str = ""

    def truth(self, situation: Situation) -> Truth:
        """None where the fact it asks for is missing."""
        if self.kind == "call":
            return situation.call == int(self.value)
        if self.kind == "counted_in":
            return self.name in situation.measures
        if self.kind == "by_law":
            return situation.by_law(self.name) == self.value
        given = situation.reading(self.name) if self.kind == "interpretation" else situation.fact(self.name)
        if given is None:
            return None
        if self.sign == "is":
            return _plain(given) == self.value
        return SIGNS[self.sign](_number(self.name, given), parse_number(self.value))


def _plain(given: Any) -> str:
    return {True: "yes", False: "no"}.get(given, str(given)) if isinstance(given, bool) else str(given)


def _number(name: str, given: Any) -> Fraction:
    try:
        return parse_number(given)
    except NumberRefused as wrong:
        raise CaseRefused(f"facts: {name!r}: {wrong}") from None


def all_hold(guards: tuple[Guard, ...], situation: Situation) -> Truth:
    """True when every condition holds; False as soon as one does not; None when a fact is missing to tell."""
    truths = []
    for guard in guards:
        truths.append(guard.truth(situation))
        if truths[-1] is False:
            return False
    return None if None in truths else True
