"""What a pack may say about a count, one primitive a class: both sides of every boundary, on an invented country."""

from __future__ import annotations

from typing import Any

import pytest

from legal_rules import CaseRefused, DecisionRule, Hold, Voter, decide, find_rule, resolve
from legal_rules.reading import PackRefused
from tests.legal_rules.conftest import TODAY, Make, voter

MAJORITY = "test: {for: heads, of: cast, gt: 1/2}\n"


def heads(everyone: int, present: int, for_: int, against: int, **more: int) -> dict[str, int]:
    return {"all": everyone, "present": present, "for": for_, "against": against, **more}


class TestFactsNobodyTold:
    RULE = (
        "variants:\n  - {when: [{fact: urgent, is: yes, default: no}], test: {for: heads, of: all, ge: 1}}\n  - "
        + MAJORITY
    )

    def test_an_act_nobody_reports_did_not_happen(self, land: Make) -> None:
        country = land(self.RULE + "needs: {ru: а, en: a}")
        assert country.ask(heads=heads(9, 9, 5, 4)).outcome == "carried"
        assert country.ask({"urgent": "no"}, heads=heads(9, 9, 5, 4)).outcome == "carried"
        assert country.ask({"urgent": "yes"}, heads=heads(9, 9, 5, 4)).outcome == "not_carried"
        assert country.ask({"urgent": True}, heads=heads(9, 9, 5, 4)).outcome == "not_carried"

    @pytest.mark.parametrize(("told", "outcome"), [(None, "carried"), ("1/5", "not_carried"), ("0.19", "carried")])
    def test_a_number_may_be_assumed_as_well(self, land: Make, told: str | None, outcome: str) -> None:
        rule = (
            "variants:\n  - {when: [{fact: demand, ge: 1/5, default: 0}], test: {for: heads, of: all, ge: 1}}\n  - "
            + MAJORITY
        )
        country = land(rule + "needs: {ru: а, en: a}")
        facts = {} if told is None else {"demand": told}
        assert country.ask(facts, heads=heads(9, 9, 5, 4)).outcome == outcome

    @pytest.mark.parametrize("name", ["units", "owners", "entrances", "form"])
    def test_what_every_house_has_is_never_assumed(self, land: Make, name: str) -> None:
        with pytest.raises(PackRefused, match=f"'{name}' is never assumed"):
            land("variants:\n  - {when: [{fact: " + name + ", is: 1, default: 1}], " + MAJORITY.strip() + "}\n")

    def test_a_fact_that_no_longer_matters_is_not_asked_for(self, land: Make) -> None:
        rule = (
            "variants:\n  - {when: [{fact: never_told, is: yes}, {call: 2}], test: {none_against: heads}}\n  - "
            + MAJORITY
        )
        country = land(rule + "needs: {ru: а, en: a}")
        assert country.ask(heads=heads(9, 9, 5, 4)).outcome == "carried"
        held = country.ask(call=2, heads=heads(9, 9, 5, 4))
        assert (held.outcome, held.because["en"]) == ("hold", "It cannot be decided, facts are missing: never_told.")

    def test_a_missing_fact_is_told_in_words(self, land: Make) -> None:
        rule = "variants:\n  - {when: [{fact: entrances, gt: 1}, {fact: moon, is: full}], " + MAJORITY.strip() + "}\n"
        held = land(rule, 'facts: {moon: {ru: "луна", en: "the moon"}}').ask(heads=heads(9, 9, 5, 4))
        assert held.because == {
            "ru": "Решить нельзя, не хватает сведений: сколько в доме подъездов (entrances), луна (moon).",
            "en": "It cannot be decided, facts are missing: how many entrances the house has (entrances), the moon (moon).",
        }


class TestByLaws:
    TOP = """
        overrides:
          - {by_law: majority, changes: fraction, direction: raise, at_most: 3/4, article: {ru: "ст. 9", en: "art. 9"}}
    """

    @pytest.mark.parametrize(
        ("by_law", "for_", "outcome"),
        [
            ({}, 51, "carried"),
            ({"majority": "1/2"}, 51, "carried"),
            ({"majority": "1/2"}, 50, "not_carried"),
            ({"majority": "3/5"}, 60, "not_carried"),
            ({"majority": "3/5"}, 61, "carried"),
            ({"majority": "3/4"}, 76, "carried"),
            ({"majority": "0.7501"}, 100, "hold"),
            ({"majority": "0.4999"}, 100, "hold"),
            ({"majority": {"value": "3/5", "evidence": "statute § 7"}}, 60, "not_carried"),
            ({"majority": None}, 51, "carried"),
            ({"other": "3/5"}, 100, "hold"),
        ],
    )
    def test_a_majority_may_only_be_raised_and_not_above_its_limit(
        self, land: Make, by_law: dict[str, Any], for_: int, outcome: str
    ) -> None:
        country = land(MAJORITY, self.TOP)
        assert country.ask({"by_law": by_law}, heads=heads(100, 100, for_, 100 - for_)).outcome == outcome

    def test_what_the_law_does_not_allow_is_named_with_its_article(self, land: Make) -> None:
        held = land(MAJORITY, self.TOP).ask({"by_law": {"majority": "1/3"}}, heads=heads(9, 9, 5, 4))
        assert held.because == {
            "ru": "Правило дома «majority» (1/3) закон не допускает: по закону 1/2, его можно только повысить в пределах "
            "от 0 до 3/4 (ст. 9).",
            "en": "The law does not allow the by-law 'majority' (1/3): the law says 1/2, it may only be raised, between 0 "
            "and 3/4 (art. 9).",
        }
        assert held.cite["en"] == "art. 1"
        unknown = land(MAJORITY, self.TOP).ask({"by_law": {"moon": "1"}}, heads=heads(9, 9, 5, 4))
        assert unknown.because["en"] == "The by-law is not known to this law: moon."
        assert unknown.because["ru"] == "Правило дома не известно этому закону: moon."

    def test_the_by_law_and_its_evidence_are_recorded_with_the_count(self, land: Make) -> None:
        given = {"majority": {"value": "3/5", "evidence": "statute § 7"}}
        verdict = land(MAJORITY, self.TOP).ask({"by_law": given}, heads=heads(10, 10, 7, 3))
        assert verdict.as_json()["by_laws"] == {"majority": {"value": "3/5", "evidence": "statute § 7"}}
        assert verdict.needed["heads"].amount == 6
        plain = land(MAJORITY, self.TOP).ask({"by_law": {"majority": "3/5"}}, heads=heads(10, 10, 7, 3))
        assert plain.as_json()["by_laws"] == {"majority": {"value": "3/5", "evidence": None}}

    @pytest.mark.parametrize("value", ["most", "2", "-1"])
    def test_a_value_that_is_no_part_of_one_is_refused(self, land: Make, value: str) -> None:
        with pytest.raises(CaseRefused, match="by_law 'majority'"):
            land(MAJORITY, self.TOP).ask({"by_law": {"majority": value}}, heads=heads(9, 9, 5, 4))

    @pytest.mark.parametrize(
        ("direction", "value", "outcome"),
        [
            ("lower", "1/3", "carried"),
            ("lower", "2/3", "hold"),
            ("any", "1/3", "carried"),
            ("any", "2/3", "not_carried"),
        ],
    )
    def test_other_directions(self, land: Make, direction: str, value: str, outcome: str) -> None:
        country = land(MAJORITY, self.TOP.replace("raise", direction))
        assert country.ask({"by_law": {"majority": value}}, heads=heads(10, 10, 5, 5)).outcome == outcome

    def test_all_of_a_base_is_reached_not_passed(self, land: Make) -> None:
        country = land(MAJORITY, self.TOP.replace("3/4", "1"))
        verdict = country.ask({"by_law": {"majority": "1"}}, heads=heads(10, 10, 10, 0))
        assert (verdict.outcome, verdict.needed["heads"].strict) == ("carried", False)

    def test_the_sign_may_change_with_the_by_law(self, land: Make) -> None:
        country = land(MAJORITY, self.TOP.replace("at_most: 3/4", "at_least: 2/3, sign: ge"))
        assert country.ask({"by_law": {"majority": "2/3"}}, heads=heads(9, 9, 6, 3)).outcome == "carried"
        assert country.ask({"by_law": {"majority": "3/5"}}, heads=heads(9, 9, 9, 0)).outcome == "hold"

    def test_a_measure_chooses_the_test_that_changes(self, land: Make) -> None:
        rule = "test: {all: [{for: heads, of: all, gt: 1/2}, {for: share, of: all, gt: 1/2}]}"
        country = land(rule, self.TOP.replace("at_most", "measure: share, at_most"))
        needed = country.ask({"by_law": {"majority": "3/4"}}, heads=heads(8, 8, 5, 3), share=heads(8, 8, 7, 1)).needed
        assert {name: bound.amount for name, bound in needed.items()} == {"heads": 4, "share": 6}
        assert resolved(country, {"majority": "3/4"}).needs["en"] == (
            "more than half of all owners by number and more than three quarters of the votes of all owners"
        )

    def test_a_rule_without_a_fraction_has_nothing_to_change(self, land: Make) -> None:
        held = land("test: {none_against: heads}", self.TOP).ask(
            {"by_law": {"majority": "3/5"}}, heads=heads(9, 9, 9, 0)
        )
        assert held.outcome == "hold"
        assert "this rule has no fraction it could change" in held.because["en"]
        assert "доли, которую оно меняет, в этой норме нет" in held.because["ru"]

    QUORUM = """
        quorums: {house: {test: {present: heads, of: all, ge: 1/2}, article: {ru: "ст. 5", en: "art. 5"}, mark: text}}
        overrides:
          - {by_law: quorum, changes: quorum, direction: raise, test: {present: heads, of: all, ge: 0},
             article: {ru: "ст. 9", en: "art. 9"}}
    """

    def test_a_quorum_may_be_tightened_or_asked_for_where_the_law_asks_none(self, land: Make) -> None:
        facts = {"by_law": {"quorum": "2/3"}}
        for rule in (MAJORITY + "quorum: house", MAJORITY):
            country = land(rule, self.QUORUM)
            assert country.ask(facts, heads=heads(9, 5, 5, 0)).outcome == "no_quorum"
            assert country.ask(facts, heads=heads(9, 6, 6, 0)).outcome == "carried"
            assert country.ask(heads=heads(9, 5, 5, 0)).outcome == "carried"
        assert land(MAJORITY + "quorum: house", self.QUORUM).ask(heads=heads(9, 4, 4, 0)).outcome == "no_quorum"
        eased = {"by_law": {"quorum": "1/3"}}
        assert land(MAJORITY + "quorum: house", self.QUORUM).ask(eased, heads=heads(9, 9, 9, 0)).outcome == "hold"

    def test_a_by_law_may_reach_one_call_only(self, land: Make) -> None:
        country = land(
            MAJORITY + "quorum: house", self.QUORUM.replace("direction: raise,", "direction: raise, when: [{call: 1}],")
        )
        facts = {"by_law": {"quorum": "2/3"}}
        assert country.ask(facts, heads=heads(9, 5, 5, 0)).outcome == "no_quorum"
        assert country.ask(facts, call=2, heads=heads(9, 5, 5, 0)).outcome == "carried"

    def test_a_quorum_cannot_be_changed_where_there_is_none(self, land: Make) -> None:
        top = self.QUORUM.replace("test: {present: heads, of: all, ge: 0},", "")
        assert land(MAJORITY, top).ask({"by_law": {"quorum": "1/3"}}, heads=heads(9, 9, 9, 0)).outcome == "hold"

    def test_a_by_law_may_choose_the_measure(self, land: Make) -> None:
        top = """
            overrides:
              - {by_law: votes_by, changes: measure, measure: heads, allowed: [share, units], article: {ru: "с", en: "a"}}
        """
        tally = {"heads": heads(3, 3, 1, 2), "share": heads(10, 10, 6, 4)}
        country = land(MAJORITY, top)
        assert country.ask(**tally).outcome == "not_carried"
        assert country.ask({"by_law": {"votes_by": "share"}}, **tally).outcome == "carried"
        held = country.ask({"by_law": {"votes_by": "heads"}}, **tally)
        assert held.because == {
            "ru": "Правило дома «votes_by» может быть одним из: share, units; «heads» закон не знает.",
            "en": "The by-law 'votes_by' is one of share, units; the law does not know 'heads'.",
        }


def resolved(country: Any, by_law: dict[str, Any]) -> DecisionRule:
    rule = resolve("xx:1", TODAY, facts={"by_law": by_law}, pack=country.pack)
    assert isinstance(rule, DecisionRule)
    return rule


class TestTies:
    def test_a_tie_fails_where_nothing_else_is_said(self, land: Make) -> None:
        assert land(MAJORITY).ask(heads=heads(9, 8, 4, 4)).outcome == "not_carried"

    @pytest.mark.parametrize("test", ["{for: heads, of: cast, gt: 1/2}", "{for_above_against: heads}",
                                      "{for: heads, of: present, gt: 1/2}"])  # fmt: skip
    def test_the_vote_of_the_chair_settles_it(self, land: Make, test: str) -> None:
        country = land(f"test: {test}\ntie: chair")
        tied = heads(9, 8, 4, 4)
        carried = country.ask({"chair_vote": "for"}, heads=tied)
        assert carried.outcome == "carried"
        assert carried.because["ru"].endswith("Голоса разделились поровну, решил голос председателя.")
        assert country.ask({"chair_vote": "against"}, heads=tied).outcome == "not_carried"
        held = country.ask(heads=tied)
        assert (held.outcome, held.because["en"]) == (
            "hold", "It cannot be decided, facts are missing: the chair's vote (chair_vote)."
        )  # fmt: skip
        with pytest.raises(CaseRefused, match="facts: 'chair_vote' is for or against, not 'maybe'"):
            country.ask({"chair_vote": "maybe"}, heads=tied)
        assert country.ask({"chair_vote": "against"}, heads=heads(9, 9, 5, 4)).outcome == "carried"
        assert country.ask({"chair_vote": "for"}, heads=heads(9, 9, 4, 5)).outcome == "not_carried"

    @pytest.mark.parametrize(
        ("test", "sums"),
        [
            ("{for: heads, of: present, gt: 1/2}", heads(9, 9, 4, 4, abstain=1)),
            ("{for: heads, of: all, gt: 1/2}", heads(9, 8, 4, 4)),
            ("{for: heads, of: all, gt: 1/2}", heads(10, 8, 5, 3)),
            ("{for: heads, of: cast, ge: 2/3}", heads(9, 8, 4, 4)),
            ("{none_against: heads}", heads(9, 8, 4, 4)),
            ("{for: heads, of: cast, gt: 1/2}", heads(9, 8, 0, 0, abstain=8)),
            ("{all: [{for: heads, of: cast, gt: 1/2}, {present: heads, of: all, gt: 8/9}]}", heads(9, 8, 4, 4)),
        ],
    )
    def test_the_chair_settles_nothing_that_one_vote_would_not(
        self, land: Make, test: str, sums: dict[str, int]
    ) -> None:
        country = land(f"test: {test}\ntie: chair")
        assert country.ask({"chair_vote": "for"}, heads=sums).outcome == "not_carried"

    def test_the_court_may_be_asked_and_the_pack_may_say_by_whom(self, land: Make) -> None:
        verdict = land(MAJORITY + "tie: court").ask(heads=heads(9, 8, 4, 4))
        assert verdict.outcome == "not_carried"
        assert verdict.because["en"].endswith("The votes are equal: any owner may go to court.")
        own = land(MAJORITY + 'tie: {is: court, says: {ru: "В суд.", en: "To court."}}').ask(heads=heads(9, 8, 4, 4))
        assert own.because["en"].endswith("To court.")
        assert "court" not in land(MAJORITY + "tie: court").ask(heads=heads(9, 9, 4, 5)).because["en"]

    def test_a_tie_in_one_of_two_measures(self, land: Make) -> None:
        country = land("test: {all: [{for: heads, of: cast, gt: 1/2}, {for: share, of: all, gt: 1/2}]}\ntie: chair")
        facts = {"chair_vote": "for"}
        assert country.ask(facts, heads=heads(8, 8, 4, 4), share=heads(8, 8, 5, 3)).outcome == "carried"
        assert country.ask(facts, heads=heads(8, 8, 4, 4), share=heads(8, 8, 3, 5)).outcome == "not_carried"
        assert country.ask(facts, heads=heads(8, 8, 5, 3), share=heads(8, 6, 4, 2)).outcome == "not_carried"


class TestResultsThatWait:
    TOP = """
        pending:
          - {unless: [{fact: all_heard, is: yes, default: yes}], says: {ru: "Ждём.", en: "Waiting."}}
    """

    def test_nobody_is_bound_until_all_were_heard(self, land: Make) -> None:
        country = land(MAJORITY, self.TOP)
        assert country.ask(heads=heads(9, 9, 5, 4)).outcome == "carried"
        waiting = country.ask({"all_heard": "no"}, heads=heads(9, 9, 5, 4))
        assert waiting.outcome == "provisional"
        assert waiting.because["en"].startswith("Carried provisionally: ")
        assert waiting.because["ru"].endswith("Ждём.")
        assert country.ask({"all_heard": "no"}, heads=heads(9, 9, 4, 5)).outcome == "not_carried"

    def test_a_failure_may_wait_as_well(self, land: Make) -> None:
        country = land(MAJORITY, self.TOP.replace("unless", "outcomes: [carried, not_carried], unless"))
        waiting = country.ask({"all_heard": False}, heads=heads(9, 9, 4, 5))
        assert waiting.outcome == "provisional"
        assert waiting.because["en"].startswith("Not carried so far: by number of owners: for 4, needed: more than 4.5")
        assert waiting.because["ru"].startswith("Пока не принято: ")

    def test_nothing_is_pending_without_a_condition(self, land: Make) -> None:
        with pytest.raises(PackRefused, match="at least one condition"):
            land(MAJORITY, 'pending: [{unless: [], says: {ru: "а", en: "a"}}]')


class TestAnotherMeasure:
    TOP = """
        swaps:
          - {measure: share, becomes: heads, when: [{fact: demanded_by, ge: 1/5, default: 0}, {largest: share, gt: 1/2}]}
    """
    RULE = "test: {for: share, of: all, gt: 1/2}"

    def test_on_demand_of_a_fifth_where_one_owner_has_a_majority(self, land: Make) -> None:
        country = land(self.RULE, self.TOP)
        people = [voter("A", "for", 6), voter("B", "against", 2), voter("C", "against", 3)]
        assert country.poll(*people).outcome == "carried"
        assert country.poll(*people, demanded_by="1/5").outcome == "not_carried"
        assert country.poll(*people, demanded_by="0.199").outcome == "carried"
        half = [voter("A", "for", 6), voter("B", "for", 2), voter("C", "absent", 4)]
        assert list(country.poll(*half, demanded_by="1").needed) == ["share"]

    def test_with_sums_alone_the_greatest_part_must_be_told(self, land: Make) -> None:
        country = land(self.RULE, self.TOP)
        tally = {"share": heads(11, 11, 6, 5), "heads": heads(3, 3, 1, 2)}
        held = country.ask({"demanded_by": "1/5"}, **tally)
        assert (held.outcome, "largest_share" in held.because["ru"]) == ("hold", True)
        assert country.ask({"demanded_by": "1/5", "largest_share": "6/11"}, **tally).outcome == "not_carried"
        assert country.ask({"demanded_by": "1/5", "largest_share": "1/2"}, **tally).outcome == "carried"
        assert country.ask(**tally).outcome == "carried"

    def test_nothing_is_asked_where_another_measure_was_chosen_already(self, land: Make) -> None:
        by_law = "\n          - {measure: share, by_law: votes_by, allowed: [share, heads]}"
        country = land(self.RULE, self.TOP.replace("swaps:", "swaps:" + by_law))
        tally = {"share": heads(11, 11, 6, 5), "heads": heads(3, 3, 1, 2)}
        facts = {"demanded_by": "1/5", "by_law": {"votes_by": "heads"}}
        assert country.ask(facts, **tally).outcome == "not_carried"

    def test_the_greatest_part_of_nothing_is_not_known(self, land: Make) -> None:
        country = land(self.RULE, self.TOP)
        assert country.poll(voter("A", "for", 0), demanded_by="1").outcome == "hold"
        assert country.poll(Voter("A", "for", heads=voter("A", "for").heads), demanded_by="1").outcome == "hold"

    def test_bridges_and_effects_follow_and_the_quorum_where_it_says_so(self, land: Make) -> None:
        rule = """
            test: {for: heads, of: cast, gt: 1/2}
            quorum: house
            effects: [{if: {for: heads, of: all, gt: 1/2}, says: {ru: "Все.", en: "All."}}]
            bridges: [{if: {for: heads, of: all, ge: 1/3}, next: "xx:2", says: {ru: "Мост.", en: "Bridge."}}]
        """
        top = """
            quorums: {house: {test: {present: heads, of: all, ge: 1/2}, article: {ru: "5", en: "5"}, mark: text}}
            swaps: [{measure: heads, by_law: votes_by, allowed: [heads, share], in: [test]}]
        """
        facts = {"by_law": {"votes_by": "share"}}
        country = land(rule, top)
        carried = country.ask(facts, heads=heads(4, 2, 1, 1), share=heads(10, 8, 6, 2))
        assert (carried.outcome, carried.effects) == ("carried", ({"ru": "Все.", "en": "All."},))
        failed = country.ask(facts, heads=heads(4, 2, 0, 2), share=heads(9, 8, 3, 5))
        assert (failed.outcome, failed.next) == ("not_carried", "xx:2")
        assert country.ask(facts, heads=heads(5, 2, 1, 1), share=heads(10, 8, 6, 2)).outcome == "no_quorum"
        both = land(rule, top.replace(", in: [test]", ""))
        assert both.ask(facts, heads=heads(5, 2, 1, 1), share=heads(10, 8, 6, 2)).outcome == "carried"
        only = land(rule, top.replace("[test]", "[quorum]"))
        assert only.ask(facts, heads=heads(5, 2, 1, 1), share=heads(10, 8, 6, 2)).outcome == "not_carried"

    def test_a_reading_that_names_no_measure_changes_none(self, land: Make) -> None:
        top = """
            switches: {how: {options: [share, law], default: law, why: {ru: "а", en: "a"}}}
            swaps: [{measure: heads, interpretation: how, allowed: [share]}]
        """
        country = land(MAJORITY, top)
        verdict = country.ask(heads=heads(3, 3, 2, 1), share=heads(3, 3, 1, 2))
        assert (verdict.outcome, verdict.readings) == ("carried", {"how": "law"})
        chosen = country.ask({"interpretation": {"how": "share"}}, heads=heads(3, 3, 2, 1), share=heads(3, 3, 1, 2))
        assert (chosen.outcome, chosen.as_json()["readings"]) == ("not_carried", {"how": "share"})


class TestSecondVotes:
    RULE = """
        test: {for: heads, of: all, gt: 1/2}
        bridges:
          - if: {for: heads, of: all, ge: 1/3}
            when: [{fact: rivals_left, is: no, default: no}]
            waits: {ru: "Сначала остальные.", en: "The others first."}
            next: "xx:2"
            says: {ru: "Второе.", en: "Second."}
    """

    def test_the_second_vote_waits_until_all_rivals_had_the_first(self, land: Make) -> None:
        country, tally = land(self.RULE), heads(9, 9, 3, 6)
        opened, waiting = country.ask(heads=tally), country.ask({"rivals_left": "yes"}, heads=tally)
        assert (opened.next, opened.because["en"].endswith("Second.")) == ("xx:2", True)
        assert (waiting.next, waiting.because["ru"].endswith("Сначала остальные.")) == (None, True)
        silent = land(self.RULE.replace('waits: {ru: "Сначала остальные.", en: "The others first."}', ""))
        assert silent.ask({"rivals_left": "yes"}, heads=tally).next is None
        assert country.ask(heads=heads(9, 9, 2, 7)).next is None

    def test_never_one_after_another(self, land: Make) -> None:
        country, tally = land(self.RULE), heads(9, 9, 3, 6)
        assert country.ask(call=2, heads=tally).next is None
        assert country.ask({"bridged_from": "xx:0"}, heads=tally).next is None
        assert country.ask(heads=heads(9, 9, 5, 4)).next is None


class TestVariants:
    def test_a_variant_may_say_that_nothing_is_known(self, land: Make) -> None:
        rule = """
            variants:
              - {when: [{fact: destroyed, is: yes, default: no}], hold: {ru: "Разрушен.", en: "Destroyed."}}
              - test: {for: heads, of: cast, gt: 1/2}
        """
        country = land(rule)
        held = country.ask({"destroyed": "yes"}, heads=heads(9, 9, 9, 0))
        assert (held.outcome, held.because["en"], held.cite["en"], held.mark) == (
            "hold",
            "Destroyed.",
            "art. 1",
            "text",
        )
        assert country.ask(heads=heads(9, 9, 9, 0)).outcome == "carried"
        rule_found = find_rule("xx:1", TODAY, country.pack)
        assert isinstance(rule_found, DecisionRule)
        assert rule_found.base == "cast"
        assert rule_found.as_record()["variants"][0] == {
            "when": [{"kind": "fact", "name": "destroyed", "sign": "is", "value": "yes", "default": "no"}],
            "hold": {"ru": "Разрушен.", "en": "Destroyed."},
        }

    def test_a_rule_whose_variants_all_hold_is_no_rule(self, land: Make) -> None:
        with pytest.raises(PackRefused, match="every variant holds"):
            land('variants: [{hold: {ru: "а", en: "a"}}]')

    def test_a_variant_may_have_its_own_electorate_and_exclusions(self, land: Make) -> None:
        rule = """
            needs: {ru: "а", en: "a"}
            exclude: [{tag: parking, leaves_base: true}, {tag: storage, leaves_base: true}]
            variants:
              - when: [{fact: matter, is: parking}]
                electorate: {name: places, tags: [parking, storage]}
                exclude: []
                test: {for: heads, of: all, gt: 1/2}
              - test: {for: heads, of: all, gt: 1/2}
        """
        country = land(rule)
        people = [voter("A", "for"), voter("B", "for", 1, "parking"), voter("C", "against", 1, "storage")]
        by_places = country.poll(*people, matter="parking")
        assert (by_places.outcome, by_places.needed["heads"].amount) == ("not_carried", 1)
        by_house = country.poll(*people, matter="house")
        assert (by_house.outcome, by_house.figures[None]["heads"].all) == ("carried", 1)
        told = country.ask(
            {"matter": "parking"}, parts={"places": {"heads": heads(4, 4, 3, 1)}}, heads=heads(9, 9, 0, 9)
        )
        assert told.outcome == "carried"
        rule_found = find_rule("xx:1", TODAY, country.pack)
        assert isinstance(rule_found, DecisionRule)
        first = rule_found.as_record()["variants"][0]
        assert (first["electorate"], first["electorate_tags"], first["exclude"]) == (
            "places",
            ["parking", "storage"],
            [],
        )


class TestWhoHasNoVote:
    def people(self) -> list[Voter]:
        return [voter("A", "for", 4), voter("B", "against", 3), voter("C", "against", 3, "interested")]

    @pytest.mark.parametrize(
        ("how", "everyone", "present"),
        [("leaves_base: true", 7, 7), ("leaves_base: false", 10, 7), ("leaves_base: false, counts_as: blank", 10, 10)],
    )
    def test_he_may_leave_the_total_the_room_or_only_the_answers(
        self, land: Make, how: str, everyone: int, present: int
    ) -> None:
        country = land("test: {for: share, of: cast, gt: 1/2}\nexclude: [{tag: interested, " + how + "}]")
        verdict = country.poll(*self.people())
        seen = verdict.figures[None]["share"]
        assert (verdict.outcome, seen.all, seen.present, seen.against) == ("carried", everyone, present, 3)
        absent = [*self.people()[:2], voter("C", "absent", 3, "interested")]
        assert country.poll(*absent).figures[None]["share"].present == 7

    def test_who_leaves_the_total_counts_as_nothing(self, land: Make) -> None:
        with pytest.raises(PackRefused, match="who leaves the total"):
            land(MAJORITY + "exclude: [{tag: a, leaves_base: true, counts_as: blank}]")

    def test_an_exclusion_may_depend_on_a_fact(self, land: Make) -> None:
        country = land(
            MAJORITY + "exclude: [{tag: interested, leaves_base: true, when: [{fact: own_deal, is: yes, default: no}]}]"
        )
        assert country.poll(*self.people()).outcome == "not_carried"
        assert country.poll(*self.people(), own_deal=True).figures[None]["heads"].all == 2

    SILENT = 'test: {for: heads, of: all, gt: 1/2}\ndeemed: {silent: for, days: 30, says: {ru: "30.", en: "30."}}'

    @pytest.mark.parametrize(
        ("tag", "outcome"), [("", "provisional"), ("not_called", "not_carried"), ("objected", "not_carried")]
    )
    def test_only_who_was_called_and_did_not_object_is_silent(self, land: Make, tag: str, outcome: str) -> None:
        people = [voter("A", "for"), voter("B", "against"), voter("C", "absent", 1, *([tag] if tag else []))]
        assert land(self.SILENT).poll(*people).outcome == outcome

    def test_who_has_no_vote_is_not_deemed_to_have_given_one(self, land: Make) -> None:
        country = land(self.SILENT + "\nexclude: [{tag: interested, leaves_base: false}]")
        people = [voter("A", "for"), voter("B", "against"), voter("C", "for", 1, "interested")]
        assert country.poll(*people).outcome == "not_carried"


class TestAnsweringTogether:
    def test_partners_who_differ_count_as_absent(self, land: Make) -> None:
        country = land(MAJORITY + 'together: [{tag: "pair:", unlike: absent}]')
        alike = [voter("A", "for", 1, "pair:1"), voter("B", "for", 1, "pair:1"), voter("C", "against")]
        assert country.poll(*alike).outcome == "carried"
        differ = [voter("A", "for", 1, "pair:1"), voter("B", "absent", 1, "pair:1"), voter("C", "against")]
        seen = country.poll(*differ).figures[None]["heads"]
        assert (seen.all, seen.present, seen.for_, seen.silent) == (3, 1, 0, 0)
        two = [voter("A", "for", 1, "pair:1"), voter("B", "against", 1, "pair:2"), voter("C", "for")]
        assert country.poll(*two).outcome == "carried"

    def test_or_nothing_is_decided_until_somebody_asks_them(self, land: Make) -> None:
        country = land(MAJORITY + 'together: [{tag: "flat:", unlike: hold}]')
        held = country.poll(voter("A", "for", 1, "flat:7"), voter("B", "against", 1, "flat:7"), voter("C", "for"))
        assert held.because == {
            "ru": "Эти собственники должны ответить одинаково, а ответили по-разному: flat:7.",
            "en": "These owners must answer alike and did not: flat:7.",
        }
        assert country.poll(voter("A", "for", 1, "flat:7"), voter("C", "for")).outcome == "carried"


class TestWeights:
    @pytest.mark.parametrize(
        ("more", "for_"), [("", 3), (", round: none", "10/3"), (", at_least: 4", 4), (", fraction: 1/20", 0)]
    )
    def test_a_cap_to_a_fraction_in_whole_votes(self, land: Make, more: str, for_: Any) -> None:
        fraction = "" if "fraction" in more else ", fraction: 1/3"
        country = land(
            "test: {for: share, of: present, gt: 1/2}\nweights: [{kind: cap_to_fraction, measure: share"
            + fraction
            + more
            + "}]"
        )
        seen = country.poll(voter("A", "for", 6), voter("B", "against", 4)).figures[None]["share"]
        assert seen.for_ == (for_ if isinstance(for_, int) else type(seen.for_)(for_))

    @pytest.mark.parametrize(("own", "counted"), [(5, 5), (6, 5), (4, 4)])
    def test_a_cap_to_all_others(self, land: Make, own: int, counted: int) -> None:
        country = land("test: {for: share, of: all, gt: 1/2}\nweights: [{kind: cap_to_others, measure: share}]")
        verdict = country.poll(voter("A", "for", own), voter("B", "against", 3), voter("C", "absent", 2))
        assert verdict.figures[None]["share"].for_ == counted
        assert verdict.figures[None]["share"].all == counted + 5
        alone = country.poll(voter("A", "for", 5), voter("B", "absent", 0))
        assert alone.figures[None]["share"].for_ == 5

    def test_a_cap_to_the_others_in_the_room(self, land: Make) -> None:
        country = land(
            "test: {for: share, of: cast, gt: 1/2}\nweights: [{kind: cap_to_others, measure: share, among: present}]"
        )
        room = [voter("B", "against", 2), voter("C", "absent", 9)]
        seen = country.poll(voter("A", "for", 3), *room).figures[None]["share"]
        assert (seen.for_, seen.present, seen.all) == (2, 5, 14)
        alone = country.poll(voter("A", "for", 3), voter("C", "absent", 9)).figures[None]["share"]
        assert alone.for_ == 3
        agent = country.poll(voter("A", "for", 1), voter("D", "for", 2, represented_by="A"), *room).figures[None][
            "share"
        ]
        assert agent.for_ == 2

    def test_who_was_overtaken_by_a_change_is_no_longer_in_the_room(self, land: Make) -> None:
        country = land("test: {for: share, of: present, gt: 1/2}\namendments: [{channel: paper, vote: for}]")
        people = [
            voter("A", "for", 3, channel="paper"),
            voter("B", "for", 2),
            voter("C", "against", 1, channel="paper"),
        ]
        assert country.poll(*people).figures[None]["share"].present == 6
        changed = country.poll(*people, amended="yes").figures[None]["share"]
        assert (changed.for_, changed.against, changed.present, changed.silent) == (2, 1, 3, 0)
        held = country.ask({"amended": True}, share=heads(6, 6, 5, 1))
        assert (held.outcome, "voters" in held.because["en"]) == ("hold", True)
        assert country.ask({"amended": "no"}, share=heads(6, 6, 5, 1)).outcome == "carried"


class TestAnswers:
    def test_an_answer_may_move_in_one_electorate_alone(self, land: Make) -> None:
        rule = "test: {all: [{for: heads, of: cast, gt: 1/2}, {for: heads, of: cast, gt: 1/2, electorate: roof}]}\n"
        tally = heads(9, 9, 5, 3, abstain=1)
        roof = {"roof": {"heads": heads(3, 3, 2, 1)}}
        moved = land(rule + "answers: [{answer: abstain, counts_as: against, electorate: roof}]")
        assert moved.ask(parts={"roof": {"heads": heads(4, 4, 2, 1, abstain=1)}}, heads=tally).outcome == "not_carried"
        assert moved.ask(parts=roof, heads=heads(9, 9, 5, 3, abstain=1)).outcome == "carried"
        house = land(rule + "answers: [{answer: abstain, counts_as: against, electorate: house}]")
        assert house.ask(parts=roof, heads=heads(9, 9, 4, 3, abstain=2)).outcome == "not_carried"
        four = {"roof": {"heads": heads(4, 4, 2, 1, abstain=1)}}
        assert house.ask(parts=four, heads=tally).outcome == "carried"


class TestEffects:
    def test_an_effect_may_depend_on_a_fact_and_never_keeps_from_deciding(self, land: Make) -> None:
        rule = """
            test: {for: heads, of: cast, gt: 1/2}
            effects: [{if: {for: heads, of: all, gt: 0}, when: [{fact: cost, gt: 3}], says: {ru: "Дорого.", en: "Dear."}}]
        """
        country = land(rule)
        assert country.ask({"cost": "4"}, heads=heads(3, 3, 2, 1)).as_json("en")["effects"] == ["Dear."]
        assert country.ask({"cost": "3"}, heads=heads(3, 3, 2, 1)).effects == ()
        silent = country.ask(heads=heads(3, 3, 2, 1))
        assert (silent.outcome, silent.effects) == ("carried", ())
        assert country.ask({"cost": "4"}, heads=heads(3, 3, 1, 2)).effects == ()

    def test_a_provisional_result_has_its_own(self, land: Make) -> None:
        rule = MAJORITY + "effects: [{outcome: provisional, if: {for: heads, of: all, gt: 0}, says: {ru: а, en: a}}]"
        country = land(rule, TestResultsThatWait.TOP)
        assert country.ask({"all_heard": "no"}, heads=heads(3, 3, 2, 1)).effects == ({"ru": "а", "en": "a"},)
        assert country.ask(heads=heads(3, 3, 2, 1)).effects == ()


class TestWhatIsGiven:
    def test_a_rule_may_ask_for_people_instead_of_sums(self, land: Make) -> None:
        rule = """
            variants:
              - {when: [{given: tally}], hold: {ru: "Суммы.", en: "Sums."}}
              - {when: [{given: voters}], test: {for: heads, of: cast, gt: 1/2}}
        """
        country = land(rule)
        assert country.ask(heads=heads(3, 3, 2, 1)).because["en"] == "Sums."
        assert country.poll(voter("A", "for")).outcome == "carried"


class TestUndoneActs:
    def test_the_same_rule_may_come_back(self, land: Make) -> None:
        country = land(
            "from: 2020-01-01\nuntil: 2021-01-01\nalso: [{from: 2022-01-01, until: 2023-01-01}, {from: 2024-01-01}]\n"
            + MAJORITY
        )
        known = {
            "2019-12-31": False, "2020-01-01": True, "2020-12-31": True, "2021-01-01": False, "2021-12-31": False,
            "2022-01-01": True, "2022-12-31": True, "2023-01-01": False, "2024-01-01": True,
        }  # fmt: skip
        for day, is_known in known.items():
            rule = find_rule("xx:1", TODAY.fromisoformat(day), country.pack)
            assert isinstance(rule, DecisionRule) is is_known, day
        rule = find_rule("xx:1", TODAY, country.pack)
        assert isinstance(rule, DecisionRule)
        assert (rule.since, rule.until) == (TODAY.fromisoformat("2024-01-01"), None)

    def test_a_gap_may_stand_several_times_too(self, land: Make) -> None:
        country = land(
            'until: 2020-01-01\nalso: [{from: 2021-01-01}]\nhold: {ru: "Нет.", en: "None."}'.replace("mark", "x")
        )
        assert isinstance(find_rule("xx:1", TODAY, country.pack), Hold)


class TestResolving:
    def test_the_resolved_rule_has_nothing_left_to_ask_and_decides_alike(self, land: Make) -> None:
        country = land(TestSecondVotes.RULE, TestByLaws.TOP + TestResultsThatWait.TOP)
        facts = {"by_law": {"majority": "3/5"}, "rivals_left": "yes", "all_heard": "no"}
        rule = resolve("xx:1", TODAY, facts=facts, pack=country.pack)
        assert isinstance(rule, DecisionRule)
        record = rule.as_record()
        assert record["overrides"] == []
        assert record["pending"] == [{"unless": [], "outcomes": ["carried"]}]
        assert record["variants"][0]["test"] == {"for": "heads", "of": "all", "gt": "0.6"}
        assert record["variants"][0]["bridges"] == [{"if": {"for": "heads", "of": "all", "ge": "1/3"}, "next": None}]
        assert country.ask(facts, heads=heads(10, 10, 7, 3)).rule == rule
        opened = resolve("xx:1", TODAY, pack=country.pack)
        assert isinstance(opened, DecisionRule)
        assert opened.as_record()["variants"][0]["bridges"] == [
            {"if": {"for": "heads", "of": "all", "ge": "1/3"}, "next": "xx:2"}
        ]

    def test_what_cannot_be_resolved_says_why(self, land: Make) -> None:
        country = land("variants: [{when: [{call: 2}], test: {none_against: heads}}]")
        held = resolve("xx:1", TODAY, pack=country.pack)
        assert isinstance(held, Hold)
        assert held.why["en"] == "No rule is known for these circumstances (call 1)."
        assert held.article == {"ru": "ст. 1", "en": "art. 1"}
        assert isinstance(resolve("xx:1", TODAY, call=2, pack=country.pack), DecisionRule)
        assert isinstance(resolve("xx:9", TODAY, pack=country.pack), Hold)
        unknown = resolve("xx:1", TODAY, facts={"interpretation": {"moon": "full"}}, pack=country.pack)
        assert isinstance(unknown, Hold)
        assert unknown.why["ru"] == "Толкование не известно: moon."
        assert isinstance(resolve("ru:44.2.5", TODAY), DecisionRule)
        assert isinstance(resolve("ru:44.2.5", TODAY, facts={"by_law": {"moon": "1"}}), Hold)


def test_an_unknown_country_or_decision_holds_with_a_sentence() -> None:
    from legal_rules import Case

    for decision, cite in (("qq:1", "no article is known"), ("ru:999", "Russia, Housing Code")):
        verdict = decide(Case(decision, TODAY, tally={}))
        assert (verdict.outcome, verdict.cite["en"], verdict.mark) == ("hold", cite, "unverified")
        assert verdict.because["ru"]


class TestRivalOptions:
    """Each option is a case of its own: its votes are for, those for the others are against."""

    def test_of_several_options_one_needs_more_than_half_and_the_largest_part_is_not_enough(self, land: Make) -> None:
        country = land(MAJORITY)

        def carried(*votes: int) -> list[int]:
            cast = sum(votes)
            asked = [country.ask(heads=heads(30, cast, own, cast - own)) for own in votes]
            return [number for number, verdict in enumerate(asked) if verdict.outcome == "carried"]

        assert carried(8, 6, 5) == []
        assert carried(10, 5, 5) == []
        assert carried(11, 5, 5) == [0]
        assert carried(3, 11, 7) == [1]


class TestRecords:
    def test_a_rule_is_recorded_with_all_that_changes_its_count(self, land: Make) -> None:
        rule = (
            MAJORITY
            + """
electorate: {name: places, tags: [storage, parking]}
tie: chair
answers: [{answer: blank, counts_as: abstain}, {answer: invalid, counts_as: out, electorate: house}]
weights: [{kind: cap_to_fraction, measure: heads, fraction: 1/3, at_least: 1, round: none}]
exclude: [{tag: a, leaves_base: false, counts_as: invalid, when: [{call: 2}]}]
together: [{tag: "pair:", unlike: hold}]
amendments: [{channel: paper, vote: for}]
"""
        )
        top = """
            overrides:
              - {by_law: majority, changes: fraction, direction: raise, at_least: 1/2, at_most: 3/4, measure: heads, sign: ge,
                 when: [{call: 1}], article: {ru: "ст. 9", en: "art. 9"}}
              - {by_law: quorum, changes: quorum, direction: any, test: {present: heads, of: all, ge: 0},
                 article: {ru: "ст. 9", en: "art. 9"}}
            pending: [{unless: [{fact: all_heard, is: yes, default: yes}], says: {ru: "а", en: "a"}}]
        """
        found = find_rule("xx:1", TODAY, land(rule, top).pack)
        assert isinstance(found, DecisionRule)
        record = found.as_record()
        call_1, call_2 = ({"kind": "call", "name": "call", "sign": "is", "value": number} for number in "12")
        assert {key: record[key] for key in ("electorate", "electorate_tags", "tie", "together", "amendments")} == {
            "electorate": "places", "electorate_tags": ["parking", "storage"], "tie": "chair",
            "together": [{"tag": "pair:", "unlike": "hold"}], "amendments": [{"channel": "paper", "vote": "for"}],
        }  # fmt: skip
        assert record["answers"] == [
            {"answer": "blank", "counts_as": "abstain"},
            {"answer": "invalid", "counts_as": "out", "electorate": "house"},
        ]
        assert record["weights"] == [
            {"kind": "cap_to_fraction", "measure": "heads", "among": "all", "fraction": "1/3", "size": "0", "tag": "",
             "round": "none", "at_least": "1"}
        ]  # fmt: skip
        assert record["exclude"] == [{"tag": "a", "leaves_base": False, "counts_as": "invalid", "when": [call_2]}]
        assert record["overrides"] == [
            {"by_law": "majority", "changes": "fraction", "direction": "raise", "measure": "heads", "sign": "ge",
             "at_least": "0.5", "at_most": "0.75", "test": None, "when": [call_1]},
            {"by_law": "quorum", "changes": "quorum", "direction": "any", "measure": "", "sign": "", "at_least": "0",
             "at_most": "1", "test": {"present": "heads", "of": "all", "ge": "0"}, "when": []},
        ]  # fmt: skip
        told = {"kind": "fact", "name": "all_heard", "sign": "is", "value": "yes", "default": "yes"}
        assert record["pending"] == [{"unless": [told], "outcomes": ["carried"]}]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("variants: [{when: [{largest: share, is: 1}], test: {none_against: heads}}]", "a part is compared by gt"),
        ("variants: [{when: [{call: 1, default: 1}], test: {none_against: heads}}]", "a condition names one fact"),
        ("variants: [{when: [{given: people}], test: {none_against: heads}}]", "'people' is none of tally, voters"),
        ("variants: [{when: [{by_law: a, is: b, default: c}], test: {none_against: heads}}]", "'a' is never assumed"),
        ("test: {none_against: heads}\ntie: lot", "'lot' is none of fails, chair, court"),
        ("test: {none_against: heads}\nswaps: [{measure: heads, interpretation: no_switch, allowed: [share]}]", "is none of"),
        ("test: {none_against: heads}\nswaps: [{measure: heads, when: []}]", "'becomes' is missing"),
        ("test: {none_against: heads}\nexclude: [{tag: a, leaves_base: maybe}]", "true or false is expected"),
        (("test: {none_against: heads}\noverrides: [{by_law: a, changes: fraction, direction: raise, "
         "article: {ru: а, en: a}, test: {present: heads, of: all, ge: 0}}]"), "a quorum of one test is expected"),
    ],
)  # fmt: skip
def test_what_a_pack_may_not_say_is_refused(land: Make, rule: str, says: str) -> None:
    with pytest.raises(PackRefused, match=says):
        land(rule)
