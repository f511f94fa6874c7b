"""Spans of time and working days: exact steps on the calendar of a house, forward and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legal_rules.spans import HourUnknown, HouseClock, Span, SpanRefused, add_months, first_day
from legal_rules.working_days import DaysUnknown, WorkingDays

BERLIN = ZoneInfo("Europe/Berlin")
RUSSIA = WorkingDays("RU", date(2028, 1, 1))
CLOCK = HouseClock(BERLIN, RUSSIA)


def test_a_span_is_a_number_and_a_unit() -> None:
    assert Span.parse("10 clear_days") == Span(10, "clear_days")
    assert Span.parse(" 1 month ", exact=True) == Span(1, "months", exact=True)


@pytest.mark.parametrize(
    "text", ["", "10", "days", "-1 days", "1.5 days", "10 moons", "12345 days", "10 Days", "1 day s"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SpanRefused, match="is no span"):
        Span.parse(text)


@pytest.mark.parametrize(
    ("text", "genitive", "accusative", "english"),
    [
        ("1 day", "1 дня", "1 день", "1 day"),
        ("2 days", "2 дней", "2 дня", "2 days"),
        ("4 hours", "4 часов", "4 часа", "4 hours"),
        ("5 working_days", "5 рабочих дней", "5 рабочих дней", "5 working days"),
        ("11 months", "11 месяцев", "11 месяцев", "11 months"),
        ("12 weeks", "12 недель", "12 недель", "12 weeks"),
        ("20 years", "20 лет", "20 лет", "20 years"),
        ("21 clear_days", "21 полного дня", "21 полный день", "21 clear days"),
        ("111 minutes", "111 минут", "111 минут", "111 minutes"),
        ("112 days", "112 дней", "112 дней", "112 days"),
        ("24 weeks", "24 недель", "24 недели", "24 weeks"),
    ],
)
def test_a_span_is_told_in_good_russian(text: str, genitive: str, accusative: str, english: str) -> None:
    span = Span.parse(text)
    assert span.genitive() == {"ru": genitive, "en": english}
    assert span.accusative() == {"ru": accusative, "en": english}


@pytest.mark.parametrize(
    ("text", "later", "earlier"),
    [
        ("10 days", date(2027, 3, 20), date(2027, 2, 28)),
        ("10 clear_days", date(2027, 3, 21), date(2027, 2, 27)),
        ("2 weeks", date(2027, 3, 24), date(2027, 2, 24)),
        ("1 month", date(2027, 4, 10), date(2027, 2, 10)),
        ("1 year", date(2028, 3, 10), date(2026, 3, 10)),
    ],
)
def test_days_weeks_and_months_from_10_march(text: str, later: date, earlier: date) -> None:
    span = Span.parse(text)
    assert CLOCK.move(date(2027, 3, 10), span, 1) == later
    assert CLOCK.move(date(2027, 3, 10), span, -1) == earlier


def test_a_month_from_the_31st_ends_on_the_last_day_of_a_shorter_one() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2027, 3, 31), -1) == date(2027, 2, 28)
    assert add_months(date(2027, 1, 15), -1) == date(2026, 12, 15)
    assert add_months(date(2026, 12, 31), 12) == date(2027, 12, 31)


def test_days_are_counted_in_the_zone_of_the_house() -> None:
    late = datetime(2027, 3, 10, 23, 30, tzinfo=UTC)  # already 11 March in Berlin
    assert CLOCK.day(late) == date(2027, 3, 11)
    assert CLOCK.move(late, Span(1, "days"), 1) == date(2027, 3, 12)


def test_hours_are_elapsed_hours_and_exact_days_keep_the_hour_when_clocks_change() -> None:
    before = datetime(2027, 3, 27, 12, tzinfo=BERLIN)  # summer time begins on 28 March 2027
    assert CLOCK.move(before, Span(24, "hours"), 1) == datetime(2027, 3, 28, 13, tzinfo=BERLIN)
    assert CLOCK.move(before, Span(30, "minutes"), -1) == datetime(2027, 3, 27, 11, 30, tzinfo=BERLIN)
    assert CLOCK.move(before, Span(1, "days", exact=True), 1) == datetime(2027, 3, 28, 12, tzinfo=BERLIN)
    assert CLOCK.move(date(2027, 3, 27), Span(1, "days", exact=True), 1) == date(2027, 3, 28)


def test_hours_are_not_counted_from_a_day_alone() -> None:
    with pytest.raises(HourUnknown, match="2027-03-10"):
        CLOCK.move(date(2027, 3, 10), Span(48, "hours"), -1)


def test_working_days_pass_over_weekends_holidays_and_moved_days() -> None:
    friday = date(2025, 10, 31)
    assert RUSSIA.is_working(date(2025, 11, 1))  # a Saturday declared a working day
    assert not RUSSIA.is_working(date(2025, 11, 3))  # its day off
    assert not RUSSIA.is_working(date(2025, 11, 4))
    assert CLOCK.move(friday, Span(1, "working_days"), 1) == date(2025, 11, 1)
    assert CLOCK.move(friday, Span(2, "working_days"), 1) == date(2025, 11, 5)
    assert CLOCK.move(date(2025, 11, 5), Span(2, "working_days"), -1) == friday
    assert CLOCK.move(friday, Span(0, "working_days"), 1) == friday


def test_a_year_that_is_not_known_is_said_and_never_guessed() -> None:
    known = WorkingDays("DE", date(2027, 1, 1), "BY", since=date(2026, 1, 1))
    assert known.is_working(date(2026, 12, 31))
    assert not known.is_working(date(2026, 1, 6))  # Epiphany is a holiday in Bavaria
    for day in (date(2027, 1, 1), date(2025, 12, 31)):
        with pytest.raises(DaysUnknown, match=str(day)):
            known.is_working(day)
    with pytest.raises(DaysUnknown):
        HouseClock(BERLIN).move(date(2026, 1, 1), Span(1, "working_days"), 1)
    with pytest.raises(DaysUnknown):
        HouseClock(BERLIN).rolled(date(2026, 1, 1))


def test_a_country_the_library_does_not_have_is_not_available() -> None:
    assert WorkingDays("DE", date(2027, 1, 1), "BY").is_available()
    assert not WorkingDays("DE", date(2027, 1, 1), "XX").is_available()
    assert not WorkingDays("ZZ", date(2027, 1, 1)).is_available()


def test_a_last_day_that_is_no_working_day_rolls_to_the_next() -> None:
    assert CLOCK.rolled(date(2026, 1, 1)) == date(2026, 1, 12)
    assert CLOCK.rolled(date(2026, 1, 12)) == date(2026, 1, 12)
    moment = datetime(2026, 1, 12, 15, tzinfo=BERLIN)
    assert CLOCK.rolled(moment) == moment


def test_the_first_day_is_found_from_either_side() -> None:
    wanted = date(2027, 3, 10)
    for guess in (wanted - timedelta(days=3), wanted, wanted + timedelta(days=3)):
        assert first_day(lambda day: day >= wanted, guess) == wanted


@given(
    st.dates(date(2001, 1, 1), date(2099, 1, 1)),
    st.sampled_from(["days", "clear_days", "weeks", "months", "years"]),
    st.integers(0, 40),
)
def test_what_is_moved_later_never_overtakes(day: date, unit: str, number: int) -> None:
    span = Span(number, unit)
    assert CLOCK.move(day, span, 1) <= CLOCK.move(day + timedelta(days=1), span, 1)  # type: ignore[operator]
    assert CLOCK.move(day, span, 1) >= day  # type: ignore[operator]
    assert CLOCK.move(day, span, -1) <= day  # type: ignore[operator]
