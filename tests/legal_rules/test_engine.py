"""What a pack may say and the engine must do, shown on an invented country."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from legal_rules import Case, DecisionRule, Figures, Voter, decide, find_rule, propose
from legal_rules.numbers import NumberRefused, exact_text, for_people, parse_number
from legal_rules.pack import load_pack

TODAY = date(2026, 11, 21)
HEAD = """
pack: xx
title: {ru: "Страна", en: "Country"}
version: "1"
time_zone: Europe/Moscow
switches:
  silence: {options: ["yes", "no"], why: {ru: "Почему", en: "Why"}}
decisions:
  xx:1:
    subject: {ru: "О чём", en: "About"}
    subject_mark: text
    article: {ru: "ст. 2", en: "art. 2"}
    rules:
      - mark: text
"""
Country = Callable[..., Callable[..., Any]]


@pytest.fixture
def country(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Country:
    """An invented country with one decision; what it returns decides a count by it."""

    def make(rule: str) -> Callable[..., Any]:
        lines = "".join(f"        {line}\n" for line in rule.splitlines())
        (tmp_path / "pack.yaml").write_text(HEAD + lines, "utf-8")
        pack = load_pack(tmp_path)
        monkeypatch.setattr("legal_rules.lookup.packs", lambda: {"xx": pack})

        def ask(voters: list[Voter] | None = None, facts: dict[str, Any] | None = None, **sums: int) -> Any:
            named = {name: Fraction(value) for name, value in sums.items()}
            tally = {"heads": Figures(**named), "share": Figures(**named)} if sums else None
            return decide(Case("xx:1", TODAY, tally=tally, voters=voters, facts=facts or {}))

        return ask

    return make


def test_abstentions_may_count_as_against(country: Country) -> None:
    rule = "test: {for_above_against: heads}\n"
    sums = {"all": 10, "present": 10, "for_": 5, "against": 3, "abstain": 2}
    assert country(rule)(**sums).outcome == "carried"
    moved = rule + "answers: [{answer: abstain, counts_as: against}]"
    assert country(moved)(**sums).outcome == "not_carried"


def test_invalid_ballots_may_leave_the_room(country: Country) -> None:
    rule = "test: {for: heads, of: present, ge: 1/2}\n"
    sums = {"all": 10, "present": 10, "for_": 4, "against": 3, "invalid": 3}
    assert country(rule)(**sums).outcome == "not_carried"
    assert country(rule + "answers: [{answer: invalid, counts_as: out}]")(**sums).outcome == "carried"
    blank = {**sums, "blank": 1, "invalid": 2}
    assert country(rule + "answers: [{answer: blank, counts_as: for}]")(**blank).outcome == "carried"


def test_none_of_several_tests(country: Country) -> None:
    rule = "test: {none: [{against: heads, of: all, gt: 1/4}, {against: share, of: all, gt: 1/4}]}"
    ask = country(rule)
    assert ask(all=8, present=8, for_=6, against=2).outcome == "carried"
    refused = ask(all=8, present=8, for_=5, against=3)
    assert refused.outcome == "not_carried"
    assert {measure: (bound.amount, bound.strict) for measure, bound in refused.needed.items()} == {
        "heads": (6, False), "share": (6, False),
    }  # fmt: skip
    assert "по числу собственников: «против» 3, можно не больше" not in refused.because["ru"]
    found = find_rule("xx:1", TODAY)
    assert isinstance(found, DecisionRule)
    assert found.needs["en"].startswith("none of: against more than one quarter of all owners")


def test_a_limit_on_votes_against_of_all_is_a_bound_on_votes_for(country: Country) -> None:
    ask = country("test: {against: heads, of: all, le: 1/4}")
    verdict = ask(all=20, present=10, for_=4, against=6)
    assert verdict.outcome == "not_carried"
    assert verdict.needed["heads"].amount == 5
    assert ask(all=20, present=10, for_=5, against=5).outcome == "carried"
    rule = find_rule("xx:1", TODAY)
    assert isinstance(rule, DecisionRule)
    assert rule.bound(Fraction(20)).amount == 15


def test_a_rule_without_a_base_bounds_by_the_votes_cast(country: Country) -> None:
    country("test: {for_above_against: heads}")
    rule = find_rule("xx:1", TODAY)
    assert isinstance(rule, DecisionRule)
    assert rule.base == "cast"
    assert (rule.bound(Fraction(7)).amount, rule.bound(Fraction(7)).strict) == (Fraction(7, 2), True)
    country("test: {none_against: heads}")
    rule = find_rule("xx:1", TODAY)
    assert isinstance(rule, DecisionRule)
    assert (rule.bound(Fraction(7)).amount, rule.bound(Fraction(7)).strict) == (7, False)


def test_nobody_decides_nothing(country: Country) -> None:
    for test in (
        "{for: heads, of: cast, ge: 3/4}",
        "{against: heads, of: cast, le: 1/4}",
        "{none_against: heads}",
        "{for_above_against: heads}",
    ):
        verdict = country(f"test: {test}")(all=10, present=5, for_=0, against=0, abstain=5)
        assert verdict.outcome == "not_carried"
        assert all(bound.strict for bound in verdict.needed.values())
    told = country("test: {for: heads, of: cast, ge: 3/4}")(all=10, present=5, for_=0, against=0, abstain=5)
    assert "Голосов нет, решать нечем." in told.because["ru"]


def test_a_limit_far_above_the_votes_cast_asks_for_nothing(country: Country) -> None:
    verdict = country("test: {against: heads, of: all, lt: 1/2}")(all=20, present=5, for_=0, against=5)
    assert verdict.outcome == "carried"
    assert (verdict.needed["heads"].amount, verdict.needed["heads"].strict) == (0, False)


def test_a_part_of_the_house_may_be_asked_without_a_base(country: Country) -> None:
    rule = "test: {all: [{for: heads, of: all, gt: 1/2}, {none_against: heads, electorate: roof}]}"
    ask = country(rule)
    roof = frozenset({"roof"})
    voters = [Voter(f"v{i}", "for", heads=Fraction(1), tags=roof if i < 2 else frozenset()) for i in range(3)]
    assert ask(voters).outcome == "carried"
    voters[0].vote = "against"
    verdict = ask(voters)
    assert verdict.outcome == "not_carried"
    assert "ни одного голоса «против» (решает только эта часть дома)" in verdict.because["ru"]
    assert list(verdict.needed) == ["heads"]
    found = find_rule("xx:1", TODAY)
    assert isinstance(found, DecisionRule)
    assert found.as_record()["variants"][0]["test"]["all"][1] == {"none_against": "heads", "electorate": "roof"}


def test_a_part_of_the_house_is_named_in_the_sentence(country: Country) -> None:
    ask = country("test: {for: heads, of: all, gt: 1/2, electorate: roof}")
    verdict = ask([Voter("A", "against", heads=Fraction(1), tags=frozenset({"roof"}))])
    assert "половины всех собственников по числу этой части дома" in verdict.because["ru"]
    assert verdict.needed == {}


def test_a_quorum_alone_may_ask_a_part(country: Country) -> None:
    ask = country("test: {present: heads, of: all, gt: 1/2}")
    verdict = ask(all=9, present=4, for_=4, against=0)
    assert verdict.outcome == "not_carried"
    assert verdict.needed == {}
    rule = find_rule("xx:1", TODAY)
    assert isinstance(rule, DecisionRule)
    assert rule.bound(Fraction(9)).amount == 9


def test_a_test_told_twice_is_said_once(country: Country) -> None:
    verdict = country("test: {all: [{none_against: heads}, {none_against: heads}]}")(
        all=9, present=9, for_=8, against=1
    )
    assert verdict.because["en"].count("no vote against") == 1


def test_what_was_not_counted_is_still_named(country: Country) -> None:
    rule = "test: {none: [{against: heads, of: all, gt: 1/4}, {against: units, of: all, gt: 1/4}]}"
    verdict = country(rule)(all=8, present=8, for_=4, against=4)
    assert verdict.outcome == "not_carried"
    assert "against more than one quarter of all units" in verdict.because["en"]


def test_a_number_of_people_may_be_asked_for(country: Country) -> None:
    ask = country("test: {all: [{at_least_present: heads, number: 3}, {none_against: heads}]}")
    assert ask(all=9, present=3, for_=3, against=0).outcome == "carried"
    verdict = ask(all=9, present=2, for_=2, against=0)
    assert verdict.because["en"] == ("Not carried: by number of owners: took part: 2, needed: at least 3.")
    assert (verdict.needed["heads"].amount, verdict.needed["heads"].strict) == (2, False)
    found = find_rule("xx:1", TODAY)
    assert isinstance(found, DecisionRule)
    assert found.as_record()["variants"][0]["test"]["all"][0] == {"at_least_present": "heads", "number": "3"}


def test_either_of_two_tests(country: Country) -> None:
    ask = country("test: {any: [{for: heads, of: all, gt: 1/2}, {none_against: share}]}")
    assert ask(all=9, present=3, for_=3, against=0).outcome == "carried"
    verdict = ask(all=9, present=4, for_=3, against=1)
    assert verdict.outcome == "not_carried"
    assert verdict.needed == {}
    rule = find_rule("xx:1", TODAY)
    assert isinstance(rule, DecisionRule)
    assert rule.needs["ru"] == "либо больше половины всех собственников по числу, либо ни одного голоса «против»"


def test_a_measure_nobody_counted_leaves_a_tree_open(country: Country) -> None:
    for test in ("{none_against: units}", "{any: [{none_against: units}, {for: heads, of: all, gt: 1/2}]}"):
        verdict = country(f"test: {test}")(all=9, present=4, for_=4, against=0)
        assert verdict.outcome == "hold"
        assert "units" in verdict.because["en"]
    none = country("test: {none: [{none_against: units}]}")(all=9, present=4, for_=4, against=0)
    assert none.outcome == "hold"


def test_a_swap_reaches_every_test_of_the_tree(country: Country) -> None:
    rule = (
        "test: {all: [{none_against: heads}, {for: heads, of: all, gt: 1/2}]}\n"
        "swaps: [{measure: heads, by_law: votes_by, allowed: [heads, share]}]"
    )
    verdict = country(rule)(all=9, present=6, for_=6, against=0, facts={"by_law": {"votes_by": "share"}})
    assert list(verdict.needed) == ["share"]


def test_a_voter_without_vote_stays_in_the_total_where_the_pack_says_so(country: Country) -> None:
    rule = "test: {for: heads, of: all, gt: 1/2}\nexclude: [{tag: mute, leaves_base: false}]"
    voters = [Voter("A", "for", heads=Fraction(1)), Voter("B", "for", heads=Fraction(1), tags=frozenset({"mute"}))]
    verdict = country(rule)(voters)
    assert verdict.outcome == "not_carried"
    assert verdict.needed["heads"].amount == 1


def test_an_exclusion_that_needs_a_reading_holds_without_it(country: Country) -> None:
    rule = (
        "test: {for: heads, of: all, gt: 1/2}\n"
        'exclude: [{tag: silent, leaves_base: true, when: [{interpretation: silence, is: "yes"}]}]'
    )
    voters = [Voter("A", "for", heads=Fraction(1))]
    verdict = country(rule)(voters)
    assert verdict.outcome == "hold"
    assert "interpretation.silence" in verdict.because["en"]
    assert country(rule)(voters, {"interpretation": {"silence": "no"}}).outcome == "carried"


def test_no_voters_at_all_is_a_missing_count(country: Country) -> None:
    assert country("test: {for: heads, of: all, gt: 1/2}")([]).outcome == "hold"


def test_a_rare_fraction_stays_a_number(country: Country) -> None:
    verdict = country("test: {for: heads, of: all, ge: 5/7}")(all=7, present=7, for_=4, against=3)
    assert "нужно не менее 5 — 5/7 всех собственников по числу" in verdict.because["ru"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1/3", "1/3"),
        ("0.25", "0.25"),
        ("10", "10"),
        ("-5/2", "-2.5"),
        ("1/1024", "0.0009765625"),
        ("1/125", "0.008"),
        ("3/5", "0.6"),
    ],
)
def test_an_exact_number_is_written_as_it_is(value: str, text: str) -> None:
    assert exact_text(Fraction(value)) == text
    assert parse_number(text) == Fraction(value)


@pytest.mark.parametrize("value", [0.5, None, True, "1,5", "", "1e3", "1/", "²", "9" * 41])
def test_what_is_no_exact_number_is_refused(value: object) -> None:
    with pytest.raises(NumberRefused):
        parse_number(value)
    assert parse_number(Fraction(1, 3)) == Fraction(1, 3)


def test_numbers_for_people_are_rounded_once_and_grouped() -> None:
    assert for_people(Fraction("7413.35"), 1, "ru") == "7\u202f413,4"
    assert for_people(Fraction("1234567"), 0, "en") == "1\u202f234\u202f567"
    assert for_people(Fraction(-5, 2), 1, "ru") == "−2,5"
    assert for_people(Fraction(-1, 100), 1, "ru") == "0,0"


def test_numbers_of_one_sentence_never_stand_in_a_false_order() -> None:
    tally = {"share": Figures(Fraction(11120), Fraction(8000), Fraction("7413.3333333"), Fraction(0))}
    because = decide(Case("ru:44.2.3", TODAY, tally=tally)).because["ru"]
    assert "«за» 7\u202f413,3333333 м², нужно не менее 7\u202f413,3333333" not in because
    assert because.startswith("Не принято: «за» 7\u202f413,33333330 м², нужно не менее 7\u202f413,33333333 м²")


QUESTIONS = [
    ("Избрать председателя и секретаря собрания", "ru:44.2.5"),
    ("Принять отчёт управляющей организации за 2025 год", "ru:162.11"),
    ("Утвердить плату за содержание 34,18 ₽ за м²", "ru:156.7"),
    ("Провести ремонт подъездов, 2 480 000 ₽", "ru:44.2.4.1"),
    ("Передать совету решения о текущем ремонте", "ru:44.2.4.2"),
    ("Открыть специальный счёт капитального ремонта", "ru:44.2.1.1"),
    ("Разрешить размещение оборудования связи", "ru:44.2.3"),
    ("Установить шлагбаум, утвердить порядок въезда", "ru:44.2.2"),
    ("Уполномочить председателя совета подписать договор", "ru:44.2.3.1"),
    ("Уведомлять о собраниях на досках в подъездах", "ru:45.4"),
]


@pytest.mark.parametrize(("question", "decision"), QUESTIONS)
def test_the_kind_of_decision_is_proposed_from_the_question(question: str, decision: str) -> None:
    assert propose("ru", TODAY, question)[0].decision == decision


def test_nothing_is_proposed_for_what_no_keyword_tells() -> None:
    assert propose("ru", TODAY, "Разное") == []
    assert propose("ru", TODAY, "Put up a barrier", "en")[0].decision == "ru:44.2.2"


def test_ten_thousand_owners_and_forty_questions_are_quick() -> None:
    areas = [Fraction(area, 10) for area in (334, 468, 619, 583, 133)]
    answers = ("for", "against", "abstain", "absent")
    voters = [Voter(f"v{i}", answers[i % 4], share=areas[i % 5]) for i in range(10_000)]
    began = time.process_time()
    for _ in range(10):
        decide(Case("ru:44.2.3", TODAY, voters=voters))
    assert time.process_time() - began < 1, "a quarter of the work must take well under a second"
