"""How disputed places of the law are read, and what the law asks about the house, on the organiser's pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from assembly.bootstrap import Application
from assembly.model import Assembly, Building, LedgerEntry
from tests.web.house import PASSWORD
from tests.web.organiser.conftest import Staff
from tests.web.organiser.test_assembly_pages import add_question, draft, second_person
from tests.web.organiser.test_register_pages import shown

WHY = "Письмо жилищной инспекции от 12.01.2026"


@pytest.fixture
def path(somova: Any, staff: Staff) -> str:
    somova.sign_in("somova", PASSWORD)
    return draft(somova, staff)


def test_a_reading_is_chosen_with_its_reason_before_the_notice(
    somova: Any, new_browser: Any, path: str, application: Application
) -> None:
    add_question(somova, path, "Установить шлагбаум", "ru:44.2.2")
    assert "Машино-места считаются в общем числе голосов" in shown(somova)
    assert "не менее 273,4 м² (точно 273 2/5)" not in shown(somova)
    before = shown(somova)
    somova.open(f"{path}/draft")
    assert "Как читать спорные места закона" in shown(somova)
    somova.send(f"{path}/readings", reading_parking="not_counted", why_parking="")
    assert somova.status == 422
    assert "Не сказано, почему закон читают так" in shown(somova)
    somova.send(f"{path}/readings", reading_parking="not_counted", why_parking=WHY)
    assert "Выбрал(а) М. Сомова" in shown(somova)
    somova.open(f"{path}/agenda")
    assert "Машино-места не считаются в общем числе голосов. Так решено для этого собрания: Письмо" in shown(somova)
    assert shown(somova) != before
    second_person(new_browser, path, read="1")
    somova.open(f"{path}/notice")
    somova.send(f"{path}/notice")
    assert somova.path == f"{path}/notices", shown(somova)
    somova.send(f"{path}/readings", reading_parking="counted", why_parking="передумали")
    assert somova.status == 409
    with application.database.reading() as session:
        kept = session.scalars(select(Assembly)).one()
        assert kept.law_facts["interpretation"] == {"parking": "not_counted"}
        agenda = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "agenda:composed")).one()
        facts = json.loads(agenda)["facts"]
        assert facts["policies"]["readings"]["parking"]["why"] == WHY
        assert facts["items"][0]["facts"]["interpretation"] == {"parking": "not_counted"}
    public = new_browser()
    public.open(f"/public/{path.split('/')[2]}")
    assert "Машино-места не считаются в общем числе голосов. Так решено для этого собрания" in shown(public)


def test_where_a_fact_is_missing_the_page_names_it_and_says_where_to_give_it(
    somova: Any, path: str, staff: Staff, application: Application
) -> None:
    facts = f"/house/{staff.building_id}/facts"
    somova.open(facts)
    assert "Сколько в доме подъездов" in shown(somova)
    law = f"/house/{staff.building_id}/law-facts"
    somova.send(law, fact_entrances="три", fact_entrances_evidence="технический паспорт, с. 3")
    assert somova.status == 422
    assert "Такого ответа закон не знает: три" in shown(somova)
    somova.send(law, fact_entrances="1", fact_entrances_evidence="")
    assert somova.status == 422
    assert "Не указан документ" in shown(somova)
    somova.send(law, fact_entrances="1", fact_entrances_evidence="технический паспорт, с. 3")
    assert somova.status == 200
    with application.database.reading() as session:
        kept = session.scalars(select(Building)).one().law_facts["entrances"]
        assert (kept["value"], kept["evidence"]) == ("1", "технический паспорт, с. 3")
    somova.open(facts)
    somova.send(law, fact_entrances="", fact_entrances_evidence="")
    with application.database.reading() as session:
        assert session.scalars(select(Building)).one().law_facts == {}
