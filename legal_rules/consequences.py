"""What follows from a count: a second vote, who pays or is bound, a result that waits, silence that counts."""

from __future__ import annotations

from dataclasses import dataclass

from legal_rules.guards import Guard
from legal_rules.tree import Node
from legal_rules.words import Words


@dataclass(frozen=True, slots=True)
class Bridge:
    """A second vote the law opens when the first one fails: ``next`` under this decision's rule.

    It opens only where the ``guards`` hold; ``waits`` says what is waited for where they do not (yet). Resolved, a
    second vote that still waits has no ``next``.
    """

    when: Node
    next: str | None
    says: Words
    guards: tuple[Guard, ...] = ()
    waits: Words | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A consequence that depends on the count (who pays, who is bound), told with one outcome."""

    when: Node
    says: Words
    outcome: str = "carried"
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Pending:
    """A result that binds nobody unless the guards hold: it stays provisional, and ``says`` until when."""

    unless: tuple[Guard, ...]
    says: Words
    outcomes: tuple[str, ...] = ("carried",)


@dataclass(frozen=True, slots=True)
class Deemed:
    """Owners who were duly called and stay silent count as ``answer`` once the ``days`` to object are over."""

    answer: str
    days: int
    guards: tuple[Guard, ...]
    says: Words
