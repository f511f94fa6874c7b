"""How a rule counts: who votes and who does not, with what weight, in which measure, and where an answer goes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from legal_rules.guards import Guard, guard_records
from legal_rules.numbers import exact_text


@dataclass(frozen=True, slots=True)
class Swap:
    """Another measure may take the place of ``measure``.

    ``kind``: by_law or interpretation (``name`` chooses among ``allowed``), or when (the one allowed measure takes
    its place where the ``guards`` hold, for instance on the demand of a fifth of the shares). It ``reaches`` the test
    (with bridges and effects), the quorum, or both.
    """

    measure: str
    kind: str
    name: str
    allowed: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    reaches: tuple[str, ...] = ("test", "quorum")


@dataclass(frozen=True, slots=True)
class Transform:
    """A weight changed before any total is taken.

    ``kind``: ``cap_to_others`` (no more than all others together), ``cap_to_fraction`` (of the total, in whole votes
    unless ``rounding`` is none), ``cut`` (reduced by a fraction from a size on). ``among``: ``all`` changes every sum,
    ``present`` only the answers of those in the room, counting each holder with those he represents.
    """

    kind: str
    measure: str
    among: str = "all"
    fraction: Fraction = Fraction(0)
    size: Fraction = Fraction(0)
    tag: str = ""
    rounding: str = "down"
    at_least: Fraction = Fraction(0)

    def as_record(self) -> dict[str, Any]:
        """The change as plain data with exact numbers as text."""
        return {
            "kind": self.kind,
            "measure": self.measure,
            "among": self.among,
            "fraction": exact_text(self.fraction),
            "size": exact_text(self.size),
            "tag": self.tag,
            "round": self.rounding,
            "at_least": exact_text(self.at_least),
        }


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Voters with this tag do not vote here; ``leaves_base``: they leave the total as well.

    Who stays in the total counts as ``absent``, or as one who took part without an answer (``blank``, ``invalid``).
    """

    tag: str
    leaves_base: bool
    guards: tuple[Guard, ...] = ()
    counts_as: str = "absent"

    def as_record(self) -> dict[str, Any]:
        """The exclusion as plain data."""
        return {
            "tag": self.tag,
            "leaves_base": self.leaves_base,
            "counts_as": self.counts_as,
            "when": guard_records(self.guards),
        }


@dataclass(frozen=True, slots=True)
class AnswerMove:
    """One kind of answer goes into another set, everywhere or in one electorate (``house``: the whole house)."""

    answer: str
    counts_as: str
    electorate: str | None = None

    def concerns(self, part: str | None) -> bool:
        """True for the tally of this part (None: everyone concerned by the question)."""
        return self.electorate in (None, "house" if part is None else part)

    def as_record(self) -> dict[str, str]:
        """The move as plain data."""
        record = {"answer": self.answer, "counts_as": self.counts_as}
        return record if self.electorate is None else {**record, "electorate": self.electorate}


@dataclass(frozen=True, slots=True)
class Amendment:
    """When a proposal was changed in session, advance votes of this kind count as given by someone absent."""

    channel: str
    vote: str


@dataclass(frozen=True, slots=True)
class AnsweringTogether:
    """Voters who share a tag that begins with ``tag`` answer together (two partners of one flat).

    Where their answers differ they count as ``absent``, or nothing is decided (``hold``) until somebody asks them.
    """

    tag: str
    unlike: str


@dataclass(frozen=True, slots=True)
class Electorate:
    """Those who alone decide: a name for their tally, and the tags that mark them among voters."""

    name: str
    tags: frozenset[str]
