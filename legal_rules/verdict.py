"""The answer to a case: the outcome, why in one sentence, by which article, and how much was needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from legal_rules.figures import Figures
from legal_rules.guards import ByLaw
from legal_rules.rule import DecisionRule
from legal_rules.tree import Bound
from legal_rules.words import Words

OUTCOMES = ("carried", "not_carried", "no_quorum", "provisional", "hold")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the law says of one count.

    ``outcome``: carried, not_carried, no_quorum, provisional (settled only when a term has run) or hold (no rule
    known, or a fact missing: ``because`` names it). ``quorum`` is None where the law asks for none or it cannot be
    told. ``next``: the decision of a second vote the law opens. ``needed``: the bound on "for" by measure. ``readings``
    and ``by_laws``: how disputed law was read in this count, and which of the house's own rules were applied. ``rule``: the rule
    as it was applied. ``figures``: the sums the tests saw, by part of the house (None: those who decide) and measure,
    after exclusions, weights and moves of answers.
    """

    outcome: str
    quorum: bool | None
    next: str | None
    because: Words
    cite: Words
    mark: str
    needed: Mapping[str, Bound] = field(default_factory=dict)
    effects: tuple[Words, ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    rule: DecisionRule | None = None
    id: str = ""
    by_laws: Mapping[str, ByLaw] = field(default_factory=dict)
    figures: Mapping[str | None, Mapping[str, Figures]] = field(default_factory=dict)

    def as_json(self, lang: str = "ru") -> dict[str, Any]:
        """The verdict as an entry of ``verdicts``, its sentences in one language (``ru`` or ``en``)."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            "quorum": self.quorum,
            "next": self.next,
            "because": self.because[lang],
            "cite": self.cite[lang],
            "mark": self.mark,
            "needed": {measure: bound.as_json() for measure, bound in self.needed.items()},
            "readings": dict(self.readings),
            "by_laws": {name: by_law.as_json() for name, by_law in self.by_laws.items()},
            "effects": [effect[lang] for effect in self.effects],
        }
