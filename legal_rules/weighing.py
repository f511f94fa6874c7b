"""From people to sums: exclusions and weight transforms first, then one exact total of each measure and answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor, lcm
from operator import attrgetter
from typing import Any

from legal_rules.case import Voter
from legal_rules.counting import AnsweringTogether, Transform
from legal_rules.figures import MEASURES, CaseRefused, Figures
from legal_rules.guards import Held
from legal_rules.rule import DecisionRule

Weights = list[Fraction]
_STAYED_AWAY = "stayed away"  # and nothing is deemed of them: not called, objected, without a vote, overtaken
_NOT_HERE = frozenset({"absent", _STAYED_AWAY})
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
    """The measures that every one of these voters carries; none where there are no voters."""
    carried = (measure for measure in MEASURES if voters)
    return frozenset(measure for measure in carried if all(weight is not None for weight in _column(measure, voters)))


def _column(measure: str, voters: Sequence[Voter]) -> Iterable[Any]:
    return map(attrgetter(measure), voters)


def count_voters(voters: Sequence[Voter], rule: DecisionRule, measures: frozenset[str]) -> dict[str, Figures]:
    """Sum the voters of a case as a resolved rule counts them.

    Args:
        voters: those whom the rule concerns.
        rule: what is asked, after it was resolved.
        measures: what every one of them carries.
    Returns: figures for every measure that the rule looks at; none where nobody is left to count.
    Raises: CaseRefused for sums that cannot be; Held where voters who must answer together do not.
    """
    _refuse_doubles(voters)
    gone = {item.tag for item in rule.exclusions if item.leaves_base}
    kept = [voter for voter in voters if not gone & voter.tags] if gone else voters
    names = _answers(kept, rule)
    found = {}
    for measure in sorted(measures & rule.measures_asked) if kept else ():
        weights: Weights = list(_column(measure, kept))
        transforms = [transform for transform in rule.transforms if transform.measure == measure]
        found[measure] = _figures(kept, names, weights, transforms)
    return found


def _refuse_doubles(voters: Sequence[Voter]) -> None:
    seen: set[str] = set()
    if len({voter.id for voter in voters}) < len(voters):
        double = next(voter.id for voter in voters if voter.id in seen or seen.add(voter.id))  # type: ignore[func-returns-value]
        raise CaseRefused(f"voter {double!r} stands twice")


def _answers(kept: Sequence[Voter], rule: DecisionRule) -> list[str]:
    """The set each voter is counted in."""
    muted = {item.tag: _STAYED_AWAY if item.counts_as == "absent" else item.counts_as for item in rule.exclusions}
    overtaken = {(amendment.channel, amendment.vote) for amendment in rule.amendments}
    names = [_answer_of(voter, muted) if voter.tags else voter.vote for voter in kept]
    if overtaken:
        pairs = zip(kept, names, strict=True)
        names = [_STAYED_AWAY if (voter.channel, voter.vote) in overtaken else name for voter, name in pairs]
    for item in rule.together:
        names = _together(kept, names, item)
    return names


def _answer_of(voter: Voter, muted: dict[str, str]) -> str:
    """Who stayed away is silent only where he was called and did not object; who is muted is never silent."""
    mute = [muted[tag] for tag in voter.tags & muted.keys()]
    if mute:
        return _STAYED_AWAY if voter.vote == "absent" or _STAYED_AWAY in mute else min(mute)
    if voter.vote == "absent" and voter.tags & _NOT_SILENT:
        return _STAYED_AWAY
    return voter.vote


def _together(kept: Sequence[Voter], names: list[str], item: AnsweringTogether) -> list[str]:
    """Voters of one group answer alike, or they count as absent, or nothing is decided until somebody asks them."""
    groups: defaultdict[str, set[str]] = defaultdict(set)
    own = [next((tag for tag in sorted(voter.tags) if tag.startswith(item.tag)), None) for voter in kept]
    for tag, name in zip(own, names, strict=True):
        if tag is not None:
            groups[tag].add(name)
    unlike = sorted(tag for tag, found in groups.items() if len(found) > 1)
    if unlike and item.unlike == "hold":
        raise Held(
            {
                "ru": f"Эти собственники должны ответить одинаково, а ответили по-разному: {', '.join(unlike)}.",
                "en": f"These owners must answer alike and did not: {', '.join(unlike)}.",
            }
        )
    return [_STAYED_AWAY if tag in unlike else name for tag, name in zip(own, names, strict=True)]


def _figures(kept: Sequence[Voter], names: list[str], weights: Weights, transforms: list[Transform]) -> Figures:
    for transform in transforms:
        if transform.among == "all":
            weights = _transformed(transform, kept, weights)
    answers = weights
    for transform in transforms:
        if transform.among == "present":
            caps = transform.kind == "cap_to_others"
            answers = _capped_in_the_room(kept, names, answers) if caps else _transformed(transform, kept, answers)
    given = exact_sums(names, answers)
    total = given if answers is weights else exact_sums(names, weights)
    everyone = sum(total.values(), Fraction(0))
    present = everyone - total["absent"] - total[_STAYED_AWAY]
    parts = {name: given[name] for name in ("against", "abstain", "blank", "invalid")}
    return Figures(all=everyone, present=present, for_=given["for"], silent=total["absent"], **parts)


def _in_whole_steps(weights: Weights) -> tuple[list[int], int]:
    """The weights as whole numbers of the same small step, and how many steps make one: quick to compare and to add."""
    ratios = [weight.as_integer_ratio() for weight in weights]
    steps = lcm(*{bottom for _, bottom in ratios})
    return [top * (steps // bottom) for top, bottom in ratios], steps


def _transformed(transform: Transform, kept: Sequence[Voter], weights: Weights) -> Weights:
    whole, steps = _in_whole_steps(weights)
    total = sum(whole)
    if transform.kind == "cap_to_others":
        return [
            Fraction(total - own, steps) if 2 * own > total > own else weight
            for own, weight in zip(whole, weights, strict=True)
        ]
    if transform.kind == "cap_to_fraction":
        limit = Fraction(total, steps) * transform.fraction
        limit = max(transform.at_least, Fraction(floor(limit)) if transform.rounding == "down" else limit)
        most = floor(limit * steps)
        return [limit if own > most else weight for own, weight in zip(whole, weights, strict=True)]
    from_size_on = transform.size * total
    return [
        weight * (1 - transform.fraction) if transform.tag in voter.tags and own >= from_size_on else weight
        for voter, own, weight in zip(kept, whole, weights, strict=True)
    ]


def _capped_in_the_room(kept: Sequence[Voter], names: list[str], weights: Weights) -> Weights:
    """Nobody votes, for himself and for those he represents, for more than all others in the room together."""
    whole, _ = _in_whole_steps(weights)
    held: defaultdict[str, int] = defaultdict(int)
    holders = [
        "" if name in _NOT_HERE else voter.represented_by or voter.id for voter, name in zip(kept, names, strict=True)
    ]
    for holder, own in zip(holders, whole, strict=True):
        if holder:
            held[holder] += own
    total = sum(held.values())
    over = [holder for holder, own in held.items() if 2 * own > total > own]
    if not over:
        return weights
    factor = Fraction(total - held[over[0]], held[over[0]])  # two cannot both hold more than half
    return [weight * factor if holder == over[0] else weight for holder, weight in zip(holders, weights, strict=True)]
