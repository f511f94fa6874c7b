"""Columns are found by name in any order and case, corrected by hand, and remembered."""

from __future__ import annotations

import random

import pytest

from assembly.register_import import COLUMNS
from tests.register_import.registers import HEADER, Read, codes, row

NAMES = {
    "unit": [
        "Помещение",
        "№ помещения",
        "Номер квартиры",
        "№ кв.",
        "КВАРТИРА",
        "кв.",
        "unit",
        "Flat No.",
        "Номер помещения (квартиры)",
        "№ жилого/нежилого помещения",
        "Apartment",
        "№ квартиры, помещения",
    ],
    "kind": ["Вид", "Вид помещения", "Тип помещения", "Назначение помещения", "kind", "Жилое/нежилое", "Назначение"],
    "entrance": ["Подъезд", "№ подъезда", "entrance", "Парадная"],
    "cadastral_number": [
        "Кадастровый номер",
        "Кадастровый (условный) номер помещения",
        "cadastral_number",
        "Кад. №",
        "КАДАСТРОВЫЙ  НОМЕР",
    ],
    "area_m2": [
        "Площадь, кв. м",
        "Общая площадь",
        "Площадь помещения (м²)",
        "area_m2",
        "Area",
        "Общая площадь\nжилого помещения, кв.м.",
        "S, м2",
        "ПЛОЩАДЬ",
    ],
    "owner": [
        "Собственник",
        "ФИО",
        "Ф.И.О. собственника",
        "Фамилия, имя, отчество",
        "Правообладатель",
        "owner",
        "ФИО собственника / наименование юр. лица",
        "Собственник (ФИО/наименование организации)",
        "Наименование правообладателя",
    ],
    "owner_kind": ["Тип собственника", "owner_kind", "Вид собственника", "Физ./юр. лицо", "Тип"],
    "share": [
        "Доля",
        "Доля в праве",
        "Размер доли",
        "share",
        "Доля в праве собственности на помещение",
        "Доля собственника",
        "ДОЛЯ ",
    ],
    "title_document": [
        "Документ",
        "Правоустанавливающий документ",
        "Реквизиты документа о праве",
        "title_document",
        "Номер и дата регистрации права",
        "Документ, подтверждающий право собственности",
        "№ записи ЕГРН",
        "Сведения о документе, подтверждающем право собственности",
    ],
    "representative": ["Представитель", "ФИО представителя", "representative"],
    "authority": ["Доверенность", "Реквизиты доверенности", "authority", "Документ представителя"],
    "authority_until": ["Срок действия доверенности", "Доверенность действует до", "authority_until"],
    "email": ["E-mail", "Email", "Электронная почта", "Эл. почта", "адрес электронной почты"],
    "phone": ["Телефон", "Контактный телефон", "phone", "Моб. телефон", "Тел."],
    "birth_date": ["Дата рождения", "birth_date"],
    "snils": ["СНИЛС", "snils"],
    "ogrn": ["ОГРН", "ОГРН/ОГРНИП"],
}
VALUES = {
    "unit": "1",
    "kind": "жилое",
    "entrance": "2",
    "cadastral_number": "77:1:1:1",
    "area_m2": "50,5",
    "owner": "Сомов Глеб",
    "owner_kind": "физлицо",
    "share": "1",
    "title_document": "д 1",
    "representative": "Петров П",
    "authority": "дов. 1",
    "authority_until": "01.01.2030",
    "email": "a@example.org",
    "phone": "1",
    "birth_date": "01.02.1960",
    "snils": "11223344595",
    "ogrn": "1",
}


@pytest.mark.parametrize("seed", range(40))
def test_names_in_any_order_and_case(read_rows: Read, seed: int) -> None:
    chance = random.Random(seed)
    chosen = {name: chance.choice(titles) for name, titles in NAMES.items()}
    order = list(chosen)
    chance.shuffle(order)
    shape = chance.choice((str, str.upper, str.lower, str.title, lambda text: f"  {text} "))
    header = ["№ п/п", *(shape(chosen[name]) for name in order), "Примечание"]
    draft = read_rows([["1", *(VALUES[name] for name in order), ""]], header=header)
    found = {name: draft.columns.get(name, "").casefold() for name in order}
    assert found == {name: " ".join(chosen[name].split()).casefold() for name in order}
    assert codes(draft) == []
    assert [title.casefold() for title in draft.unmatched_headers] == ["примечание"]


def test_every_column_knows_its_own_names() -> None:
    for column in COLUMNS:
        assert column.score(column.name.replace("_", " ")) == 4
        for other in COLUMNS:
            assert other is column or not (other.exact & column.exact), (
                column.name,
                other.name,
                other.exact & column.exact,
            )


@pytest.mark.parametrize(
    "title",
    [
        "Жилая площадь",
        "Площадь доли, кв. м",
        "Количество голосов",
        "Доля в праве на общее имущество",
        "Этаж",
        "Количество комнат",
        "Подпись",
        "Площадь, принадлежащая собственнику",
        "Кадастровая стоимость",
        "Паспортные данные",
        "ИНН",
    ],
)
def test_other_columns_are_not_taken_for_ours(read_rows: Read, title: str) -> None:
    draft = read_rows([["77", *row()]], header=[title, *HEADER])
    assert (codes(draft), draft.unmatched_headers) == ([], [title])


def test_name_in_three_columns(read_rows: Read) -> None:
    header = ["№ кв.", "Вид", "Площадь", "Фамилия", "Имя", "Отчество", "Доля", "Документ"]
    draft = read_rows([["1", "жилое", 40, "Иванов", "Иван", "Иванович", "1", "д"]], header=header)
    assert (codes(draft), draft.holdings[0].owner_name) == ([], "Иванов Иван Иванович")


def test_document_and_its_date_in_two_columns(read_rows: Read) -> None:
    header = [*HEADER[:-1], "№ регистрации права", "Дата регистрации права"]
    draft = read_rows([[*row(), "01.02.2020"]], header=header)
    assert draft.holdings[0].title_document == "77:1-2 от 01.02.2020"
    draft = read_rows([[*row(document="77:1-2"), "01.02.2020"]], header=header)
    assert draft.holdings[0].title_document == "77:1-2 от 01.02.2020"


def test_number_from_the_address(read_rows: Read) -> None:
    header = ["Адрес", "Вид", "Площадь", "Собственник", "Доля", "Документ"]
    draft = read_rows([["г. Москва, ул. Примерная, д. 1, кв. 6", "жилое", 40, "А А", "1", "д"]], header=header)
    assert (codes(draft), draft.units[0].number) == ([], "6")


def test_words_below_decide_what_a_bare_word_means(read_rows: Read) -> None:
    header = ["Помещение", "Тип", "Площадь", "Собственник", "Доля", "Документ"]
    assert read_rows([["1", "нежилое", 40, "А А", "1", "д"]], header=header).columns["kind"] == "Тип"
    assert read_rows([["1", "юрлицо", 40, "А А", "1", "д"]], header=header).columns["owner_kind"] == "Тип"


def test_two_columns_of_one_name(read_rows: Read) -> None:
    draft = read_rows([[*row(share="1/2"), "1"], [*row(owner="Б Б", share="1/2"), "1"]], header=[*HEADER, "Доля"])
    assert codes(draft) == ["column_twice"]
    assert "F, H" in draft.warnings[0].problem["ru"]
    draft = read_rows([[*row(share="1/2"), "1"]], header=[*HEADER, "Доля"], columns={"share": "Доля [H]"})
    assert draft.holdings[0].share == 1


def test_columns_chosen_by_hand(read_rows: Read) -> None:
    chosen = {"area_m2": "по  БТИ", "Собственник": "Кто"}
    header = [*HEADER, "По БТИ", "Кто"]
    draft = read_rows([[*row(), "60,1", "Другой Человек"]], header=header, columns=chosen)
    assert (codes(draft), str(draft.area_m2), draft.holdings[0].owner_name) == ([], "601/10", "Другой Человек")
    assert "Площадь, кв. м" in draft.unmatched_headers


def test_column_not_to_be_used(read_rows: Read) -> None:
    draft = read_rows([row()], columns={"title_document": ""})
    assert codes(draft) == ["no_document_column"]


def test_remembered_column_that_is_gone(read_rows: Read) -> None:
    draft = read_rows([row()], columns={"share": "Доля по ЕГРН"})
    assert codes(draft) == ["column_not_found"]
    assert draft.columns["share"] == "Доля"


def test_names_nobody_knows_can_be_chosen(read_rows: Read) -> None:
    header = ["A1", "B1", "C1", "D1"]
    chosen = {"unit": "A1", "area_m2": "B1", "owner": "C1", "share": "D1"}
    draft = read_rows([["1", "40,5", "А А", "1"]], header=header, columns=chosen)
    assert (draft.errors, str(draft.area_m2)) == ([], "81/2")
    assert codes(read_rows([["1", "40,5", "А А", "1"]], header=header)) == ["no_header"]


def test_missing_columns_are_named(read_rows: Read) -> None:
    draft = read_rows([["1", "А А", "1"]], header=["Помещение", "Собственник", "Доля"])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(1, "Площадь", "column_missing")]
    assert codes(read_rows([["1", 40]], header=["Помещение", "Площадь"]))[:1] == ["no_kind_column"]
