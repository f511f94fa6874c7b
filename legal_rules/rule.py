"""A rule of law as the packs hold it: what decides, of what, by which article, in force from when to when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from legal_rules.by_laws import Override
from legal_rules.consequences import Bridge, Deemed, Effect, Pending
from legal_rules.counting import Amendment, AnsweringTogether, AnswerMove, Electorate, Exclusion, Swap, Transform
from legal_rules.guards import Guard, Switch, guard_records
from legal_rules.numbers import exact_text
from legal_rules.ties import Tie
from legal_rules.tree import Bound, Node, Plain, Share
from legal_rules.words import MeasureWords, Words

MARKS = ("text", "secondary", "unverified")


@dataclass(frozen=True, slots=True)
class Variant:
    """The rule as it stands under certain facts (one entrance or several; first or second call).

    ``hold``: why nothing is decided under these facts. ``electorate`` and ``exclusions`` go before those of the rule.
    """

    test: Node
    quorum: Node | None = None
    guards: tuple[Guard, ...] = ()
    quorum_article: Words | None = None
    quorum_mark: str = MARKS[0]
    bridges: tuple[Bridge, ...] = ()
    effects: tuple[Effect, ...] = ()
    deemed: Deemed | None = None
    hold: Words | None = None
    electorate: Electorate | None = None
    exclusions: tuple[Exclusion, ...] | None = None

    @property
    def trees(self) -> list[Node]:
        """Every tree of tests of this variant."""
        bridges, effects = [bridge.when for bridge in self.bridges], [effect.when for effect in self.effects]
        return [tree for tree in (self.test, self.quorum, *bridges, *effects) if tree is not None]


@dataclass(frozen=True, slots=True)
class Hold:
    """No rule is known to decide this: why. Nothing is ever decided by default."""

    decision: str
    why: Words
    article: Words | None = None


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """The rule of one decision on one day.

    ``mark`` says how surely the majority is known (the article's text was read, a secondary text was, or neither);
    ``subject_mark`` the same of what the article is about.
    """

    decision: str
    subject: Words
    article: Words
    mark: str
    subject_mark: str
    since: date | None
    until: date | None
    variants: tuple[Variant, ...]
    needs: Words
    measures: dict[str, MeasureWords]
    switches: dict[str, Switch]
    pack: str
    pack_version: str
    note: Words | None = None
    fact_words: dict[str, Words] = field(default_factory=dict)
    swaps: tuple[Swap, ...] = ()
    answers: tuple[AnswerMove, ...] = ()
    transforms: tuple[Transform, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    decided_by: Electorate | None = None
    together: tuple[AnsweringTogether, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    overrides: tuple[Override, ...] = ()
    tie: Tie = field(default_factory=Tie)
    pending: tuple[Pending, ...] = ()

    @property
    def electorate(self) -> str | None:
        """The name of the part of the house that alone decides, or None where everyone does."""
        return None if self.decided_by is None else self.decided_by.name

    @property
    def first(self) -> Variant:
        """The first variant that decides; the only one of a resolved rule."""
        return next(variant for variant in self.variants if variant.hold is None)

    @property
    def _chief(self) -> Share | Plain:
        return next(self.first.test.leaves())

    @property
    def measures_asked(self) -> frozenset[str]:
        """Every measure a test of this rule may look at."""
        trees = [tree for variant in self.variants for tree in variant.trees]
        asked = {leaf.measure for tree in trees for leaf in tree.leaves()}
        return frozenset(asked.union(*(swap.allowed for swap in self.swaps)))

    @property
    def measure(self) -> str:
        """The measure of the (first) test: share, heads or units."""
        return self._chief.measure

    @property
    def base(self) -> str:
        """What the (first) fraction is taken of: all, present, participated or cast."""
        return self._chief.base if isinstance(self._chief, Share) else "cast"

    def bound(self, base: Fraction) -> Bound:
        """How much "for" is needed of the first test once its base is known, in the unit of its measure."""
        leaf = self._chief
        if isinstance(leaf, Share) and (found := leaf.bound(base)) is not None:
            return found
        if isinstance(leaf, Plain) and leaf.kind == "for_above_against":
            return Bound(base / 2, strict=True)
        return Bound(base, strict=base == 0)

    def as_record(self) -> dict[str, Any]:
        """The rule resolved to numbers and texts only, for the ballot and the public archive."""
        return {
            "decision": self.decision,
            "pack": self.pack,
            "pack_version": self.pack_version,
            "subject": dict(self.subject),
            "needs": dict(self.needs),
            "article": dict(self.article),
            "mark": self.mark,
            "subject_mark": self.subject_mark,
            "since": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
            "measure": self.measure,
            "base": self.base,
            "electorate": self.electorate,
            "electorate_tags": [] if self.decided_by is None else sorted(self.decided_by.tags),
            "together": [{"tag": item.tag, "unlike": item.unlike} for item in self.together],
            "amendments": [{"channel": item.channel, "vote": item.vote} for item in self.amendments],
            "answers": [move.as_record() for move in self.answers],
            "weights": [transform.as_record() for transform in self.transforms],
            "exclude": [item.as_record() for item in self.exclusions],
            "overrides": [override.as_record() for override in self.overrides],
            "tie": self.tie.kind,
            "pending": [
                {"unless": guard_records(item.unless), "outcomes": list(item.outcomes)} for item in self.pending
            ],
            "variants": [_variant_record(variant) for variant in self.variants],
        }


def _bridge_record(bridge: Bridge) -> dict[str, Any]:
    record = {"if": bridge.when.as_record(), "next": bridge.next}
    return {**record, "when": guard_records(bridge.guards)} if bridge.guards else record


def _variant_record(variant: Variant) -> dict[str, Any]:
    if variant.hold is not None:
        return {"when": guard_records(variant.guards), "hold": dict(variant.hold)}
    special: dict[str, Any] = {}
    if variant.electorate is not None:
        special["electorate"] = variant.electorate.name
        special["electorate_tags"] = sorted(variant.electorate.tags)
    if variant.exclusions is not None:
        special["exclude"] = [item.as_record() for item in variant.exclusions]
    return {
        **special,
        "when": guard_records(variant.guards),
        "test": variant.test.as_record(),
        "quorum": None if variant.quorum is None else variant.quorum.as_record(),
        "bridges": [_bridge_record(bridge) for bridge in variant.bridges],
        "deemed": None
        if variant.deemed is None
        else {
            "silent": variant.deemed.answer,
            "days": exact_text(Fraction(variant.deemed.days)),
            "when": guard_records(variant.deemed.guards),
        },
    }


@dataclass(frozen=True, slots=True)
class Dated:
    """One in-force interval of a decision, half open: a rule, or the reason why there is none."""

    since: date | None
    until: date | None
    rule: DecisionRule | Hold

    def is_in_force(self, on: date) -> bool:
        """True from ``since`` on and before ``until``."""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)


@dataclass(frozen=True, slots=True)
class Decision:
    """A kind of decision of the catalogue with all versions of its rule."""

    name: str
    subject: Words
    keywords: dict[str, tuple[str, ...]]
    versions: tuple[Dated, ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One line of the catalogue from which an agenda item takes its rule."""

    decision: str
    subject: Words
    keywords: dict[str, tuple[str, ...]]
    rule: DecisionRule | Hold
