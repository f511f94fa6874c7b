"""What must hold for every rule and every count, tried on many."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal_rules import Case, DecisionRule, Figures, Voter, decide, find_rule, packs

TODAY = date(2026, 11, 21)
FACTS = {
    "entrances": 1,
    "annual_cost_in_monthly_fees": 5,
    "poll": False,
    "interpretation": {},
    "caretaker_part_of_destination": "no",
    "rules_ban_commerce": "yes",
    "works_majority": "25",
    "participants_of_the_complex": 61,
    "listed_condition": "yes",
    "destroyed_part_of_value": "1/4",
}
READINGS = {"es": {"simple_majority": "cast"}, "de": {"unanimous_waiver": "cast"}}  # where a pack has no default
DECISIONS = [name for pack in packs().values() for name in pack.in_force(TODAY)]
RANK = {"no_quorum": 0, "not_carried": 0, "provisional": 1, "carried": 2}
weights = st.fractions(min_value=0, max_value=1000, max_denominator=30)
votes = st.sampled_from(["for", "against", "abstain", "blank", "invalid", "absent"])
persons = st.lists(st.tuples(weights, votes), min_size=1, max_size=12)


def facts_for(decision: str) -> dict[str, object]:
    return {**FACTS, "interpretation": READINGS.get(decision.partition(":")[0], {})}


def people(given_persons: list[tuple[Fraction, str]]) -> list[Voter]:
    return [
        Voter(f"v{number}", vote, share=weight, heads=Fraction(1), units=Fraction(number % 3 + 1))
        for number, (weight, vote) in enumerate(given_persons)
    ]


def judge(decision: str, voters: list[Voter], call: int = 1) -> tuple[str, dict[str, tuple[Fraction, bool]]]:
    verdict = decide(Case(decision, TODAY, call=call, voters=voters, facts=facts_for(decision)))
    assert verdict.because["ru"]
    assert verdict.because["en"]
    assert verdict.cite["ru"]
    return verdict.outcome, {name: (bound.amount, bound.strict) for name, bound in verdict.needed.items()}


@settings(max_examples=60, deadline=None)
@given(persons, st.sampled_from(DECISIONS), st.sampled_from([1, 2]), st.randoms(use_true_random=False))
def test_the_order_of_voters_changes_nothing(
    given_persons: list[tuple[Fraction, str]], decision: str, call: int, shuffler: random.Random
) -> None:
    voters = people(given_persons)
    first = judge(decision, voters, call)
    shuffler.shuffle(voters)
    assert judge(decision, voters, call) == first


@settings(max_examples=60, deadline=None)
@given(persons, st.sampled_from(DECISIONS), st.fractions(min_value="1/7", max_value=50, max_denominator=9))
def test_scaling_all_shares_changes_nothing(
    given_persons: list[tuple[Fraction, str]], decision: str, factor: Fraction
) -> None:
    voters = people(given_persons)
    scaled = [replace(voter, share=(voter.share or 0) * factor) for voter in voters]
    assert judge(decision, voters)[0] == judge(decision, scaled)[0]


tallies = st.tuples(*[st.fractions(min_value=0, max_value=100, max_denominator=12)] * 5)


def figures_of(parts: tuple[Fraction, ...], absent: Fraction) -> Figures:
    for_, against, abstain, blank, _ = parts
    present = for_ + against + abstain + blank
    return Figures(present + absent, present, for_, against, abstain, blank, silent=absent)


def tally_case(decision: str, figures: Figures) -> Case:
    tally = dict.fromkeys(("share", "heads", "units"), figures)
    return Case(decision, TODAY, tally=tally, facts=facts_for(decision))


@settings(max_examples=80, deadline=None)
@given(tallies, st.sampled_from(DECISIONS), st.sampled_from(["against", "abstain", "blank", "silent"]))
def test_more_votes_for_never_turn_carried_into_not_carried(
    parts: tuple[Fraction, ...], decision: str, source: str
) -> None:
    figures = figures_of(parts, parts[4])
    more = figures.moved(source, "for")
    before, after = decide(tally_case(decision, figures)), decide(tally_case(decision, more))
    assert RANK[after.outcome] >= RANK[before.outcome]


@pytest.mark.parametrize("decision", DECISIONS)
@settings(max_examples=8, deadline=None)
@given(tallies)
def test_the_printed_bound_carries_and_anything_short_of_it_does_not(
    decision: str, parts: tuple[Fraction, ...]
) -> None:
    """All votes cast are shared out anew between for and against: the base stays, the bound must be exact."""
    cast = parts[0] + parts[1] + 2  # a Swiss assembly needs two
    rest = parts[2] + parts[3]
    rule = find_rule(decision, TODAY)
    assert isinstance(rule, DecisionRule)

    def outcome(for_: Fraction) -> tuple[str, dict[str, tuple[Fraction, bool]]]:
        figures = Figures(cast + rest, cast + rest, for_, cast - for_, abstain=rest)
        verdict = decide(tally_case(decision, figures))
        return verdict.outcome, {name: (bound.amount, bound.strict) for name, bound in verdict.needed.items()}

    bounds = set(outcome(cast / 2)[1].values())
    amount, strict = max(bounds)
    step = Fraction(1, 10**6)
    reached = amount + step if strict else amount
    if reached <= cast:
        assert outcome(reached)[0] == "carried"
    short = amount if strict else amount - step
    if 0 <= short <= cast:
        assert outcome(short)[0] == "not_carried"


@settings(max_examples=80, deadline=None)
@given(tallies, st.sampled_from([name for name in DECISIONS if name.startswith("ru:")]))
def test_the_bound_before_the_vote_is_the_bound_after_it(parts: tuple[Fraction, ...], decision: str) -> None:
    figures = figures_of(parts, parts[4])
    rule = find_rule(decision, TODAY)
    assert isinstance(rule, DecisionRule)
    verdict = decide(tally_case(decision, figures))
    if verdict.outcome != "hold":
        assert verdict.needed["share"] == rule.bound(figures.amount(rule.base))
