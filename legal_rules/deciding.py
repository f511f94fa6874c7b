"""Decides a case: picks the rule, looks at the sums, and says why."""

from __future__ import annotations

from legal_rules.because import Findings, because
from legal_rules.case import Case
from legal_rules.figures import CaseRefused, Figures
from legal_rules.guards import Situation, all_hold
from legal_rules.lookup import find_rule
from legal_rules.pack import Pack
from legal_rules.rule import Bridge, DecisionRule, Deemed, Hold, Swap, Variant
from legal_rules.tree import Bound, Node, Sight, missing_measures
from legal_rules.verdict import Verdict
from legal_rules.weighing import count_voters, measures_of
from legal_rules.words import Speaker, Words

_OPEN_TERM = "objection_period_over"
_CAME_BY_BRIDGE = "bridged_from"


def decide(case: Case, pack: Pack | None = None) -> Verdict:
    """Say whether a question is carried, by the rule in force on its day.

    Args:
        case: what is to be decided.
        pack: the pack to decide by, for a pack that is being written; by default the product's own.
    Returns: the verdict; ``hold`` where no rule is known or a fact it needs is missing, never a default.
    Raises: CaseRefused when the sums contradict each other.
    """
    rule = find_rule(case.decision, case.on, pack)
    if isinstance(rule, Hold):
        return _hold(case, rule.why, None, rule.article)
    situation = Situation(case.facts, case.call, _counted_in(case), rule.switches)
    unknown = sorted(set(case.facts.get("interpretation", {})) - set(rule.switches))
    if unknown:
        return _hold(case, _named("Толкование не известно", "The reading is not known", unknown), rule)
    variant = _variant(rule, situation)
    if variant is None:
        return _hold(case, _no_variant(situation, case.call), rule)
    by_part = _by_part(case, rule, situation)
    if situation.missing:
        return _hold(case, _facts_missing(situation.missing), rule)
    return _judge(case, rule, _swapped(rule, variant, situation), Sight(by_part), situation)


def _counted_in(case: Case) -> frozenset[str]:
    if case.tally is not None:
        return frozenset(case.tally)
    return measures_of(case.voters or [])


def _variant(rule: DecisionRule, situation: Situation) -> Variant | None:
    for variant in rule.variants:
        holds = all_hold(variant.guards, situation)
        if holds is None:
            return None
        if holds:
            return variant
    return None


def _by_part(case: Case, rule: DecisionRule, situation: Situation) -> dict[str | None, dict[str, Figures]]:
    voters, electorates = case.voters, case.electorates
    parts: dict[str | None, dict[str, Figures]] = {part: dict(tally) for part, tally in electorates.items()}
    if voters is None:
        parts[None] = dict(case.tally or {})
    else:
        trees = [tree for variant in rule.variants for tree in variant.trees]
        tags = {leaf.part for tree in trees for leaf in tree.leaves() if leaf.part}
        for tag in tags - set(electorates):
            concerned = [voter for voter in voters if tag in voter.tags]
            if concerned:
                parts[tag] = count_voters(concerned, rule, situation)
        if rule.electorate is not None and any(rule.electorate in voter.tags for voter in voters):
            voters = [voter for voter in voters if rule.electorate in voter.tags]
        parts[None] = count_voters(voters, rule, situation)
    if rule.electorate is not None and rule.electorate in electorates:
        parts[None] = dict(electorates[rule.electorate])
    for part, tally in parts.items():
        parts[part] = {measure: _mapped(figures, rule) for measure, figures in tally.items()}
    return parts


def _mapped(figures: Figures, rule: DecisionRule) -> Figures:
    for answer, target in rule.answers:
        figures = figures.moved(answer, target)
    return figures


def _swapped(rule: DecisionRule, variant: Variant, situation: Situation) -> Variant:
    for swap in rule.swaps:
        measure = _chosen(swap, situation)
        if measure is not None and measure != swap.measure:
            quorum = None if variant.quorum is None else variant.quorum.swapped(swap.measure, measure)
            variant = Variant(
                variant.test.swapped(swap.measure, measure), quorum, variant.guards, variant.quorum_article,
                variant.bridges, variant.effects, variant.deemed,
            )  # fmt: skip
    return variant


def _chosen(swap: Swap, situation: Situation) -> str | None:
    chosen = situation.by_law(swap.name) if swap.kind == "by_law" else situation.reading(swap.name)
    if chosen is not None and chosen not in swap.allowed:
        raise CaseRefused(f"facts: {swap.name!r} is one of {', '.join(swap.allowed)}, not {chosen!r}")
    return chosen


def _judge(case: Case, rule: DecisionRule, variant: Variant, sight: Sight, situation: Situation) -> Verdict:
    deemed = variant.deemed if variant.deemed and all_hold(variant.deemed.guards, situation) else None
    if deemed is None:
        _check_sums(sight)
    quorum = None if variant.quorum is None else variant.quorum.truth(sight)
    carried = variant.test.truth(sight)
    needed = variant.test.bounds(sight)
    unknown = _untold(variant, sight, quorum, carried)
    if unknown:
        return _hold(case, _facts_missing(unknown), rule, needed=needed)
    outcome = "no_quorum" if quorum is False else "carried" if carried else "not_carried"
    if outcome == "not_carried" and deemed is not None:
        outcome, sight, needed = _with_silent(variant.test, deemed, sight, situation, needed)
    bridge = _bridge(case, variant, sight) if outcome == "not_carried" else None
    effects = tuple(effect.says for effect in variant.effects if effect.outcome == outcome and effect.when.truth(sight))
    findings = Findings(outcome, quorum, variant, sight, deemed, bridge, effects)
    return Verdict(
        outcome, quorum, None if bridge is None else bridge.next, because(findings, Speaker(rule.measures)),
        _cite(rule, variant, outcome), rule.mark, needed, effects, dict(situation.readings), rule, case.id,
    )  # fmt: skip


def _bridge(case: Case, variant: Variant, sight: Sight) -> Bridge | None:
    """The second vote the law opens; never one after another (no cascade)."""
    if case.call > 1 or case.facts.get(_CAME_BY_BRIDGE):
        return None
    return next((bridge for bridge in variant.bridges if bridge.when.truth(sight)), None)


def _cite(rule: DecisionRule, variant: Variant, outcome: str) -> Words:
    if outcome == "no_quorum" and variant.quorum_article is not None:
        return variant.quorum_article
    return rule.article


def _check_sums(sight: Sight) -> None:
    for tally in sight.by_part.values():
        for measure, figures in tally.items():
            if figures.participated > figures.present:
                raise CaseRefused(f"{measure}: for, against and abstain together are more than present")


def _untold(variant: Variant, sight: Sight, quorum: bool | None, carried: bool | None) -> list[str]:
    """The measures without which nothing can be told; none when the count settles it anyway."""
    if variant.quorum is not None and quorum is None:
        return missing_measures(variant.quorum, sight)
    if carried is None and quorum is not False:
        return missing_measures(variant.test, sight)
    return []


def _with_silent(
    test: Node, deemed: Deemed, sight: Sight, situation: Situation, needed: dict[str, Bound]
) -> tuple[str, Sight, dict[str, Bound]]:
    """The outcome when those who stayed silent are counted as the law deems them."""
    counted = Sight(
        {
            part: {measure: figures.moved("silent", deemed.answer) for measure, figures in tally.items()}
            for part, tally in sight.by_part.items()
        }
    )
    if not test.truth(counted):
        return "not_carried", sight, needed
    over = situation.facts.get(_OPEN_TERM)
    return ("carried" if over in (True, "yes") else "provisional"), counted, test.bounds(counted)


def _named(ru: str, en: str, names: list[str]) -> Words:
    listed = ", ".join(names)
    return {"ru": f"{ru}: {listed}.", "en": f"{en}: {listed}."}


def _facts_missing(names: list[str]) -> Words:
    unique = list(dict.fromkeys(names))
    return _named("Решить нельзя, не хватает сведений", "It cannot be decided, facts are missing", unique)


def _no_variant(situation: Situation, call: int) -> Words:
    if situation.missing:
        return _facts_missing(situation.missing)
    return {
        "ru": f"Для таких обстоятельств (созыв {call}) правило не известно.",
        "en": f"No rule is known for these circumstances (call {call}).",
    }


def _hold(
    case: Case,
    why: Words,
    rule: DecisionRule | None,
    article: Words | None = None,
    needed: dict[str, Bound] | None = None,
) -> Verdict:
    cite = rule.article if rule is not None else article or {"ru": "", "en": ""}
    mark = "unverified" if rule is None else rule.mark
    return Verdict("hold", None, None, why, cite, mark, needed or {}, rule=rule, id=case.id)
