"""Small things on which a count or its record depends, each found by a fault that no other test noticed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from legal_rules import Bound, CaseRefused, DecisionRule, Figures, decide, find_rule
from legal_rules.case import Case
from legal_rules.tree import Group, Plain, Share, Sight, bounds
from tests.legal_rules.conftest import TODAY, Make, figures, voter


def heads(everyone: int, present: int, for_: int, against: int, **more: int) -> dict[str, int]:
    return {"all": everyone, "present": present, "for": for_, "against": against, **more}


def test_a_bound_is_passed_or_reached() -> None:
    half = Fraction(1, 2)
    assert [Bound(half, strict).is_met_by(value) for strict in (True, False) for value in (half, Fraction(51, 100))] == [
        False, True, True, True,
    ]  # fmt: skip
    assert not Bound(half, strict=False).is_met_by(Fraction(49, 100))


def test_a_refusal_names_the_case_where_it_has_a_name() -> None:
    assert str(CaseRefused("why")) == "why"
    assert str(CaseRefused("why", "x")) == "case 'x': why"
    with pytest.raises(CaseRefused, match=r"^case 'x': 'decision' is missing$"):
        Case.from_json({"id": "x"})
    with pytest.raises(CaseRefused, match=r"^'decision' is missing$"):
        Case.from_json({})


@pytest.mark.parametrize(
    ("direction", "ru", "en"),
    [
        ("lower", "его можно только понизить", "it may only be lowered"),
        ("any", "его можно изменить", "it may be changed"),
    ],
)
def test_the_direction_a_by_law_may_take_is_said(land: Make, direction: str, ru: str, en: str) -> None:
    top = (
        "overrides: [{by_law: m, changes: fraction, direction: "
        + direction
        + ', at_most: 2/5, article: {ru: "ст. 9", en: "art. 9"}}]'
    )
    held = land("test: {for: heads, of: cast, gt: 1/2}", top).ask({"by_law": {"m": "3/5"}}, heads=heads(9, 9, 9, 0))
    assert held.because == {
        "ru": f"Правило дома «m» (3/5) закон не допускает: по закону 1/2, {ru} в пределах от 0 до 2/5 (ст. 9).",
        "en": f"The law does not allow the by-law 'm' (3/5): the law says 1/2, {en}, between 0 and 2/5 (art. 9).",
    }


class TestFractionalWeights:
    """Owners rarely hold whole metres: no change of a weight may lose a part of one."""

    def counted(self, land: Make, weight: str, *shares: str) -> Figures:
        country = land("test: {for: share, of: present, gt: 1/2}\nweights: [{measure: share, " + weight + "}]")
        people = [voter("A", "for", shares[0]), *(voter(f"B{n}", "against", own) for n, own in enumerate(shares[1:]))]
        return country.poll(*people).figures[None]["share"]

    def test_a_cap_to_all_others(self, land: Make) -> None:
        seen = self.counted(land, "kind: cap_to_others", "9/2", "1/3", "5/7")
        assert (seen.for_, seen.all) == (Fraction(22, 21), Fraction(44, 21))

    @pytest.mark.parametrize(("more", "for_"), [("round: none", Fraction(4, 9)), ("at_least: 1/4", Fraction(1, 4))])
    def test_a_cap_to_a_fraction(self, land: Make, more: str, for_: Fraction) -> None:
        seen = self.counted(land, "kind: cap_to_fraction, fraction: 1/3, " + more, "1/2", "1/3", "1/2")
        assert seen.for_ == for_

    def test_a_cap_to_the_room(self, land: Make) -> None:
        assert self.counted(land, "kind: cap_to_others, among: present", "9/2", "1/3", "5/7").for_ == Fraction(22, 21)
        assert self.counted(land, "kind: cap_to_others, among: present", "2", "3/2", "3/2").for_ == 2

    @pytest.mark.parametrize(("size", "for_"), [("1/2", "3/2"), ("3/5", "9/2")])
    def test_a_cut_from_a_size_on(self, land: Make, size: str, for_: str) -> None:
        rule = "test: {for: share, of: present, gt: 1/2}\nweights: [{kind: cut, measure: share, fraction: 2/3, tag: big, size: "
        country = land(rule + size + "}]")
        people = [voter("A", "for", "9/2", "big"), voter("B", "against", "9/2")]
        assert country.poll(*people).figures[None]["share"].for_ == Fraction(for_)
        assert country.poll(voter("A", "for", "9/2"), people[1]).figures[None]["share"].for_ == Fraction(9, 2)


def test_all_groups_that_differ_are_named(land: Make) -> None:
    country = land('test: {none_against: heads}\ntogether: [{tag: "flat:", unlike: hold}]')
    people = [voter(f"{vote}{n}", vote, 1, f"flat:{n}") for n in (2, 1) for vote in ("for", "absent")]
    assert country.poll(*people).because["ru"].endswith("по-разному: flat:1, flat:2.")
    assert country.poll(*people).because["en"].endswith("did not: flat:1, flat:2.")


@pytest.mark.parametrize(
    ("over", "outcome"), [(True, "carried"), ("yes", "carried"), ("no", "provisional"), (None, "provisional")]
)
def test_what_is_deemed_settles_when_the_term_is_over(land: Make, over: Any, outcome: str) -> None:
    country = land(
        'test: {for: heads, of: present, gt: 1/2}\ndeemed: {silent: for, days: 30, says: {ru: "Через 30 дней.", en: "In 30."}}'
    )
    verdict = country.ask({"objection_period_over": over}, heads=heads(9, 4, 2, 2, silent=5))
    assert verdict.outcome == outcome
    assert verdict.needed["heads"] == Bound(Fraction(9, 2), strict=True)
    assert verdict.because["ru"].endswith("Через 30 дней.") is (outcome == "provisional")


def test_a_count_that_is_missing_is_named_with_its_part(land: Make) -> None:
    country = land("test: {all: [{for: heads, of: all, gt: 1/2}, {for: units, of: all, gt: 1/2, electorate: roof}]}")
    held = country.ask(heads=heads(9, 9, 5, 4))
    assert held.because["en"] == (
        "It cannot be decided, facts are missing: the count by number of units of this part of the house (units, roof)."
    )
    assert held.needed["heads"].amount == Fraction(9, 2)
    both = country.ask(share=heads(9, 9, 5, 4))
    assert both.because["en"] == (
        "It cannot be decided, facts are missing: the count by number of owners (heads), "
        "the count by number of units of this part of the house (units, roof)."
    )
    assert country.ask(heads=heads(9, 9, 5, 4), parts={"roof": {"units": heads(3, 3, 2, 1)}}).outcome == "carried"


def test_a_test_on_a_part_is_recorded_with_it(land: Make) -> None:
    found = find_rule("xx:1", TODAY, land("test: {for: heads, of: all, gt: 1/2, electorate: roof}").pack)
    assert isinstance(found, DecisionRule)
    assert found.as_record()["variants"][0]["test"] == {"for": "heads", "of": "all", "gt": "0.5", "electorate": "roof"}


QUARTER, THIRD = (Share("against", "heads", "all", "gt", Fraction(1, n)) for n in (4, 3))


@pytest.mark.parametrize(
    ("tree", "amount"),
    [
        (Group("none", (Group("any", (QUARTER, THIRD)),)), 7),
        (Group("none", (Group("all", (QUARTER, THIRD)),)), 6),
        (Group("none", (Group("none", (QUARTER,)),)), None),
        (Group("none", (Group("none", (Share("for", "heads", "all", "ge", Fraction(1, 2)),)),)), 6),
        (Group("none", (Share("against", "heads", "all", "gt", Fraction(1, 4), "roof"),)), None),
    ],
)
def test_what_is_denied_is_bounded_as_it_must_be(tree: Group, amount: int | None) -> None:
    sight = Sight({None: {"heads": figures(heads(12, 12, 5, 5))}, "roof": {"heads": figures(heads(4, 4, 2, 2))}})
    found = bounds(tree, sight)
    assert {name: bound.amount for name, bound in found.items()} == ({} if amount is None else {"heads": amount})


def test_a_limit_that_is_reached_where_it_must_not_be(land: Make) -> None:
    because = land("test: {against: heads, of: cast, lt: 1/2}").ask(heads=heads(10, 10, 5, 5)).because
    assert because == {
        "ru": "Не принято: по числу собственников: «против» 5, можно меньше 5 — половины собственников, ответивших «за» или "
        "«против». Ровно столько уже нельзя.",
        "en": "Not carried: by number of owners: against 5, allowed: less than 5 — half of the owners who answered for or "
        "against. Exactly that is already too much.",
    }


@pytest.mark.parametrize(
    ("source", "target", "changed"),
    [
        ("silent", "for", {"for_": 5, "silent": 0, "present": 8}),
        ("silent", "against", {"against": 4, "silent": 0, "present": 8}),
        ("blank", "out", {"blank": 0, "present": 5}),
        ("abstain", "against", {"abstain": 0, "against": 3}),
        ("invalid", "abstain", {"invalid": 0, "abstain": 2}),
    ],
)
def test_an_answer_moves_with_its_whole_weight(source: str, target: str, changed: dict[str, int]) -> None:
    before = figures(heads(12, 6, 3, 2, abstain=1, blank=1, invalid=1, silent=2))
    after = before.moved(source, target)
    expected = {name: getattr(before, name) for name in Figures.__slots__} | changed
    assert {name: getattr(after, name) for name in Figures.__slots__} == expected


def test_ballots_outside_those_present_take_nobody_else_out() -> None:
    outside = figures(heads(10, 3, 2, 1, blank=5))
    assert outside.moved("blank", "out").present == 0
    assert figures(heads(10, 8, 2, 1, silent=5)).moved("silent", "for").present == 10


@pytest.mark.parametrize(
    ("first", "second", "tally", "nearest"),
    [
        ("of: cast, gt: 1/2", "of: all, gt: 1/2", heads(10, 5, 0, 0, abstain=5), "half of all owners"),
        ("of: all, gt: 1/2, electorate: roof", "of: all, ge: 2/3", heads(10, 5, 1, 1, abstain=3), "half of all owners"),
        ("of: all, gt: 1/2", "of: all, ge: 2/3, electorate: roof", heads(10, 5, 1, 1, abstain=3), "two thirds"),
        ("of: all, gt: 1/2", "of: participated, gt: 1/2", heads(10, 1, 0, 0, abstain=1), "half of all owners"),
        ("of: participated, gt: 1/2", "of: all, ge: 2/3", heads(9, 1, 0, 0, abstain=1), "half of the owners who voted"),
    ],
)
def test_the_nearest_alternative_is_that_which_lacks_the_smallest_part_of_its_base(
    land: Make, first: str, second: str, tally: dict[str, int], nearest: str
) -> None:
    country = land("test: {any: [{for: heads, " + first + "}, {for: heads, " + second + "}]}")
    because = country.ask(parts={"roof": {"heads": heads(4, 4, 2, 2)}}, heads=tally).because["en"]
    assert nearest in because
    assert because.count("needed:") == 1


def test_a_verdict_that_holds_carries_what_was_found_out_so_far(land: Make) -> None:
    top = """
        switches: {how: {options: [a, b], default: a, why: {ru: "а", en: "a"}}}
        overrides: [{by_law: m, changes: fraction, direction: raise, article: {ru: "ст. 9", en: "art. 9"}}]
    """
    rule = "variants: [{when: [{interpretation: how, is: a}], test: {for: heads, of: all, gt: 1/2}}]"
    country = land(rule, top)
    case = Case("xx:1", TODAY, tally={"units": figures(heads(9, 9, 5, 4))}, facts={"by_law": {"m": "2/3"}}, id="x")
    held = decide(case, country.pack)
    assert (held.outcome, held.id, held.mark, held.quorum, held.next) == ("hold", "x", "text", None, None)
    assert held.rule is not None
    assert held.as_json("en") == {
        "id": "x", "outcome": "hold", "quorum": None, "next": None, "mark": "text", "cite": "art. 1", "needed": {},
        "because": "It cannot be decided, facts are missing: the count by number of owners (heads).",
        "readings": {"how": "a"}, "by_laws": {"m": {"value": "2/3", "evidence": None}}, "effects": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"value": "1", "why": 1}, "^facts: by_law 'm' has a 'value' and its 'evidence', nothing else$"),
        ([1], "^facts: by_law 'm' is a text or a number written as text$"),
    ],
)
def test_a_by_law_that_is_no_value_is_refused_by_name(land: Make, given: Any, says: str) -> None:
    top = 'overrides: [{by_law: m, changes: fraction, direction: raise, article: {ru: "ст. 9", en: "art. 9"}}]'
    with pytest.raises(CaseRefused, match=says):
        land("test: {for: heads, of: all, gt: 1/2}", top).ask({"by_law": {"m": given}}, heads=heads(9, 9, 5, 4))


def test_a_sentence_that_cannot_be_told_leaves_other_missing_facts_alone(land: Make) -> None:
    rule = """
        test: {for: heads, of: all, gt: 1/2}
        effects: [{if: {for: heads, of: all, gt: 0}, when: [{fact: cost, gt: 3}], says: {ru: "а", en: "a"}}]
        swaps: [{measure: heads, becomes: share, when: [{fact: demand, is: yes}]}]
    """
    held = land(rule).ask(heads=heads(9, 9, 5, 4))
    assert held.because["en"] == "It cannot be decided, facts are missing: demand."


def test_a_part_of_the_house_is_looked_at_apart(land: Make) -> None:
    country = land("test: {none_against: heads, electorate: roof}")
    roof = {"roof": {"heads": heads(2, 2, 1, 0)}}
    assert country.ask(parts=roof, heads=heads(9, 9, 5, 4)).outcome == "carried"
    held = country.ask(heads=heads(9, 9, 9, 0))
    assert held.because["en"] == (
        "It cannot be decided, facts are missing: the count by number of owners of this part of the house (heads, roof)."
    )


def test_what_is_denied_twice_may_hold_by_any_of_its_parts() -> None:
    half, third = (Share("for", "heads", "all", "ge", Fraction(1, n)) for n in (2, 3))
    sight = Sight({None: {"heads": figures(heads(12, 12, 5, 5))}})
    assert bounds(Group("none", (Group("none", (half, third)),)), sight)["heads"].amount == 4


def test_a_swap_leaves_other_measures_alone(land: Make) -> None:
    rule = "test: {all: [{for: heads, of: cast, gt: 1/2}, {for: share, of: cast, gt: 1/2}]}"
    country = land(rule, "swaps: [{measure: heads, by_law: votes_by, allowed: [units]}]")
    tally = {"units": heads(9, 9, 5, 4), "share": heads(9, 9, 4, 5)}
    verdict = country.ask({"by_law": {"votes_by": "units"}}, **tally)
    assert (verdict.outcome, sorted(verdict.needed)) == ("not_carried", ["share", "units"])


def test_only_who_stayed_away_can_have_objected(land: Make) -> None:
    country = land('test: {for: heads, of: all, gt: 1/2}\ndeemed: {silent: for, days: 30, says: {ru: "а", en: "a"}}')
    came = country.poll(voter("A", "for", 1, "objected"), voter("B", "for", 1, "not_called"), voter("C", "against"))
    assert came.outcome == "carried"
    other = country.poll(voter("A", "absent", 1, "parking"), voter("B", "against"), voter("C", "for"))
    assert other.outcome == "provisional"


def test_a_cap_leaves_those_below_it_alone(land: Make) -> None:
    country = land(
        "test: {for: share, of: present, gt: 1/2}\n"
        "weights: [{kind: cap_to_fraction, measure: share, fraction: 1/3, round: none}]"
    )
    seen = country.poll(voter("A", "against", "9/2"), voter("B", "for", "1/2"), voter("C", "abstain", "4/3")).figures
    assert (seen[None]["share"].for_, seen[None]["share"].against) == (Fraction(1, 2), Fraction(19, 9))


def test_a_by_law_may_lower_a_quorum_to_nothing(land: Make) -> None:
    top = """
        quorums: {house: {test: {present: heads, of: all, gt: 1/2}, article: {ru: "5", en: "5"}, mark: text}}
        overrides: [{by_law: q, changes: quorum, direction: lower, sign: ge, article: {ru: "9", en: "9"}}]
    """
    country = land("test: {for: heads, of: cast, gt: 1/2}\nquorum: house", top)
    assert country.ask(heads=heads(9, 1, 1, 0)).outcome == "no_quorum"
    assert country.ask({"by_law": {"q": "0"}}, heads=heads(9, 1, 1, 0)).outcome == "carried"


def test_no_bound_is_printed_where_a_branch_further_down_has_no_single_one() -> None:
    either = Group("any", (Plain("for_above_against", "share"), Plain("for_above_against", "heads")))
    few_against = Share("against", "share", "all", "lt", Fraction(1, 3))
    sums = {name: figures(heads(9, 9, 5, 4)) for name in ("share", "heads")}
    sight = Sight({None: sums})
    assert bounds(few_against, sight)["share"].amount == 6
    assert bounds(Group("all", (few_against, either)), sight) == {}
    assert bounds(Group("any", (few_against, Group("all", (either, few_against)))), sight) == {}
