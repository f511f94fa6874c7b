"""Houses, staff, and the register from its file to a sale."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from sqlalchemy import select

from assembly.bootstrap import Application
from assembly.model import Account, Authority, Building, Holding, Owner, RegisterSnapshot
from tests.web.house import PASSWORD
from tests.web.organiser.conftest import Staff

FILES = Path(__file__).parents[2] / "register_import" / "files"


def shown(browser: Any) -> str:
    """What a reader sees of the page: no tags, ordinary spaces."""
    text = re.sub(r"<[^>]+>", " ", browser.page).replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", unescape(text))


def send_file(browser: Any, staff: Staff, name: str, content: bytes, on: str = "2026-02-10") -> str:
    path = f"/house/{staff.building_id}/register/upload"
    browser.open(path)
    return str(browser.send(path, files={"file": (name, content)}, effective_on=on))


def import_checked(browser: Any, staff: Staff, **fields: str) -> str:
    """Send the form of the check page as it stands, with more fields."""
    hidden = dict(re.findall(r'<input type="hidden" name="([a-z0-9_-]+)" value="([^"]*)"', browser.page))
    hidden = {name: unescape(value) for name, value in hidden.items()}
    return str(browser.send(f"/house/{staff.building_id}/register/import", **(hidden | fields)))


def test_a_house_is_added_and_its_staff_named(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    somova.open("/houses/new")
    somova.send("/houses/new", address="ул. Новая, 7", pack="ru", timezone="Europe/Samara", telephone="8 800 111-11-11")
    assert "ул. Новая, 7" in shown(somova)
    assert "сначала загрузите реестр" in shown(somova)
    house = somova.path
    somova.open(f"{house}/staff")
    somova.send(
        f"{house}/staff/account", display_name="Новая Помощница", new_login="helper@example.org", password=PASSWORD,
        new_role="desk",
    )  # fmt: skip
    assert "Новая Помощница" in shown(somova)
    somova.send(f"{house}/staff/role", login="ezhov", role="counter")
    assert "Г. Ежов" in shown(somova)
    with application.database.reading() as session:
        assert (
            session.scalars(select(Building).where(Building.address == "ул. Новая, 7")).one().timezone
            == "Europe/Samara"
        )


def test_a_wrong_house_and_a_wrong_login_are_shown_beside_their_fields(somova: Any, staff: Staff) -> None:
    somova.sign_in("somova", PASSWORD)
    somova.open("/houses/new")
    somova.send("/houses/new", address="ул. Новая, 7", pack="ru", timezone="Luna/Base")
    assert somova.status == 422
    assert "Нет такого часового пояса: Luna/Base" in shown(somova)
    assert 'value="ул. Новая, 7"' in somova.page
    path = f"/house/{staff.building_id}/staff"
    somova.open(path)
    somova.send(f"{path}/role", login="nobody", role="desk")
    assert somova.status == 422
    assert "Такого логина нет" in shown(somova)


def test_what_an_assembly_allowed_is_noted(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("titov", PASSWORD)
    path = f"/house/{staff.building_id}/facts"
    somova.open(path)
    somova.send(path, telephone="8 800 222-22-22", management="", cadastral_number="", posting_allowed="1")
    assert "разрешены прежним собранием" in shown(somova)
    with application.database.reading() as session:
        assert session.get_one(Building, staff.building_id).posting_allowed


def test_an_organiser_who_is_no_installer_adds_no_house(somova: Any, staff: Staff) -> None:
    somova.sign_in("titov", PASSWORD)
    somova.open("/houses/new")
    assert somova.status == 404
    somova.open("/houses")
    assert "ул. Примерная, 1" in shown(somova)


def test_a_broken_register_lists_everything_and_imports_nothing(
    somova: Any, bare: Staff, application: Application
) -> None:
    somova.sign_in("somova", PASSWORD)
    send_file(somova, bare, "broken.xlsx", (FILES / "broken.xlsx").read_bytes())
    text = shown(somova)
    assert "Файл нужно исправить" in text
    assert re.search(r"лист «[^»]+», строка \d+, столбец «[^»]+»", text)
    assert "/register/import" not in somova.page
    with application.database.reading() as session:
        assert session.scalars(select(RegisterSnapshot)).all() == []


def test_warnings_are_imported_only_when_confirmed(somova: Any, bare: Staff, application: Application) -> None:
    content = "Помещение;Вид;Площадь;Доля;Собственник\n1;жилое;40,5;1/2;Прим Алла\n".encode()
    somova.sign_in("somova", PASSWORD)
    send_file(somova, bare, "dom.csv", content)
    assert "Проверьте замечания" in shown(somova)
    import_checked(somova, bare)
    assert somova.status == 409
    assert "Просмотрите их и подтвердите" in shown(somova)
    with application.database.reading() as session:
        assert session.scalars(select(RegisterSnapshot)).all() == []
    import_checked(somova, bare, confirmed="1")
    assert somova.status == 200
    assert "Подтверждённые замечания" in shown(somova)


def test_the_register_is_taken_and_shown(somova: Any, bare: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    send_file(somova, bare, "как ведём.xlsx", (FILES / "as-kept.xlsx").read_bytes())
    assert "Файл в порядке" in shown(somova)
    assert "14 538,73" in shown(somova)
    import_checked(somova, bare)
    assert somova.status == 200
    assert "Реестр на 10 февраля 2026" in shown(somova)
    somova.open(f"/house/{bare.building_id}/register")
    assert "248 помещений" in shown(somova)
    assert "страница 1 из 3" in shown(somova)
    somova.open(f"/house/{bare.building_id}/register?q=12а")
    assert "Найдено: " in shown(somova)
    with application.database.reading() as session:
        assert session.get_one(Building, bare.building_id).register_columns
        snapshot = session.scalars(select(RegisterSnapshot)).one()
    somova.open(f"/house/{bare.building_id}/register/history")
    assert snapshot.file_sha256 in somova.page
    somova.open(f"/house/{bare.building_id}/register/snapshot/{snapshot.id}/file")
    assert somova.answer.content == (FILES / "as-kept.xlsx").read_bytes()


def test_a_column_is_corrected_on_screen_and_remembered(somova: Any, bare: Staff, application: Application) -> None:
    content = "кв;S;владелец и прочее;часть\n1;40,5;Прим Алла;1\n2;50;Тестов Борис;1\n".encode()
    somova.sign_in("somova", PASSWORD)
    send_file(somova, bare, "dom.csv", content)
    assert "Как поняты столбцы файла" in shown(somova)
    query = somova.answer.url.query.decode()
    columns = "&column-unit=кв&column-area_m2=S&column-owner=владелец и прочее&column-share=часть"
    somova.open(f"/house/{bare.building_id}/register/check?{query}{columns}")
    import_checked(somova, bare, confirmed="1")
    assert somova.status == 200, shown(somova)
    with application.database.reading() as session:
        assert session.get_one(Building, bare.building_id).register_columns["owner"] == "владелец и прочее"
        assert {owner.name for owner in session.scalars(select(Owner))} == {"Прим Алла", "Тестов Борис"}


def test_the_next_register_says_what_it_changes(somova: Any, staff: Staff, tmp_path: Path) -> None:
    somova.sign_in("somova", PASSWORD)
    changed = (
        (tmp_path / "register.csv")
        .read_text(encoding="utf-8")
        .replace("Носова Клавдия Петровна", "Новая Алла Ивановна")
    )
    send_file(somova, staff, "new.csv", changed.encode())
    assert "Новая Алла Ивановна" in shown(somova)
    assert "По сравнению с реестром на 1 февраля 2026" in shown(somova)


def test_files_that_are_no_register(somova: Any, bare: Staff) -> None:
    somova.sign_in("somova", PASSWORD)
    for name, content in (
        ("photo.jpg", b"\xff\xd8\xff\xe0 nothing"),
        ("half.xlsx", b"PK\x03\x04 broken"),
        ("a.xml", b"<a>"),
    ):
        send_file(somova, bare, name, content)
        assert "Файл нужно исправить" in shown(somova), name
    send_file(somova, bare, "empty.csv", b"")
    assert somova.status == 422
    assert "Файл пуст" in shown(somova)
    path = f"/house/{bare.building_id}/register/upload"
    somova.open(path)
    somova.send(path, effective_on="2026-02-10")
    assert somova.status == 422
    assert "Не выбран файл" in shown(somova)
    send_file(somova, bare, "a.csv", b"x;y\n", on="2027-01-01")
    assert "на день, который ещё не наступил" in shown(somova)


def test_a_file_of_another_house_cannot_be_checked_here(somova: Any, bare: Staff) -> None:
    somova.sign_in("somova", PASSWORD)
    send_file(somova, bare, "a.csv", (FILES / "comma-utf8.csv").read_bytes())
    query = somova.answer.url.query.decode()
    somova.open("/houses/new")
    somova.send("/houses/new", address="ул. Чужая, 2", pack="ru", timezone="Europe/Moscow")
    other = somova.path
    somova.open(f"{other}/register/check?{query}")
    assert somova.status == 404


def test_a_flat_is_sold(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    with application.database.reading() as session:
        owner = session.scalars(select(Owner).where(Owner.name.startswith("Титов"))).one()
        holding = session.scalars(select(Holding).where(Holding.owner_id == owner.id)).one()
    somova.open(f"/house/{staff.building_id}/owner/{owner.id}")
    assert "Перешло к другому" in shown(somova)
    path = f"/house/{staff.building_id}/holding/{holding.id}/sale"
    somova.open(path)
    somova.send(
        path, on="2026-03-01", new_owner_name="Покупатель Пётр", new_owner_kind="person", title_document="77-100"
    )
    assert somova.status == 422
    assert "Переход права ещё не наступил" in shown(somova)
    assert 'value="Покупатель Пётр"' in somova.page
    somova.send(
        path, on="2026-02-09", new_owner_name="Покупатель Пётр", new_owner_kind="person", title_document="77-100"
    )
    assert "Покупатель Пётр" in shown(somova)
    assert somova.path.startswith(f"/house/{staff.building_id}/owner/")
    somova.open(path)
    somova.send(path, on="2026-02-10", new_owner_name="Третий", new_owner_kind="person", title_document="77-101")
    assert somova.status == 409
    assert "уже перешла" in shown(somova)


def test_a_death_and_a_representative(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    with application.database.reading() as session:
        owner = session.scalars(select(Owner).where(Owner.name.startswith("Носова"))).one()
    path = f"/house/{staff.building_id}/owner/{owner.id}"
    somova.open(path)
    somova.send(f"{path}/representative", login="ezhov", document="доверенность № 1 от 01.02.2026", until="2027-02-01")
    assert "доверенность № 1" in shown(somova)
    somova.send(f"{path}/representative", login="nobody", document="доверенность № 2")
    assert somova.status == 422
    assert "Такого логина нет" in shown(somova)
    somova.send(f"{path}/death", on="2026-02-05")
    assert "день смерти: 5 февраля 2026" in shown(somova)
    with application.database.reading() as session:
        assert (
            session.scalars(select(Authority)).one().account_id
            == session.scalars(select(Account.id).where(Account.login == "ezhov")).one()
        )


def test_an_auditor_looks_and_changes_nothing(somova: Any, staff: Staff) -> None:
    somova.sign_in("panin", PASSWORD)
    somova.open(f"/house/{staff.building_id}/register")
    assert somova.status == 200
    assert "Загрузить новый" not in shown(somova)
    somova.send(f"/house/{staff.building_id}/register/upload", effective_on="2026-02-10")
    assert somova.status == 403
