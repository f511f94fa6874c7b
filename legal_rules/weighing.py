"""From people to sums: exclusions and weight transforms first, then one exact total of each measure and answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from operator import attrgetter

from legal_rules.case import Voter
from legal_rules.figures import MEASURES, CaseRefused, Figures
from legal_rules.guards import Held
from legal_rules.rule import AnsweringTogether, DecisionRule, Transform

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


def measures_of(voters: Sequence[Voter], measures: Iterable[str] = MEASURES) -> frozenset[str]:
    """The measures that every one of these voters carries."""
    return frozenset(measure for measure in measures if voters and None not in map(attrgetter(measure), voters))


def count_voters(voters: Sequence[Voter], rule: DecisionRule) -> dict[str, Figures]:
    """Sum the voters of a case as a resolved rule counts them.

    Returns: figures for every measure that the rule looks at and all voters carry.
    Raises: CaseRefused for sums that cannot be; Held where voters who must answer together do not.
    """
    _refuse_doubles(voters)
    gone = {item.tag for item in rule.exclusions if item.leaves_base}
    kept = [voter for voter in voters if not gone & voter.tags] if gone else voters
    names = _answers(kept, rule)
    found = {}
    for measure in sorted(measures_of(kept, rule.measures_asked)):
        weights: Weights = [getattr(voter, measure) for voter in kept]
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


def _total(weights: Weights) -> Fraction:
    return exact_sums(("all" for _ in weights), weights)["all"]


def _transformed(transform: Transform, kept: Sequence[Voter], weights: Weights) -> Weights:
    total = _total(weights)
    if transform.kind == "cap_to_others":
        half = total / 2
        return [total - weight if len(weights) > 1 and weight > half else weight for weight in weights]
    if transform.kind == "cap_to_fraction":
        limit = total * transform.fraction
        limit = max(transform.at_least, Fraction(limit // 1) if transform.rounding == "down" else limit)
        return [min(weight, limit) for weight in weights]
    return [
        weight * (1 - transform.fraction)
        if transform.tag in voter.tags and weight >= transform.size * total
        else weight
        for voter, weight in zip(kept, weights, strict=True)
    ]


def _capped_in_the_room(kept: Sequence[Voter], names: list[str], weights: Weights) -> Weights:
    """Nobody votes, for himself and for those he represents, for more than all others in the room together."""
    holders = [voter.represented_by or voter.id for voter in kept]
    here = [name not in ("absent", _STAYED_AWAY) for name in names]
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
