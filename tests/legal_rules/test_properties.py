"""What must hold for every decision of every pack and every count, tried on many."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from legal_rules import Bound, Case, DecisionRule, Figures, Hold, Verdict, Voter, decide, find_rule, packs, resolve
from legal_rules.tree import Group, Node, Plain, Share

TODAY = date(2026, 11, 21)
FACTS = {
    "entrances": 1, "units": 40, "owners": 30, "form": "mixed", "annual_cost_in_monthly_fees": 5, "poll": False,
    "chair_vote": "against",
}  # fmt: skip
ANSWERS = ("for", "against", "abstain", "blank", "invalid", "silent")
ROUNDS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 4
RANK = {"no_quorum": 0, "not_carried": 0, "provisional": 1, "carried": 2}


def facts_for(decision: str) -> dict[str, Any]:
    """Enough facts for the decision: those above, the first option of a reading without a default, no or 0 to all else."""
    rule = find_rule(decision, TODAY)
    assert isinstance(rule, DecisionRule)
    open_readings = [switch for switch in rule.switches.values() if switch.default is None]
    guards = [guard for variant in rule.variants for guard in variant.guards if guard.kind in ("fact", "largest")]
    asked = {
        f"largest_{guard.name}" if guard.kind == "largest" else guard.name: "no" if guard.sign == "is" else "0"
        for guard in guards
    }
    chosen = {switch.name: switch.options[0] for switch in open_readings}
    return {**asked, **FACTS, "interpretation": chosen}


def is_decided(decision: str) -> bool:
    try:
        return not isinstance(resolve(decision, TODAY, facts=facts_for(decision)), Hold)
    except ValueError:  # a fact that must be a number
        return False


IN_FORCE = [name for pack in packs().values() for name in pack.in_force(TODAY)]
DECISIONS = [name for name in IN_FORCE if is_decided(name)]

weights = st.fractions(min_value=0, max_value=1000, max_denominator=30)
votes = st.sampled_from(["for", "against", "abstain", "blank", "invalid", "absent"])
persons = st.lists(st.tuples(weights, votes), min_size=1, max_size=12)
decisions = st.sampled_from(DECISIONS)
calls = st.sampled_from([1, 2])


def test_nearly_every_decision_in_force_is_held_to_these_properties() -> None:
    assert len(DECISIONS) > len(IN_FORCE) * 9 / 10, sorted(set(IN_FORCE) - set(DECISIONS))


def people(given_persons: list[tuple[Fraction, str]]) -> list[Voter]:
    return [
        Voter(f"v{number}", vote, share=weight, heads=Fraction(1), units=Fraction(number % 3 + 1))
        for number, (weight, vote) in enumerate(given_persons)
    ]


def judge(decision: str, voters: list[Voter], call: int = 1) -> Verdict:
    verdict = decide(Case(decision, TODAY, call=call, voters=voters, facts=facts_for(decision)))
    assert_told(verdict)
    return verdict


def assert_told(verdict: Verdict) -> None:
    """Every verdict prints a plain sentence and its article, in both languages."""
    for lang in ("ru", "en"):
        assert verdict.because[lang].strip().endswith((".", "?", "»", ")"))
        assert verdict.cite[lang].strip()
        assert "None" not in verdict.because[lang]


@settings(max_examples=40, deadline=None)
@given(persons, decisions, calls, st.randoms(use_true_random=False))
def test_the_order_of_voters_changes_nothing(
    given_persons: list[tuple[Fraction, str]], decision: str, call: int, shuffler: random.Random
) -> None:
    voters = people(given_persons)
    first = judge(decision, voters, call)
    shuffler.shuffle(voters)
    assert judge(decision, voters, call) == first


@settings(max_examples=40, deadline=None)
@given(persons, decisions, calls, st.fractions(min_value="1/7", max_value=50, max_denominator=9))
def test_scaling_all_shares_changes_nothing(
    given_persons: list[tuple[Fraction, str]], decision: str, call: int, factor: Fraction
) -> None:
    voters = people(given_persons)
    scaled = [replace(voter, share=(voter.share or 0) * factor) for voter in voters]
    first, second = judge(decision, voters, call), judge(decision, scaled, call)
    assert (first.outcome, first.quorum, first.next) == (second.outcome, second.quorum, second.next)
    for measure, bound in first.needed.items():
        by = factor if measure == "share" else 1
        assert second.needed[measure] == Bound(bound.amount * by, bound.strict)


@settings(max_examples=60, deadline=None)
@given(persons, decisions, calls, st.integers(min_value=0))
def test_one_voter_more_for_never_turns_carried_into_not_carried(
    given_persons: list[tuple[Fraction, str]], decision: str, call: int, which: int
) -> None:
    voters = people(given_persons)
    turned = voters[which % len(voters)]
    before = judge(decision, voters, call)
    after = judge(decision, [replace(turned, vote="for") if voter is turned else voter for voter in voters], call)
    assume("hold" not in (before.outcome, after.outcome))
    if not _is_capped(before.rule):  # who comes into a room whose votes are capped makes room for another's
        assert RANK[after.outcome] >= RANK[before.outcome]


def _is_capped(rule: DecisionRule | None) -> bool:
    return rule is not None and any(item.among == "present" for item in rule.transforms)


parts = st.tuples(*[st.fractions(min_value=0, max_value=100, max_denominator=12)] * 6)


def figures_of(amounts: tuple[Fraction, ...]) -> Figures:
    for_, against, abstain, blank, invalid, silent = amounts
    present = for_ + against + abstain + blank + invalid
    return Figures(present + silent, present, for_, against, abstain, blank, invalid, silent)


def tally_case(decision: str, figures: Figures, call: int = 1) -> Case:
    tally = dict.fromkeys(("share", "heads", "units"), figures)
    electorates = {"entrance": tally, "parking": tally}
    return Case(decision, TODAY, call=call, tally=tally, facts=facts_for(decision), electorates=electorates)


def some_amounts(chance: random.Random) -> tuple[Fraction, ...]:
    """Sums of the answers: often small, equal or nothing, for there the boundaries lie."""
    return tuple(Fraction(chance.choice((0, 0, 1, 2, 3, 5, 12, 60, 61)), chance.choice((1, 1, 3))) for _ in ANSWERS)


@pytest.mark.parametrize("decision", DECISIONS)
def test_more_votes_for_never_turn_carried_into_not_carried(decision: str) -> None:
    chance = random.Random(decision)
    for _ in range(ROUNDS):
        amounts, call, source = some_amounts(chance), chance.choice((1, 2)), chance.choice(ANSWERS[1:])
        changed = dict(zip(ANSWERS, amounts, strict=True))
        moved = changed[source] * Fraction(chance.randint(1, 4), 4)
        changed[source] -= moved
        changed["for"] += moved
        before = decide(tally_case(decision, figures_of(amounts), call))
        after = decide(tally_case(decision, figures_of(tuple(changed[name] for name in ANSWERS)), call))
        assert_told(before)
        if "hold" not in (before.outcome, after.outcome):
            assert RANK[after.outcome] >= RANK[before.outcome], (amounts, call, source, moved)


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_printed_bound_carries_and_anything_short_of_it_does_not(decision: str) -> None:
    """All votes cast are shared out anew between for and against: every base stays, so the bound must be exact."""
    chance = random.Random(decision)
    for _ in range(ROUNDS):
        amounts = some_amounts(chance)
        cast, rest = amounts[0] + amounts[1] + 2, amounts[2] + amounts[3]  # a Swiss assembly needs two
        everyone = cast + rest + chance.choice((0, 0, amounts[5]))

        def verdict(for_: Fraction, cast: Fraction = cast, rest: Fraction = rest, all_: Fraction = everyone) -> Verdict:
            return decide(tally_case(decision, Figures(all_, cast + rest, for_, cast - for_, abstain=rest)))

        first = verdict(cast / 2)
        if first.outcome in ("hold", "no_quorum") or not first.needed or not _asks_of_everybody(first.rule):
            continue
        amount, strict = max((bound.amount, bound.strict) for bound in first.needed.values())
        step = Fraction(1, 10**6)
        reached, short = (amount + step, amount) if strict else (amount, amount - step)
        if reached <= cast:
            assert verdict(reached).outcome in ("carried", "provisional"), (amounts, reached)
        if 0 <= short <= cast:
            assert verdict(short).outcome in ("not_carried", "hold"), (amounts, short)


def _asks_of_everybody(rule: DecisionRule | None) -> bool:
    """Whether the test asks for nothing but votes of everybody, and nobody is deemed to have voted."""
    assert rule is not None
    (variant,) = rule.variants
    return variant.deemed is None and all(leaf.part is None for leaf in variant.test.leaves())


@settings(max_examples=40, deadline=None)
@given(parts, decisions)
def test_the_bound_before_the_vote_is_the_bound_after_it(amounts: tuple[Fraction, ...], decision: str) -> None:
    figures = figures_of(amounts)
    verdict = decide(tally_case(decision, figures))
    rule = verdict.rule
    assume(verdict.outcome in ("carried", "not_carried") and rule is not None)
    assert rule is not None
    test = rule.variants[0].test
    if isinstance(test, Share) and test.counted == "for" and test.part is None:
        assert verdict.needed[rule.measure] == rule.bound(figures.amount(rule.base))


leaves = st.one_of(
    st.builds(
        Share,
        st.sampled_from(["for", "against"]),
        st.sampled_from(["share", "heads"]),
        st.sampled_from(["all", "present", "participated", "cast"]),
        st.sampled_from(["gt", "ge"]),
        st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)]),
    ).map(lambda leaf: leaf if leaf.counted == "for" else replace(leaf, sign={"gt": "lt", "ge": "le"}[leaf.sign])),
    st.builds(Plain, st.sampled_from(["for_above_against", "none_against"]), st.sampled_from(["share", "heads"])),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.builds(Group, st.sampled_from(["all", "any"]), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    max_leaves=5,
)


@settings(max_examples=60, deadline=None)
@given(trees, st.integers(0, 6), st.integers(0, 6), st.integers(0, 6), st.integers(0, 6))
def test_the_bound_of_any_tree_is_enough_and_needed(
    tree: Node, cast_share: int, cast_heads: int, abstained: int, absent: int
) -> None:
    """Tried on every way in which the votes cast can fall: where a bound is printed, a tree holds just where it is met."""
    from legal_rules.tree import Sight, bounds

    def sight(for_: Mapping[str, int]) -> Sight:
        cast = {"share": cast_share, "heads": cast_heads}
        return Sight({None: {
            name: Figures(*map(Fraction, (cast[name] + abstained + absent, cast[name] + abstained, for_[name],
                                          cast[name] - for_[name], abstained)))
            for name in cast
        }})  # fmt: skip

    needed = bounds(tree, sight({"share": 0, "heads": 0}))
    for for_share in range(cast_share + 1):
        for for_heads in range(cast_heads + 1):
            for_ = {"share": for_share, "heads": for_heads}
            if needed:
                is_met = all(bound.is_met_by(Fraction(for_[name])) for name, bound in needed.items())
                assert tree.truth(sight(for_)) is is_met
