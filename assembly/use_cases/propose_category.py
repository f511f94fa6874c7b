"""The catalogue of the law proposes the kind of decision that a question needs, from the question's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from legal_rules import Proposal, proposals

NEAR = 4
"""So many other kinds that come near are shown to the one who confirms."""


@dataclass(frozen=True, slots=True)
class Category:
    """What the catalogue proposes: a kind and the words that led to it, and what else comes near; "" for nothing."""

    decision: str
    words: tuple[str, ...]
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The proposal as the model and the ledger keep it."""
        near = [{"decision": decision, "words": list(words)} for decision, words in self.near]
        return {"proposed": self.decision, "words": list(self.words), "near": near}


def propose_category(pack: str, on: date, *, title: str, text: str = "") -> Category:
    """The kind that the title's words lead to; where they lead nowhere, those of the explanation. Russian or English.

    Raises KeyError for an unknown pack.
    """
    by_title = _proposals(pack, on, title)
    by_all = _proposals(pack, on, f"{title}\n{text}")
    found = {one.entry.decision: one.words for one in [*by_title, *by_all][::-1]}
    in_order = list(dict.fromkeys([*(one.entry.decision for one in by_title), *reversed(found)]))
    if not in_order:
        return Category("", ())
    first, *others = in_order
    return Category(first, found[first], tuple((name, found[name]) for name in others[:NEAR]))


def _proposals(pack: str, on: date, words: str) -> list[Proposal]:
    return proposals(pack, on, words) or proposals(pack, on, words, "en")
