"""Decides a case: picks the rule, looks at the sums, and says why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from legal_rules.because import Findings, because
from legal_rules.case import Case
from legal_rules.consequences import Bridge, Deemed
from legal_rules.electorates import largest_part, measures_counted, sight_of
from legal_rules.figures import CaseRefused
from legal_rules.guards import Held, Situation
from legal_rules.lookup import find_pack, find_rule
from legal_rules.numbers import shown
from legal_rules.pack import Pack
from legal_rules.resolving import check_names, facts_missing, resolved
from legal_rules.rule import MARKS, DecisionRule, Hold, Variant
from legal_rules.ties import TIE_WORDS, is_tied
from legal_rules.tree import Bound, Sight, bounds, missing_measures
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
    given = "voters" if case.tally is None else "tally"
    situation = Situation(case.facts, case.call, measures_counted(case), rule.switches, given, largest_part(case))
    try:
        check_names(rule, situation, pack)
        applied = resolved(rule, situation)
        return _judge(case, applied, sight_of(case, applied, situation.measures), situation)
    except Held as held:
        return _held(case, rule, situation, held.why)


def _held(
    case: Case, rule: DecisionRule, situation: Situation, why: Words, needed: dict[str, Bound] | None = None
) -> Verdict:
    return Verdict(
        "hold", None, None, why, rule.article, rule.mark, needed or {}, (), dict(situation.readings), rule, case.id,
        dict(situation.by_laws),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Count:
    """How a count came out so far, and what is to be told beside it."""

    outcome: str
    sight: Sight
    needed: dict[str, Bound]
    told: tuple[Words, ...] = ()


def _judge(case: Case, rule: DecisionRule, sight: Sight, situation: Situation) -> Verdict:
    """The verdict of a resolved rule on the figures."""
    (variant,) = rule.variants
    if variant.deemed is None:
        _check_sums(sight)
    quorum = None if variant.quorum is None else variant.quorum.truth(sight)
    carried, needed = variant.test.truth(sight), bounds(variant.test, sight)
    if unknown := _untold(variant, sight, quorum, carried):
        return _held(case, rule, situation, facts_missing(unknown, rule), needed)
    count = _Count("no_quorum" if quorum is False else "carried" if carried else "not_carried", sight, needed)
    if count.outcome == "not_carried" and variant.deemed is not None:
        count = _with_silent(variant, variant.deemed, count, case)
    if count.outcome == "not_carried" and is_tied(variant.test, count.sight):
        count = _tie_broken(rule, count, case)
    count = _still_pending(rule, count)
    bridge = _bridge(case, variant, count)
    effects = tuple(
        effect.says for effect in variant.effects if effect.outcome == count.outcome and effect.when.truth(count.sight)
    )
    told = (*count.told, *([] if bridge is None else [bridge.says]), *effects)
    cite = rule.article
    if count.outcome == "no_quorum" and variant.quorum_article is not None:
        cite = variant.quorum_article
    return Verdict(
        outcome=count.outcome,
        quorum=quorum,
        next=None if bridge is None else bridge.next,
        because=because(Findings(count.outcome, variant, count.sight, told), Speaker(rule.measures)),
        cite=cite,
        mark=max(rule.mark, variant.quorum_mark, key=MARKS.index),
        needed=count.needed,
        effects=effects,
        readings=dict(situation.readings),
        rule=rule,
        id=case.id,
        by_laws=dict(situation.by_laws),
        figures=count.sight.by_part,
    )


def _with_silent(variant: Variant, deemed: Deemed, count: _Count, case: Case) -> _Count:
    """The count when those who stayed silent are taken as the law deems them."""
    sight = Sight(
        {
            part: {measure: figures.moved("silent", deemed.answer) for measure, figures in tally.items()}
            for part, tally in count.sight.by_part.items()
        }
    )
    if not variant.test.truth(sight):
        return count
    needed = bounds(variant.test, sight)
    if case.facts.get(_OPEN_TERM) in (True, "yes"):
        return _Count("carried", sight, needed)
    return _Count("provisional", sight, needed, (deemed.says,))


def _tie_broken(rule: DecisionRule, count: _Count, case: Case) -> _Count:
    """What follows from a tie. Raises Held where the chair settles it and nobody told how."""
    tie = rule.tie
    said = tie.says or TIE_WORDS.get(tie.kind)
    told = () if said is None else (said,)
    if tie.kind != "chair":
        return replace(count, told=told)
    vote = case.facts.get(_CHAIR)
    if vote is None:
        raise Held(facts_missing([_CHAIR], rule))
    if vote not in ("for", "against"):
        raise CaseRefused(f"facts: {_CHAIR!r} is for or against, not {shown(vote)}")
    return replace(count, outcome="carried" if vote == "for" else "not_carried", told=told)


def _still_pending(rule: DecisionRule, count: _Count) -> _Count:
    """A result that binds nobody yet is provisional."""
    for item in rule.pending:
        if count.outcome in item.outcomes:
            return replace(count, outcome="provisional", told=(*count.told, item.says))
    return count


def _bridge(case: Case, variant: Variant, count: _Count) -> Bridge | None:
    """The second vote the law opens, or what it waits for; never one after another (no cascade)."""
    if count.outcome != "not_carried" or case.call > 1 or case.facts.get(_CAME_BY_BRIDGE):
        return None
    return next((bridge for bridge in variant.bridges if bridge.when.truth(count.sight)), None)


def _check_sums(sight: Sight) -> None:
    for part, tally in sight.by_part.items():
        for measure, figures in tally.items():
            if figures.participated > figures.present:
                where = measure if part is None else f"{part}: {measure}"
                raise CaseRefused(f"{where}: for, against and abstain together are more than present")


def _untold(variant: Variant, sight: Sight, quorum: bool | None, carried: bool | None) -> list[str]:
    """The measures without which nothing can be told; none when the count settles it anyway."""
    if variant.quorum is not None and quorum is None:
        return missing_measures(variant.quorum, sight)
    if carried is None and quorum is not False:
        return missing_measures(variant.test, sight)
    return []
