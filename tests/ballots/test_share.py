from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.share import (
    format_m2,
    format_number,
    format_percent,
    format_share,
    parse_decimal,
    parse_share,
    votes,
)

NB, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("59,22", Fraction(5922, 100)),
        ("59.22", Fraction(5922, 100)),
        ("11 120,0", Fraction(11120)),
        (f"2{NB}480{THIN}000", Fraction(2480000)),
        (" 0 ", Fraction(0)),
        ("12345678901234567890.12345678901234567890", Fraction("12345678901234567890.12345678901234567890")),
    ],
)
def test_a_decimal_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_decimal(text) == value


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1e5", "1,2,3", "1.2.3", ".5", "5.", "inf", "nan", "½", "٣", "1" * 21, "0x10"]
)
def test_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a decimal number"):
        parse_decimal(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/3", Fraction(1, 3)),
        ("1", Fraction(1)),
        ("0,5", Fraction(1, 2)),
        ("33,3 %", Fraction(333, 1000)),
        ("100%", Fraction(1)),
        ("⅓", Fraction(1, 3)),
        ("2 / 3", Fraction(2, 3)),
        ("0", Fraction(0)),
        ("7/5", Fraction(7, 5)),
    ],
)
def test_a_share_is_read_exactly(text: str, value: Fraction) -> None:
    assert parse_share(text) == value


@pytest.mark.parametrize("text", ["1/0", "1/-3", "a", "%", "1/2/3", "", "01.февраль"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_share(text)


def test_numbers_are_written_as_people_of_the_house_write_them() -> None:
    assert format_m2(Fraction(11120)) == f"11{THIN}120,0{NB}м²"
    assert format_m2(Fraction(11120), "en") == f"11{THIN}120.0{NB}m²"
    assert format_m2(Fraction("59.22")) == f"59,22{NB}м²"
    assert format_m2(Fraction("46.8"), "kk") == f"46,8{NB}м²"
    assert format_number(Fraction("7405.0")) == "7\u202f405,0"
    assert format_number(Fraction(22240, 3)) == "7\u202f413,33"
    assert format_number(Fraction(5, 1000)) == "0,01"  # half up
    assert format_number(Fraction(2480000), digits=0) == f"2{THIN}480{THIN}000"
    assert format_number(Fraction(-3, 2)) == "−1,5"
    assert format_number(Fraction(-1, 1000)) == "0,00"
    assert format_percent(Fraction(2), Fraction(3)) == f"66,67{NB}%"
    assert format_percent(Fraction(0), Fraction(0), "en") == f"0.00{NB}%"
    assert format_share(Fraction(2, 6)) == "1/3"
    assert format_share(Fraction(1)) == "1"


def test_votes_are_area_times_share() -> None:
    assert votes(Fraction("46.8"), Fraction(1, 3)) == Fraction("15.6")


@given(st.integers(0, 10**12), st.integers(0, 6))
def test_what_is_written_is_read_back(amount: int, digits: int) -> None:
    value = Fraction(amount, 10**digits)
    assert parse_decimal(format_number(value, digits=digits)) == value
    assert parse_decimal(format_number(value, "en", digits=digits)) == value
    assert parse_share(format_share(value)) == value


@given(st.fractions(min_value=0, max_value=10**9))
def test_rounding_is_off_by_at_most_half_of_the_last_digit(value: Fraction) -> None:
    assert abs(parse_decimal(format_number(value, digits=2)) - value) <= Fraction(1, 200)
