"""Terms of a pack: windows computed forward and back, breaches on both sides of every bound, named gaps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legal_rules import CaseRefused
from legal_rules.around import Asked
from legal_rules.dates import Deadline, check_dates, plan
from legal_rules.pack import Pack
from tests.legal_rules.around_packs import pack_of

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2027, 1, 1)
ASKED = Asked(DAY)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=BERLIN)


def window(pack: Pack, step: str, known: dict[str, Any], asked: Asked = ASKED) -> tuple[Any, Any]:
    found = plan(pack, asked, known).windows.get(step)
    if found is None:
        return None, None
    return (found.earliest and found.earliest.when, found.latest and found.latest.when)


def sides(pack: Pack, known: dict[str, Any], asked: Asked = ASKED) -> list[str]:
    return [f"{one.step} {one.side}".strip() for one in check_dates(pack, asked, known)]


NOTICE = pack_of(
    "terms: {notice: [{at_least: 10 clear_days, at_most: 30 days, before: opening, breach: voidable, HEAD}]}"
)


def test_a_notice_is_computed_back_and_the_opening_forward() -> None:
    assert window(NOTICE, "notice", {"opening": at(10, 9)}) == (date(2027, 2, 8), date(2027, 2, 27))
    assert window(NOTICE, "opening", {"notice": date(2027, 2, 27)}) == (date(2027, 3, 10), date(2027, 3, 29))


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        (date(2027, 2, 7), ["notice early"]),
        (date(2027, 2, 8), []),
        (date(2027, 2, 27), []),
        (date(2027, 2, 28), ["notice late"]),
    ],
)
def test_a_notice_is_neither_too_early_nor_too_late(notice: date, expected: list[str]) -> None:
    assert sides(NOTICE, {"opening": at(10, 9), "notice": notice}) == expected


def test_a_breach_says_the_rule_the_bound_and_what_follows() -> None:
    (breach,) = check_dates(NOTICE, ASKED, {"opening": at(10, 9), "notice": date(2027, 2, 28)})
    assert breach.code == "notice_late"
    assert breach.effect == "voidable"
    assert breach.article["en"] == "art. 1"
    assert breach.sentence == {
        "ru": "Правило. Чтобы начать 10.03.2027, уведомить нужно до 27.02.2027 включительно, а указано 28.02.2027.",
        "en": "The rule. To open on 2027-03-10 the notice must be out by 2027-02-27, and it is dated 2027-02-28.",
    }
    (early,) = check_dates(NOTICE, ASKED, {"opening": at(10, 9), "notice": at(1, 9, month=2)})
    assert early.code == "notice_early"
    assert early.sentence["ru"].endswith("Уведомить собственников: не раньше 08.02.2027, а указано 01.02.2027.")


VOTING = pack_of(
    """terms:
  closing:
    - {at_least: 7 days, at_most: 2 months, after: opening, exact: true, breach: void, HEAD}
  written_decisions: [{at_least: 48 hours, before: closing, HEAD}]"""
)


def test_an_exact_term_counts_the_hour() -> None:
    assert window(VOTING, "closing", {"opening": at(10, 9)}) == (at(17, 9), at(10, 9, month=5))
    for closing, expected in (
        (at(17, 8, 59), ["closing early"]),
        (at(17, 9), []),
        (at(10, 9, month=5), []),
        (at(10, 9, 1, month=5), ["closing late"]),
    ):
        assert sides(VOTING, {"opening": at(10, 9), "closing": closing}) == expected
    (late,) = check_dates(VOTING, ASKED, {"opening": at(10, 9), "closing": at(10, 9, 1, month=5)})
    assert (late.code, late.effect) == ("voting_too_long", "void")
    assert (
        late.sentence["en"] == "The rule. Voting ends: not later than 2027-05-10, 09:00, and it is 2027-05-10, 09:01."
    )


def test_an_exact_term_is_computed_back_to_the_hour() -> None:
    assert window(VOTING, "opening", {"closing": at(17, 9)}) == (at(17, 9, month=1), at(10, 9))


def test_where_only_the_day_is_known_days_are_compared() -> None:
    assert sides(VOTING, {"opening": date(2027, 3, 10), "closing": at(17, 1)}) == []
    assert sides(VOTING, {"opening": at(10, 9), "closing": date(2027, 3, 17)}) == []
    assert sides(VOTING, {"opening": at(10, 9), "closing": date(2027, 3, 16)}) == ["closing early"]


def test_hours_need_a_moment() -> None:
    assert window(VOTING, "written_decisions", {"closing": at(24, 20)}) == (None, at(22, 20))
    assert window(VOTING, "closing", {"written_decisions": at(22, 20)}) == (at(24, 20), None)
    assert window(VOTING, "written_decisions", {"closing": date(2027, 3, 24)}) == (None, None)
    assert [one.code for one in check_dates(VOTING, ASKED, {"closing": DAY, "written_decisions": DAY})] == [
        "cannot_be_told"
    ]


CHAIN = pack_of(
    """terms:
  results: [{at_most: 10 days, after: closing, HEAD}]
  originals_to_manager: [{at_most: 10 days, after: closing, HEAD}]
  originals_to_inspectorate: [{at_most: 5 days, after: originals_to_manager, HEAD}]
  kept_until: [{at_least: 3 years, after: originals_to_inspectorate, HEAD}]
  protocol: [{at_most: at_once, after: closing, HEAD}]
  posting: [{at_least: 2 days, after: results, HEAD}]
challenges:
  formal: [{who: [against, absent], within: 1 month, after: results, HEAD}]
  deep: [{who: [any_owner], within: 6 months, after: knowledge, HEAD}]
  gap: [{hold: {ru: "Не записано.", en: "Not recorded."}}]"""
)


def test_a_chain_of_deadlines_ends_with_the_last_possible_day() -> None:
    found = plan(CHAIN, ASKED, {"closing": at(24, 20)})
    assert [(one.code, one.on) for one in found.dates] == [
        ("closes", at(24, 20)),
        ("results_by", date(2027, 4, 3)),
        ("originals_to_manager_by", date(2027, 4, 3)),
        ("originals_to_inspectorate_by", date(2027, 4, 8)),
        ("challenge_until", date(2027, 5, 3)),
        ("challenge_until", date(2027, 10, 3)),  # known with the results, where no other day is given
        ("kept_until", date(2030, 4, 8)),
    ]
    assert found.unknown["protocol"].why["en"] == "The rule."
    by_code = {one.code: one for one in reversed(found.dates)}
    assert by_code["challenge_until"].title["ru"] == "Оспорить в суде (кто голосовал против, кто не участвовал)"
    assert by_code["kept_until"].side == "earliest"
    assert by_code["closes"].side == "known"
    assert by_code["results_by"].mark == "text"


def test_what_is_known_is_never_changed_and_carries_on() -> None:
    known = {"closing": at(24, 20), "originals_to_manager": date(2027, 3, 26)}
    assert window(CHAIN, "originals_to_inspectorate", known) == (None, date(2027, 3, 31))
    assert window(CHAIN, "originals_to_manager", known) == (date(2027, 3, 26), date(2027, 3, 26))
    assert window(CHAIN, "challenge:deep", {"notice": DAY}) == (None, None)
    assert window(CHAIN, "challenge:deep", {"knowledge": date(2027, 8, 31)}) == (None, date(2028, 2, 29))
    assert window(CHAIN, "posting", {"results": date(2027, 4, 1)}) == (date(2027, 4, 3), None)


def test_not_before_is_told_where_nothing_else_is() -> None:
    codes = [(one.code, one.side) for one in plan(CHAIN, ASKED, {"results": date(2027, 4, 1)}).dates]
    assert ("posting_from", "earliest") in codes
    both = pack_of("terms: {protocol: [{at_least: 1 day, at_most: 5 days, after: closing, HEAD}]}")
    codes = [(one.code, one.side) for one in plan(both, ASKED, {"closing": at(1, 9)}).dates]
    assert codes == [("closes", "known"), ("protocol_by", "latest")]


SAME = pack_of(
    """terms:
  notice: [{at_least: 21 days, before: meeting, HEAD}]
  minutes_notified: [{at_most: 1 month, after: decision, HEAD}]
  protocol: [{at_most: 8 days, after: meeting, HEAD}]"""
)


def test_a_meeting_without_a_date_of_its_own_is_the_opening() -> None:
    assert window(SAME, "notice", {"opening": at(31, 18)}) == (None, date(2027, 3, 10))
    assert window(SAME, "notice", {"meeting": at(31, 18)}) == (None, date(2027, 3, 10))
    assert window(SAME, "notice", {"opening": at(1, 9), "meeting": at(31, 18)}) == (None, date(2027, 3, 10))
    assert window(SAME, "opening", {"notice": date(2027, 3, 10)}) == (date(2027, 3, 31), None)
    assert window(SAME, "minutes_notified", {"meeting": date(2027, 1, 31)}) == (None, date(2027, 2, 28))
    assert window(SAME, "minutes_notified", {"meeting": DAY, "closing": date(2027, 1, 31)}) == (None, date(2027, 2, 28))
    assert window(SAME, "minutes_notified", {"decision": date(2027, 1, 31)}) == (None, date(2027, 2, 28))


MONTHS = pack_of("terms: {notice: [{at_least: 1 month, before: opening, HEAD}]}")


def test_a_month_is_turned_round_exactly() -> None:
    assert window(MONTHS, "notice", {"opening": date(2027, 3, 31)}) == (None, date(2027, 2, 28))
    assert window(MONTHS, "opening", {"notice": date(2027, 1, 31)}) == (date(2027, 3, 1), None)
    assert sides(MONTHS, {"notice": date(2027, 1, 31), "opening": date(2027, 2, 28)}) == ["notice late"]
    assert sides(MONTHS, {"notice": date(2027, 1, 31), "opening": date(2027, 3, 1)}) == []


UNITS = ["days", "clear_days", "weeks", "months", "years", "working_days"]
ROUND = {
    (unit, relation, bound): pack_of(
        f"""calendar: {{country: DE, until: 2100-01-01}}
terms: {{protocol: [{{{bound}: 3 {unit}, {relation}: results, HEAD}}]}}"""
    )
    for unit in UNITS
    for relation in ("before", "after")
    for bound in ("at_least", "at_most")
}


@settings(max_examples=60)
@given(st.sampled_from(list(ROUND)), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_forward_and_back_agree(which: tuple[str, str, str], day: date) -> None:
    """The end of an anchor's window keeps the term, and one day beyond it breaks it."""
    pack = ROUND[which]
    earliest, latest = window(pack, "results", {"protocol": day})
    assert (earliest is None) != (latest is None)
    edge, beyond = (earliest, -1) if earliest is not None else (latest, 1)
    assert sides(pack, {"protocol": day, "results": edge}) == []
    assert len(sides(pack, {"protocol": day, "results": date.fromordinal(edge.toordinal() + beyond)})) == 1


WORKING = pack_of(
    """calendar: {country: DE, subdivision: BY, until: 2028-01-01, source: "holidays"}
terms:
  copies: [{at_most: 5 working_days, after: request, HEAD}]
  protocol: [{at_most: 1 month, after: meeting, rolls: next_working_day, HEAD}]
  own_step: [{title: {ru: "Свой шаг", en: "Own step"}, at_least: 1 day, before: opening, HEAD}]
  after_own: [{title: {ru: "Потом", en: "Then"}, at_most: 1 day, after: own_step, HEAD}]"""
)


def test_working_days_and_a_last_day_that_rolls_on() -> None:
    assert window(WORKING, "copies", {"request": date(2027, 3, 24)}) == (None, date(2027, 4, 2))  # Easter between
    assert window(WORKING, "protocol", {"meeting": date(2027, 2, 27)}) == (None, date(2027, 3, 30))
    assert sides(WORKING, {"meeting": date(2027, 2, 27), "protocol": date(2027, 3, 30)}) == []
    assert sides(WORKING, {"meeting": date(2027, 2, 27), "protocol": date(2027, 3, 31)}) == ["protocol late"]


def test_a_year_that_is_not_known_has_no_date() -> None:
    found = plan(WORKING, ASKED, {"request": date(2027, 12, 30)})
    assert "copies" not in found.windows
    assert found.unknown["copies"].why["ru"] == "Рабочие дни 2028 года здесь не известны: посчитайте срок сами."
    (breach,) = check_dates(WORKING, ASKED, {"request": date(2027, 12, 30), "copies": date(2028, 1, 3)})
    assert breach.code == "cannot_be_told"
    assert "2028" in breach.sentence["en"]


def test_a_step_of_the_packs_own_has_its_title() -> None:
    found: dict[str, Deadline] = {one.step: one for one in plan(WORKING, ASKED, {"opening": at(10, 9)}).dates}
    assert found["own_step"].title["ru"] == "Свой шаг"
    titles = plan(WORKING, ASKED, {}).titles
    assert (titles["own_step"]["en"], titles["notice"]["en"]) == ("Own step", "Notify the owners")
    assert (found["own_step"].code, found["own_step"].on) == ("own_step_by", date(2027, 3, 9))
    assert found["after_own"].on == date(2027, 3, 10)


FORMS = pack_of(
    """terms:
  notice:
    - {until: 2026-01-01, hold: {ru: "Прежнее право не записано.", en: "The former law is not recorded."}}
    - {from: 2026-01-01, forms: [system], at_least: 14 days, before: opening, HEAD}
    - {from: 2026-01-01, when: [{fact: units, gt: 500}], at_least: 20 days, before: opening, HEAD}
    - {from: 2026-01-01, decisions: [xx:1], at_least: 5 days, before: opening, HEAD}
    - {from: 2026-01-01, at_least: 10 days, before: opening, HEAD}
  convened: [{hold: {ru: "Не записано.", en: "Not recorded."}, article: {ru: "ст. 2", en: "art. 2"}}]"""
)


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        (Asked(DAY, "system"), date(2027, 2, 24)),
        (Asked(DAY, "mixed", {"units": 501}), date(2027, 2, 18)),
        (Asked(DAY, "mixed", {"units": 500}), date(2027, 2, 28)),
        (Asked(DAY, "mixed", {"units": 500}, "xx:1"), date(2027, 3, 5)),
    ],
)
def test_the_first_entry_that_fits_answers(asked: Asked, last: date) -> None:
    assert window(FORMS, "notice", {"opening": at(10, 9)}, asked) == (None, last)


def test_a_gap_and_a_missing_fact_are_named() -> None:
    found = plan(FORMS, Asked(date(2025, 12, 31)), {"opening": at(10, 9)})
    assert found.unknown["notice"].why["en"] == "The former law is not recorded."
    assert found.unknown["convened"].article == {"ru": "ст. 2", "en": "art. 2"}
    missing = plan(FORMS, ASKED, {"opening": at(10, 9)}).unknown["notice"]
    assert missing.missing == ("units",)
    assert missing.why["ru"] == "Не хватает сведений о доме: units."
    (breach,) = check_dates(FORMS, ASKED, {"opening": at(10, 9), "notice": DAY})
    assert breach.code == "fact_missing"
    (gap,) = check_dates(FORMS, Asked(date(2025, 12, 31)), {"opening": at(10, 9), "notice": DAY})
    assert (gap.code, gap.step, gap.effect) == ("not_known", "notice", "none")
    assert gap.sentence["en"] == "The former law is not recorded."
    assert check_dates(FORMS, Asked(date(2025, 12, 31)), {"opening": at(10, 9)}) == []


OLD = pack_of(
    """provisions:
  notice_days:
    - {when: [{fact: units, gt: 500}], value: 20, HEAD}
    - {value: 10, count: clear_days, HEAD}
  notice_words: [{value: 3, HEAD}]
  results_within_days: [{value: "soon", HEAD}]
  kept_years: [{value: 3, HEAD}]
  originals_to_manager_days: [{value: 10, decisions: [xx:1], HEAD}]"""
)


def test_terms_under_their_older_names() -> None:
    opening = {"opening": at(10, 9), "closing": at(24, 20)}
    assert window(OLD, "notice", opening, Asked(DAY, facts={"units": 501})) == (None, date(2027, 2, 18))
    assert window(OLD, "notice", opening, Asked(DAY, facts={"units": 500})) == (None, date(2027, 2, 27))
    assert plan(OLD, ASKED, opening).windows.keys() == {"opening", "closing", "kept_until"}
    (missing,) = check_dates(OLD, ASKED, {**opening, "notice": DAY})
    assert missing.code == "fact_missing"
    asked = Asked(DAY, facts={"units": 1})
    assert window(OLD, "kept_until", opening, asked) == (date(2030, 3, 24), None)
    assert window(OLD, "results", opening, asked) == (None, None)
    of_one = Asked(DAY, facts={"units": 1}, decision="xx:1")
    assert window(OLD, "kept_until", opening, of_one) == (date(2030, 4, 3), None)


def test_the_form_is_a_fact_as_well_and_a_reading_may_decide() -> None:
    pack = pack_of(
        """switches:
  moon: {options: [full, new], why: {ru: "Луна.", en: "The moon."}}
terms:
  notice:
    - {when: [{fact: form, is: system}], at_least: 1 day, before: opening, HEAD}
    - {when: [{interpretation: moon, is: full}], at_least: 2 days, before: opening, HEAD}
    - {at_least: 3 days, before: opening, HEAD}"""
    )
    opening = {"opening": date(2027, 3, 10)}
    assert window(pack, "notice", opening, Asked(DAY, "system")) == (None, date(2027, 3, 9))
    for option, day in (("full", 8), ("new", 7)):
        asked = Asked(DAY, facts={"interpretation": {"moon": option}})
        assert window(pack, "notice", opening, asked) == (None, date(2027, 3, day))
    assert plan(pack, ASKED, opening).unknown["notice"].missing == ("interpretation.moon",)


BY_LAW = pack_of(
    """terms:
  notice: [{at_least: 21 days, before: meeting, by_law: notice_days, direction: raise, HEAD}]
  protocol: [{at_most: 10 days, after: meeting, by_law: minutes_days, direction: lower, HEAD}]"""
)


def test_the_houses_rules_may_change_a_term_in_the_allowed_direction() -> None:
    def asked(**by_law: object) -> Asked:
        return Asked(DAY, facts={"by_law": by_law})

    meeting = {"meeting": date(2027, 3, 31)}
    assert window(BY_LAW, "notice", meeting) == (None, date(2027, 3, 10))
    assert window(BY_LAW, "notice", meeting, asked(notice_days=30)) == (None, date(2027, 3, 1))
    assert window(BY_LAW, "notice", meeting, asked(notice_days={"value": 21, "evidence": "§ 7"})) == (
        None,
        date(2027, 3, 10),
    )
    assert window(BY_LAW, "protocol", meeting, asked(minutes_days="5")) == (None, date(2027, 4, 5))
    for wrong in ({"notice_days": 20}, {"minutes_days": 11}):
        with pytest.raises(CaseRefused, match="the house may only"):
            plan(BY_LAW, asked(**wrong), meeting)
    for wrong in ({"notice_days": "soon"}, {"notice_days": "45/2"}, {"notice_days": -1}):
        with pytest.raises(CaseRefused, match="a whole number of days"):
            plan(BY_LAW, asked(**wrong), meeting)


def test_terms_that_contradict_each_other_come_to_an_end() -> None:
    pack = pack_of(
        """terms:
  results: [{at_least: 5 days, after: protocol, HEAD}, {at_least: 1 day, after: closing, HEAD}]
  protocol: [{at_least: 5 days, after: results, HEAD}]"""
    )
    found = plan(pack, ASKED, {"closing": DAY}).windows
    assert found["closing"].known == DAY
    assert found["results"].earliest is not None


def test_a_date_that_breaks_a_term_stays_as_it_is() -> None:
    """The terms that run from it run from the date itself, not from the bound it breaks."""
    known = {"closing": at(24, 20), "originals_to_manager": date(2027, 5, 1)}
    assert window(CHAIN, "originals_to_manager", known) == (date(2027, 5, 1), date(2027, 5, 1))
    assert window(CHAIN, "originals_to_inspectorate", known) == (None, date(2027, 5, 6))


@pytest.mark.parametrize("order", ["day first", "moment first"])
def test_of_a_day_and_a_moment_in_it_the_narrower_bound_holds(order: str) -> None:
    entries = ["{at_least: 7 days, at_most: 9 days, after: opening, HEAD}"]
    entries.append("{at_least: 7 days, at_most: 9 days, after: meeting, exact: true, HEAD}")
    listed = ", ".join(entries if order == "day first" else reversed(entries))
    pack = pack_of(f"terms: {{closing: [{listed}]}}")
    assert window(pack, "closing", {"opening": at(10, 9), "meeting": at(10, 9)}) == (at(17, 9), at(19, 9))
