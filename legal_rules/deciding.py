"""Decides a case: picks the rule, looks at the sums, and says why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from legal_rules.because import Findings, because
from legal_rules.by_laws import NotAllowed
from legal_rules.case import Case
from legal_rules.electorates import largest_part, measures_counted, sight_of
from legal_rules.figures import CaseRefused
from legal_rules.guards import Situation, all_hold
from legal_rules.lookup import find_pack, find_rule
from legal_rules.pack import Pack
from legal_rules.resolving import resolve
from legal_rules.rule import Bridge, DecisionRule, Deemed, Hold, Variant
from legal_rules.ties import TIE_WORDS, is_tied
from legal_rules.tree import Bound, Sight, missing_measures
from legal_rules.verdict import Verdict
from legal_rules.words import Speaker, Words

_OPEN_TERM = "objection_period_over"
_CAME_BY_BRIDGE = "bridged_from"
_CHAIR = "chair_vote"
_NO_ARTICLE = {"ru": "норма не установлена", "en": "no article is known"}


def decide(case: Case, pack: Pack | None = None) -> Verdict:
    """Say whether a question is carried, by the rule in force on its day.

    Args:
        case: what is to be decided.
        pack: the pack to decide by, for a pack that is being written; by default the product's own.
    Returns: the verdict; ``hold`` where no rule is known or a fact it needs is missing, never a default.
    Raises: CaseRefused when the sums contradict each other.
    """
    pack = pack or find_pack(case.decision)
    rule = find_rule(case.decision, case.on, pack)
    if isinstance(rule, Hold):
        article = rule.article or (_NO_ARTICLE if pack is None else pack.title)
        return Verdict("hold", None, None, rule.why, article, "unverified", id=case.id)
    situation = Situation(case.facts, case.call, measures_counted(case), rule.switches, largest_part(case))
    if why := _unknown_names(case, rule, pack):
        return _hold(case, rule, situation, why)
    try:
        variant = resolve(rule, situation)
    except NotAllowed as refusal:
        return _hold(case, rule, situation, refusal.why)
    if variant is None:
        return _hold(case, rule, situation, _no_variant(situation, case.call))
    sight = sight_of(case, rule, situation)
    if situation.missing:
        return _hold(case, rule, situation, _facts_missing(situation.missing))
    return _judge(case, rule, variant, sight, situation)


def _unknown_names(case: Case, rule: DecisionRule, pack: Pack | None) -> Words | None:
    """What the facts name and the pack does not know: a reading, or a by-law."""
    if readings := sorted(set(case.facts.get("interpretation", {})) - set(rule.switches)):
        return _named("Толкование не известно", "The reading is not known", readings)
    known = frozenset() if pack is None else pack.by_laws
    if by_laws := sorted(set(case.facts.get("by_law", {})) - known):
        return _named("Правило дома не известно этому закону", "The by-law is not known to this law", by_laws)
    return None


@dataclass(frozen=True, slots=True)
class _Count:
    """How a count came out so far, and what is to be told beside it."""

    outcome: str
    sight: Sight
    needed: dict[str, Bound]
    told: tuple[Words, ...] = ()


def _judge(case: Case, rule: DecisionRule, variant: Variant, sight: Sight, situation: Situation) -> Verdict:
    deemed = variant.deemed if variant.deemed and all_hold(variant.deemed.guards, situation) else None
    if deemed is None:
        _check_sums(sight)
    quorum = None if variant.quorum is None else variant.quorum.truth(sight)
    carried, needed = variant.test.truth(sight), variant.test.bounds(sight)
    if unknown := _untold(variant, sight, quorum, carried):
        return _hold(case, rule, situation, _facts_missing(unknown), needed)
    count = _Count("no_quorum" if quorum is False else "carried" if carried else "not_carried", sight, needed)
    if count.outcome == "not_carried" and deemed is not None:
        count = _with_silent(variant, deemed, count, situation)
    if count.outcome == "not_carried" and is_tied(variant.test, count.sight):
        broken = _tie_broken(rule, count, situation)
        if broken is None:
            return _hold(case, rule, situation, _facts_missing([_CHAIR]), needed)
        count = broken
    count = _still_pending(rule, count, situation)
    bridge, waits = _bridge(case, variant, count, situation)
    effects = tuple(
        effect.says
        for effect in variant.effects
        if effect.outcome == count.outcome and effect.when.truth(count.sight) and all_hold(effect.guards, situation)
    )
    told = (*count.told, *([waits] if waits else ()), *([bridge.says] if bridge else ()), *effects)
    findings = Findings(count.outcome, variant, count.sight, told)
    cite = rule.article
    if count.outcome == "no_quorum" and variant.quorum_article is not None:
        cite = variant.quorum_article
    return Verdict(
        count.outcome, quorum, None if bridge is None else bridge.next, because(findings, Speaker(rule.measures)), cite,
        rule.mark, count.needed, effects, dict(situation.readings), rule, case.id, dict(situation.by_laws),
    )  # fmt: skip


def _with_silent(variant: Variant, deemed: Deemed, count: _Count, situation: Situation) -> _Count:
    """The count when those who stayed silent are taken as the law deems them."""
    sight = Sight(
        {
            part: {measure: figures.moved("silent", deemed.answer) for measure, figures in tally.items()}
            for part, tally in count.sight.by_part.items()
        }
    )
    if not variant.test.truth(sight):
        return count
    needed = variant.test.bounds(sight)
    if situation.facts.get(_OPEN_TERM) in (True, "yes"):
        return _Count("carried", sight, needed)
    return _Count("provisional", sight, needed, (deemed.says,))


def _tie_broken(rule: DecisionRule, count: _Count, situation: Situation) -> _Count | None:
    """What follows from a tie; None where the chair settles it and nobody told how."""
    said = rule.tie.says or TIE_WORDS[rule.tie.kind]
    if rule.tie.kind != "chair":
        return replace(count, told=(said,))
    vote = situation.facts.get(_CHAIR)
    if vote is None:
        return None
    if vote not in ("for", "against"):
        raise CaseRefused(f"facts: {_CHAIR!r} is for or against, not {vote!r}")
    return replace(count, outcome="carried" if vote == "for" else "not_carried", told=(said,))


def _still_pending(rule: DecisionRule, count: _Count, situation: Situation) -> _Count:
    """A result that binds nobody yet is provisional."""
    for item in rule.pending:
        if count.outcome in item.outcomes and not all_hold(item.unless, situation):
            return replace(count, outcome="provisional", told=(*count.told, item.says))
    return count


def _bridge(case: Case, variant: Variant, count: _Count, situation: Situation) -> tuple[Bridge | None, Words | None]:
    """The second vote the law opens, or what it waits for; never one after another (no cascade)."""
    if count.outcome != "not_carried" or case.call > 1 or case.facts.get(_CAME_BY_BRIDGE):
        return None, None
    opened = [bridge for bridge in variant.bridges if bridge.when.truth(count.sight)]
    for bridge in opened:
        if all_hold(bridge.guards, situation):
            return bridge, None
    return None, next((bridge.waits for bridge in opened if bridge.waits), None)


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
    case: Case, rule: DecisionRule, situation: Situation, why: Words, needed: dict[str, Bound] | None = None
) -> Verdict:
    return Verdict(
        "hold", None, None, why, rule.article, rule.mark, needed or {}, (), dict(situation.readings), rule, case.id,
        dict(situation.by_laws),
    )  # fmt: skip
