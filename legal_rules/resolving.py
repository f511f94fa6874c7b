"""The rule as it stands in the circumstances of one case: the variant, the measure, what the house's rules change."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from legal_rules.by_laws import NotAllowed
from legal_rules.guards import Situation, all_hold
from legal_rules.rule import DecisionRule, Swap, Variant
from legal_rules.tree import swapped
from legal_rules.words import Words


def resolve(rule: DecisionRule, situation: Situation) -> Variant | None:
    """The variant that applies, counted in the measure chosen, with what the house's rules may change in it.

    Returns: None where no variant applies or a fact is missing to tell (``situation.missing`` names it).
    Raises: NotAllowed where the house's rules say what the law does not let them; CaseRefused for values that cannot be.
    """
    variant = _variant(rule, situation)
    if variant is None:
        return None
    for swap in rule.swaps:
        measure = _chosen(swap, situation)
        if measure is not None and measure != swap.measure:
            variant = _counted_in(variant, swap.measure, measure)
    majority = [override for override in rule.overrides if override.changes == "fraction"]
    quorums = [override for override in rule.overrides if override.changes == "quorum"]
    test = reduce(lambda tree, override: override.applied(tree, situation) or tree, majority, variant.test)
    quorum = reduce(lambda tree, override: override.applied(tree, situation), quorums, variant.quorum)
    return replace(variant, test=test, quorum=quorum)


def _variant(rule: DecisionRule, situation: Situation) -> Variant | None:
    for variant in rule.variants:
        holds = all_hold(variant.guards, situation)
        if holds is None:
            return None
        if holds:
            return variant
    return None


def _chosen(swap: Swap, situation: Situation) -> str | None:
    if swap.kind == "when":
        return swap.allowed[0] if all_hold(swap.guards, situation) else None
    if swap.kind == "interpretation":
        chosen = situation.reading(swap.name)
        return chosen if chosen in swap.allowed else None
    chosen = situation.by_law(swap.name)
    if chosen is not None and chosen not in swap.allowed:
        raise NotAllowed(_not_a_measure(swap, chosen))
    return chosen


def _not_a_measure(swap: Swap, chosen: str) -> Words:
    allowed = ", ".join(swap.allowed)
    return {
        "ru": f"Правило дома «{swap.name}» может быть одним из: {allowed}; «{chosen}» закон не знает.",
        "en": f"The by-law {swap.name!r} is one of {allowed}; the law does not know {chosen!r}.",
    }


def _counted_in(variant: Variant, old: str, new: str) -> Variant:
    return replace(
        variant,
        test=swapped(variant.test, old, new),
        quorum=None if variant.quorum is None else swapped(variant.quorum, old, new),
        bridges=tuple(replace(bridge, when=swapped(bridge.when, old, new)) for bridge in variant.bridges),
        effects=tuple(replace(effect, when=swapped(effect.when, old, new)) for effect in variant.effects),
    )
