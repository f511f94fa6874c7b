"""Other countries: published examples and figures worked out from the texts, one sentence a line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from legal_rules import Case, CaseRefused, DecisionRule, Verdict, Voter, decide, find_rule

TODAY = "2026-11-21"


def sums(everyone: Any, present: Any, for_: Any, against: Any, **more: Any) -> dict[str, str]:
    named = {"all": everyone, "present": present, "for": for_, "against": against, **more}
    return {name: str(value) for name, value in named.items()}


def ask(decision: str, call: int = 1, on: str = TODAY, facts: dict[str, Any] | None = None, **tally: Any) -> Verdict:
    return decide(Case.from_json({"decision": decision, "on": on, "call": call, "tally": tally, "facts": facts or {}}))


def outcome(decision: str, call: int = 1, on: str = TODAY, facts: dict[str, Any] | None = None, **tally: Any) -> str:
    return ask(decision, call, on, facts, **tally).outcome


def owner(name: str, vote: str, share: Any = 0, units: int = 1, **more: Any) -> Voter:
    return Voter(name, vote, share=Fraction(share), heads=Fraction(1), units=Fraction(units), **more)


def by_voters(decision: str, voters: list[Voter], call: int = 1, **facts: Any) -> Verdict:
    return decide(Case(decision, date.fromisoformat(TODAY), call=call, voters=voters, facts=facts))


class TestKazakhstan:
    def test_parking_owners_decide_alone_on_parking(self) -> None:
        assert outcome("kz:42.9", units=sums(40, 40, 20, 20)) == "not_carried"
        assert outcome("kz:42.9", units=sums(40, 21, 21, 0)) == "carried"
        flats = [owner(f"f{i}", "against") for i in range(100)]
        places = [owner(f"p{i}", "for" if i < 21 else "absent", tags=frozenset({"parking"})) for i in range(40)]
        assert by_voters("kz:42.9", flats + places).outcome == "carried"
        assert by_voters("kz:42.5.9", flats + places).outcome == "carried"
        places_alone = [owner(f"p{i}", "for" if i < 20 else "absent") for i in range(40)]
        assert by_voters("kz:42.9", places_alone).outcome == "not_carried"
        assert by_voters("kz:42.9", places_alone[:39]).outcome == "carried"

    def test_parking_owners_have_no_vote_on_the_house(self) -> None:
        flats = [owner(f"f{i}", "for" if i < 6 else "absent") for i in range(10)]
        places = [owner(f"p{i}", "absent", tags=frozenset({"parking"})) for i in range(40)]
        assert by_voters("kz:42.5.6", flats + places).outcome == "carried"

    def test_a_tally_of_the_electorate_goes_before_the_tally_of_the_house(self) -> None:
        given = {
            "decision": "kz:42.11",
            "on": TODAY,
            "tally": {"units": sums(100, 100, 21, 79)},
            "electorates": {"entrance": {"units": sums(30, 30, 21, 9)}},
        }
        assert decide(Case.from_json(given)).outcome == "carried"

    def test_three_flats_are_three_votes(self) -> None:
        voters = [owner("A", "for", units=3), owner("B", "against"), owner("C", "against")]
        assert by_voters("kz:42.5.1", voters).outcome == "carried"

    def test_whether_owners_or_units_are_counted_is_a_named_reading(self) -> None:
        tally = {"units": sums(100, 65, 60, 5), "heads": sums(60, 25, 20, 5)}
        assert outcome("kz:42.5.1", **tally) == "carried"
        by_heads = {"interpretation": {"count_owners": "heads"}}
        assert outcome("kz:42.5.1", facts=by_heads, **tally) == "no_quorum"

    def test_whether_abstentions_are_in_the_base_is_a_named_reading(self) -> None:
        tally = {"units": sums(100, 51, 25, 20, abstain=6)}
        assert outcome("kz:42.5.1", **tally) == "not_carried"
        left_out = {"interpretation": {"abstentions": "out_of_base"}}
        assert outcome("kz:42.5.1", facts=left_out, **tally) == "carried"

    def test_the_new_chapter_is_known_from_october_2025(self) -> None:
        tally = {"units": sums(100, 51, 51, 0)}
        assert outcome("kz:42.5.6", on="2025-09-30", **tally) == "hold"
        assert outcome("kz:42.5.6", on="2025-10-01", **tally) == "carried"


class TestGermany:
    def test_one_present_and_for_is_enough(self) -> None:
        assert outcome("de:25.1", heads=sums(20, 1, 1, 0)) == "carried"
        assert outcome("de:25.1", heads=sums(20, 1, 0, 0, abstain=1)) == "not_carried"

    def test_all_pay_only_with_two_thirds_and_half_of_the_shares(self) -> None:
        carried = ask("de:20.1", heads=sums(20, 20, 14, 6), share=sums(1000, 1000, 520, 480))
        assert carried.effects[0]["ru"] == "Расходы несут все собственники (§ 21 (2))."
        yes_voters = ask("de:20.1", heads=sums(20, 20, 13, 7), share=sums(1000, 1000, 520, 480))
        assert yes_voters.outcome == "carried"
        assert "только голосовавшие" in yes_voters.because["ru"]
        qualified = ask("de:21.2", heads=sums(20, 20, 13, 7), share=sums(1000, 1000, 520, 480))
        assert qualified.outcome == "not_carried"
        assert "Само изменение принято" in qualified.because["ru"]
        assert outcome("de:21.2", heads=sums(20, 20, 14, 6), share=sums(1000, 1000, 520, 480)) == "carried"
        tied = ask("de:21.2", heads=sums(20, 20, 10, 10), share=sums(1000, 1000, 520, 480))
        assert (tied.outcome, tied.effects) == ("not_carried", ())
        carried_by_few = ask("de:21.2", heads=sums(20, 3, 2, 1), share=sums(1000, 900, 700, 200))
        assert (carried_by_few.outcome, len(carried_by_few.effects)) == ("not_carried", 1)

    def test_whether_half_of_the_shares_must_be_passed_is_a_named_reading(self) -> None:
        tally = {"heads": sums(20, 20, 14, 6), "share": sums(1000, 1000, 500, 500)}
        assert outcome("de:21.2", **tally) == "not_carried"
        assert outcome("de:21.2", facts={"interpretation": {"half_of_shares": "reached"}}, **tally) == "carried"

    def test_a_resolution_may_lower_the_circular_majority(self) -> None:
        tally = {"heads": sums(10, 7, 4, 3)}
        assert outcome("de:23.3", **tally) == "not_carried"
        assert outcome("de:23.3", facts={"by_law": {"circular_majority": "simple"}}, **tally) == "carried"

    def test_the_community_may_count_by_share_or_unit(self) -> None:
        voters = [owner("A", "for", 550, 5), owner("B", "against", 250, 2), owner("C", "against", 200, 1)]
        assert by_voters("de:25.1", voters).outcome == "not_carried"
        for principle in ("share", "units"):
            assert by_voters("de:25.1", voters, by_law={"voting_principle": principle}).outcome == "carried"
        assert by_voters("de:25.1", voters, by_law={"voting_principle": "loudness"}).outcome == "hold"

    def test_who_has_no_vote_leaves_the_total(self) -> None:
        voters = [owner("A", "for"), owner("B", "against"), owner("C", "against", tags=frozenset({"no_vote"}))]
        assert by_voters("de:25.1", voters).needed["heads"].amount == 1
        assert by_voters("de:23.3", [owner("A", "for"), owner("C", "for", tags=frozenset({"no_vote"}))]).outcome

    @pytest.mark.parametrize(("on", "expected"), [("2024-10-16", "hold"), ("2024-10-17", "carried")])
    def test_virtual_assemblies_since_17_october_2024(self, on: str, expected: str) -> None:
        assert outcome("de:23.1a", on=on, heads=sums(20, 8, 6, 2)) == expected


class TestFrance:
    def test_examples_of_syndicompare_and_others(self) -> None:
        needed = ask("fr:26", heads=sums(20, 20, 11, 9), share=sums(1000, 1000, 667, 333)).needed
        assert needed["heads"].amount == 10
        assert needed["heads"].strict
        assert needed["share"].amount == Fraction(2000, 3)
        assert outcome("fr:26", heads=sums(50, 50, 26, 24), share=sums(10000, 10000, 6667, 3333)) == "carried"
        assert outcome("fr:26", heads=sums(50, 50, 26, 24), share=sums(10000, 10000, 6666, 3334)) == "not_carried"
        assert outcome("fr:25", share=sums(3000, 3000, 1501, 1499)) == "carried"

    def test_a_third_of_all_opens_the_bridge(self) -> None:
        assert ask("fr:25", share=sums(999, 600, 333, 267)).next == "fr:24"
        assert ask("fr:25", share=sums(1000, 600, 334, 266)).next == "fr:24"

    def test_there_is_no_bridge_after_a_bridge(self) -> None:
        first = ask("fr:26", heads=sums(10, 6, 3, 3), share=sums(1000, 600, 400, 200))
        assert (first.outcome, first.next) == ("not_carried", "fr:25")
        share = sums(1000, 600, 400, 200)
        assert ask("fr:25", call=2, share=share).next is None
        assert ask("fr:25", facts={"bridged_from": "fr:26"}, share=share).next is None
        assert "ст. 26-1" in first.because["ru"]

    def test_the_record_of_a_rule_names_the_cap(self) -> None:
        rule = find_rule("fr:25", date.fromisoformat(TODAY))
        assert isinstance(rule, DecisionRule)
        record = rule.as_record()
        assert record["weights"][0]["kind"] == "cap_to_others"
        assert record["exclude"] == [{"tag": "syndicate", "leaves_base": True, "counts_as": "absent", "when": []}]
        bridge = record["variants"][1]["bridges"][0]
        assert (bridge["if"], bridge["next"]) == ({"for": "share", "of": "all", "ge": "1/3"}, "fr:24")

    def test_energy_works_get_a_second_assembly_below_a_third(self) -> None:
        assert ask("fr:25.f", share=sums(1000, 600, 100, 500)).next == "fr:24"

    def test_an_owner_with_more_than_half_counts_as_all_others(self) -> None:
        voters = [owner("A", "for", 600), owner("B", "against", 250), owner("C", "absent", 150)]
        verdict = by_voters("fr:25", voters)
        assert verdict.outcome == "not_carried"
        assert verdict.needed["share"].amount == 400
        assert by_voters("fr:unanimity", [owner("A", "for", 7)]).outcome == "carried"

    def test_a_changed_proposal_loses_the_postal_votes_for_it(self) -> None:
        voters = [
            owner("A", "for", 100, channel="paper"),
            owner("B", "against", 80, channel="paper"),
            owner("C", "for", 50, channel="room"),
        ]
        assert by_voters("fr:24", voters).outcome == "carried"
        assert by_voters("fr:24", voters, amended="yes").outcome == "not_carried"


class TestSpain:
    def test_ordinary_resolutions_on_both_calls(self) -> None:
        heads, share = sums(15, 8, 8, 0), sums(100, 60, 51, 9)
        assert outcome("es:17.7", heads=heads, share=share) == "carried"
        assert outcome("es:17.7", heads=sums(15, 7, 7, 0), share=share) == "no_quorum"
        assert outcome("es:17.7", call=2, heads=sums(20, 8, 5, 3), share=sums(100, 40, 21, 19)) == "carried"
        assert outcome("es:17.7", call=3, heads=heads, share=share) == "hold"

    def silent(self, for_: tuple[int, int], against: tuple[int, int], silent: tuple[int, int]) -> dict[str, Any]:
        return {
            "heads": sums(20, 8, for_[0], against[0], silent=silent[0]),
            "share": sums(100, 38, for_[1], against[1], silent=silent[1]),
        }

    def test_silent_absent_owners_count_as_for_after_30_days(self) -> None:
        tally = self.silent((6, 28), (4, 19), (10, 53))
        verdict = ask("es:17.3", call=2, **tally)
        assert verdict.outcome == "provisional"
        assert "30 дней" in verdict.because["ru"]
        assert outcome("es:17.3", call=2, facts={"objection_period_over": True}, **tally) == "carried"
        against = self.silent((6, 28), (9, 50), (5, 22))
        assert outcome("es:17.3", call=2, facts={"objection_period_over": True}, **against) == "not_carried"

    def test_whether_silence_counts_in_ordinary_matters_is_a_named_reading(self) -> None:
        tally = {"heads": sums(20, 11, 6, 5, silent=9), "share": sums(100, 60, 40, 20, silent=40)}
        assert outcome("es:17.7", **tally) == "not_carried"
        assert outcome("es:17.7", facts={"interpretation": {"deemed_yes_ordinary": "yes"}}, **tally) == "provisional"

    def test_debtors_leave_the_total(self) -> None:
        voters = [owner(f"v{i}", "for" if i < 10 else "absent", 5) for i in range(18)]
        debtors = [owner(f"d{i}", "against", 5, tags=frozenset({"debtor"})) for i in range(2)]
        verdict = by_voters("es:17.7", voters + debtors)
        assert verdict.outcome == "carried"
        assert verdict.needed["share"].amount == 45

    def test_energy_works_need_their_yearly_cost(self) -> None:
        tally = {"heads": sums(10, 6, 4, 2), "share": sums(100, 60, 40, 20)}
        assert "annual_cost_in_monthly_fees" in ask("es:17.2.3", **tally).because["ru"]
        cheap: dict[str, Any] = {"annual_cost_in_monthly_fees": "12"}
        assert "interpretation.simple_majority" in ask("es:17.2.3", facts=cheap, **tally).because["ru"]
        chosen = {**cheap, "interpretation": {"simple_majority": "cast"}}
        assert outcome("es:17.2.3", facts=chosen, **tally) == "carried"
        dear = {**chosen, "annual_cost_in_monthly_fees": "12.01"}
        assert outcome("es:17.2.3", facts=dear, **tally) == "hold"
        with pytest.raises(CaseRefused, match="annual_cost_in_monthly_fees"):
            ask("es:17.2.3", facts={"annual_cost_in_monthly_fees": 12.5}, **tally)

    def test_a_charging_point_needs_no_vote(self) -> None:
        assert outcome("es:17.5", heads=sums(1, 1, 1, 0), share=sums(1, 1, 1, 0)) == "hold"

    @pytest.mark.parametrize(
        ("on", "expected"),
        [
            ("2025-06-23", "carried"),
            ("2025-06-24", "carried"),
            ("2025-07-21", "carried"),
            ("2025-07-22", "carried"),
            ("2026-03-19", "carried"),
            ("2026-03-20", "carried"),
            ("2019-01-21", "hold"),
            ("2019-01-22", "carried"),
        ],
    )
    def test_changes_that_kept_the_thirds_leave_no_gap_one_that_was_not_read_does(self, on: str, expected: str) -> None:
        assert outcome("es:17.1", on=on, heads=sums(15, 9, 5, 4), share=sums(99, 60, 33, 27)) == expected


class TestItaly:
    def test_the_first_call_needs_heads_and_value(self) -> None:
        assert outcome("it:1136", heads=sums(12, 7, 7, 0), share=sums(1000, 650, 650, 0)) == "no_quorum"
        assert outcome("it:1136", heads=sums(12, 7, 7, 0), share=sums(1000, 667, 500, 167)) == "carried"

    def test_the_resistance_test_is_a_named_reading(self) -> None:
        tally = {"heads": sums(10, 10, 7, 3), "share": sums(1000, 1000, 450, 550)}
        assert outcome("it:1136", call=2, **tally) == "not_carried"
        assert outcome("it:1136", call=2, facts={"interpretation": {"resistance_test": "no"}}, **tally) == "carried"
        four = {"heads": sums(4, 4, 3, 1), "share": sums(1000, 1000, 480, 520)}
        assert outcome("it:1136", call=2, **four) == "not_carried"

    def test_innovations_need_two_thirds_of_the_value(self) -> None:
        heads = sums(12, 8, 5, 3)
        assert outcome("it:1136.5", call=2, heads=heads, share=sums(3000, 2500, 2000, 500)) == "carried"
        assert outcome("it:1136.5", call=2, heads=heads, share=sums(3000, 2500, 1999, 501)) == "not_carried"


class TestShortPacks:
    def test_austria_two_thirds_of_the_votes_and_a_third_of_all(self) -> None:
        assert outcome("at:24.4", share=sums(1000, 610, 400, 210)) == "not_carried"
        assert outcome("at:24.4", share=sums(3, 2, 1, 0, abstain=1)) == "carried"
        assert outcome("at:24.4", on="2022-06-30", share=sums(1000, 501, 501, 0)) == "carried"

    def test_austria_asks_the_absent_only_where_there_is_no_majority_either_way(self) -> None:
        def asked(for_: int, against: int, present: int, on: str = TODAY) -> bool:
            told = ask("at:24.4", on=on, share=sums(900, present, for_, against)).effects
            return any("asks those" in sentence["en"] for sentence in told)

        assert asked(200, 100, 300)
        assert not asked(150, 300, 450)  # two thirds of the votes and a third of all are against
        assert asked(150, 299, 449)
        assert asked(151, 300, 451)
        assert not asked(100, 451, 551)  # more than half of all are against
        assert asked(400, 450, 850)
        assert not asked(450, 450, 900)  # nobody is left to ask
        assert asked(200, 450, 650, on="2022-06-30")
        assert not asked(200, 451, 651, on="2022-06-30")

    def test_the_bound_is_the_lowest_of_alternatives_and_the_highest_of_joint_tests(self) -> None:
        austria = ask("at:24.4", share=sums(1000, 430, 330, 100))
        assert austria.needed["share"].amount == Fraction(1000, 3)
        assert ask("at:24.4", share=sums(1000, 900, 330, 570)).needed["share"].amount == 500
        italy = ask("it:1136", call=2, heads=sums(10, 10, 7, 3), share=sums(1000, 1000, 450, 550))
        assert (italy.needed["share"].amount, italy.needed["share"].strict) == (500, True)
        few = ask("it:1136", call=2, heads=sums(10, 4, 3, 1), share=sums(1000, 400, 340, 60))
        assert (few.needed["share"].amount, few.needed["share"].strict) == (Fraction(1000, 3), False)

    def test_belgium_caps_the_vote_at_the_rest_of_the_room(self) -> None:
        voters = [owner("A", "for", 500), owner("B", "against", 200), owner("C", "against", 100)]
        voters += [owner("D", "absent", 200)]
        verdict = by_voters("be:simple", voters)
        assert verdict.outcome == "not_carried"
        assert verdict.needed["share"].amount == 300

    def test_belgium_counts_a_holder_with_those_he_represents(self) -> None:
        voters = [owner("A", "for", 200), owner("B", "for", 300, represented_by="A"), owner("C", "against", 400)]
        verdict = by_voters("be:two-thirds", voters)
        assert verdict.outcome == "not_carried"
        assert verdict.needed["share"].amount == Fraction(1600, 3)

    def test_belgian_unanimity_may_be_completed_at_a_second_assembly(self) -> None:
        share, heads = sums(1000, 900, 900, 0), sums(10, 9, 9, 0)
        assert ask("be:unanimity", share=share, heads=heads).next == "be:unanimity"
        assert outcome("be:unanimity", call=2, share=share) == "carried"
        assert ask("be:four-fifths", share=sums(10, 10, 8, 2), heads=heads).outcome == "carried"

    def test_poland_counts_heads_where_the_owners_asked_for_it(self) -> None:
        tally = {"share": sums(1000, 600, 400, 200), "heads": sums(10, 8, 6, 2)}
        assert outcome("pl:23", **tally) == "not_carried"
        assert outcome("pl:23", facts={"by_law": {"votes_by": "heads"}}, **tally) == "carried"

    def test_switzerland_needs_at_least_two(self) -> None:
        tally = {"heads": sums(2, 1, 1, 0), "share": sums(1000, 600, 600, 0)}
        verdict = ask("ch:simple", **tally)
        assert verdict.outcome == "no_quorum"
        assert "участвовали 1, нужно не менее 2" in verdict.because["ru"]
        assert outcome("ch:qualified", call=2, heads=sums(6, 2, 2, 0), share=sums(1000, 501, 501, 0)) == "carried"

    def test_new_south_wales_counts_lots_or_entitlement(self) -> None:
        both = {"units": sums(10, 10, 6, 4), "share": sums(100, 100, 40, 60)}
        assert outcome("nsw:ordinary", share=sums(100, 100, 51, 49)) == "carried"
        assert outcome("nsw:ordinary", **both) == "carried"
        assert outcome("nsw:ordinary", facts={"poll": True}, **both) == "not_carried"
        assert outcome("nsw:ordinary", facts={"poll": "no"}, **both) == "carried"
        units = {"units": sums(10, 10, 5, 5), "heads": sums(8, 8, 4, 4)}
        verdict = ask("nsw:ordinary", **units)
        assert verdict.outcome == "not_carried"
        assert (verdict.needed["units"].amount, verdict.needed["units"].strict) == (5, True)
        assert "«за» 5, «против» 5, нужно: «за» больше, чем «против»" in verdict.because["ru"]
        assert outcome("nsw:sustainability", share=sums(100, 100, 50, 50)) == "not_carried"
        assert outcome("nsw:sustainability", share=sums(100, 100, 51, 49)) == "carried"
        assert outcome("nsw:unanimous", share=sums(100, 30, 20, 0, abstain=10)) == "carried"
        contested = ask("nsw:unanimous", share=sums(100, 30, 20, 1))
        assert contested.outcome == "not_carried"
        assert (contested.needed["share"].amount, contested.needed["share"].strict) == (21, False)
        assert outcome("nsw:ordinary", share=sums(100, 24, 24, 0), heads=sums(10, 2, 2, 0)) == "no_quorum"

    def test_new_south_wales_cuts_the_vote_of_the_original_owner(self) -> None:
        developer = frozenset({"original_owner"})
        voters = [owner("D", "against", 60, tags=developer), owner("A", "for", 40)]
        assert by_voters("nsw:special", voters).outcome == "not_carried"
        assert by_voters("nsw:sustainability", voters).outcome == "carried"
        voters[0].share = Fraction(30)
        assert by_voters("nsw:special", voters).needed["share"].amount == Fraction(105, 2)
        voters[0].share = Fraction(40)  # exactly half is enough to be cut
        assert by_voters("nsw:special", voters).needed["share"].amount == Fraction(40)

    def test_turkey_caps_one_owner_at_a_third_of_the_votes(self) -> None:
        voters = [owner("A", "for", 600, 6), *(owner(f"B{i}", "against", 100) for i in range(4))]
        verdict = by_voters("tr:simple", voters)
        assert verdict.outcome == "not_carried"
        assert verdict.needed["units"].amount == Fraction(7, 2)
        assert outcome("tr:simple", heads=sums(10, 5, 5, 0), share=sums(10, 6, 6, 0)) == "no_quorum"
        assert outcome("tr:simple", call=2, heads=sums(10, 3, 2, 1)) == "carried"
        assert outcome("tr:qualified", heads=sums(10, 8, 6, 2), share=sums(100, 80, 51, 29)) == "carried"


def test_what_can_be_told_without_a_measure_is_told() -> None:
    assert outcome("ch:qualified", heads=sums(10, 4, 4, 0)) == "no_quorum"
    verdict = ask("ch:qualified", heads=sums(10, 5, 5, 0))
    assert verdict.outcome == "hold"
    assert "share" in verdict.because["en"]
    assert ask("fr:26", heads=sums(10, 10, 4, 6)).outcome == "not_carried"
    assert ask("fr:26", heads=sums(10, 10, 6, 4)).needed["heads"].amount == 5
