"""The rule as it stands in the circumstances of one case: one variant, in the measure chosen, nothing left to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

from legal_rules import words
from legal_rules.consequences import Bridge, Pending
from legal_rules.counting import Swap
from legal_rules.figures import MEASURES
from legal_rules.guards import Held, Situation, all_hold
from legal_rules.lookup import find_pack, find_rule
from legal_rules.pack import Pack
from legal_rules.rule import DecisionRule, Hold, Variant
from legal_rules.tree import Node, swapped
from legal_rules.words import LANGUAGES, Words


def resolve(
    decision: str,
    on: date,
    *,
    call: int = 1,
    facts: Mapping[str, Any] | None = None,
    measures: Iterable[str] = MEASURES,
    pack: Pack | None = None,
) -> DecisionRule | Hold:
    """The rule of a decision as it applies to one house: for a notice, a record, or a verifier.

    Returns: the rule with one variant and nothing conditional left in it, which decides as the whole rule would; or why
    it cannot be told. Raises: CaseRefused for facts that cannot be.
    """
    rule = find_rule(decision, on, pack)
    if isinstance(rule, Hold):
        return rule
    situation = Situation(facts or {}, call, frozenset(measures), rule.switches)
    try:
        check_names(rule, situation, pack or find_pack(decision))
        return resolved(rule, situation)
    except Held as held:
        return Hold(decision, held.why, rule.article)


def check_names(rule: DecisionRule, situation: Situation, pack: Pack | None) -> None:
    """Raises Held for a reading or a by-law that the law does not know."""
    if readings := sorted(set(situation.facts.get("interpretation", {})) - set(rule.switches)):
        raise Held(listed("Толкование не известно", "The reading is not known", readings))
    known = frozenset() if pack is None else pack.by_laws
    if by_laws := sorted(set(situation.facts.get("by_law", {})) - known):
        raise Held(listed("Правило дома не известно этому закону", "The by-law is not known to this law", by_laws))


def resolved(rule: DecisionRule, situation: Situation) -> DecisionRule:
    """The rule with the one variant that applies, and without conditions.

    Raises: Held where no variant applies, a fact is missing, or the house's rules say what the law does not let them;
    CaseRefused for values that cannot be.
    """
    variant = _variant(rule, situation)
    exclusions = rule.exclusions if variant.exclusions is None else variant.exclusions
    active = tuple(replace(item, guards=()) for item in exclusions if _applies(item.guards, situation, rule))
    chosen = _changed(rule, variant, situation)
    if situation.missing:
        raise Held(facts_missing(situation.missing, rule))
    needs = {lang: words.needs(chosen.test, lang) for lang in LANGUAGES}
    return replace(
        rule,
        variants=(chosen,),
        needs=rule.needs if chosen.test == variant.test else needs,
        swaps=(),
        overrides=(),
        exclusions=active,
        decided_by=variant.electorate or rule.decided_by,
        amendments=rule.amendments if situation.facts.get("amended") in (True, "yes") else (),
        pending=tuple(Pending((), item.says, item.outcomes) for item in rule.pending if not _is_over(item, situation)),
    )


def _variant(rule: DecisionRule, situation: Situation) -> Variant:
    for variant in rule.variants:
        holds = all_hold(variant.guards, situation)
        if holds is None:
            raise Held(facts_missing(situation.missing, rule))
        if holds and variant.hold is not None:
            raise Held(variant.hold)
        if holds:
            return variant
    raise Held(
        {
            "ru": f"Для таких обстоятельств (созыв {situation.call}) правило не известно.",
            "en": f"No rule is known for these circumstances (call {situation.call}).",
        }
    )


def _applies(guards: tuple[Any, ...], situation: Situation, rule: DecisionRule) -> bool:
    """Sums that are given were added up by somebody already: who was left out of them is recorded, never asked."""
    asked = len(situation.missing)
    holds = all_hold(guards, situation)
    if situation.given == "tally":
        del situation.missing[asked:]
    return bool(holds)


def _is_over(item: Pending, situation: Situation) -> bool:
    return bool(item.unless) and bool(all_hold(item.unless, situation))


def _changed(rule: DecisionRule, variant: Variant, situation: Situation) -> Variant:
    """The variant in the measure chosen, with the by-laws of the house and only what the facts leave of it."""
    deemed = variant.deemed
    for swap in rule.swaps:
        measure = _chosen(swap, variant, situation)
        if measure is not None and measure != swap.measure:
            variant = _counted_in(variant, swap, measure)
    majority = [override for override in rule.overrides if override.changes == "fraction"]
    quorums = [override for override in rule.overrides if override.changes == "quorum"]
    test = reduce(lambda tree, override: override.applied(tree, situation) or tree, majority, variant.test)
    quorum = reduce(lambda tree, override: override.applied(tree, situation), quorums, variant.quorum)
    return replace(
        variant,
        guards=(),
        test=test,
        quorum=quorum,
        bridges=tuple(found for bridge in variant.bridges for found in _open(bridge, situation)),
        effects=tuple(replace(effect, guards=()) for effect in variant.effects if _quietly(effect.guards, situation)),
        deemed=replace(deemed, guards=()) if deemed is not None and all_hold(deemed.guards, situation) else None,
    )


def _quietly(guards: tuple[Any, ...], situation: Situation) -> bool:
    """Whether the conditions of a sentence hold: what cannot be told is not said, and keeps nothing from being decided."""
    asked = len(situation.missing)
    holds = all_hold(guards, situation)
    del situation.missing[asked:]
    return bool(holds)


def _open(bridge: Bridge, situation: Situation) -> tuple[Bridge, ...]:
    """The second vote as the facts leave it: open, waiting for something, or not there."""
    if _quietly(bridge.guards, situation):
        return (Bridge(bridge.when, bridge.next, bridge.says),)
    return () if bridge.waits is None else (Bridge(bridge.when, None, bridge.waits),)


def _chosen(swap: Swap, variant: Variant, situation: Situation) -> str | None:
    if swap.kind == "when":
        if all(leaf.measure != swap.measure for leaf in variant.test.leaves()):
            return None  # another measure was chosen already: nothing is asked any more
        return swap.allowed[0] if all_hold(swap.guards, situation) else None
    if swap.kind == "interpretation":
        chosen = situation.reading(swap.name)
        return chosen if chosen in swap.allowed else None
    chosen = situation.by_law(swap.name)
    if chosen is not None and chosen not in swap.allowed:
        allowed = ", ".join(swap.allowed)
        raise Held(
            {
                "ru": f"Правило дома «{swap.name}» может быть одним из: {allowed}; «{chosen}» закон не знает.",
                "en": f"The by-law {swap.name!r} is one of {allowed}; the law does not know {chosen!r}.",
            }
        )
    return chosen


def _counted_in(variant: Variant, swap: Swap, new: str) -> Variant:
    def change(tree: Node) -> Node:
        return swapped(tree, swap.measure, new)

    if "quorum" in swap.reaches and variant.quorum is not None:
        variant = replace(variant, quorum=change(variant.quorum))
    if "test" not in swap.reaches:
        return variant
    return replace(
        variant,
        test=change(variant.test),
        bridges=tuple(replace(bridge, when=change(bridge.when)) for bridge in variant.bridges),
        effects=tuple(replace(effect, when=change(effect.when)) for effect in variant.effects),
    )


def listed(ru: str, en: str, names: Iterable[str]) -> Words:
    """A sentence that ends with a list of names."""
    told = ", ".join(names)
    return {"ru": f"{ru}: {told}.", "en": f"{en}: {told}."}


def facts_missing(names: Iterable[str], rule: DecisionRule) -> Words:
    """What is missing to decide, in words and by the names of the facts."""
    unique = list(dict.fromkeys(names))
    ru, en = (", ".join(words.fact_words(name, rule.fact_words, lang) for name in unique) for lang in LANGUAGES)
    return {
        "ru": f"Решить нельзя, не хватает сведений: {ru}.",
        "en": f"It cannot be decided, facts are missing: {en}.",
    }
