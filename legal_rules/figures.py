"""What was counted for one question in one measure: the sums a rule looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction

from legal_rules.numbers import NumberRefused, parse_number, shown

MEASURES = ("share", "heads", "units")
BASES = ("all", "present", "participated", "cast")
ANSWERS = ("for", "against", "abstain", "blank", "invalid", "silent")
_REQUIRED = ("all", "present", "for", "against")
_ZERO = Fraction(0)


class CaseRefused(ValueError):
    """The case itself is wrong: an unknown key, no exact number, or sums that cannot be.

    ``reason`` is what is wrong; the message also names the case where it is known.
    """

    def __init__(self, reason: str, case: str = "") -> None:
        super().__init__(f"case {case!r}: {reason}" if case else reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of one measure, exact.

    ``all``: everyone entitled to vote on this question; ``present``: took part or was represented; then those who
    answered for, against, abstain; ``blank`` and ``invalid`` took part without an answer; ``silent`` were duly
    called and stayed away. Raises CaseRefused when a sum is negative or the parts exceed ``all``.
    """

    all: Fraction
    present: Fraction
    for_: Fraction
    against: Fraction
    abstain: Fraction = _ZERO
    blank: Fraction = _ZERO
    invalid: Fraction = _ZERO
    silent: Fraction = _ZERO

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 0:
                raise CaseRefused(f"{field.name.rstrip('_')} is below zero")
        if self.present > self.all:
            raise CaseRefused("present is more than all")
        if self.answered + self.silent > self.all:
            raise CaseRefused("the answers together are more than all")

    @property
    def cast(self) -> Fraction:
        """For and against together."""
        return self.for_ + self.against

    @property
    def participated(self) -> Fraction:
        """For, against and abstain together."""
        return self.for_ + self.against + self.abstain

    @property
    def answered(self) -> Fraction:
        """Everyone who gave a ballot, whatever it says."""
        return self.participated + self.blank + self.invalid

    def amount(self, name: str) -> Fraction:
        """The sum of a base or of an answer by its name in a pack (``all``, ``cast``, ``for`` …)."""
        return getattr(self, "for_" if name == "for" else name)  # type: ignore[no-any-return]

    def moved(self, source: str, target: str) -> Figures:
        """The same count with one kind of answer (never ``for``) put into another set; ``out``: out of those present.

        Who was silent is taken to be present then. Ballots without an answer may stand outside those present already.
        """
        weight = self.amount(source)
        taken = {source: _ZERO}
        if target != "out":
            key = "for_" if target == "for" else target
            taken[key] = getattr(self, key) + weight
        present = self.present
        if source == "silent":
            present = min(self.all, present + weight)
        elif target == "out":
            present = max(_ZERO, present - weight)
        return replace(self, present=present, **taken)

    @classmethod
    def from_json(cls, given: object) -> Figures:
        """Read ``{"all": "10424.5", "present": …, "for": …, "against": …, …}``. Raises CaseRefused."""
        if not isinstance(given, Mapping):
            raise CaseRefused("a tally is a set of named sums")
        known = {"all", "present", *ANSWERS}
        if unknown := sorted(str(key) for key in given if key not in known):
            raise CaseRefused(f"unknown sum {shown(unknown[0])}; known are {', '.join(sorted(known))}")
        if missing := [key for key in _REQUIRED if key not in given]:
            raise CaseRefused(f"{missing[0]!r} is missing")
        try:
            numbers = {str(key): parse_number(value) for key, value in given.items()}
        except NumberRefused as wrong:
            raise CaseRefused(str(wrong)) from None
        return cls(**{"for_" if key == "for" else key: value for key, value in numbers.items()})
