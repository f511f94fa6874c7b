"""Areas are what the spreadsheet shows, exact."""

# ruff: noqa: DTZ001  (a date in a cell has no time zone)

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest

from tests.register_import.registers import Read, codes, row

EXACT = Fraction(5922, 100)


@pytest.mark.parametrize(
    ("value", "area"),
    [
        ("59,22", EXACT),
        ("59.22", EXACT),
        (59.22, EXACT),
        (59.2199999, EXACT),
        (59.22000000000001, EXACT),
        (59, 59),
        (" 59,22 ", EXACT),
        ("59,22 кв.м", EXACT),
        ("59,22 м²", EXACT),
        ("59,22 кв. м.", EXACT),
        ("59.22 m2", EXACT),
        ("59,2200", EXACT),
        ("59\u00a0,22", EXACT),
        ("1 059,2", Fraction(10592, 10)),
        ("59.219999999999999", EXACT),
        ("'59,22", EXACT),
        (13.3, Fraction(133, 10)),
    ],
)
def test_area_is_read_as_shown(read_rows: Read, value: object, area: Fraction) -> None:
    draft = read_rows([row(kind="нежилое", area=value)])
    if value == "'59,22":
        assert codes(draft) in ([], ["area_unreadable"])
        return
    assert (codes(draft), draft.area_m2) == ([], area)


@pytest.mark.parametrize(("text", "area"), [("1.059,22", Fraction(105922, 100)), ("1,059.22", Fraction(105922, 100))])
def test_marks_of_thousands(read_rows: Read, text: str, area: Fraction) -> None:
    assert read_rows([row(kind="нежилое", area=text)]).area_m2 == area


def test_more_is_stored_than_shown(read_rows: Read) -> None:
    draft = read_rows([row(area=59.216)], edit=lambda sheet: setattr(sheet["C2"], "number_format", "0.00"))
    assert (codes(draft), draft.area_m2) == (["area_as_shown"], EXACT)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "area_missing"),
        ("-", "area_missing"),
        (0, "area_zero"),
        ("0,00", "area_zero"),
        (-5, "area_negative"),
        ("−5", "area_negative"),
        ("abc", "area_unreadable"),
        ("59,22/38,1", "area_unreadable"),
        ("59-22", "area_unreadable"),
        ("1,2,3", "area_unreadable"),
        (datetime(2026, 5, 12), "area_is_date"),
        ("12.май", "area_is_date"),
        ("=40+19", "not_calculated"),
        ("#REF!", "error_value"),
        (True, "area_unreadable"),
        ("9" * 30, "area_too_large"),
        ("1e3", "area_unreadable"),
        ("NaN", "area_unreadable"),
    ],
)
def test_bad_area_is_one_error_in_its_place(read_rows: Read, value: object, code: str) -> None:
    draft = read_rows([row("7", area=value), row("8")])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(2, "Площадь, кв. м", code)]
    assert draft.warnings == []


def test_area_turned_into_a_date_names_the_likely_area(read_rows: Read) -> None:
    assert "12.05" in read_rows([row(area=datetime(2026, 5, 12))]).errors[0].problem["ru"]


def test_area_differs_between_rows_of_a_unit(read_rows: Read) -> None:
    draft = read_rows([row(share="1/2"), row(owner="Б Б", share="1/2", area="50,6")])
    assert [(p.row, p.code) for p in draft.errors] == [(3, "area_differs")]


def test_area_once_for_a_unit_is_enough(read_rows: Read) -> None:
    draft = read_rows([row(share="1/2"), row(owner="Б Б", share="1/2", area=None)])
    assert (codes(draft), draft.area_m2) == ([], Fraction(101, 2))


def test_unbelievable_area_is_a_warning(read_rows: Read) -> None:
    assert codes(read_rows([row(area="5922")])) == ["area_unusual"]
    assert codes(read_rows([row(area=100 / 3)])) == ["area_long"]


def test_stated_total_is_compared(read_rows: Read) -> None:
    rows = [row("1", area=40), row("2", area="41,5", share="1/2"), row("2", area="41,5", owner="Б Б", share="1/2")]
    for total in (81.5, "81,50", 123):
        assert codes(read_rows([*rows, ["Итого", None, total]])) == []
    draft = read_rows([*rows, ["ВСЕГО:", None, 90]])
    assert [(p.row, p.code) for p in draft.warnings] == [(5, "total_differs")]
