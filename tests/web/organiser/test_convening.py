"""Who may call an assembly, checked against the register: on the page of its own and beside the initiator of a draft."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from assembly.bootstrap import Application
from assembly.model import Building, Owner
from tests.web.house import PASSWORD
from tests.web.organiser.conftest import Staff
from tests.web.organiser.test_assembly_pages import draft


def rights(page: str) -> list[str]:
    """The checked list, one line a right."""
    cards = re.findall(r'<div class="right right-(.*?)\n</div>', page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", card)).split()) for card in cards]


def demand(page: str) -> str:
    """The right to demand an assembly, of owners with a tenth of the votes."""
    (found,) = [one for one in rights(page) if "Потребовать созыва" in one]
    return found


@pytest.fixture
def signed_in(somova: Any, staff: Staff) -> Any:
    somova.sign_in("somova", PASSWORD)
    return somova


def check(browser: Any, staff: Staff, query: str = "") -> str:
    page: str = browser.open(f"/house/{staff.building_id}/convening?{query}")
    assert browser.status == 200
    return page


def test_without_initiators_the_rights_are_listed_and_nobody_has_one(signed_in: Any, staff: Staff) -> None:
    assert f'href="/house/{staff.building_id}/convening"' in signed_in.open(f"/house/{staff.building_id}")
    page = check(signed_in, staff)
    assert len(rights(page)) == 3
    assert "право есть" not in page
    assert "не хватает" not in page
    assert "ЖК РФ, ст. 45 ч. 2" in page


def test_a_tenth_of_the_votes_is_reached_or_lacking(signed_in: Any, staff: Staff) -> None:
    """The house has 410,1 m²: 41,01 are needed. Flat 45 has 33,4; flat 47 with its parking place 60,1."""
    short = demand(check(signed_in, staff, "units=45"))
    assert short.startswith("lacking")
    assert "есть 33,4 м², нужно не менее 41,01 м², не хватает 7,61 м²" in short
    enough = demand(check(signed_in, staff, "units=%D0%BA%D0%B2.+47"))
    assert enough.startswith("held")
    assert "право есть" in enough
    together = check(signed_in, staff, "units=45,+49")
    assert demand(together).startswith("held")
    assert "Вместе у них 66,8\u00a0м²" in together


def test_one_owner_may_leave_the_initiators(signed_in: Any, staff: Staff, application: Application) -> None:
    with application.database.reading() as session:
        titov = session.query(Owner).where(Owner.name.startswith("Титов")).one().id
    page = check(signed_in, staff, f"units=45,49&owner={titov}")
    assert demand(page).startswith("lacking")
    assert page.count(" checked") == 1


def test_joint_owners_count_their_flat_once(signed_in: Any, staff: Staff) -> None:
    page = demand(check(signed_in, staff, "units=48"))
    assert "есть 46,8 м²" in page


def test_premises_nobody_knows_are_named(signed_in: Any, staff: Staff) -> None:
    page = check(signed_in, staff, "units=999,+%3Cb%3E,+IV")
    assert "В реестре нет таких помещений: 999, &lt;b&gt;." in page
    assert demand(page).startswith("held")


def test_an_office_is_ticked(signed_in: Any, staff: Staff) -> None:
    page = check(signed_in, staff, "office=manager")
    assert any(one.startswith("held") and "Управляющая организация" in one for one in rights(page))
    assert any(one.startswith("open") and "Управляющая организация" in one for one in rights(check(signed_in, staff)))


def test_without_a_register_nothing_can_be_counted(somova: Any, bare: Staff) -> None:
    somova.sign_in("somova", PASSWORD)
    assert "сначала загрузите реестр" in check(somova, bare)


def test_the_initiator_of_a_draft_is_checked_where_he_is_named(
    signed_in: Any, staff: Staff, application: Application
) -> None:
    signed_in.open(f"/house/{staff.building_id}/assemblies/new")
    assert "Кто вправе созвать собрание" in signed_in.page
    path = draft(signed_in, staff, initiator_premises="кв. 45")
    page = signed_in.open(f"{path}/draft")
    assert "Посчитано по реестру для инициатора: Титов Олег Львович." in page
    assert demand(page).startswith("lacking")
    path = draft(signed_in, staff, initiator_premises="кв. 450")
    assert "В реестре нет таких помещений: кв. 450." in signed_in.open(f"{path}/draft")
    with application.database.writing() as session:
        session.get_one(Building, staff.building_id).management = "ООО «Дом»"
    path = draft(signed_in, staff, initiator_name="ООО «Дом»", initiator_ogrn="1027700000000")
    page = signed_in.open(f"{path}/draft")
    assert any(one.startswith("held") and "Управляющая организация" in one for one in rights(page))
