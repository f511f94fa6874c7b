"""Dates of an assembly: every breach is refused with a sentence and an article, every deadline is computed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from legal_rules import FORMS, Breach, assembly_policy, check_timetable, timetable

MOSCOW = ZoneInfo("Europe/Moscow")
OPENS = datetime(2027, 3, 10, 9, tzinfo=MOSCOW)
RIGHT: dict[str, Any] = {
    "noticed_on": date(2027, 2, 27),
    "opens_on": date(2027, 3, 10),
    "opens_at": OPENS,
    "closes_at": OPENS + timedelta(days=14),
    "written_until": None,
    "today": date(2027, 2, 20),
}


def breaches(form: str, pack: str = "ru", **change: Any) -> list[Breach]:
    found = check_timetable(pack, form, **{**RIGHT, **change})
    for breach in found:
        assert breach.sentence["ru"]
        assert breach.sentence["en"]
        assert breach.article["ru"]
    return found


def codes(form: str, pack: str = "ru", **change: Any) -> list[str]:
    return [breach.code for breach in breaches(form, pack, **change)]


@pytest.mark.parametrize("form", FORMS)
def test_ten_full_days_lie_between_notice_and_opening(form: str) -> None:
    assert codes(form) == []
    assert codes(form, noticed_on=date(2027, 2, 28)) == ["notice_late"]


def test_a_late_notice_is_refused_with_the_day_and_the_article() -> None:
    (breach,) = breaches("mixed", noticed_on=date(2027, 3, 1))
    assert breach.article["ru"] == "ЖК РФ, ст. 45 ч. 4"
    assert breach.sentence["ru"] == (
        "Собственников уведомляют не позднее чем за 10 дней до собрания. Чтобы начать 10.03.2027, "
        "уведомить нужно до 27.02.2027 включительно, а указано 01.03.2027."
    )


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (timedelta(days=7) - timedelta(seconds=1), ["voting_too_short"]),
        (timedelta(days=7), []),
        (timedelta(days=60), []),
        (timedelta(days=60, seconds=1), ["voting_too_long"]),
    ],
)
def test_the_system_meeting_lasts_7_to_60_days(length: timedelta, expected: list[str]) -> None:
    assert codes("system", closes_at=OPENS + length) == expected
    assert codes("mixed", closes_at=OPENS + length) == []
    assert codes("absentee", closes_at=OPENS + length) == []


def test_before_2020_the_system_meeting_lasted_3_to_5_days() -> None:
    opens = datetime(2019, 3, 20, 9, tzinfo=MOSCOW)
    change = {"noticed_on": date(2019, 3, 1), "opens_on": opens.date(), "today": date(2019, 3, 1), "opens_at": opens}
    assert codes("system", **change, closes_at=opens + timedelta(days=4)) == []
    assert codes("system", **change, closes_at=opens + timedelta(days=7)) == ["voting_too_long"]
    assert codes("system", **change, closes_at=opens + timedelta(days=2)) == ["voting_too_short"]


def test_written_decisions_end_48_hours_before_the_end_in_the_system_only() -> None:
    end = OPENS + timedelta(days=14)
    limit = end - timedelta(hours=48)
    assert codes("system", written_until=limit) == []
    assert codes("system", written_until=limit + timedelta(seconds=1)) == ["written_too_late"]
    assert codes("mixed", written_until=end) == []
    assert codes("mixed", written_until=end + timedelta(seconds=1)) == ["written_after_end"]
    assert codes("absentee", written_until=OPENS) == ["written_before_opening"]
    assert codes("in_person", written_until=end) == ["written_not_in_person"]


def test_voting_must_end_after_it_begins() -> None:
    assert codes("mixed", closes_at=OPENS) == ["closes_before_opens"]


def test_the_notice_runs_to_the_meeting_where_it_has_a_day_of_its_own() -> None:
    """In France 21 days lie between the call and the meeting, also where advance votes begin before it."""
    zone = ZoneInfo("Europe/Paris")
    opens, meeting = datetime(2027, 3, 10, 9, tzinfo=zone), datetime(2027, 3, 31, 18, tzinfo=zone)
    dates = {"opens_on": opens.date(), "opens_at": opens, "closes_at": meeting + timedelta(hours=2), "tz": zone}
    right = {**dates, "meeting_at": meeting, "facts": {"urgent": "no"}}
    assert codes("mixed", "fr", **right, noticed_on=date(2027, 3, 10)) == []
    assert codes("mixed", "fr", **right, noticed_on=date(2027, 3, 11)) == ["notice_late"]


def test_what_has_passed_cannot_be_opened() -> None:
    assert codes("mixed", today=date(2027, 3, 11)) == ["opens_in_past"]
    assert codes("mixed", today=date(2027, 3, 10)) == []


def test_every_breach_is_told_at_once() -> None:
    found = codes(
        "system",
        noticed_on=date(2027, 3, 9),
        closes_at=OPENS + timedelta(days=3),
        written_until=OPENS + timedelta(days=3),
        today=date(2027, 3, 12),
    )
    assert found == ["opens_in_past", "notice_late", "voting_too_short", "written_too_late"]


def kazakh(days: int, **facts: Any) -> list[str]:
    almaty = ZoneInfo("Asia/Almaty")
    opens = datetime(2026, 1, 10, 9, tzinfo=almaty)
    dates = {"noticed_on": date(2026, 1, 5), "opens_on": opens.date(), "opens_at": opens, "today": date(2026, 1, 1)}
    return codes("absentee", "kz", **dates, closes_at=opens + timedelta(days=days), facts=facts)


def test_a_kazakh_survey_lasts_two_months_from_its_announcement_or_three_above_500_units() -> None:
    assert kazakh(54, units=500) == []
    assert kazakh(55, units=500) == ["voting_too_long"]
    assert kazakh(55, units=501) == []
    assert kazakh(85, units=501) == []
    assert kazakh(86, units=501) == ["voting_too_long"]
    assert kazakh(55, units=500, parking_units=501) == []
    assert kazakh(10) == ["fact_missing"]


def test_a_pack_without_notice_rule_has_no_notice_breach() -> None:
    assert codes("in_person", "tr", noticed_on=date(2027, 3, 10)) == ["not_known"]
    assert codes("in_person", "tr", written_until=OPENS + timedelta(days=1)) == ["not_known", "written_not_in_person"]


def test_the_timetable_reads_forward_and_back() -> None:
    opens = datetime(2027, 3, 10, 6, tzinfo=UTC)
    closes = datetime(2027, 3, 24, 21, 30, tzinfo=UTC)
    found = timetable("ru", "system", opens_at=opens, closes_at=closes, tz="Europe/Moscow", objection_days=3)
    assert {deadline.code: deadline.on for deadline in found} == {
        "message_to_administrator_by": date(2027, 2, 24),
        "notice_by": date(2027, 2, 27),
        "refusal_of_system_by": date(2027, 3, 2),
        "opens": opens,
        "written_until": closes - timedelta(hours=48),
        "closes": closes,
        "objections_until": closes + timedelta(days=3),
        "protocol_by": date(2027, 4, 4),
        "results_by": date(2027, 4, 4),
        "originals_to_manager_by": date(2027, 4, 4),
        "originals_to_inspectorate_by": date(2027, 4, 9),
        "challenge_until": date(2027, 10, 4),
        "kept_until": date(2030, 4, 9),
    }
    for deadline in found:
        assert deadline.title["ru"]
        assert deadline.article["en"]


def test_the_timetable_of_a_meeting_in_person_has_no_written_decisions() -> None:
    closes = OPENS + timedelta(hours=2)
    found = timetable("ru", "in_person", opens_at=OPENS, closes_at=closes, tz=MOSCOW, objection_days=0)
    assert [deadline.code for deadline in found][:3] == ["notice_by", "opens", "closes"]
    mixed = timetable("ru", "mixed", opens_at=OPENS, closes_at=closes, tz=MOSCOW)
    assert next(deadline.on for deadline in mixed if deadline.code == "written_until") == closes


def test_a_pack_that_knows_little_gives_a_short_timetable() -> None:
    found = timetable("ch", "in_person", opens_at=OPENS, closes_at=OPENS + timedelta(hours=1), tz=MOSCOW)
    assert [deadline.code for deadline in found] == ["opens", "closes", "objections_until"]


def test_a_term_in_months_ends_on_the_last_day_of_a_shorter_month() -> None:
    opens = datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    closes = datetime(2027, 1, 31, 9, tzinfo=ZoneInfo("Europe/Berlin"))
    found = timetable("de", "in_person", opens_at=opens, closes_at=closes, tz="Europe/Berlin", on=date(2026, 6, 1))
    assert next(deadline.on for deadline in found if deadline.code == "challenge_until") == date(2027, 2, 28)


def test_the_order_for_the_protocol_changes_on_1_september_2025() -> None:
    before = assembly_policy("ru", date(2025, 8, 31), "mixed").get("protocol_order")
    after = assembly_policy("ru", date(2025, 9, 1), "mixed").get("protocol_order")
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == ("44/пр", "266/пр")


def test_notice_goes_to_the_state_system_since_1_march_2025() -> None:
    before = assembly_policy("ru", date(2025, 2, 28), "in_person").notice_channels
    after = assembly_policy("ru", date(2025, 3, 1), "in_person").notice_channels
    assert before is not None
    assert after is not None
    assert (before.value, after.value) == ("personal", "state_system_and_personal")


def test_the_policy_of_a_russian_system_meeting() -> None:
    policy = assembly_policy("ru", date(2026, 11, 21), "system")
    values = {
        "notice_days": policy.notice_days,
        "voting_min_days": policy.voting_min_days,
        "voting_max_days": policy.voting_max_days,
        "written": policy.written_until_hours_before_end,
        "results": policy.results_within_days,
        "protocol": policy.protocol_within_days,
        "to_manager": policy.originals_to_manager_days,
        "to_inspectorate": policy.originals_to_inspectorate_days,
        "kept": policy.kept_years,
        "overvote": policy.overvote,
    }
    assert {name: None if found is None else found.value for name, found in values.items()} == {
        "notice_days": 10,
        "voting_min_days": 7,
        "voting_max_days": 60,
        "written": 48,
        "results": 10,
        "protocol": 10,
        "to_manager": 10,
        "to_inspectorate": 5,
        "kept": 3,
        "overvote": "void_contest",
    }
    quorum = policy.quorum_bound(Fraction(11120))
    assert quorum is not None
    assert (quorum.amount, quorum.strict) == (5560, True)
    assert quorum.is_met_by(Fraction(5561))
    assert not quorum.is_met_by(Fraction(5560))
    assert policy.missing == ()


def test_the_other_forms_have_no_windows_of_the_system() -> None:
    policy = assembly_policy("ru", date(2026, 11, 21), "mixed")
    assert policy.voting_min_days is None
    assert policy.voting_max_days is None
    assert policy.written_until_hours_before_end is None
    assert assembly_policy("fr", date(2026, 11, 21), "in_person").quorum_bound(Fraction(1)) is None


def test_an_unknown_form_or_pack_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="form 'party'"):
        assembly_policy("ru", date(2026, 11, 21), "party")
    with pytest.raises(KeyError):
        assembly_policy("xx", date(2026, 11, 21), "mixed")
