"""What the law is told of a house when it decides: its form, its premises, its own rules, and how disputed rules are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Unit
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.wording import legal_day
from legal_rules import DecisionRule, catalogue
from legal_rules.guards import Guard

COUNTED = frozenset({"form", "units", "owners", "entrances", "call"})
"""Facts that the service knows by itself; the entrances only where the register names them."""


def given_facts(assembly: Assembly) -> dict[str, Any]:
    """What people entered of the house and how they read the law; as frozen once the notices are out."""
    if assembly.announced_at is not None:
        return dict(assembly.law_facts)
    building = assembly.building
    facts: dict[str, Any] = {name: _told(one["value"]) for name, one in sorted(building.law_facts.items())}
    by_laws = {name: {"value": one["value"], "evidence": one["evidence"]} for name, one in building.by_laws.items()}
    readings = {name: one["option"] for name, one in assembly.readings.items()}
    named = {"by_law": dict(sorted(by_laws.items())), "interpretation": dict(sorted(readings.items()))}
    return facts | {name: values for name, values in named.items() if values}


def _told(value: str) -> str | int:
    return int(value) if value.isdigit() else value


def house_facts(session: Session, assembly: Assembly) -> dict[str, Any]:
    """Everything the law may ask about the house of this assembly, from its register and from what people entered."""
    snapshot_id = assembly.snapshot_id
    if assembly.announced_at is None and (latest := latest_snapshot(session, assembly.building)) is not None:
        snapshot_id = latest.id
    units = session.execute(select(Unit.entrance).where(Unit.snapshot_id == snapshot_id)).scalars().all()
    entrances = {entrance for entrance in units if entrance}
    on = legal_day(assembly.opens_at, assembly.building.timezone)
    owners = len(voters_on(holdings_of(session, snapshot_id), on))
    counted: dict[str, Any] = {"form": str(assembly.form), "units": len(units), "owners": owners}
    return counted | given_facts(assembly) | ({"entrances": len(entrances)} if entrances else {})


def asked_readings(rule: DecisionRule) -> list[str]:
    """The disputed readings on which this rule depends, each once."""
    guarded = (guard.name for guard in _guards(rule) if guard.kind == "interpretation")
    swapped = (swap.name for swap in rule.swaps if swap.kind == "interpretation")
    return [name for name in dict.fromkeys([*guarded, *swapped]) if name in rule.switches]


def asked_by_laws(rule: DecisionRule) -> list[str]:
    """What this rule leaves to the house's own rules, each once."""
    guarded = (guard.name for guard in _guards(rule) if guard.kind == "by_law")
    swapped = (swap.name for swap in rule.swaps if swap.kind == "by_law")
    return list(dict.fromkeys([*guarded, *swapped, *(override.by_law for override in rule.overrides)]))


def _guards(rule: DecisionRule) -> Iterable[Guard]:
    for variant in rule.variants:
        yield from variant.guards
        if variant.deemed is not None:
            yield from variant.deemed.guards
        for bridge in variant.bridges:
            yield from bridge.guards
    for exclusion in rule.exclusions:
        yield from exclusion.guards
    for swap in rule.swaps:
        yield from swap.guards


@dataclass(frozen=True, slots=True)
class Asked:
    """Something the law of a pack asks about a house. choices: the answers it knows; empty where it is a number.

    words: the fact in the words of the pack, {} where it has none.
    """

    name: str
    kind: str
    choices: tuple[str, ...]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def field(self) -> str:
        """Its name in forms: fact_entrances, by_law_votes_by."""
        return f"{self.kind}_{self.name}"


def asked_of_house(pack: str, on: date) -> list[Asked]:
    """What people may be asked to tell of a house under this pack: facts no register holds, then its own rules."""
    rules = [entry.rule for entry in catalogue(pack, on) if isinstance(entry.rule, DecisionRule)]
    found: dict[tuple[str, str], set[str]] = {}
    for rule in rules:
        for guard in _guards(rule):
            if guard.kind in {"fact", "by_law"} and (
                guard.kind == "by_law" or guard.name not in COUNTED - {"entrances"}
            ):
                found.setdefault((guard.kind, guard.name), set()).add(guard.value if guard.sign == "is" else "")
        for swap in rule.swaps:
            if swap.kind == "by_law":
                found.setdefault(("by_law", swap.name), set()).update(swap.allowed)
        for override in rule.overrides:
            found.setdefault(("by_law", override.by_law), set()).add("")
    words = {name: said for rule in rules for name, said in rule.fact_words.items()}
    return [
        _asked(kind, name, values, words.get(name, {}))
        for (kind, name), values in sorted(found.items(), key=lambda one: one[0][0] != "fact")
    ]


def _asked(kind: str, name: str, values: set[str], words: Mapping[str, str]) -> Asked:
    is_number = any(not value or value[0].isdigit() for value in values)
    choices = values if values - {"yes", "no"} else {"yes", "no"}
    return Asked(name, kind, () if is_number else tuple(sorted(choices, reverse=True)), words)
