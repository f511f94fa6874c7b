"""The kind of every question is proposed from its words and confirmed by a second person, on the organiser's pages."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from assembly.bootstrap import Application
from assembly.model import AgendaItem, Role, RoleGrant
from tests.web.house import PASSWORD
from tests.web.organiser.conftest import Staff
from tests.web.organiser.test_assembly_pages import add_question, draft, item_id, second_person
from tests.web.organiser.test_register_pages import shown


@pytest.fixture
def path(somova: Any, staff: Staff) -> str:
    somova.sign_in("somova", PASSWORD)
    return draft(somova, staff)


def kept(application: Application, title: str) -> AgendaItem:
    with application.database.reading() as session:
        return session.scalars(select(AgendaItem).where(AgendaItem.title == title)).one()


def test_the_kind_is_proposed_from_the_words_and_the_words_are_shown(somova: Any, path: str) -> None:
    somova.open(f"{path}/agenda/new")
    assert "предложить по словам вопроса" in shown(somova)
    somova.send(f"{path}/agenda/new", title="Передать совету дома решения о текущем ремонте")
    page = shown(somova)
    assert "Передать совету дома решения о текущем ремонте — по словам «передать, совету" in page
    assert "больше половины голосов всех собственников дома" in page
    near = page.partition("Близкие виды решений")[2]
    assert "Текущий ремонт общего имущества: больше половины голосов участников" in near
    assert "Избрание совета дома" in near


def test_where_the_words_say_nothing_the_catalogue_is_offered_and_nothing_typed_is_lost(somova: Any, path: str) -> None:
    somova.open(f"{path}/agenda/new")
    somova.send(f"{path}/agenda/new", title="Разное", text="Поговорить о разном")
    assert somova.status == 422
    assert "Вид решения по словам вопроса не найден" in shown(somova)
    assert "Поговорить о разном" in somova.page
    assert '<option value="ru:44.2.5">' in somova.page


def test_a_kind_chosen_against_the_catalogue_says_so(somova: Any, new_browser: Any, path: str) -> None:
    add_question(somova, path, "Провести ремонт подъездов", "ru:44.2.1")
    page = shown(somova)
    assert "выбран из перечня" in page
    assert "Перечень предложил другой вид решения" in page
    assert (
        "Текущий ремонт общего имущества : больше половины голосов участников (по словам «ремонт, подъездов»)" in page
    )
    other = new_browser()
    other.sign_in("titov", PASSWORD)
    other.open(f"{path}/agenda")
    assert "Вопрос 1: перечень предложил другой вид решения, чем выбран." in shown(other)


def test_every_question_waits_for_a_second_person_and_the_refusal_names_it(
    somova: Any, new_browser: Any, path: str, application: Application
) -> None:
    add_question(somova, path, "Провести ремонт подъездов", "ru:44.2.4.1")
    assert "Второй человек ещё не подтвердил вид решения: вопрос 1" in shown(somova)
    somova.open(f"{path}/notice")
    assert "disabled" in somova.page
    somova.send(f"{path}/notice")
    assert somova.status == 409
    assert "Вид решения ещё не подтвердил второй человек: 1. Провести ремонт подъездов" in shown(somova)
    question = item_id(application, "Провести ремонт подъездов")
    somova.open(f"{path}/agenda")
    somova.send(f"{path}/agenda/{question}/confirm")
    assert somova.status == 403
    assert "подтверждает другой человек" in shown(somova)
    other = second_person(new_browser, path)
    assert "подтвердил(а) О. Титов" in shown(other)
    assert "предложил(а) М. Сомова" in shown(other)
    somova.open(f"{path}/notice")
    somova.send(f"{path}/notice")
    assert somova.path == f"{path}/notices"
    other.send(f"{path}/agenda/{question}/confirm")
    assert other.status == 409


@pytest.mark.parametrize(
    ("changed", "stays"),
    [
        ({"title": "Провести ремонт всех подъездов"}, False),
        ({"text": "Два подъезда"}, False),
        ({"proposal": "Принять смету"}, False),
        ({"decision": "ru:44.2.1"}, False),
        ({"speaker": "Белова А. И."}, True),
        ({"once_per_m2": "10"}, True),
    ],
)
def test_a_changed_text_or_kind_takes_the_confirmation_back(  # noqa: PLR0917 - fixtures and two parameters
    somova: Any, new_browser: Any, path: str, application: Application, changed: dict[str, str], stays: bool
) -> None:
    add_question(somova, path, "Провести ремонт подъездов", "ru:44.2.4.1")
    second_person(new_browser, path)
    question = item_id(application, "Провести ремонт подъездов")
    somova.open(f"{path}/agenda/{question}")
    somova.send(
        f"{path}/agenda/{question}", **{"title": "Провести ремонт подъездов", "decision": "ru:44.2.4.1", **changed}
    )
    item = kept(application, changed.get("title", "Провести ремонт подъездов"))
    assert item.id == question
    assert (item.decision_confirmed_by is not None) is stays


def test_another_opening_day_with_another_rule_asks_anew(
    somova: Any, new_browser: Any, path: str, application: Application, clock: Any
) -> None:
    from tests.web.organiser.conftest import DRAFT_FORM

    add_question(somova, path, "Выбрать управляющую организацию", "ru:44.2.4.7")
    second_person(new_browser, path)
    somova.open(f"{path}/draft")
    somova.send(f"{path}/draft", **(DRAFT_FORM | {"closes_at": "2026-03-21T20:00"}))
    assert kept(application, "Выбрать управляющую организацию").decision_confirmed_by is not None
    earlier = {"opens_at": "2022-08-01T08:00", "closes_at": "2022-08-20T20:00", "discussion_at": "2022-08-01T19:00"}
    somova.send(f"{path}/draft", **(DRAFT_FORM | earlier))
    assert kept(application, "Выбрать управляющую организацию").decision_confirmed_by is None


def test_the_second_person_reads_the_law_in_the_same_sitting(
    somova: Any, new_browser: Any, path: str, application: Application
) -> None:
    add_question(somova, path, "Создать товарищество собственников жилья", "ru:136")
    assert "Прочитайте статьи закона: 1 вопрос" in shown(somova)
    assert "не проверено" in shown(somova)
    other = new_browser()
    other.sign_in("panin", PASSWORD)
    other.open(f"{path}/agenda")
    assert "Ждут вашего подтверждения: 1 вопрос" in shown(other)
    assert "Я прочитал(а) текст статей к вопросу 1" in shown(other)
    other.send(f"{path}/agenda/confirm-all", read="1")
    assert other.status == 200
    somova.send(f"{path}/agenda/read-all")
    assert somova.status == 422
    somova.send(f"{path}/agenda/read-all", read="1")
    item = kept(application, "Создать товарищество собственников жилья")
    assert len(item.law_readers) == 2
    assert item.decision_confirmed_by is not None
    assert "Прочитайте статьи закона" not in shown(somova)
    assert "Текст статьи прочитали: Л. Панин, М. Сомова" in shown(somova)


def test_before_the_count_it_is_said_whose_law_is_unread(
    somova: Any, new_browser: Any, path: str, application: Application
) -> None:
    add_question(somova, path, "Создать товарищество собственников жилья", "ru:136")
    second_person(new_browser, path)
    somova.open(f"{path}/notice")
    assert "Правила к вопросу 1 не сверены с текстом закона" in shown(somova)
    somova.send(f"{path}/notice")
    assert somova.path == f"{path}/notices", shown(somova)
    somova.open(f"{path}/stages")
    assert "Текст закона к вопросу 1 ещё не прочитали два человека" in shown(somova)
    for login in ("somova", "titov"):
        reader = new_browser()
        reader.sign_in(login, PASSWORD)
        reader.open(f"{path}/agenda")
        reader.send(f"{path}/agenda/read-all", read="1")
        assert reader.status == 200, shown(reader)
    somova.open(f"{path}/stages")
    assert "ещё не прочитали" not in shown(somova)


def test_one_alone_is_told_how_to_get_a_second_person(
    somova: Any, path: str, staff: Staff, application: Application
) -> None:
    add_question(somova, path, "Провести ремонт подъездов", "ru:44.2.4.1")
    assert "поручено вам одному" not in shown(somova)
    with application.database.writing() as session:
        others = RoleGrant.role.in_((Role.ORGANISER, Role.AUDITOR))
        mine = select(AgendaItem.decision_proposed_by)
        session.execute(delete(RoleGrant).where(others, RoleGrant.account_id.not_in(mine)))
    somova.open(f"{path}/agenda")
    assert "поручено вам одному" in shown(somova)
    assert f"/house/{staff.building_id}/staff" in somova.page
    assert "поручение «наблюдатель» или «организатор»" in shown(somova)
