"""Numbers, days and words as people here write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from assembly import wording


def test_areas_and_percentages() -> None:
    assert wording.format_m2(Fraction("11120")) == "11\u202f120,0\u00a0м²"
    assert wording.format_m2(Fraction(22240, 3)) == "7\u202f413,33\u00a0м²"
    assert wording.format_percent(Fraction(2), Fraction(3)) == "66,67\u00a0%"
    assert wording.format_number(Fraction(1), "en") == "1.0"
    assert wording.format_share(Fraction(1, 3)) == "1/3"


def test_a_moment_is_told_by_the_clock_of_the_house() -> None:
    moment = datetime(2026, 3, 28, 17, 0, tzinfo=UTC)
    assert wording.format_moment(moment, "Europe/Moscow").replace("\u00a0", " ") == "28 марта 2026 г., 20:00"
    assert wording.format_moment(moment, "Europe/Moscow", year=False).replace("\u00a0", " ") == "28 марта, 20:00"
    assert wording.format_moment(moment, "Asia/Vladivostok", "en") == "29 March 2026, 03:00"
    assert wording.legal_day(moment, "Asia/Vladivostok") == date(2026, 3, 29)
    with pytest.raises(ValueError, match="without a time zone"):
        wording.format_moment(datetime(2026, 3, 28), "Europe/Moscow")  # noqa: DTZ001 - the mistake that is meant


@pytest.mark.parametrize(
    ("number", "form"),
    [
        (0, "дней"),
        (1, "день"),
        (2, "дня"),
        (4, "дня"),
        (5, "дней"),
        (11, "дней"),
        (12, "дней"),
        (21, "день"),
        (111, "дней"),
    ],
)
def test_a_number_takes_its_noun(number: int, form: str) -> None:
    assert wording.counted(number, "день", "дня", "дней") == f"{number}\u00a0{form}"


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [("residential", "12а", "кв.\u00a012а"), ("non_residential", "пом. IV", "пом. IV"), ("parking", "7", "м/м\u00a07"),
     ("non_residential", "IV", "пом.\u00a0IV")],
)  # fmt: skip
def test_premises_are_named_as_people_say_them(kind: str, number: str, name: str) -> None:
    assert wording.unit_name(kind, number) == name


def test_words_of_every_table_stand_in_both_languages() -> None:
    tables = (
        wording.FORMS,
        wording.OPTIONS,
        wording.OUTCOMES,
        wording.UNIT_KINDS,
        wording.CHANNELS,
        wording.NOT_COUNTED,
    )
    for table in tables:
        for name, words in table.items():
            assert words["ru"], name
            assert words["en"], name
    assert wording.form_word("mixed") == "очно-заочное голосование"
    assert wording.option_word("сад") == "сад"
    assert wording.outcome_word("carried", "en") == "Carried"
    assert wording.reason_word(None) == ""
