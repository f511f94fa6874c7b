"""Conditions on the facts of a house: which variant of a rule applies, and which fact is missing to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from legal_rules.figures import CaseRefused
from legal_rules.numbers import NumberRefused, parse_number, shown
from legal_rules.tree import SIGNS, Truth


@dataclass(frozen=True, slots=True)
class ByLaw:
    """What the house's own rules say, and where that is written; a service asks for the evidence."""

    value: str
    evidence: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """``{"value": "3/4", "evidence": "statute § 7"}``."""
        return {"value": self.value, "evidence": self.evidence}


@dataclass(frozen=True, slots=True)
class Switch:
    """A disputed reading of the law made a named choice; ``default`` is what is done when nobody chose."""

    name: str
    options: tuple[str, ...]
    default: str | None
    why: dict[str, str]


class Held(Exception):
    """Nothing can be decided here: why, in both languages."""

    def __init__(self, why: dict[str, str]) -> None:
        super().__init__(why["en"])
        self.why = why


HOUSE_FACTS = ("units", "owners", "entrances", "form")
"""Facts that every house has: where they are not told they are missing, and no pack may assume them."""


@dataclass(slots=True)
class Situation:
    """The facts one case brings. Remembers which facts were missing and which readings and by-laws were applied.

    ``given``: whether a ``tally`` of sums is known or the ``voters``. ``largest`` tells the greatest part of all that
    one voter holds in a measure, None where only sums are known.
    """

    facts: Mapping[str, Any]
    call: int = 1
    measures: frozenset[str] = frozenset()
    switches: Mapping[str, Switch] = field(default_factory=dict)
    given: str = "voters"
    largest: Callable[[str], Fraction | None] = field(default=lambda _: None)
    missing: list[str] = field(default_factory=list)
    readings: dict[str, str] = field(default_factory=dict)
    by_laws: dict[str, ByLaw] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for key in ("by_law", "interpretation"):
            if not isinstance(self.facts.get(key, {}), Mapping):
                raise CaseRefused(f"facts: {key!r} is a set of named values")

    def fact(self, name: str, default: str | None = None) -> Any | None:
        """A fact of the house or of the assembly; where it is missing and nothing is assumed, that is noted."""
        value = self.facts.get(name)
        if value is None and default is None:
            self.missing.append(name)
        return default if value is None else value

    def part_of_the_largest(self, measure: str) -> Any | None:
        """The greatest part of all that one owner holds: from the voters, or from the fact ``largest_<measure>``."""
        found = self.largest(measure)
        return self.fact(f"largest_{measure}") if found is None else found

    def by_law(self, name: str) -> str | None:
        """What the house's own rules say of this; None where they are silent, and then the law alone applies."""
        given: Any = self.facts.get("by_law", {}).get(name)
        evidence = None
        if isinstance(given, Mapping):
            if not given.keys() <= {"value", "evidence"}:
                raise CaseRefused(f"facts: by_law {name!r} has a 'value' and its 'evidence', nothing else")
            given, evidence = given.get("value"), given.get("evidence")
        if given is None:
            return None
        if not isinstance(given, str | int | Fraction):
            raise CaseRefused(f"facts: by_law {name!r} is a text or a number written as text")
        value = _plain(given)
        self.by_laws[name] = ByLaw(value, None if evidence is None else str(evidence))
        return value

    def reading(self, name: str) -> str | None:
        """The reading chosen for a disputed rule, or the pack's default; None where there is neither."""
        switch = self.switches[name]
        value = self.facts.get("interpretation", {}).get(name, switch.default)
        if value is None:
            self.missing.append(f"interpretation.{name}")
            return None
        if str(value) not in switch.options:
            raise CaseRefused(
                f"facts: interpretation {name!r} is one of {', '.join(switch.options)}, not {shown(value)}"
            )
        self.readings[name] = str(value)
        return str(value)


@dataclass(frozen=True, slots=True)
class Guard:
    """One condition.

    ``kind``: fact, by_law, interpretation, call, counted_in (a measure that was counted), given (sums alone, or the
    voters) or largest (the greatest part one owner holds). ``default`` stands for a fact nobody told: an act nobody
    reports did not happen.
    """

    kind: str
    name: str
    sign: str = "is"
    value: str = ""
    default: str | None = None

    def truth(self, situation: Situation) -> Truth:
        """None where the fact it asks for is missing."""
        if self.kind == "call":
            return situation.call == int(self.value)
        if self.kind == "counted_in":
            return self.name in situation.measures
        if self.kind == "given":
            return situation.given == self.name
        if self.kind == "by_law":
            return situation.by_law(self.name) == self.value
        given = self._given(situation)
        if given is None:
            return None
        if self.sign == "is":
            return _plain(given) == self.value
        return SIGNS[self.sign](_number(self.name, given), parse_number(self.value))

    def as_record(self) -> dict[str, str]:
        """The condition as plain data."""
        record = {"kind": self.kind, "name": self.name, "sign": self.sign, "value": self.value}
        return record if self.default is None else {**record, "default": self.default}

    def _given(self, situation: Situation) -> Any | None:
        if self.kind == "interpretation":
            return situation.reading(self.name)
        if self.kind == "largest":
            return situation.part_of_the_largest(self.name)
        return situation.fact(self.name, self.default)


def _plain(given: Any) -> str:
    return {True: "yes", False: "no"}.get(given, str(given)) if isinstance(given, bool) else str(given)


def _number(name: str, given: Any) -> Fraction:
    try:
        return parse_number(given)
    except NumberRefused as wrong:
        raise CaseRefused(f"facts: {name!r}: {wrong}") from None


def guard_records(guards: tuple[Guard, ...]) -> list[dict[str, str]]:
    """The conditions as plain data."""
    return [guard.as_record() for guard in guards]


def all_hold(guards: tuple[Guard, ...], situation: Situation) -> Truth:
    """True when every condition holds; False as soon as one does not; None when a fact is missing to tell."""
    truths: list[Truth] = []
    asked = len(situation.missing)
    for guard in guards:
        truths.append(guard.truth(situation))
        if truths[-1] is False:
            del situation.missing[asked:]  # nothing depends on them any more
            return False
    return None if None in truths else True
