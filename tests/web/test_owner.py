"""What an owner does, from the code in the notice to the receipt."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from assembly.bootstrap import Application
from assembly.model import Account, Assembly, BallotView, CastVote, OneTimeCode
from tests.web.house import PASSWORD, House, build_house, other_house


@pytest.fixture
def house(application: Application, tmp_path: Path, clock: Any) -> House:
    made = build_house(application, tmp_path, clock)
    clock.move_to(clock.now().replace(day=24, hour=9))
    return made


@pytest.fixture
def belova(browser: Any, house: House) -> Any:
    browser.sign_in("belova", PASSWORD)
    return browser


def plain(text: str) -> str:
    """What a reader sees of the page's text: no tags, ordinary spaces."""
    shown = re.sub(r"<[^>]+>", " ", text)
    return re.sub(r"\s+", " ", shown.replace("\u00a0", " ").replace("\u202f", " "))


def answer_all(browser: Any, ballot: str, choices: str = "for against abstain for") -> None:
    browser.open(f"/b/{ballot}/question/1")
    for number, choice in enumerate(choices.split(), start=1):
        browser.send(f"/b/{ballot}/question/{number}", go="next", answer=choice)


def test_a_notice_leads_to_a_login_a_code_list_and_my_assemblies(browser: Any, house: House, clock: Any) -> None:
    clock.move_to(clock.now().replace(day=2))
    browser.open("/")
    code = house.enrolment_code("Касымов").lower().replace("-", " ")
    page = browser.open(f"/enrol?code={code}")
    assert "Собрание 2026 года" in page
    assert "3 дня" in plain(page)
    wrong = browser.send("/enrol", code=code, login="kasymov", password="коротко", again="иначе")
    assert browser.status == 422
    assert "Пароли не совпадают." in wrong
    assert 'value="kasymov"' in wrong
    assert "коротко" not in wrong
    browser.send("/enrol", code=code, login="kasymov", password=PASSWORD, again=PASSWORD, email="k@example.org")
    assert browser.path == "/account/code"
    page = browser.send("/account/code", which="list", next="/my")
    codes = re.findall(r'name="code" value="(\d{4} \d{4})"', page)
    assert len(set(codes)) == 20
    sheet = browser.send("/account/code/list.pdf", code=codes)
    assert sheet.startswith("%PDF")
    page = plain(browser.open("/my"))
    assert "ул. Примерная, 1" in page
    assert "кв. 50" in page
    assert "61,9 м²" in page
    assert "подать голос здесь можно с 5 марта" in page


def test_a_used_or_wrong_code_is_refused_kindly(browser: Any, house: House) -> None:
    browser.open("/")
    page = browser.open("/enrol?code=ABCD-EFGH-JK")
    assert browser.status == 422
    assert "Такого кода нет." in page
    used = house.enrolment_code("Белова")
    browser.open(f"/enrol?code={used}")
    page = browser.send("/enrol", code=used, login="another", password=PASSWORD, again=PASSWORD)
    assert browser.status == 409
    assert "вход уже создан" in page or "уже использован" in page


def test_who_is_signed_in_adds_another_flat_by_its_code(belova: Any, house: House) -> None:
    code = house.enrolment_code("Касымов")
    assert "Добавить квартиру" in belova.open(f"/enrol?code={code}")
    page = plain(belova.send("/enrol", code=code))
    assert belova.path == "/my"
    assert "кв. 50" in page


def test_an_app_becomes_the_second_factor_by_its_first_code(new_browser: Any, house: House, clock: Any) -> None:
    person = new_browser()
    code = house.enrolment_code("Касымов")
    person.open(f"/enrol?code={code}")
    person.send("/enrol", code=code, login="kasymov", password=PASSWORD, again=PASSWORD)
    page = person.send("/account/code", which="app", next="/my")
    assert "<svg" in page
    assert "style=" not in page
    uri = re.search(r'name="uri" value="([^"]+)"', page)
    assert uri is not None
    address = uri[1].replace("&amp;", "&")
    page = person.send("/account/code/app", uri=address, code="000000", next="/my")
    assert person.status == 422
    assert "<svg" in page
    person.send("/account/code/app", uri=address, code=pyotp.parse_uri(address).at(clock.now()), next="/my")
    assert person.path == "/my"
    page = person.open("/account")
    assert "из приложения на телефоне" in page
    # Changing it needs a code of the former one.
    person.open("/account/code")
    person.send("/account/code", which="list", code="123456", next="/my")
    assert person.status == 422
    clock.pass_(minutes=1)
    page = person.send("/account/code", which="list", code=pyotp.parse_uri(address).at(clock.now()), next="/my")
    assert person.status == 200
    assert len(re.findall(r'name="code" value=', page)) == 20


def test_the_page_of_the_assembly_says_everything_an_owner_asks(belova: Any, house: House) -> None:
    page = plain(belova.open(f"/a/{house.assembly_id}"))
    for words in (
        "Приём решений до 28 марта, 20:00", "Провести ремонт подъездов за 2 480 000 ₽", "Смета.pdf",
        "больше половины голосов", "ЖК РФ", "подъезд 2, пост консьержа", "8 800 000-00-00", "Возражения до 31 марта",
        "Вы представляете: Носова Клавдия Петровна", "Новые входы", "около 13 404 ₽ один раз",
    ):  # fmt: skip
        assert words in page, words
    link = re.search(r"/a/\w+/paper/\w+", belova.page)
    assert link is not None
    belova.open(link[0])
    assert belova.answer.headers["content-type"] == "application/pdf"
    assert "filename*=UTF-8''%D0%A1%D0%BC%D0%B5%D1%82%D0%B0.pdf" in belova.answer.headers["content-disposition"]


def test_a_question_chooses_nothing_and_says_what_it_means_for_the_flat(belova: Any, house: House) -> None:
    ballot = house.ballot_id("Белова")
    page = belova.open(f"/b/{ballot}/question/3")
    assert "checked" not in page
    shown = plain(page)
    assert "Вопрос 3 из 4 · голосование до 28 марта, 20:00" in shown
    assert "60,1 м², около 13 404 ₽ один раз или 373 ₽ в месяц." in shown
    assert "Воздержусь" in shown
    belova.send(f"/b/{ballot}/question/3", go="next")
    assert belova.status == 422
    assert "Не выбрано: ваш ответ." in belova.page
    belova.send(f"/b/{ballot}/question/3", go="next", answer="perhaps")
    assert belova.status == 422
    for number in ("0", "5", "99999999999999999999999"):
        belova.open(f"/b/{ballot}/question/{number}")
        assert belova.status == 404


def test_an_owner_answers_reviews_and_casts_with_one_code(belova: Any, house: House, clock: Any) -> None:
    ballot = house.ballot_id("Белова")
    belova.open(f"/b/{ballot}")
    assert belova.path == f"/b/{ballot}/question/1"
    belova.send(f"/b/{ballot}/question/1", go="next", answer="for")
    belova.send(f"/b/{ballot}/question/2", go="next", answer="against")
    page = belova.send(f"/b/{ballot}/question/3", go="back")
    assert belova.path == f"/b/{ballot}/question/2"
    assert 'value="against" checked' in page
    belova.open("/my")
    assert "начато: 2 из 4" in plain(belova.page)
    page = belova.open(f"/b/{ballot}/review")
    assert "Остались вопросы без ответа: 3, 4." in plain(page)
    assert 'name="code"' not in page
    belova.open(f"/b/{ballot}/question/3?then=review")
    belova.send(f"/b/{ballot}/question/3", go="skip", then="review")
    assert belova.path == f"/b/{ballot}/review"
    belova.open(f"/b/{ballot}/question/4?then=review")
    page = belova.send(f"/b/{ballot}/question/4", go="next", answer="for", then="review")
    shown = plain(page)
    assert "Без ответа" in shown
    assert "около минуты" in shown
    key = re.search(r'name="key" value="(\w+)"', page)
    assert key is not None
    page = belova.send(f"/b/{ballot}/cast", key=key[1], code="000000")
    assert belova.status == 422
    assert "не подходит или уже использован" in page
    assert f'name="key" value="{key[1]}"' in page
    code = house.app_code()
    page = belova.send(f"/b/{ballot}/cast", key=key[1], code=code)
    assert belova.path == f"/b/{ballot}/receipt"
    assert "Ваше решение записано" in page
    assert "24 марта 2026" in plain(page)
    assert "Против" not in page
    belova.open(f"/b/{ballot}/receipt.pdf")
    assert belova.answer.content.startswith(b"%PDF")
    with house.application.database.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        assert cast.original == {"1": "for", "2": "against", "3": "blank", "4": "for"}
    assert "записано в системе, 24 марта" in plain(belova.open("/my"))
    # The same form once more is the same vote; another form finds that nothing is to be changed.
    belova.send(f"/b/{ballot}/cast", key=key[1], code=code)
    assert belova.path == f"/b/{ballot}/receipt"
    belova.open(f"/b/{ballot}/question/1")
    assert belova.path == f"/b/{ballot}/record"
    with house.application.database.reading() as session:
        assert len(session.scalars(select(CastVote)).all()) == 1


def test_a_list_names_the_next_code_and_takes_it_once(browser: Any, house: House, clock: Any) -> None:
    browser.sign_in("titov", PASSWORD)
    ballot = house.ballot_id("Титов")
    answer_all(browser, ballot)
    assert browser.path == f"/b/{ballot}/review"
    assert "Код № 1 из вашего списка" in plain(browser.page)
    page = browser.send(f"/b/{ballot}/cast", key="a" * 32, code=house.codes[0])
    assert browser.path == f"/b/{ballot}/receipt", page
    with house.application.database.reading() as session:
        used = session.scalars(select(OneTimeCode).where(OneTimeCode.used_at.is_not(None))).all()
        assert [code.number for code in used] == [1]


def test_a_fresh_enrolment_waits_and_keeps_the_answers(browser: Any, house: House, clock: Any) -> None:
    code = house.enrolment_code("Касымов")
    browser.open(f"/enrol?code={code}")
    browser.send("/enrol", code=code, login="kasymov", password=PASSWORD, again=PASSWORD)
    ballot = house.ballot_id("Касымов")
    answer_all(browser, ballot)
    page = plain(browser.page)
    assert "Подать голос здесь можно с 27 марта" in page
    assert "кв. 50" in plain(browser.open(f"/a/{house.assembly_id}/enrolments"))
    assert "ждёт" in browser.page
    clock.pass_(days=3, minutes=1)
    browser.sign_in("kasymov", PASSWORD)
    assert "Остался один шаг: одноразовый код" in browser.open(f"/b/{ballot}/review")


def test_a_representative_answers_in_the_name_of_the_owner(belova: Any, house: House, clock: Any) -> None:
    ballot = house.ballot_id("Носова")
    page = plain(belova.open(f"/b/{ballot}/question/2"))
    assert "Вы отвечаете за другого собственника: Носова Клавдия Петровна." in page
    assert "Для квартиры, которую вы представляете: 33,4 м²" in page
    answer_all(belova, ballot)
    page = plain(belova.send(f"/b/{ballot}/cast", key="b" * 32, code=house.app_code()))
    assert belova.path == f"/b/{ballot}/receipt"
    assert "доверенность № 12" in page


def test_another_owners_pages_do_not_exist_and_the_try_is_seen(browser: Any, house: House) -> None:
    browser.sign_in("titov", PASSWORD)
    ballot = house.ballot_id("Белова")
    for path in ("", "/question/1", "/review", "/receipt", "/receipt.pdf", "/ballot.pdf", "/record"):
        page = browser.open(f"/b/{ballot}{path}")
        assert browser.status == 404, path
        assert "Такой страницы нет" in page
    with house.application.database.reading() as session:
        account = session.scalars(select(Account).where(Account.login == "titov")).one()
        tries = session.scalars(select(BallotView).where(BallotView.ballot_id == ballot)).all()
        assert len(tries) == 7
        assert {(one.account_id, one.refused) for one in tries} == {(account.id, True)}


def test_another_house_sees_nothing(browser: Any, house: House, application: Application, clock: Any) -> None:
    other_house(application, clock.now())
    browser.sign_in("chuzhoy", PASSWORD)
    for path in ("", "/enrolments", "/participants"):
        browser.open(f"/a/{house.assembly_id}{path}")
        assert browser.status == 404


def test_after_the_end_nothing_is_taken(belova: Any, house: House, clock: Any) -> None:
    ballot = house.ballot_id("Белова")
    answer_all(belova, ballot)
    clock.move_to(clock.now().replace(day=28, hour=17, minute=1))
    belova.sign_in("belova", PASSWORD)
    page = belova.send(f"/b/{ballot}/cast", key="c" * 32, code=house.app_code())
    assert belova.status in {404, 409}
    belova.open(f"/b/{ballot}/review")
    assert belova.path == f"/b/{ballot}/record"
    belova.open(f"/b/{ballot}/ballot.pdf")
    assert belova.status == 409
    assert page


def test_the_paper_way_out_is_the_same_ballot(belova: Any, house: House) -> None:
    belova.open(f"/b/{house.ballot_id('Белова')}/ballot.pdf")
    assert belova.answer.content.startswith(b"%PDF")


def test_a_draft_is_nobodys_business(belova: Any, house: House) -> None:
    with house.application.database.writing() as session:
        session.get_one(Assembly, house.assembly_id).state = "draft"  # type: ignore[assignment]
    belova.open(f"/a/{house.assembly_id}")
    assert belova.status == 404
