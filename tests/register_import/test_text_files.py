"""CSV and TSV in the encodings and with the delimiters office programs write."""

from __future__ import annotations

import pytest

from tests.register_import.registers import Read, codes

HEADER = "Помещение;Вид;Площадь, кв. м;Собственник;Доля;Документ\n"
ROWS = '1;жилое;59,22;Иванов Иван Иванович;1;док 1\n2;жилое;40;"ООО ""Ромашка""";1;док 2\n'


def found(draft: object) -> tuple[list[str], list[str]]:
    return codes(draft), [holding.owner_name for holding in draft.holdings]  # type: ignore[attr-defined,arg-type]


WHOLE = ([], ["Иванов Иван Иванович", 'ООО "Ромашка"'])


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp1251", "cp866", "koi8-r", "mac-cyrillic", "utf-16", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(read_text: Read, encoding: str, ending: str) -> None:
    draft = read_text((HEADER + ROWS).replace("\n", ending), encoding)
    assert found(draft) == WHOLE
    assert (draft.format, draft.sheet, draft.units[1].rows) == ("csv", None, [3])


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_delimiters(read_text: Read, delimiter: str) -> None:
    assert found(read_text((HEADER + ROWS).replace(";", delimiter))) == WHOLE


def test_comma_with_commas_in_quotes(read_text: Read) -> None:
    text = '"Помещение","Вид","Площадь, кв. м","Собственник","Доля","Документ"\n1,жилое,"59,22",Иванов Иван,1,д\n'
    draft = read_text(text)
    assert (codes(draft), str(draft.area_m2), draft.columns["area_m2"]) == ([], "2961/50", "Площадь, кв. м")


def test_delimiter_declared_for_the_spreadsheet_program(read_text: Read) -> None:
    draft = read_text("sep=;\r\n" + HEADER + ROWS)
    assert found(draft) == WHOLE
    assert draft.header_row == 1


def test_title_and_total(read_text: Read) -> None:
    draft = read_text("Реестр;;;;;\n;;;;;\n" + HEADER + ROWS + "\nИтого;;99,22;;;\n", "cp1251")
    assert (found(draft), draft.header_row) == (WHOLE, 3)


def test_line_break_in_a_cell_is_one_row(read_text: Read) -> None:
    draft = read_text(HEADER + '1;жилое;40;"Иванов Иван\nИванова Мария";совместная;д\n2;жилое;0;А;1;д\n')
    assert [(p.row, p.code) for p in draft.errors] == [(3, "area_zero")]
    assert len(draft.holdings) == 3


def test_quotation_mark_left_open(read_text: Read) -> None:
    draft = read_text(HEADER + '1;жилое;59,22;"Иванов Иван;1;док\n' + ROWS)
    assert [(p.row, p.code) for p in draft.errors] == [(2, "open_quote")]


def test_guards_of_spreadsheets(read_text: Read) -> None:
    draft = read_text(HEADER + '="1";жилое;40;"=HYPERLINK(""http://x"";""Иванов Иван"")";\'1/1;д\n2;жилое;=1+1;А;1;д\n')
    assert draft.holdings[0].owner_name == "Иванов Иван"
    assert [(p.row, p.code) for p in draft.errors] == [(3, "not_calculated")]


def test_nul_bytes_and_invisible_characters(read_text: Read) -> None:
    draft = read_text((HEADER + ROWS).replace("Иванов", "Ива\0нов").replace("Помещение", "\u200bПоме\u00adщение\u00a0"))
    assert found(draft) == WHOLE


def test_cell_turned_into_a_date_before_it_was_saved_as_text(read_text: Read) -> None:
    draft = read_text(HEADER + "1;жилое;40;А А;01.фев;д\n1;жилое;40;Б Б;1/2;д\n")
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(2, "Доля", "share_is_date")]
    assert draft.warnings == []


def test_short_and_long_rows(read_text: Read) -> None:
    draft = read_text(HEADER + "1;жилое;40\n2;жилое;41;А А;1;д;лишнее;;;\n")
    assert (codes(draft), draft.unknown_owner_units) == ([], 1)


def test_most_rows(read_text: Read) -> None:
    line = "{n};жилое;40;А А;1;д\n"
    draft = read_text(HEADER + "".join(line.format(n=n) for n in range(50_001)))
    assert [p.problem["ru"] for p in draft.errors] == [
        "В реестре больше 50 000 строк: столько за один раз не принимается."
    ]
    assert draft.units == []
