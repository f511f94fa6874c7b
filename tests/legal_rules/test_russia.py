"""Russia: thresholds on both sides of every date, quorums to the last square metre, what is not known holds."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from legal_rules import (
    Case,
    DecisionRule,
    Figures,
    Hold,
    OnlineAnswer,
    Voter,
    assembly_policy,
    catalogue,
    decide,
    find_rule,
    online_counts,
)

TODAY = date(2026, 11, 21)
PARTICIPANTS = ("present", Fraction(1, 2), True)
HALF = ("all", Fraction(1, 2), True)
TWO_THIRDS = ("all", Fraction(2, 3), False)
EVERYONE = ("all", Fraction(1), False)
HOLDS = None

HISTORY: list[tuple[str, list[tuple[str, object]]]] = [
    ("ru:44.2.1", [("2010-01-01", TWO_THIRDS)]),
    ("ru:44.2.1.1", [("2018-04-03", HALF)]),
    ("ru:44.2.1.1-1", [("2018-04-03", TWO_THIRDS)]),
    ("ru:44.2.1.2", [("2018-04-03", TWO_THIRDS)]),
    ("ru:44.2.2", [("2010-01-01", TWO_THIRDS)]),
    ("ru:44.2.2.1", [("2018-04-03", PARTICIPANTS)]),
    ("ru:44.2.3", [("2010-01-01", TWO_THIRDS)]),
    ("ru:44.2.3.1", [("2010-01-01", TWO_THIRDS)]),
    ("ru:44.2.3.2", [("2018-04-03", PARTICIPANTS)]),
    ("ru:44.2.3.3", [("2018-04-03", PARTICIPANTS)]),
    ("ru:44.2.3.4", [("2018-04-03", PARTICIPANTS)]),
    ("ru:44.2.3.5", [("2018-04-03", PARTICIPANTS)]),
    ("ru:44.2.4", [("2010-01-01", PARTICIPANTS), ("2022-09-01", HALF)]),
    ("ru:44.2.4.1", [("2018-04-03", PARTICIPANTS)]),
    ("ru:44.2.4.2", [("2018-04-03", TWO_THIRDS), ("2018-04-04", HOLDS), ("2022-06-11", HALF)]),
    ("ru:44.2.4.3", [("2018-04-03", TWO_THIRDS)]),
    ("ru:44.2.4.4", [("2018-04-03", PARTICIPANTS)]),
    ("ru:44.2.4.5", [("2024-09-01", PARTICIPANTS)]),
    ("ru:44.2.4.7", [("2018-04-03", PARTICIPANTS), ("2022-09-01", HALF)]),
    ("ru:44.2.5", [("2010-01-01", PARTICIPANTS)]),
    ("ru:36.3", [("2010-01-01", EVERYONE)]),
    ("ru:40.2", [("2010-01-01", EVERYONE)]),
    ("ru:136", [("2018-04-03", HALF)]),
    ("ru:162.11", [("2018-04-03", PARTICIPANTS)]),
    ("ru:156.7", [("2018-04-03", PARTICIPANTS)]),
    ("ru:161.1", [("2018-04-03", PARTICIPANTS)]),
    ("ru:45.4", [("2018-04-03", PARTICIPANTS)]),
]


def asks(decision: str, on: date) -> object:
    rule = find_rule(decision, on)
    if isinstance(rule, Hold):
        assert rule.why["ru"]
        assert rule.why["en"]
        return HOLDS
    bound = rule.bound(Fraction(1))
    return rule.base, bound.amount, bound.strict


@pytest.mark.parametrize(("decision", "steps"), HISTORY, ids=[decision for decision, _ in HISTORY])
def test_the_threshold_changes_on_its_day(decision: str, steps: list[tuple[str, object]]) -> None:
    before: object = HOLDS
    for day, expected in steps:
        since = date.fromisoformat(day)
        assert asks(decision, since - timedelta(days=1)) == before
        assert asks(decision, since) == expected
        before = expected
    assert asks(decision, TODAY) == before


@pytest.mark.parametrize(
    ("decision", "on", "mark"),
    [
        ("ru:44.2.1", date(2018, 4, 2), "secondary"),
        ("ru:44.2.1", date(2018, 4, 3), "text"),
        ("ru:44.2.4", date(2018, 4, 2), "secondary"),
        ("ru:44.2.4", date(2018, 4, 3), "text"),
        ("ru:44.2.4", date(2022, 9, 1), "text"),
        ("ru:44.2.4.7", date(2022, 8, 31), "secondary"),
        ("ru:44.2.4.7", date(2022, 9, 1), "text"),
        ("ru:44.2.5", date(2018, 4, 2), "secondary"),
        ("ru:136", TODAY, "unverified"),
        ("ru:45.4", TODAY, "secondary"),
    ],
)
def test_a_value_between_two_editions_that_were_read_is_marked_as_inferred(decision: str, on: date, mark: str) -> None:
    rule = find_rule(decision, on)
    assert isinstance(rule, DecisionRule)
    assert rule.mark == mark


@pytest.mark.parametrize(
    ("decision", "since", "words"),
    [
        ("ru:136", date(2025, 9, 1), "266/пр"),
        ("ru:44.2.3.2", date(2025, 3, 1), "463-ФЗ"),
    ],
)
def test_a_note_stands_from_its_day_on(decision: str, since: date, words: str) -> None:
    now, before = find_rule(decision, since), find_rule(decision, since - timedelta(days=1))
    assert isinstance(now, DecisionRule)
    assert isinstance(before, DecisionRule)
    assert now.note is not None
    assert words in now.note["ru"]
    assert before.note is None
    assert asks(decision, since) == asks(decision, since - timedelta(days=1))


def test_news_of_a_rule_whose_act_was_not_found_is_told_and_changes_nothing() -> None:
    rule = find_rule("ru:44.2.3", TODAY)
    assert isinstance(rule, DecisionRule)
    assert rule.note is not None
    assert "Номер закона не найден" in rule.note["ru"]
    assert asks("ru:44.2.3", TODAY) == TWO_THIRDS


def test_a_meeting_of_members_of_an_association_is_another_meeting() -> None:
    verdict = decide(share_case("ru:146", 100, 100, 100))
    assert verdict.outcome == "hold"
    assert "а не всех собственников дома" in verdict.because["ru"]


@pytest.mark.parametrize("item", ["1.3", "3.6", "3.7", "3.8", "4.6"])
@pytest.mark.parametrize("on", [TODAY, date(2023, 1, 1)])
def test_items_whose_subject_is_not_known_hold(item: str, on: date) -> None:
    verdict = decide(share_case(f"ru:44.2.{item}", 100, 100, 100, on=on))
    assert verdict.outcome == "hold"
    assert verdict.quorum is None
    assert item in verdict.because["ru"]
    assert item in verdict.because["en"]


@pytest.mark.parametrize("decision", ["ru:44.2.99", "ru:", "xx:1", "nonsense"])
def test_what_no_pack_knows_holds(decision: str) -> None:
    verdict = decide(share_case(decision, 100, 100, 100))
    assert verdict.outcome == "hold"
    assert verdict.mark == "unverified"
    assert verdict.because["ru"]


def share_case(decision: str, everyone: Any, present: Any, for_: Any, on: date = TODAY, **more: Any) -> Case:
    against = Fraction(present) - Fraction(for_)
    figures = Figures(Fraction(everyone), Fraction(present), Fraction(for_), against)
    return Case(decision, on, tally={"share": figures}, **more)


def test_exactly_two_thirds_of_three_equal_owners_carries() -> None:
    third = Fraction(10000, 3)
    voters = [Voter(name, vote, share=third) for name, vote in (("A", "for"), ("B", "for"), ("C", "absent"))]
    verdict = decide(Case("ru:44.2.3", TODAY, voters=voters))
    assert verdict.outcome == "carried"
    assert verdict.needed["share"].amount == Fraction(20000, 3)
    assert not verdict.needed["share"].strict


def test_exactly_half_is_no_quorum_and_a_millimetre_more_is() -> None:
    assert decide(share_case("ru:44.2.5", 10000, 5000, 5000)).outcome == "no_quorum"
    assert decide(share_case("ru:44.2.5", 10000, "5000.000001", "5000.000001")).outcome == "carried"


def test_no_quorum_is_told_with_its_own_article() -> None:
    verdict = decide(share_case("ru:44.2.5", 10000, 4499, 4499))
    assert verdict.cite["ru"] == "ЖК РФ, ст. 45 ч. 3"
    assert verdict.because["ru"].startswith("Нет кворума, решение не принимается: участвовали 4\u202f499,0 м²")
    assert verdict.quorum is False


def test_the_barrier_of_the_demo_house_fails_with_parking_and_passes_without() -> None:
    with_parking = decide(share_case("ru:44.2.2", "11120", "8006.4", "7405"))
    assert with_parking.outcome == "not_carried"
    assert with_parking.because["ru"].startswith(
        "Не принято: «за» 7\u202f405,0 м², нужно не менее 7\u202f413,3 м² — "
        "двух третей голосов всех собственников дома (округлено до 0,1)."
    )
    assert "Не хватило 8,3 м²." in with_parking.because["ru"]
    without = decide(share_case("ru:44.2.2", "10800.8", "7700", "7255"))
    assert without.outcome == "carried"
    assert without.needed["share"].amount == Fraction("10800.8") * 2 / 3


def test_parking_leaves_the_total_where_that_reading_is_chosen() -> None:
    voters = [
        Voter("flat", "for", share=Fraction(60)),
        Voter("other", "absent", share=Fraction(29)),
        Voter("place", "absent", share=Fraction(11), tags=frozenset({"parking"})),
    ]
    assert decide(Case("ru:44.2.3", TODAY, voters=voters)).outcome == "not_carried"
    facts = {"interpretation": {"parking": "not_counted"}}
    verdict = decide(Case("ru:44.2.3", TODAY, voters=voters, facts=facts))
    assert verdict.outcome == "carried"
    assert verdict.readings == {"parking": "not_counted"}
    assert decide(Case("ru:44.2.3", TODAY, voters=voters)).readings == {"parking": "counted"}


def test_abstaining_is_taking_part_but_never_for() -> None:
    figures = Figures(Fraction(100), Fraction(60), Fraction(30), Fraction(10), abstain=Fraction(20))
    verdict = decide(Case("ru:44.2.5", TODAY, tally={"share": figures}))
    assert verdict.outcome == "not_carried"
    assert "Воздержались — 20,0 м²: при счёте от участников это действует как «против»." in verdict.because["ru"]
    assert "Ровно столько мало: нужно больше." in verdict.because["ru"]


def entrance_case(facts: dict[str, Any], electorate: tuple[int, int, int] | None = None, present: int = 70) -> Case:
    electorates = {}
    if electorate is not None:
        everyone, took_part, for_ = (Fraction(number) for number in electorate)
        electorates = {"entrance": {"share": Figures(everyone, took_part, for_, took_part - for_)}}
    figures = Figures(Fraction(100), Fraction(present), Fraction(present - 10), Fraction(10))
    return Case("ru:44.2.4.5", TODAY, tally={"share": figures}, facts=facts, electorates=electorates)


def test_a_dwelling_turned_non_residential_asks_the_entrance_too() -> None:
    assert decide(entrance_case({"entrances": 4}, (30, 21, 16))).outcome == "carried"
    assert decide(entrance_case({"entrances": 4}, (30, 21, 15))).outcome == "not_carried"
    no_quorum = decide(entrance_case({"entrances": 4}, (30, 20, 20)))
    assert no_quorum.outcome == "no_quorum"
    assert "двух третей голосов всех собственников этого подъезда" in no_quorum.because["ru"]
    assert decide(entrance_case({"entrances": 4}, (30, 21, 16))).mark == "secondary"


def test_one_entrance_asks_for_two_thirds_to_take_part() -> None:
    assert decide(entrance_case({"entrances": 1}, present=67)).outcome == "carried"
    assert decide(entrance_case({"entrances": "1"}, present=66)).outcome == "no_quorum"


def test_a_missing_fact_is_named_and_nothing_is_decided() -> None:
    verdict = decide(entrance_case({}))
    assert verdict.outcome == "hold"
    assert "entrances" in verdict.because["ru"]
    missing_part = decide(entrance_case({"entrances": 2}))
    assert missing_part.outcome == "hold"
    assert "of this entrance (share, entrance)" in missing_part.because["en"]
    no_share = decide(Case("ru:44.2.5", TODAY, tally={"heads": Figures(*[Fraction(1)] * 3, Fraction(0))}))
    assert no_share.outcome == "hold"
    assert "share" in no_share.because["ru"]


def test_voters_of_the_entrance_are_counted_apart() -> None:
    concerned = frozenset({"entrance"})
    voters = [Voter(f"A{i}", "for" if i < 6 else "absent", share=Fraction(5), tags=concerned) for i in range(8)]
    voters += [Voter(f"B{i}", "for" if i < 9 else "absent", share=Fraction(5)) for i in range(12)]
    assert decide(Case("ru:44.2.4.5", TODAY, voters=voters, facts={"entrances": 3})).outcome == "carried"
    nobody_there = [Voter(voter.id, voter.vote, share=voter.share) for voter in voters]
    assert decide(Case("ru:44.2.4.5", TODAY, voters=nobody_there, facts={"entrances": 3})).outcome == "hold"
    voters[0].vote = "absent"
    assert decide(Case("ru:44.2.4.5", TODAY, voters=voters, facts={"entrances": 3})).outcome == "no_quorum"


def test_an_unknown_reading_holds() -> None:
    verdict = decide(share_case("ru:44.2.5", 10, 9, 8, facts={"interpretation": {"moon": "full"}}))
    assert verdict.outcome == "hold"
    assert "moon" in verdict.because["en"]


def test_the_catalogue_shows_rule_and_mark_of_every_item() -> None:
    entries = {entry.decision: entry for entry in catalogue("ru", TODAY)}
    assert len(entries) == 33
    barrier = entries["ru:44.2.2"]
    assert "шлагбаум" in barrier.keywords["ru"]
    assert isinstance(barrier.rule, DecisionRule)
    assert barrier.rule.needs["ru"] == "не менее двух третей голосов всех собственников дома"
    assert barrier.rule.article["ru"] == "ЖК РФ, ст. 44 ч. 2 п. 2, ст. 46 ч. 1"
    assert (barrier.rule.mark, barrier.rule.subject_mark) == ("text", "unverified")
    assert isinstance(entries["ru:44.2.4.6"].rule, Hold)
    for name in ("ru:162.11", "ru:156.7", "ru:161.1"):
        rule = entries[name].rule
        assert isinstance(rule, DecisionRule)
        assert rule.mark == "unverified"
        assert rule.needs["ru"] == "больше половины голосов участников"


def test_a_rule_speaks_for_itself_before_the_vote() -> None:
    rule = find_rule("ru:44.2.4.1", TODAY)
    assert isinstance(rule, DecisionRule)
    assert rule.measure == "share"
    assert rule.needs == {
        "ru": "больше половины голосов участников",
        "en": "more than half of the votes of those taking part",
    }


def test_the_record_of_a_rule_is_numbers_and_texts_only() -> None:
    rule = find_rule("ru:44.2.4.5", TODAY)
    assert isinstance(rule, DecisionRule)
    record = rule.as_record()
    assert record["variants"][0]["test"]["all"][1] == {
        "for": "share",
        "of": "all",
        "gt": "0.5",
        "electorate": "entrance",
    }
    assert record["variants"][2]["when"] == [{"kind": "fact", "name": "entrances", "sign": "is", "value": "1"}]
    assert record["since"] == "2024-09-01"

    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(part) for key, part in value.items())
        if isinstance(value, list):
            return all(plain(part) for part in value)
        return value is None or isinstance(value, str | int)

    assert plain(record)


def test_online_votes_count_only_in_a_state_system_since_march_2025() -> None:
    last, first = date(2025, 2, 28), date(2025, 3, 1)
    assert online_counts("ru", last, "private").ok
    assert online_counts("ru", last, "state_system").ok
    assert not online_counts("ru", first, "private").ok
    assert online_counts("ru", first, "state_system").ok
    refusal = online_counts("ru", TODAY, "private")
    assert "47.1" in refusal.article["ru"]
    assert "1 марта 2025" in refusal.sentence["ru"]
    assert online_counts("ru", TODAY, "state_system").sentence != refusal.sentence
    assert refusal.mark in {"text", "secondary"}


def test_where_nothing_is_known_of_voting_online_paper_counts() -> None:
    assert online_counts("pl", TODAY, "private") == OnlineAnswer(
        ok=False,
        sentence={
            "ru": "Правило о голосовании через интернет не известно, поэтому учитываются только бумажные решения.",
            "en": "No rule on voting online is known here, so only paper counts.",
        },
        article={"ru": "", "en": ""},
        mark="unverified",
    )
    assert not online_counts("kz", date(2025, 9, 30), "private").ok
    assert online_counts("kz", date(2025, 10, 1), "private").ok


@pytest.mark.parametrize(
    ("form", "form_says", "notice_says"),
    [
        ("in_person", "Очное собрание", "дата, место и время собрания"),
        ("absentee", "Заочное голосование опросным путём", "начало и конец приёма решений"),
        ("mixed", "Очно-заочное", "дата, место и время обсуждения"),
        ("system", "с использованием системы", "контакты администратора"),
    ],
)
def test_each_form_has_its_own_words_and_notice(form: str, form_says: str, notice_says: str) -> None:
    policy = assembly_policy("ru", TODAY, form)
    found, notice = policy.get("forms"), policy.get("notice_content")
    assert found is not None
    assert notice is not None
    assert form_says in found.says["ru"]
    assert notice_says in notice.says["ru"]
    has_window = form == "system"
    assert (policy.voting_min_days is not None) == has_window
    assert (policy.get("no_pause") is not None) == has_window
    assert policy.get("quorum") is not None
