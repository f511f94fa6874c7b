"""Owners: several in one cell, unknown ones, twice the same, who signs for them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from tests.register_import.registers import HEADER, Read, codes, row

A, B = "Иванов Иван Иванович", "Иванова Мария Петровна"
HALF = Fraction(1, 2)


@pytest.mark.parametrize("divider", ["\n", "; ", ", ", " и ", ";\n", "\n\n", "\n2) "])
def test_joint_owners_in_one_cell(read_rows: Read, divider: str) -> None:
    first = "1) " if "2)" in divider else ""
    draft = read_rows([row(owner=f"{first}{A}{divider}{B}", share="совместная")])
    assert codes(draft) == []
    assert [(h.owner_name, h.share, h.joint) for h in draft.holdings] == [(A, None, True), (B, None, True)]


@pytest.mark.parametrize("divider", ["\n", "; ", ", "])
def test_shares_divided_like_the_owners(read_rows: Read, divider: str) -> None:
    draft = read_rows([row(owner=f"{A}{divider}{B}", share=f"1/3{divider}2/3")])
    assert codes(draft) == []
    assert [(h.owner_name, h.share) for h in draft.holdings] == [(A, Fraction(1, 3)), (B, Fraction(2, 3))]


@pytest.mark.parametrize(
    "owner", [f"{A} (1/2)\n{B} (1/2)", f"{A} - 1/2, {B} - 1/2", f"{A} ½; {B} ½", f"{A} 1/2 доли\n{B} 1/2 доли"]
)
def test_shares_beside_the_names(read_rows: Read, owner: str) -> None:
    draft = read_rows([row(owner=owner, share=None)])
    assert codes(draft) == []
    assert [(h.owner_name, h.share) for h in draft.holdings] == [(A, HALF), (B, HALF)]


def test_a_share_for_each(read_rows: Read) -> None:
    draft = read_rows([row(owner=f"{A}\n{B}", share="по 1/2")])
    assert (codes(draft), [h.share for h in draft.holdings]) == ([], [HALF, HALF])


@pytest.mark.parametrize("share", ["1", None, "1/2"])
def test_owners_whose_shares_nobody_can_tell(read_rows: Read, share: str | None) -> None:
    draft = read_rows([row(owner=f"{A}\n{B}", share=share)])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(2, "Собственник", "owners_in_one_cell")]


def test_shares_that_do_not_fit_the_owners(read_rows: Read) -> None:
    assert codes(read_rows([row(owner=f"{A}\n{B}", share="1/3\n1/3\n1/3")])) == ["shares_do_not_fit_owners"]
    assert codes(read_rows([row(owner=A, share="1/2\n1/2")])) == ["shares_do_not_fit_owners"]


@pytest.mark.parametrize(
    "owner",
    [
        "Иванов\nИван\nИванович",
        "ООО «Ромашка, Плюс»",
        "Общество с ограниченной ответственностью\n«Ромашка»",
        "АО «А и Б»",
        "Нұрланова Айгүл Маратқызы",
        "Мамедов Али Гасан оглы",
        "Smith John",
        "Петрова-Водкина Анна Ивановна",
        "Иванова Мария Петровна (несовершеннолетняя)",
    ],
)
def test_one_owner_stays_one(read_rows: Read, owner: str) -> None:
    draft = read_rows([row(owner=owner)])
    assert (codes(draft), [h.owner_name for h in draft.holdings]) == ([], [" ".join(owner.split())])


def test_documents_and_contacts_divided_like_the_owners(read_rows: Read) -> None:
    cells = [*row(owner=f"{A}\n{B}", share="совместная", document="д1\nд2"), "a@example.org\nb@example.org", "1\n2"]
    draft = read_rows([cells], header=[*HEADER, "E-mail", "Телефон"])
    assert codes(draft) == []
    assert [(h.title_document, h.email, h.phone) for h in draft.holdings] == [
        ("д1", "a@example.org", "1"),
        ("д2", "b@example.org", "2"),
    ]


def test_a_contact_of_several_owners_goes_to_nobody(read_rows: Read) -> None:
    cells = [*row(owner=f"{A}\n{B}", share="совместная"), "a@example.org"]
    draft = read_rows([cells], header=[*HEADER, "E-mail"])
    assert (codes(draft), [h.email for h in draft.holdings]) == (["contact_of_whom"], [None, None])


@pytest.mark.parametrize(
    "owner", [None, "-", "—", "неизвестен", "нет данных", "Не установлен", "unknown", "Данные отсутствуют", "н/д"]
)
def test_unknown_owner_is_normal(read_rows: Read, owner: str | None) -> None:
    draft = read_rows([row(owner=owner, share=None, document=None), row("2")])
    assert (codes(draft), draft.unknown_owner_units, len(draft.holdings)) == ([], 1, 2)
    assert (draft.holdings[0].owner_kind, draft.holdings[0].share, draft.area_m2) == ("unknown", 1, 101)


@pytest.mark.parametrize(
    ("owner", "word", "kind"),
    [
        (A, "физлицо", "person"),
        (A, None, "person"),
        (A, "Физ. лицо", "person"),
        (A, "ФЛ", "person"),
        ("ООО «Р»", None, "company"),
        ("ООО «Р»", "юрлицо", "company"),
        ("ООО «Р»", "ЮЛ", "company"),
        ("Город Москва", None, "municipality"),
        ("Администрация города", None, "municipality"),
        ("ДГИ", "муниципалитет", "municipality"),
        ("Российская Федерация", None, "municipality"),
        ("City of Springfield", "municipality", "municipality"),
        ("ООО «Р»", "застройщик", "company"),
        ("Smith John", "person", "person"),
        ("ООО «Р»", "частная", "company"),
        ("ИП Иванов Иван Иванович", None, "person"),
    ],
)
def test_kinds_of_owners(read_rows: Read, owner: str, word: str | None, kind: str) -> None:
    draft = read_rows([row(owner=owner, owner_kind=word)])
    assert (codes(draft), draft.holdings[0].owner_kind) == ([], kind)


def test_kind_of_owner_not_understood(read_rows: Read) -> None:
    draft = read_rows([row(owner_kind="марсианин")])
    assert (codes(draft), draft.holdings[0].owner_kind) == (["owner_kind_unreadable"], "person")


def test_the_same_holding_twice(read_rows: Read) -> None:
    draft = read_rows([row("9"), row(), row("9")])
    assert [(p.row, p.column, p.code) for p in draft.errors] == [(4, "Помещение", "holding_twice")]
    assert draft.warnings == []
    assert "2" in draft.errors[0].problem["ru"]


def test_the_same_holding_twice_in_halves_or_other_letters(read_rows: Read) -> None:
    rows = [row(owner="Сомов Пётр", share="1/2"), row(owner="СОМОВ  ПЕТР", share="1/2")]
    assert codes(read_rows(rows)) == ["holding_twice"]
    assert "holding_twice" in codes(read_rows([row(share="1/2", document=None), row(share="1/4", document=None)]))


def test_two_rights_of_one_owner_are_told_apart_by_document(read_rows: Read) -> None:
    draft = read_rows([row(share="1/2", document="д1"), row(share="1/2", document="д2")])
    assert (codes(draft), len(draft.holdings)) == (["holding_again"], 2)


def test_namesakes_are_told_apart_by_birth_date(read_rows: Read) -> None:
    rows = [[*row(share="1/2"), "01.02.1960"], [*row(share="1/2"), "03.04.1990"]]
    draft = read_rows(rows, header=[*HEADER, "Дата рождения"])
    assert (codes(draft), [h.birth_date for h in draft.holdings]) == ([], [date(1960, 2, 1), date(1990, 4, 3)])


def test_missing_document_is_a_warning_per_row_or_once(read_rows: Read) -> None:
    draft = read_rows([row(document=None), row("2"), row("3", document="-")])
    assert [(p.row, p.column, p.code) for p in draft.warnings] == [
        (2, "Документ", "document_missing"),
        (4, "Документ", "document_missing"),
    ]
    short = [cells[:-1] for cells in (row(), row("2"))]
    assert codes(read_rows(short, header=HEADER[:-1])) == ["no_document_column"]


@pytest.mark.parametrize(
    ("text", "kept", "code"),
    [
        ("a@example.org", "a@example.org", []),
        ("bad@", None, ["email_unreadable"]),
        ("a b@example.org", "b@example.org", ["email_unreadable"]),
        ("a@example.org; b@example.org", "a@example.org", ["email_several"]),
        ("-", None, []),
        ("нет", None, []),
        ("почта@пример.рф", "почта@пример.рф", []),
        ("a..b@example.org", None, ["email_unreadable"]),
        ("a@localhost", None, ["email_unreadable"]),
        ('=HYPERLINK("mailto:a@example.org")', "a@example.org", []),
        ("a@ex.org\r\nBcc: x@y.org", "a@ex.org", ["email_unreadable"]),
    ],
)
def test_email(read_rows: Read, text: str, kept: str | None, code: list[str]) -> None:
    draft = read_rows([[*row(), text]], header=[*HEADER, "E-mail"])
    assert (draft.holdings[0].email, codes(draft)) == (kept, code)


def test_phone_as_a_number_keeps_its_digits(read_rows: Read) -> None:
    draft = read_rows([[*row(), 79001112233]], header=[*HEADER, "Телефон"])
    assert draft.holdings[0].phone == "79001112233"


@pytest.mark.parametrize(
    ("authority", "until", "code"),
    [
        ("дов. 5 от 01.01.2024 до 01.01.2025", date(2025, 1, 1), ["authority_expired"]),
        ("дов. 5 от 01.01.2024, действует по 31.12.2027", date(2027, 12, 31), []),
        ("дов. 5 до 20 ноября 2026 г.", date(2026, 11, 20), ["authority_expired"]),
        ("дов. 5 до 21.11.2026", date(2026, 11, 21), []),
        ("дов. 5", None, []),
        (None, None, ["authority_missing"]),
        ("poa 7 valid until 2027-05-06", date(2027, 5, 6), []),
    ],
)
def test_authority_and_its_last_day(
    read_rows: Read, authority: str | None, until: date | None, code: list[str]
) -> None:
    draft = read_rows([[*row(), "Петров Пётр", authority]], header=[*HEADER, "Представитель", "Доверенность"])
    assert (draft.holdings[0].authority_until, codes(draft)) == (until, code)


def test_last_day_of_an_authority_in_its_own_column(read_rows: Read) -> None:
    header = [*HEADER, "Представитель", "Доверенность", "Срок действия доверенности"]
    rows = [[*row(), "П П", "дов. 1", date(2026, 1, 1)], [*row("2"), "П П", "дов. 1", "бессрочно?"]]
    draft = read_rows(rows, header=header)
    assert [(p.row, p.column, p.code) for p in draft.warnings] == [
        (2, "Срок действия доверенности", "authority_expired"),
        (3, "Срок действия доверенности", "date_unreadable"),
    ]


def test_identity_columns(read_rows: Read) -> None:
    header = [*HEADER, "СНИЛС", "ОГРН", "Дата рождения"]
    rows = [
        [*row(), "112-233-445 95", None, "01.02.1960"],
        [*row("2"), "112-233-445 96", "1027700132195", "35.01.1990"],
    ]
    draft = read_rows(rows, header=header)
    assert (draft.holdings[0].snils, draft.holdings[1].ogrn) == ("11223344595", "1027700132195")
    assert sorted(codes(draft)) == ["date_unreadable", "snils_unreadable"]
