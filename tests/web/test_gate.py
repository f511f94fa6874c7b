"""The gate before every route, sessions, forms and error pages."""

from __future__ import annotations

import errno
from typing import Any

import pytest
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.testing import TestClient
from sqlalchemy import text

from assembly.bootstrap import Application
from assembly.errors import BrokenPromise, Fixable, NotFound, Refused
from assembly.model import Account, Role, WebSession
from assembly.text import Text
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_api_key import create_api_key
from assembly.use_cases.create_building import create_building
from assembly.use_cases.grant_role import grant_role
from assembly.web.access import PUBLIC, SIGNED_IN, AccessRuleMissing, one_of, routes_of
from assembly.web.app import create_web
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

PASSWORD = "три случайных слова"


@pytest.fixture
def house(application: Application, clock: Any) -> dict[str, str]:
    """A house with an organiser and one without anybody."""
    with application.database.writing() as session:
        now = clock.now()
        account = create_account(session, now=now, login="somova", display_name="М. Сомова", password=PASSWORD)
        own = create_building(session, now=now, address="ул. Примерная, 1")
        other = create_building(session, now=now, address="ул. Соседняя, 2")
        grant_role(session, now=now, account=account, building=own, role=Role.ORGANISER, by=None)
        session.flush()
        return {"own": own.id, "other": other.id, "account": account.id}


@page("/houses/{building_id:str}", one_of(Role.ORGANISER))
def for_organisers(visit: Visit, building_id: str) -> Answer:
    with visit.reading() as session:
        return visit.content(visit.building(session).address.encode(), "text/plain")


@page("/houses/{building_id:str}/count", one_of(Role.COUNTER))
def for_counters(visit: Visit, building_id: str) -> Answer:
    return visit.content(b"", "text/plain")


def fill_up(visit: Visit) -> None:
    """Write until SQLite itself says that there is no more room."""
    with visit.writing() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
        session.execute(text("CREATE TABLE more (words TEXT)"))
        session.execute(text("INSERT INTO more VALUES (zeroblob(1000000))"))


@page("/fails/{how:str}", PUBLIC)
def failing(visit: Visit, how: str) -> Answer:
    if how == "full_database":
        fill_up(visit)
    failures: dict[str, Exception] = {
        "refused": Refused(Text("Уведомлено слишком поздно."), article=Text("ЖК РФ, ст. 45 ч. 4")),
        "forbidden": Refused(Text("Не вам."), forbidden=True),
        "busy": Refused(Text("Сейчас нельзя."), code="busy"),
        "fixable": Fixable.one(Text("Нет площади."), Text("Впишите её."), where=Text("лист 1, строка 5")),
        "missing": NotFound(),
        "broken": BrokenPromise("shares do not add up <b>"),
        "fault": ZeroDivisionError(),
        "no_space": OSError(errno.ENOSPC, "No space left"),
    }
    raise failures[how]


@action("/keep", SIGNED_IN)
def keep(visit: Visit) -> Answer:
    return visit.content(visit.form.get("words").encode(), "text/plain")


@pytest.fixture
def extra(application: Application) -> Any:
    from assembly.web.app import every_handler

    with TestClient(create_web(application, [*every_handler(), for_organisers, for_counters, failing, keep])) as client:
        yield client


def sign_in(client: TestClient[Any], browser_class: Any) -> Any:
    browser = browser_class(client)
    browser.sign_in("somova", PASSWORD)
    browser.open("/uchebnye-chasy")
    return browser


@pytest.fixture
def organiser(extra: TestClient[Any], house: dict[str, str], browser: Any) -> Any:
    return sign_in(extra, type(browser))


def test_a_route_without_an_access_rule_keeps_the_application_from_starting(application: Application) -> None:
    @get("/open-to-whom", sync_to_thread=False)
    def forgotten() -> str:
        return ""

    with pytest.raises(AccessRuleMissing, match="open-to-whom"):
        create_web(application, [forgotten])


def test_every_route_declares_its_rule(application: Application) -> None:
    assert all(handler.opt["access"].name for _path, handler in routes_of(create_web(application)))


def test_roles_count_in_their_own_house_only(organiser: Any, house: dict[str, str]) -> None:
    assert organiser.open(f"/houses/{house['own']}") == "ул. Примерная, 1"
    organiser.open(f"/houses/{house['other']}")
    assert organiser.status == 404
    organiser.open("/houses/nosuchhouse")
    assert organiser.status == 404
    page_ = organiser.open(f"/houses/{house['own']}/count")
    assert organiser.status == 403
    assert "Эта страница для тех, кому поручено: счётная комиссия. Вам она не поручена." in page_
    assert "Войти" not in page_
    assert 'href="/account"' in page_


def test_a_signed_out_visitor_is_led_to_the_sign_in_and_back(extra: TestClient[Any], house: dict[str, str]) -> None:
    answer = extra.get(f"/houses/{house['own']}?a=1", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=/houses/{house['own']}%3Fa%3D1"


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("refused", 409, ["Уведомлено слишком поздно.", "ЖК РФ, ст. 45 ч. 4"]),
        ("forbidden", 403, ["Не вам."]),
        ("busy", 429, ["Сейчас нельзя."]),
        ("fixable", 422, ["лист 1, строка 5", "Нет площади.", "Впишите её."]),
        ("missing", 404, ["Такой страницы нет"]),
        ("broken", 500, ["Ошибка на нашей стороне"]),
        ("fault", 500, ["Ошибка на нашей стороне"]),
        ("no_space", 507, ["На сервере кончилось место", "не записано"]),
        ("full_database", 507, ["На сервере кончилось место", "не записано"]),
    ],
)
def test_every_failure_says_what_where_what_to_do_and_whom_to_call(
    extra: TestClient[Any], how: str, status: int, words: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    answer = extra.get(f"/fails/{how}")
    assert answer.status_code == status
    for word in [*words, f"/fails/{how}", "Что делать", "8 800 000-00-00", "Учебная система. Голоса ненастоящие."]:
        assert word in answer.text
    alarmed = [record for record in caplog.records if record.levelname == "CRITICAL"]
    assert bool(alarmed) == (status in (500, 507))
    assert "add up" not in answer.text


def test_errors_speak_english_too(extra: TestClient[Any]) -> None:
    extra.cookies.set("veche-language", "en")
    assert "This is a training system" in extra.get("/fails/missing").text


def test_an_address_that_leads_nowhere_and_a_wrong_method(extra: TestClient[Any]) -> None:
    assert "Такой страницы нет" in extra.get("/no/such/page").text
    assert extra.get("/no/such/page").status_code == 404
    assert extra.get("/keep").status_code == 405


def test_a_form_of_another_site_or_another_browser_is_not_taken(organiser: Any, new_browser: Any) -> None:
    assert organiser.send("/keep", words="да") == "да"
    assert organiser.client.post("/keep", data={"words": "да"}).status_code == 403
    stranger = new_browser()
    stranger.open("/sign-in")
    foreign_key = stranger.page.split('name="form_key" value="')[1].split('"')[0]
    assert organiser.client.post("/keep", data={"words": "да", "form_key": foreign_key}).status_code == 403
    assert organiser.client.post("/keep", data={"words": "да", "form_key": "ключ"}).status_code == 403


def test_a_form_that_is_too_large_is_refused_before_it_is_read(organiser: Any) -> None:
    assert organiser.send("/keep", words="я" * 200_000) != ""
    assert organiser.status == 413


def test_a_form_that_cannot_be_read_is_no_fault_of_ours(organiser: Any) -> None:
    broken = organiser.client.post(
        "/keep", content=b"--x\r\nnonsense", headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert broken.status_code == 400
    bytes_ = organiser.client.post(
        "/keep",
        content=b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n\xff\xfe\r\n--x--\r\n',
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert bytes_.status_code == 400


def test_every_answer_carries_the_security_headers(extra: TestClient[Any]) -> None:
    for path in ("/", "/no/such/page", "/fails/broken", "/sign-in"):
        headers = extra.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


def test_static_files_are_kept_for_a_year_under_their_version_and_nothing_else_is_served(
    extra: TestClient[Any],
) -> None:
    page_ = extra.get("/").text
    address = page_.split('rel="stylesheet" href="')[1].split('"')[0]
    answer = extra.get(address)
    assert answer.headers["content-type"].startswith("text/css")
    assert "immutable" in answer.headers["cache-control"]
    assert "immutable" not in extra.get("/static/veche.css").headers["cache-control"]
    for path in ("/static/../layout.html", "/static/%2e%2e/layout.html", "/static/fonts/golos-regular.ttf", "/static/"):
        assert extra.get(path).status_code == 404


def test_signing_in_gives_a_new_secret_and_signing_out_ends_it(
    extra: TestClient[Any], house: dict[str, str], application: Application
) -> None:
    extra.get("/sign-in")
    before = extra.cookies["veche"]
    key = extra.get("/sign-in").text.split('name="form_key" value="')[1].split('"')[0]
    answer = extra.post(
        "/sign-in", data={"form_key": key, "login": "Somova ", "password": PASSWORD, "next": "//evil.example"},
        follow_redirects=False,
    )  # fmt: skip
    assert answer.headers["location"] == "/"
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("veche="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert extra.cookies["veche"] != before
    with application.database.reading() as session:
        kept = session.query(WebSession).one()
        assert extra.cookies["veche"] not in {kept.digest, kept.csrf}
    assert extra.get(f"/houses/{house['own']}").status_code == 200
    signed_in = extra.cookies["veche"]
    key = (
        extra.get("/fails/missing").text
        and extra.get("/sign-in").text.split('name="form_key" value="')[1].split('"')[0]
    )
    extra.post("/sign-out", data={"form_key": key})
    extra.cookies.set("veche", signed_in)
    assert extra.get(f"/houses/{house['own']}", follow_redirects=False).status_code == 303


def test_a_wrong_password_is_counted_and_the_login_is_kept(
    extra: TestClient[Any], house: dict[str, str], browser: Any
) -> None:
    person = type(browser)(extra)
    page_ = person.sign_in("somova", "не тот пароль")
    assert person.status == 403
    assert "Логин или пароль не подходят." in page_
    assert 'value="somova"' in page_
    for _ in range(4):
        person.sign_in("somova", "не тот пароль")
    assert "Слишком много неверных попыток" in person.sign_in("somova", PASSWORD)


def test_a_session_ends_after_twelve_hours(organiser: Any, house: dict[str, str], clock: Any) -> None:
    clock.pass_(hours=11, minutes=59)
    organiser.open(f"/houses/{house['own']}")
    assert organiser.status == 200
    clock.pass_(minutes=2)
    organiser.open(f"/houses/{house['own']}")
    assert organiser.path == "/sign-in"


def test_the_language_is_remembered(organiser: Any, application: Application, house: dict[str, str]) -> None:
    organiser.open("/uchebnye-chasy")
    page_ = organiser.send("/language", language="en", back="/uchebnye-chasy")
    assert "Training clock" in page_
    with application.database.reading() as session:
        assert session.get_one(Account, house["account"]).language == "en"
    organiser.send("/language", language="en", back="https://evil.example/")
    assert organiser.answer.url.host == "testserver.local"


def test_the_training_clock_moves_forward_and_nobody_is_signed_out(organiser: Any, clock: Any) -> None:
    assert "20 марта, 12:00" in organiser.open("/uchebnye-chasy").replace("\u00a0", " ")
    assert "28 марта, 20:00" in organiser.send("/uchebnye-chasy", to="2026-03-28T20:00").replace("\u00a0", " ")
    assert organiser.status == 200
    again = organiser.send("/uchebnye-chasy", to="2026-03-01T20:00")
    assert organiser.status == 422
    assert "Это время уже прошло." in again
    assert 'value="2026-03-01T20:00"' in again


def test_another_system_comes_with_a_key(application: Application, house: dict[str, str]) -> None:
    @get("/api/v1/houses/{building_id:str}", opt={"access": one_of(Role.ORGANISER), "api": True}, sync_to_thread=True)
    def house_record(visit: NamedDependency[Visit], building_id: FromPath[str]) -> dict[str, str]:
        return {"who": visit.account_id}

    with application.database.writing() as session:
        account = session.get_one(Account, house["account"])
        _row, key = create_api_key(
            session, now=application.clock.now(), keys=application.keys, account=account, label="бухгалтерия"
        )
    with TestClient(create_web(application, [house_record])) as client:
        path = f"/api/v1/houses/{house['own']}"
        assert client.get(path, headers={"Authorization": f"Bearer {key}"}).json() == {"who": house["account"]}
        refused = client.get(path, headers={"Authorization": "Bearer key-2"})
        assert refused.status_code == 401
        assert refused.json()["error"] == "sign_in_first"
        other = client.get(f"/api/v1/houses/{house['other']}", headers={"Authorization": f"Bearer {key}"})
        assert other.status_code == 404


def test_the_service_answers_those_who_watch_it(browser: Any) -> None:
    assert browser.open("/health") == "ok\n"
