"""ЕГРН extracts: rights, shares, owners, numbers from addresses."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from assembly.register_import.kinds import number_in_address
from tests.register_import.registers import Read, codes

PERSON = (
    "<individual><surname>Иванов</surname><name>Иван</name><patronymic>Иванович</patronymic><birth_date>1960-02-01</birth_date>"
    "<snils>112-233-445 95</snils></individual>"
)


def right(holders: str = PERSON, share: str = "", kind: str = "Собственность", more: str = "") -> str:
    people = "".join(f"<right_holder>{holder}</right_holder>" for holder in holders.split("|"))
    return (
        f"<right_record><record_info><registration_date>2020-05-06T00:00:00+03:00</registration_date>{more}</record_info>"
        f"<right_data><right_type><value>{kind}</value></right_type><right_number>77:1-1</right_number>{share}</right_data>"
        f"<right_holders>{people}</right_holders></right_record>"
    )


def extract(
    *rights: str,
    number: str = "6",
    cadastral: str = "77:1:1:6",
    area: str = "66.33",
    made: str = "2026-10-21",
    purpose: str = "Жилое",
    address: str | None = None,
    root: str = "room",
) -> bytes:
    where = address if address is not None else f"г Москва, ул Примерная, д 1, кв {number}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><extract_about_property_{root}><details_statement><group_top_requisites>'
        f"<date_formation>{made}</date_formation></group_top_requisites></details_statement><{root}_record><object><common_data>"
        f"<type><value>Помещение</value></type><cad_number>{cadastral}</cad_number></common_data></object>"
        f"<params><area>{area}</area><purpose><value>{purpose}</value></purpose></params><address_room><address><address>"
        f"<readable_address>{where}</readable_address></address></address></address_room></{root}_record>"
        f"<right_records>{''.join(rights)}</right_records></extract_about_property_{root}>"
    ).encode()


def fraction(top: int, bottom: int) -> str:
    return f"<shares><share><numerator>{top}</numerator><denominator>{bottom}</denominator></share></shares>"


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.xml", content)
    return out.getvalue()


def test_a_person_with_all_that_is_on_record(read_bytes: Read) -> None:
    draft = read_bytes(extract(right()), "a.xml")
    holding = draft.holdings[0]
    assert (codes(draft), draft.format, draft.units[0].cadastral_number) == ([], "egrn", "77:1:1:6")
    assert (holding.owner_name, holding.owner_kind, holding.share, holding.birth_date, holding.snils) == (
        "Иванов Иван Иванович",
        "person",
        1,
        date(1960, 2, 1),
        "11223344595",
    )
    assert holding.title_document == "Собственность 77:1-1 от 06.05.2020"


@pytest.mark.parametrize(
    ("share", "exact"),
    [
        (fraction(1, 3), Fraction(1, 3)),
        ("<share_description>1/4</share_description>", Fraction(1, 4)),
        ("", Fraction(1)),
        ("<share_description>доля в праве 75 %</share_description>", Fraction(3, 4)),
        ("<share_description>1/2 доли в праве общей долевой собственности</share_description>", Fraction(1, 2)),
        ("<share_description>пропорционально</share_description>", None),
        (fraction(1, 0), None),
    ],
)
def test_shares(read_bytes: Read, share: str, exact: Fraction | None) -> None:
    draft = read_bytes(extract(right(share=share)), "a.xml")
    assert draft.holdings[0].share == exact
    assert bool(draft.errors) == (exact is None)


def test_joint_owners_in_one_right_or_in_two(read_bytes: Read) -> None:
    kind = "Общая совместная собственность"
    other = PERSON.replace("Иван<", "Анна<")
    for rights in ([right(f"{PERSON}|{other}", kind=kind)], [right(kind=kind), right(other, kind=kind)]):
        draft = read_bytes(extract(*rights), "a.xml")
        assert (codes(draft), [(h.share, h.joint) for h in draft.holdings]) == ([], [(None, True)] * 2)


@pytest.mark.parametrize(
    ("holder", "name", "kind"),
    [
        (
            "<legal_entity><entity><resident><name>ООО «Р»</name><ogrn>1027700132195</ogrn></resident></entity></legal_entity>",
            "ООО «Р»",
            "company",
        ),
        (
            "<legal_entity><entity><not_resident><name>Acme Ltd</name></not_resident></entity></legal_entity>",
            "Acme Ltd",
            "company",
        ),
        (
            (
                "<public_formation><public_formation_type><russia><name><value>Российская Федерация</value></name></russia>"
                "</public_formation_type></public_formation>"
            ),
            "Российская Федерация",
            "municipality",
        ),
        ("<individual/>", "", "unknown"),
        ("<individual><surname>Физическое лицо</surname></individual>", "", "unknown"),
        ("", "", "unknown"),
    ],
)
def test_owners(read_bytes: Read, holder: str, name: str, kind: str) -> None:
    draft = read_bytes(extract(right(holder)), "a.xml")
    assert (codes(draft), draft.holdings[0].owner_name, draft.holdings[0].owner_kind) == ([], name, kind)


def test_rights_that_ended_and_rights_that_do_not_vote(read_bytes: Read) -> None:
    ended = right(more="<cancel_date>2021-01-01</cancel_date>")
    draft = read_bytes(extract(ended, right(), right(kind="Оперативное управление")), "a.xml")
    assert (codes(draft), len(draft.holdings)) == (["other_right"], 1)


def test_no_right_on_record_is_an_unknown_owner(read_bytes: Read) -> None:
    draft = read_bytes(extract(), "a.xml")
    assert (codes(draft), draft.unknown_owner_units, str(draft.area_m2)) == ([], 1, "6633/100")


def test_parking_place(read_bytes: Read) -> None:
    address = "г Москва, ул Примерная, д 1, м/м 31"
    draft = read_bytes(extract(right(), root="car_parking_space", address=address, area="13.3"), "a.xml")
    assert (codes(draft), draft.units[0].kind, draft.units[0].number) == ([], "parking", "м/м 31")


def test_kind_by_purpose(read_bytes: Read) -> None:
    draft = read_bytes(extract(right(), purpose="Нежилое", address="г Москва, д 1, пом. IV"), "a.xml")
    assert [(unit.kind, unit.key) for unit in draft.units] == [("non_residential", "non_residential:iv")]


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("г Москва, ул Примерная, д 1, кв 6", "6"),
        ("г. Москва, ул. Примерная, д. 1, кв. 12а", "12а"),
        ("Москва, кв-л 5, д 3, кв 7", "7"),
        ("д 1, квартира № 15", "15"),
        ("д 1, пом. IV", "пом. IV"),
        ("д 1, помещение 3Н", "пом. 3Н"),
        ("д 1, м/м 31", "м/м 31"),
        ("д 1, машино-место № 5", "м/м 5"),
        ("д 1, машиноместо 5", "м/м 5"),
        ("д 1, кв 12, ком. 3", "12 ком. 3"),
        ("д 1, офис 7", "офис 7"),
        ("г Москва, ул Примерная, д 1", None),
        ("кв-л Северный, д 1", None),
        ("12 Flat Street, apt 4B", "4B"),
        ("Московская обл, мкр Квартал, д 2, кв.9", "9"),
        ("д. 5, пом. VIII, ком. 1", "пом. VIII"),
    ],
)
def test_number_at_the_end_of_an_address(address: str, number: str | None) -> None:
    assert number_in_address(address) == number


def test_address_without_a_number(read_bytes: Read) -> None:
    draft = read_bytes(extract(right(), address="г Москва, ул Примерная, д 1"), "a.xml")
    assert (codes(draft), draft.units[0].number) == (["number_from_cadastre"], "77:1:1:6")


def test_the_newest_extract_about_a_unit_counts(read_bytes: Read) -> None:
    other = PERSON.replace("Иванов<", "Новый<")
    members = {
        "a": extract(right(), made="2026-01-01"),
        "b": extract(right(other), made="2026-10-01"),
        "c": extract(right(), made="2025-01-01"),
    }
    draft = read_bytes(zipped(**members))
    assert [holding.owner_name for holding in draft.holdings] == ["Новый Иван Иванович"]
    assert [(p.sheet, p.code) for p in draft.warnings] == [("a.xml", "older_extract"), ("c.xml", "older_extract")]


def test_two_units_of_one_number_are_not_mixed(read_bytes: Read) -> None:
    members = {
        "a": extract(right(share=fraction(1, 2))),
        "b": extract(right(share=fraction(1, 2)), cadastral="77:1:1:7", area="40"),
    }
    found = codes(read_bytes(zipped(**members)))
    assert "area_differs" in found
    assert "cadastral_differs" in found


def test_members_that_cannot_be_read_are_named(read_bytes: Read) -> None:
    out = io.BytesIO(zipped(good=extract(right()), bad=b"<a", other=b"<extract_about_property_build/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("readme.txt", "x")
        archive.writestr("good.xml.sig", "x")
    draft = read_bytes(out.getvalue())
    assert [(p.sheet, p.code) for p in draft.errors] == [("bad.xml", "damaged"), ("other.xml", "not_an_extract")]
    assert [(p.sheet, p.code) for p in draft.warnings] == [("readme.txt", "other_member")]


@pytest.mark.parametrize("area", ["", "0", "-1", "много"])
def test_area_not_on_record(read_bytes: Read, area: str) -> None:
    draft: Any = read_bytes(extract(right(), area=area), "a.xml")
    assert [problem.column for problem in draft.errors] == ["area"]


def test_namespaces_and_old_encodings(read_bytes: Read) -> None:
    content = (
        extract(right())
        .decode()
        .replace("<extract_about_property_room>", '<extract_about_property_room xmlns="urn:x">', 1)
    )
    for text, encoding in (
        (content, "utf-8"),
        (content.replace("UTF-8", "windows-1251"), "cp1251"),
        ("\ufeff" + content, "utf-8"),
    ):
        draft = read_bytes(text.encode(encoding), "a.xml")
        assert (codes(draft), draft.holdings[0].owner_name) == ([], "Иванов Иван Иванович")
