"""Registers as administrators keep them: titles, totals, sections, merged cells, other sheets."""

# ruff: noqa: DTZ001  (a date in a cell has no time zone)

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

import pytest

from tests.register_import.registers import HEADER, Read, codes, row


def numbers(draft: Any) -> list[str]:
    return [unit.number for unit in draft.units]


def test_title_empty_rows_and_merged_title(read_rows: Read) -> None:
    def edit(sheet: Any) -> None:
        sheet.insert_rows(1, 3)
        sheet["A1"] = "Реестр собственников помещений, общая площадь дома 5 000 м²"
        sheet.merge_cells("A1:G1")

    draft = read_rows([row(), row("2")], edit=edit)
    assert (codes(draft), draft.header_row, draft.units[1].rows) == ([], 4, [6])


def test_header_of_two_rows_with_merged_cells(read_rows: Read) -> None:
    def edit(sheet: Any) -> None:
        sheet["A1"], sheet["D1"] = "Помещение", "Собственник"
        sheet.merge_cells("A1:C1")
        sheet.merge_cells("D1:G1")
        for place, title in zip(
            "ABCDEFG", ["номер", "вид", "площадь, кв. м", "ФИО", "тип", "доля", "документ"], strict=True
        ):
            sheet[f"{place}2"] = title

    draft = read_rows([[None], row(share="1/2"), row(owner="Б Б", share="1/2")], header=[None] * 7, edit=edit)
    assert (codes(draft), draft.header_row, len(draft.holdings)) == ([], 2, 2)
    assert draft.columns["area_m2"] == "площадь, кв. м"


def test_header_of_two_rows_in_text(read_text: Read) -> None:
    draft = read_text(
        "Помещение;;;Собственник;;\n№;площадь общая;вид;ФИО;доля;документ\n1;40,5;жилое;Иванов Иван;1;д\n"
    )
    assert (codes(draft), draft.area_m2, draft.holdings[0].owner_name) == ([], Fraction(81, 2), "Иванов Иван")


def test_cells_merged_over_the_owners_of_a_unit(read_rows: Read) -> None:
    def edit(sheet: Any) -> None:
        for place in "ABC":
            sheet.merge_cells(f"{place}2:{place}3")

    rows = [row(share="1/2"), [None, None, None, "Б Б", None, "1/2", "д"], row("2")]
    draft = read_rows(rows, edit=edit)
    assert (codes(draft), numbers(draft), len(draft.holdings)) == ([], ["1", "2"], 3)


def test_line_of_column_numbers_and_repeated_header(read_rows: Read) -> None:
    draft = read_rows([list(range(1, 8)), row(), HEADER, row("2")])
    assert (codes(draft), numbers(draft)) == ([], ["1", "2"])


def test_totals_and_signatures(read_rows: Read) -> None:
    rows = [
        row(),
        ["Итого по подъезду 1", None, "50,5"],
        row("2"),
        ["ВСЕГО", None, 101],
        [None],
        ["Председатель совета ______ /Иванова/"],
        ["М.П.", None, None, "21.11.2026"],
    ]
    draft = read_rows(rows)
    assert (codes(draft), numbers(draft)) == ([], ["1", "2"])


def test_section_lines_say_entrance_and_kind(read_rows: Read) -> None:
    header = ["Помещение", "Площадь", "Собственник", "Доля", "Документ"]
    rows = [
        ["Подъезд № 1"],
        ["1", 40, "А А", "1", "д"],
        ["2 подъезд"],
        ["2", 41, "Б Б", "1", "д"],
        ["Нежилые помещения"],
        ["I", 42, "В В", "1", "д"],
        ["Машино-места"],
        ["1", 13, "Г Г", "1", "д"],
    ]
    draft = read_rows(rows, header=header)
    assert [(u.kind, u.number, u.entrance) for u in draft.units] == [
        ("residential", "1", "1"),
        ("residential", "2", "2"),
        ("non_residential", "I", "2"),
        ("parking", "1", "2"),
    ]
    assert codes(draft) == ["no_kind_column"]


def test_a_line_of_words_is_left_out_and_said(read_rows: Read) -> None:
    draft = read_rows([row(), ["Данные уточняются у застройщика"], row("2")])
    assert ([(p.row, p.code) for p in draft.warnings], numbers(draft)) == ([(3, "row_left_out")], ["1", "2"])


def test_a_number_alone_is_a_unit_without_area(read_rows: Read) -> None:
    draft = read_rows([row(), ["2"], row("3")])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(3, "Площадь, кв. м", "area_missing")]


def test_missing_number_is_an_error(read_rows: Read) -> None:
    draft = read_rows([row(None), row("2")])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(2, "Помещение", "number_missing")]


def test_one_more_owner_below_where_the_unit_has_room(read_rows: Read) -> None:
    draft = read_rows([row(share="1/2"), [None, None, None, "Б Б", None, "1/2", "д"]])
    assert (codes(draft), len(draft.holdings), numbers(draft)) == (["one_more_owner"], 2, ["1"])
    draft = read_rows([row(), [None, None, None, "Б Б", None, "1/2", "д"]])
    assert codes(draft) == ["number_missing"]


def test_other_sheets_are_left_alone(read_rows: Read) -> None:
    def edit(sheet: Any) -> None:
        notes = sheet.parent.create_sheet("Примечания", 0)
        notes["A1"], notes["A2"] = "сверено с ЕГРН", "площадь и доли проверены"
        copy = sheet.parent.copy_worksheet(sheet)
        copy.title = "Реестр 2024"

    draft = read_rows([row(), row("2")], edit=edit)
    assert (draft.sheet, codes(draft), len(draft.units)) == ("Реестр", ["sheet_left_out"], 2)


def test_hidden_copy_is_not_read(read_rows: Read) -> None:
    def edit(sheet: Any) -> None:
        copy = sheet.parent.copy_worksheet(sheet)
        copy.sheet_state = "hidden"

    assert codes(read_rows([row()], edit=edit)) == []


def test_a_register_divided_over_sheets_is_one(read_rows: Read) -> None:
    def edit(sheet: Any) -> None:
        more = sheet.parent.create_sheet("Машино-места")
        for cells in (HEADER, row("м/м 1", kind="машино-место", area="13,3")):
            more.append(cells)

    draft = read_rows([row(), row("2")], edit=edit)
    assert (codes(draft), draft.sheet) == ([], "Реестр, Машино-места")
    assert draft.area_m2 == Fraction(1143, 10)


def test_hidden_rows_are_read_and_said(read_rows: Read) -> None:
    def edit(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True

    draft = read_rows([row(), row("2")], edit=edit)
    assert (codes(draft), len(draft.units)) == (["hidden_rows"], 2)


@pytest.mark.parametrize(
    ("written", "kind", "number", "key"),
    [
        (12.0, "жилое", "12", "residential:12"),
        ("кв. 12", None, "12", "residential:12"),
        ("№ 12", "жилое", "12", "residential:12"),
        ("12А", "жилое", "12А", "residential:12а"),
        ("12 a", "жилое", "12 a", "residential:12а"),
        ("12-а", "жилое", "12-а", "residential:12а"),
        ("м/м 31", "машино-место", "м/м 31", "parking:31"),
        ("31", "машино-место", "31", "parking:31"),
        ("Машино-место № 31", None, "Машино-место № 31", "parking:31"),
        ("пом. IV", "нежилое", "пом. IV", "non_residential:iv"),
        ("120Н", None, "120Н", "non_residential:120н"),
        ("0012", "жилое", "0012", "residential:12"),
    ],
)
def test_numbers_as_on_the_door(read_rows: Read, written: Any, kind: str | None, number: str, key: str) -> None:
    draft = read_rows([row(written, kind=kind)])
    assert (codes(draft), draft.units[0].number, draft.units[0].key) == ([], number, key)


def test_one_unit_written_in_two_ways(read_rows: Read) -> None:
    draft = read_rows([row("кв. 12А", share="1/2"), row("12 а", owner="Б Б", share="1/2")])
    assert (codes(draft), len(draft.units)) == ([], 1)


def test_numbers_that_only_look_alike_are_different_units(read_rows: Read) -> None:
    numbers = ["12/1", "121", "12.1", "12,1", "12-1", "1213", "12, 13", "1а", "1б"]
    draft = read_rows([row(number) for number in numbers])
    assert len({unit.key for unit in draft.units}) == len(numbers)
    assert draft.errors == []


def test_bare_sum_below_the_areas(read_rows: Read) -> None:
    assert codes(read_rows([row(), row("2"), [None, None, 101]])) == []
    assert codes(read_rows([row(), row("2"), [None, None, 120]])) == ["total_differs"]


def test_a_flat_and_a_parking_place_of_one_number_are_two_units(read_rows: Read) -> None:
    draft = read_rows([row("5"), row("5", kind="машино-место", area="13,3")])
    assert (codes(draft), [unit.kind for unit in draft.units]) == ([], ["residential", "parking"])


def test_number_turned_into_a_date(read_rows: Read) -> None:
    draft = read_rows([row(datetime(2026, 5, 1)), row("2")])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(2, "Помещение", "number_is_date")]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("жилое", "residential"),
        ("Жилое помещение", "residential"),
        ("квартира", "residential"),
        ("residential", "residential"),
        ("НЕЖИЛОЕ", "non_residential"),
        ("не жилое", "non_residential"),
        ("офис", "non_residential"),
        ("Non-residential", "non_residential"),
        ("кладовая", "non_residential"),
        ("машино-место", "parking"),
        ("Машиноместо", "parking"),
        ("м/м", "parking"),
        ("parking", "parking"),
        ("паркинг", "parking"),
    ],
)
def test_words_of_kinds(read_rows: Read, word: str, kind: str) -> None:
    assert [unit.kind for unit in read_rows([row(kind=word)]).units] == [kind]


def test_kind_not_understood_and_kind_missing(read_rows: Read) -> None:
    assert [(p.row, p.column, p.code) for p in read_rows([row(kind="чердак")]).errors] == [
        (2, "Вид", "kind_unreadable")
    ]
    assert codes(read_rows([row(kind=None)])) == ["kind_missing"]


def test_cadastral_number_belongs_to_one_unit(read_rows: Read) -> None:
    header = [*HEADER, "Кадастровый номер"]
    draft = read_rows([[*row(), "77:1:1:1"], [*row("2"), "77:1:1:1"]], header=header)
    assert [(p.row, p.column, p.code) for p in draft.warnings] == [(3, "Кадастровый номер", "cadastral_twice")]
    rows = [[*row(share="1/2"), "77:1:1:1"], [*row(owner="Б Б", share="1/2"), "77:1:1:2"]]
    assert codes(read_rows(rows, header=header)) == ["cadastral_differs"]


def test_units_keep_the_order_of_the_file(read_rows: Read) -> None:
    draft = read_rows([row("30"), row("2", share="1/2"), row("100"), row("2", owner="Б Б", share="1/2")])
    assert [(u.number, u.position, u.rows) for u in draft.units] == [("30", 0, [2]), ("2", 1, [3, 5]), ("100", 2, [4])]


def test_everything_wrong_is_said_at_once(read_rows: Read) -> None:
    draft = read_rows(
        [row("1", area=None), row("2", share="5/4"), row("3", share="1/0"), row("4"), row("4"), row(None)]
    )
    assert [problem.row for problem in draft.errors] == [2, 3, 4, 6, 7]


def test_answer_in_english(read_rows: Read) -> None:
    answer = read_rows([row(area=None)]).as_json("en")
    assert answer["errors"][0]["problem"] == "The area of unit 1 is missing."
    assert answer["by_kind"] == {"residential": "0"}
    assert answer["area_m2"] == "0"
