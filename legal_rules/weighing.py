"""From people to sums: exclusions and weight transforms first, then one exact total of each measure and answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from legal_rules.case import Voter
from legal_rules.figures import CaseRefused, Figures
from legal_rules.guards import Situation, all_hold
from legal_rules.rule import DecisionRule, Exclusion, Transform

Weights = list[Fraction]
_STAYED_AWAY = "stayed away"  # and nothing is deemed of them: not called, objected, without a vote, overtaken
_NOT_SILENT = frozenset({"not_called", "objected"})


def exact_sums(names: Iterable[str], weights: Iterable[Fraction]) -> dict[str, Fraction]:
    """Add weights by name. Numerators are added by denominator first: exact, and fast for ten thousand owners."""
    found: defaultdict[tuple[str, int], int] = defaultdict(int)
    for name, weight in zip(names, weights, strict=True):
        top, bottom = weight.as_integer_ratio()
        found[name, bottom] += top
    sums: defaultdict[str, Fraction] = defaultdict(Fraction)
    for (name, bottom), top in found.items():
        sums[name] += Fraction(top, bottom)
    return sums


def measures_of(voters: Sequence[Voter]) -> frozenset[str]:
    """The measures that every one of these voters carries."""
    readers: dict[str, Callable[[Voter], Fraction | None]] = {
        "share": lambda voter: voter.share,
        "heads": lambda voter: voter.heads,
        "units": lambda voter: voter.units,
    }
    return frozenset(
        measure for measure, read in readers.items() if voters and all(read(voter) is not None for voter in voters)
    )


def count_voters(voters: Sequence[Voter], rule: DecisionRule, situation: Situation) -> dict[str, Figures]:
    """Sum the voters of a case as the rule counts them.

    Returns: figures for every measure that all voters carry. Raises CaseRefused for sums that cannot be.
    """
    kept, muted = _without_excluded(voters, rule.exclusions, situation)
    names = [_answer_of(voter, muted) for voter in kept]
    if rule.amendments and situation.facts.get("amended") in (True, "yes"):
        overtaken = {(amendment.channel, amendment.vote) for amendment in rule.amendments}
        names = [
            _STAYED_AWAY if (voter.channel, voter.vote) in overtaken else name
            for voter, name in zip(kept, names, strict=True)
        ]
    found = {}
    for measure in sorted(measures_of(kept) & situation.measures & rule.measures_asked):
        weights: Weights = [getattr(voter, measure) for voter in kept]
        transforms = [transform for transform in rule.transforms if transform.measure == measure]
        found[measure] = _figures(kept, names, weights, transforms)
    return found


def _without_excluded(
    voters: Sequence[Voter], exclusions: tuple[Exclusion, ...], situation: Situation
) -> tuple[list[Voter], dict[str, str]]:
    """Voters who stay in the total, and as what those with a tag count who stay there without a vote."""
    seen: set[str] = set()
    for voter in voters:
        if voter.id in seen:
            raise CaseRefused(f"voter {voter.id!r} stands twice")
        seen.add(voter.id)
    active = [item for item in exclusions if all_hold(item.guards, situation)]
    gone = {item.tag for item in active if item.leaves_base}
    muted = {item.tag: _STAYED_AWAY if item.counts_as == "absent" else item.counts_as for item in active}
    return [voter for voter in voters if not gone & voter.tags], muted


def _answer_of(voter: Voter, muted: dict[str, str]) -> str:
    """The set a voter is counted in; who stayed away is silent only where he was called and did not object."""
    for tag in voter.tags & muted.keys():
        return _STAYED_AWAY if voter.vote == "absent" else muted[tag]
    if voter.vote == "absent" and voter.tags & _NOT_SILENT:
        return _STAYED_AWAY
    return voter.vote


def _figures(kept: list[Voter], names: list[str], weights: Weights, transforms: list[Transform]) -> Figures:
    for transform in transforms:
        if transform.among == "all":
            weights = _transformed(transform, kept, weights)
    answers = weights
    for transform in transforms:
        if transform.among == "present":
            caps = transform.kind == "cap_to_others"
            answers = _capped_in_the_room(kept, answers) if caps else _transformed(transform, kept, answers)
    given = exact_sums(names, answers)
    total = given if answers is weights else exact_sums(names, weights)
    everyone = sum(total.values(), Fraction(0))
    present = everyone - total["absent"] - total[_STAYED_AWAY]
    parts = {name: given[name] for name in ("against", "abstain", "blank", "invalid")}
    return Figures(all=everyone, present=present, for_=given["for"], silent=total["absent"], **parts)


def _total(weights: Weights) -> Fraction:
    return exact_sums(("all" for _ in weights), weights)["all"]


def _transformed(transform: Transform, kept: list[Voter], weights: Weights) -> Weights:
    total = _total(weights)
    if transform.kind == "cap_to_others":
        half = total / 2
        return [total - weight if len(weights) > 1 and weight > half else weight for weight in weights]
    if transform.kind == "cap_to_fraction":
        limit = total * transform.fraction
        limit = Fraction(limit // 1) if transform.rounding == "down" else limit
        return [min(weight, limit) for weight in weights]
    return [
        weight * (1 - transform.fraction)
        if transform.tag in voter.tags and weight >= transform.size * total
        else weight
        for voter, weight in zip(kept, weights, strict=True)
    ]


def _capped_in_the_room(kept: list[Voter], weights: Weights) -> Weights:
    """Nobody votes, for himself and for those he represents, for more than all others in the room together."""
    holders = [voter.represented_by or voter.id for voter in kept]
    here = [voter.vote != "absent" for voter in kept]
    held = exact_sums(
        holders, (weight if is_here else Fraction(0) for weight, is_here in zip(weights, here, strict=True))
    )
    held = {holder: weight for holder, weight in held.items() if weight}
    total = sum(held.values(), Fraction(0))
    factors = {
        holder: (total - weight) / weight
        for holder, weight in held.items()
        if weight > total - weight and len(held) > 1
    }
    return [
        weight * factors.get(holder, Fraction(1)) if is_here else weight
        for holder, weight, is_here in zip(holders, weights, here, strict=True)
    ]
