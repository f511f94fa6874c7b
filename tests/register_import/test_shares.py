"""Shares are read exactly as written; what a spreadsheet made of them is caught."""

# ruff: noqa: DTZ001  (a date in a cell has no time zone)

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

import pytest

from assembly.register_import.exact import read_share
from tests.register_import.registers import Read, codes, row

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1/3", Fraction(1, 3)),
        ("1", Fraction(1)),
        ("0,5", HALF),
        ("0.5", HALF),
        ("33,3 %", Fraction(333, 1000)),
        ("33.3%", Fraction(333, 1000)),
        ("100 %", Fraction(1)),
        ("½", HALF),
        ("⅔", Fraction(2, 3)),
        ("1⁄2", HALF),
        ("1∕2", HALF),
        ("1 / 2", HALF),
        ("1\\2", HALF),
        ("01/02", HALF),
        ("1/1", Fraction(1)),
        ("1,00", Fraction(1)),
        ("доля в праве 75 %", Fraction(3, 4)),
        ("1/3 доли", Fraction(1, 3)),
        ("общая долевая, 1/3", Fraction(1, 3)),
        ("1/2 (одна вторая)", HALF),
        ("одна вторая", HALF),
        ("две трети", Fraction(2, 3)),
        ("целая", Fraction(1)),
        ("1/4+1/4", HALF),
        ("125/1000", Fraction(1, 8)),
        ("share of 1/2", HALF),
        ("50 процентов", HALF),
        ("0,333333", Fraction(333333, 1000000)),
        ("1234567/2469134", HALF),
    ],
)
def test_share_is_exact(text: str, share: Fraction) -> None:
    reading = read_share(text)
    assert (reading.share, reading.joint, reading.code) == (share, False, "")


@pytest.mark.parametrize("text", ["совместная", "Общая совместная", "совм.", "joint", "общая совместная собственность"])
def test_joint_share(text: str) -> None:
    reading = read_share(text)
    assert (reading.share, reading.joint, reading.code) == (None, True, "")


def test_joint_share_of_a_part() -> None:
    assert (read_share("1/2, совместная").share, read_share("1/2 совместная").joint) == (HALF, True)


@pytest.mark.parametrize(
    ("text", "likely"),
    [
        ("01.фев", "1/2"),
        ("1.фев", "1/2"),
        ("2-Jan", "1/2"),
        ("Jan-02", "1/2"),
        ("01.02.2026", "1/2"),
        ("03.апр", "3/4"),
        ("2026-02-01 00:00:00", "1/2"),
        ("01.02", "1/2"),
        ("июл.24", "7/24"),
        ("46054", "1/2"),
        ("1 марта", "1/3"),
        ("01.янв", "1"),
        ("2026-02-01", "1/2"),
        ("01.02.26", "1/2"),
        ("3-Apr-2026", "3/4"),
    ],
)
def test_date_in_text_names_the_likely_share(text: str, likely: str) -> None:
    reading = read_share(text)
    assert (reading.code, reading.likely) == ("share_is_date", likely)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1/0", "share_zero_denominator"),
        ("0", "share_not_positive"),
        ("0/5", "share_not_positive"),
        ("-1/2", "share_not_positive"),
        ("-0,5", "share_not_positive"),
        ("abc", "share_unreadable"),
        ("общая долевая", "share_unreadable"),
        ("1/2 от 1/3", "share_unreadable"),
        ("1 1/2", "share_unreadable"),
        ("1/2/3", "share_unreadable"),
        ("9" * 500, "share_unreadable"),
        ("%", "share_unreadable"),
        ("1/" + "9" * 40, "share_unreadable"),
        ("nan", "share_unreadable"),
        ("1e5", "share_unreadable"),
    ],
)
def test_bad_share_is_an_error(text: str, code: str) -> None:
    assert read_share(text).code == code


@pytest.mark.parametrize(
    ("day", "number_format", "likely"),
    [
        (datetime(2026, 2, 1), "dd.mm.yyyy", "1/2"),
        (datetime(2026, 1, 2), "d-mmm", "1/2"),
        (datetime(2026, 4, 3), "d-mmm", "3/4"),
        (datetime(2024, 7, 1), "mmm-yy", "7/24"),
    ],
)
def test_date_cell_names_the_likely_share(read_rows: Read, day: datetime, number_format: str, likely: str) -> None:
    draft = read_rows([row(share=day)], edit=lambda sheet: setattr(sheet["F2"], "number_format", number_format))
    assert codes(draft) == ["share_is_date"]
    problem = draft.errors[0]
    assert (problem.sheet, problem.row, problem.column) == ("Реестр", 2, "Доля")
    assert all(likely in problem.problem[lang] and likely in problem.fix[lang] for lang in ("ru", "en"))


@pytest.mark.parametrize(
    ("value", "number_format", "share"),
    [
        (0.5, "General", HALF),
        (0.333, "0.00%", Fraction(333, 1000)),
        (1 / 3, "# ?/?", Fraction(1, 3)),
        (7 / 24, "# ??/??", Fraction(7, 24)),
        ("=1/3", "General", Fraction(1, 3)),
        (0.25, "0%", Fraction(1, 4)),
        (0.33333, "General", Fraction(33333, 100000)),
        (1 / 3, "General", Fraction(1, 3)),
        (0.375, "# ?/8", Fraction(3, 8)),
    ],
)
def test_number_cells_are_read_as_shown(read_rows: Read, value: object, number_format: str, share: Fraction) -> None:
    draft = read_rows([row(share=value)], edit=lambda sheet: setattr(sheet["F2"], "number_format", number_format))
    assert draft.errors == []
    assert draft.holdings[0].share == share
    assert "shares_below_one" in codes(draft)


def test_percent_in_the_header_is_meant_for_bare_numbers(read_rows: Read) -> None:
    header = ["Помещение", "Вид", "Площадь", "Собственник", "Доля, %", "Документ"]
    rows = [["1", "жилое", 40, "А А", "33,3", "д1"], ["1", "жилое", 40, "Б Б", "66,7", "д2"]]
    draft = read_rows(rows, header=header)
    assert [holding.share for holding in draft.holdings] == [Fraction(333, 1000), Fraction(667, 1000)]
    assert codes(draft) == []


def test_shares_above_one_stand_where_they_pass_it(read_rows: Read) -> None:
    draft = read_rows([row(share="1/2"), row(owner="Б Б", share="1/2"), row(owner="В В", share="1/3"), row("2")])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(4, "Доля", "shares_above_one")]
    assert "4/3" in draft.errors[0].problem["ru"]


def test_percent_without_its_sign_is_explained(read_rows: Read) -> None:
    draft = read_rows([row(share="50"), row(owner="Б Б", share="50")])
    assert codes(draft) == ["shares_above_one"]
    assert "50%" in draft.errors[0].fix["ru"]


def test_remainder_is_exact(read_rows: Read) -> None:
    thirds = [row(owner=name, share="33,3 %") for name in ("А А", "Б Б", "В В")]
    draft = read_rows(thirds)
    assert [(p.row, p.code) for p in draft.warnings] == [(2, "shares_below_one")]
    assert "1/1000" in draft.warnings[0].problem["ru"]


def test_joint_owners_hold_one_share_together(read_rows: Read) -> None:
    draft = read_rows([row(owner="А А", share="совместная"), row(owner="Б Б", share="совместная")])
    assert codes(draft) == []
    assert [(h.share, h.joint, h.joint_group) for h in draft.holdings] == [(None, True, 0), (None, True, 0)]


def test_joint_owners_of_a_part_count_once(read_rows: Read) -> None:
    draft = read_rows(
        [
            row(owner="А А", share="1/2 совместная"),
            row(owner="Б Б", share="1/2 совместная"),
            row(owner="В В", share="1/2"),
        ]
    )
    assert codes(draft) == []
    assert [(h.share, h.joint_group) for h in draft.holdings] == [(HALF, 0), (HALF, 0), (HALF, None)]


def test_two_couples_with_equal_parts_are_told_apart_by_document(read_rows: Read) -> None:
    rows = [
        row(owner=f"{name} {name}", share="1/2 совместная", document=doc)
        for name, doc in zip("АБВГ", "xxyy", strict=True)
    ]
    draft = read_rows(rows)
    assert codes(draft) == []
    assert [holding.joint_group for holding in draft.holdings] == [0, 0, 1, 1]


def test_joint_owners_beside_a_share_get_the_rest(read_rows: Read) -> None:
    draft = read_rows([row(share="1/3"), row(owner="А А", share="совместная"), row(owner="Б Б", share="совместная")])
    assert codes(draft) == ["joint_rest"]
    assert [holding.share for holding in draft.holdings] == [Fraction(1, 3), Fraction(2, 3), Fraction(2, 3)]


def test_joint_owners_beside_the_whole_is_an_error(read_rows: Read) -> None:
    rows = [row(), row(owner="А А", share="совместная"), row(owner="Б Б", share="совместная")]
    assert codes(read_rows(rows)) == ["joint_nothing_left"]


def test_joint_owner_alone_is_a_warning(read_rows: Read) -> None:
    assert codes(read_rows([row(share="совместная")])) == ["joint_alone"]


def test_unknown_owner_without_share_gets_the_rest(read_rows: Read) -> None:
    draft = read_rows([row(share="1/3"), row(owner=None, share=None, document=None)])
    assert (codes(draft), draft.holdings[1].share, draft.unknown_owner_units) == (["unknown_rest"], Fraction(2, 3), 1)


def test_share_merged_over_joint_owners_below(read_rows: Read) -> None:
    rows = [row(owner="А А", share="совместная"), [None, None, None, "Б Б", None, None, "д"]]
    draft = read_rows(rows)
    assert (codes(draft), [h.joint for h in draft.holdings]) == (["one_more_owner"], [True, True])


def test_missing_share_of_a_sole_owner_is_the_whole(read_rows: Read) -> None:
    draft = read_rows([row(share=None)])
    assert (codes(draft), draft.holdings[0].share) == (["share_missing_whole"], 1)


def test_missing_share_among_several_is_never_guessed(read_rows: Read) -> None:
    draft = read_rows([row(share="1/2"), row(owner="Б Б", share=None)])
    assert [(p.row, p.code) for p in draft.errors] == [(3, "share_missing")]


def test_no_share_column_is_said_once(read_rows: Read) -> None:
    header = ["Помещение", "Вид", "Площадь", "Собственник", "Документ"]
    draft = read_rows([[str(n), "жилое", 40, f"Иванов {n}", "д"] for n in range(1, 6)], header=header)
    assert codes(draft) == ["no_share_column"]
    assert {holding.share for holding in draft.holdings} == {Fraction(1)}


def test_right_kind_says_joint(read_rows: Read) -> None:
    header = ["Помещение", "Вид", "Площадь", "Собственник", "Вид права", "Доля", "Документ"]
    rows = [["1", "жилое", 40, name, "Общая совместная", share, "д"] for name, share in (("А А", None), ("Б Б", "1"))]
    draft = read_rows(rows, header=header)
    assert codes(draft) == []
    assert [(h.share, h.joint) for h in draft.holdings] == [(None, True)] * 2
