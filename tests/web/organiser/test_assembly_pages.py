"""One assembly by its organiser's pages: draft, agenda, notices, printing, the day, closing, documents."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from assembly.bootstrap import Application
from assembly.model import AgendaItem, ApiKey, Assembly, Ballot, BallotView, Building, Delivery, NoticeEvidence
from assembly.tasks.work import work_on
from assembly.use_cases.make_notices import make_notice_pdfs
from tests.web.house import PASSWORD, House
from tests.web.organiser.conftest import DRAFT_FORM, Staff
from tests.web.organiser.test_register_pages import shown

OPENS = datetime(2026, 2, 25, 5, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 20, 17, 0, tzinfo=UTC)


def draft(browser: Any, staff: Staff, **fields: str) -> str:
    """Draft an assembly by its form; returns its path."""
    path = f"/house/{staff.building_id}/assemblies/new"
    browser.open(path)
    browser.send(path, **(DRAFT_FORM | fields))
    assert browser.status == 200, shown(browser)
    staff.assembly_id = browser.path.split("/")[2]
    return f"/assembly/{staff.assembly_id}"


def add_question(browser: Any, path: str, title: str, decision: str, **fields: str) -> None:
    browser.open(f"{path}/agenda/new?decision={decision}")
    browser.send(f"{path}/agenda/new", title=title, decision=decision, **fields)
    assert browser.status == 200, shown(browser)


def titles(application: Application) -> list[str]:
    with application.database.reading() as session:
        return list(session.scalars(select(AgendaItem.title).order_by(AgendaItem.number)))


def item_id(application: Application, title: str) -> str:
    with application.database.reading() as session:
        return session.scalars(select(AgendaItem.id).where(AgendaItem.title == title)).one()


def pages_of(content: bytes) -> int:
    with pypdfium2.PdfDocument(content) as found:
        return len(found)


def second_person(new_browser: Any, path: str, **fields: str) -> Any:
    """The other organiser confirms everything that waits for it, in one sitting; returns that browser."""
    other = new_browser()
    other.sign_in("titov", PASSWORD)
    other.open(f"{path}/agenda")
    other.send(f"{path}/agenda/confirm-all", **fields)
    assert other.status == 200, shown(other)
    return other


@pytest.fixture
def announced(somova: Any, new_browser: Any, staff: Staff, application: Application) -> str:
    """An assembly whose notices are out and written."""
    somova.sign_in("somova", PASSWORD)
    path = draft(somova, staff)
    add_question(somova, path, "Провести ремонт подъездов", "ru:44.2.4.1", once_per_m2="223,02")
    second_person(new_browser, path)
    somova.open(f"{path}/notice")
    somova.send(f"{path}/notice")
    assert somova.path == f"{path}/notices", shown(somova)
    make_notice_pdfs(application, staff.assembly_id)
    return path


def prove(browser: Any, path: str) -> None:
    browser.open(f"{path}/evidence")
    browser.send(f"{path}/evidence", kind="system_number", number="77-2026-0001")
    browser.send(f"{path}/evidence", kind="signed_list", files=[("file", ("list.pdf", b"%PDF-1.4 list"))])


def test_without_a_register_there_is_no_assembly(somova: Any, bare: Staff) -> None:
    somova.sign_in("somova", PASSWORD)
    path = f"/house/{bare.building_id}/assemblies/new"
    somova.open(path)
    somova.send(path, **DRAFT_FORM)
    assert somova.status == 409
    assert "Сначала загрузите реестр" in shown(somova)
    assert 'value="Собрание 2026 года"' in somova.page


def test_a_draft_is_made_changed_and_held_against_the_law(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    path = draft(somova, staff)
    assert "Сохранено" in shown(somova)
    somova.send(f"{path}/draft", **(DRAFT_FORM | {"opens_at": "2026-02-14T08:00", "vote_change_allowed": "1"}))
    assert "ЖК РФ, ст. 45 ч. 4" in shown(somova)
    assert "не позднее чем за 10" in shown(somova)
    somova.send(f"{path}/draft", **(DRAFT_FORM | {"closes_at": "2026-02-01T08:00", "objection_days": "99"}))
    assert somova.status == 422
    assert "дней на возражения" in shown(somova)
    with application.database.reading() as session:
        kept = session.scalars(select(Assembly)).one()
        assert kept.vote_change_allowed
        assert kept.parking_counted_both_ways
        assert kept.commission == ["Носов П.", "Орлова В."]
        assert kept.opens_at == datetime(2026, 2, 14, 5, 0, tzinfo=UTC)


def test_the_agenda_is_composed_from_the_catalogue(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    path = draft(somova, staff)
    somova.open(f"{path}/agenda/kinds?q=шлагбаум")
    assert "двух третей голосов всех собственников" in shown(somova).lower()
    add_question(somova, path, "Установить шлагбаум", "ru:44.2.2", once_per_m2="37,50", note="один раз")
    add_question(somova, path, "Избрать совет дома", "ru:161.1", depends_on="1")
    assert "только если принят вопрос 1" in shown(somova)
    assert titles(application) == ["Установить шлагбаум", "Избрать совет дома"]
    first = item_id(application, "Установить шлагбаум")
    files = [("file", ("смета.pdf", b"%PDF-1.4", "application/pdf"))]
    somova.open(f"{path}/agenda/{first}")
    somova.send(f"{path}/agenda/{first}/papers", files=files)
    somova.send(f"{path}/agenda/{first}", title="Установить два шлагбаума", decision="ru:44.2.2", once_per_m2="75")
    assert "смета.pdf" in shown(somova)
    assert item_id(application, "Установить два шлагбаума") == first
    somova.send(f"{path}/agenda/{first}/move", to="2")
    assert somova.status == 422
    assert "зависит от вопроса, которого перед ним нет" in shown(somova)
    somova.send(f"{path}/agenda/{first}/remove")
    assert somova.status == 409
    assert "зависит вопрос 2" in shown(somova)
    somova.send(f"{path}/agenda/{item_id(application, 'Избрать совет дома')}/remove")
    assert titles(application) == ["Установить два шлагбаума"]
    paper = re.search(r'href="(/assembly/[a-z0-9]+/papers/[a-z0-9]+)"', somova.page)
    assert paper
    somova.open(paper[1])
    assert somova.answer.content == b"%PDF-1.4"
    somova.open(f"{path}/agenda/{first}")
    somova.send(f"{paper[1]}/remove")
    assert "смета.pdf" not in shown(somova)
    somova.send(f"{path}/agenda/{first}/papers", files=[("file", ("x.exe", b"MZ", "application/x-msdownload"))])
    assert somova.status == 422
    assert "Файл такого вида приложить нельзя" in shown(somova)


def test_moving_a_question_keeps_what_depends_on_it(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    path = draft(somova, staff)
    for title in ("Первый", "Второй", "Третий"):
        add_question(somova, path, title, "ru:44.2.5", **({"depends_on": "2"} if title == "Третий" else {}))
    somova.send(f"{path}/agenda/{item_id(application, 'Второй')}/move", to="1")
    assert titles(application) == ["Второй", "Первый", "Третий"]
    with application.database.reading() as session:
        assert session.get_one(AgendaItem, item_id(application, "Третий")).depends_on == 1


def test_a_late_notice_is_refused_with_its_article(somova: Any, staff: Staff, clock: Any) -> None:
    somova.sign_in("somova", PASSWORD)
    path = draft(somova, staff)
    add_question(somova, path, "Провести ремонт", "ru:44.2.4.1")
    clock.move_to(datetime(2026, 2, 20, 9, tzinfo=UTC))
    somova.sign_in("somova", PASSWORD)
    somova.open(f"{path}/notice")
    assert "ЖК РФ, ст. 45 ч. 4" in shown(somova)
    somova.send(f"{path}/notice")
    assert somova.status == 409
    assert somova.page.count("ст. 45 ч. 4") > 1


def test_notices_are_printed_and_handed_over(
    somova: Any, announced: str, staff: Staff, application: Application
) -> None:
    somova.open(f"{announced}/notices")
    assert "Вручено 0 из 9" in shown(somova)
    ids = re.findall(r'name="notice" value="([a-z0-9]+)"', somova.page)
    assert len(ids) == 9
    somova.send(f"{announced}/notices/delivered", channel="signed_list", on="2026-02-10", notice=ids[:2])
    assert "Вручено 2 из 9" in shown(somova)
    somova.send(f"{announced}/notices/delivered", channel="signed_list", on="2026-02-12", notice=ids[2:3])
    assert somova.status == 422
    assert "не позже этой минуты" in shown(somova)
    somova.send(f"{announced}/notices/delivered", channel="signed_list", on="2026-02-10")
    assert "Никто не отмечен" in shown(somova)
    somova.send(f"{announced}/notices/delivered", channel="registered_letter", on="2026-02-10", all="1", open="1")
    assert "Вручено 9 из 9" in shown(somova)
    with application.database.reading() as session:
        assert len(session.scalars(select(Delivery)).all()) == 9
    somova.open(f"{announced}/notices/{ids[0]}/notice.pdf")
    assert somova.answer.content.startswith(b"%PDF")
    single = pages_of(somova.answer.content)
    somova.open(f"{announced}/notices")
    somova.send(f"{announced}/notices/print")
    assert "Файл готовится" in shown(somova)
    work_on(application)
    somova.open(f"{announced}/notices")
    somova.open(f"{announced}/ballots/soobshcheniya-1.pdf")
    assert pages_of(somova.answer.content) == 9 * (single + single % 2)
    somova.open(f"{announced}/notices?entrance=77")
    assert "Открыть файл" not in shown(somova)
    somova.send(f"{announced}/notices/print", entrance="77")
    work_on(application)
    somova.open(f"{announced}/notices?entrance=77")
    assert "Сообщения ещё не готовы" in shown(somova)
    somova.open(f"{announced}/draft")
    assert "условия больше не меняются" in shown(somova)
    somova.send(f"{announced}/people", chair="Титов О. Л.", storage_place="контора")
    assert "Сохранено" in shown(somova)
    somova.open(f"{announced}/agenda")
    assert "Добавить вопрос" not in shown(somova)


def test_posting_is_refused_where_no_assembly_allowed_it(
    somova: Any, announced: str, staff: Staff, application: Application
) -> None:
    somova.open(f"{announced}/evidence")
    somova.send(f"{announced}/evidence", kind="posting_act", files=[("file", ("photo.jpg", b"jpg"))])
    assert somova.status == 409
    assert "ЖК РФ, ст. 45 ч. 4" in shown(somova)
    with application.database.writing() as session:
        session.get_one(Building, staff.building_id).posting_allowed = True
    photos = [("file", ("1.jpg", b"one")), ("file", ("2.jpg", b"two"))]
    somova.send(f"{announced}/evidence", kind="posting_act", files=photos)
    assert somova.status == 200
    with application.database.reading() as session:
        assert [row.file_name for row in session.scalars(select(NoticeEvidence))] == ["1.jpg", "2.jpg"]
        evidence = session.scalars(select(NoticeEvidence.id)).first()
    somova.open(f"{announced}/evidence/{evidence}")
    assert somova.answer.content in {b"one", b"two"}


def test_piles_are_asked_for_made_and_fetched(
    somova: Any, announced: str, staff: Staff, application: Application
) -> None:
    somova.open(f"{announced}/ballots")
    assert "Решения ещё не оформлены" in shown(somova)
    assert re.search(r"Весь дом 9 9 ещё нет Запасные бланки — по 1 на бланк", shown(somova))
    somova.send(f"{announced}/ballots/print", part="house", spares="2", language="ru")
    assert "Стопка готовится" in shown(somova)
    assert 'http-equiv="refresh"' in somova.page
    somova.send(f"{announced}/ballots/print", part="house", spares="2", language="ru")
    assert somova.page.count("готовится</span>") == 1, "asked twice, made once"
    work_on(application)
    somova.open(f"{announced}/ballots")
    assert "http-equiv" not in somova.page
    assert re.search(r"1 Весь дом 10 февраля, \S+ М. Сомова 11 11 12 Стопка для печати Опись", shown(somova))
    assert "печать № 1" in shown(somova)
    names = re.findall(r"/ballots/([a-z]+-1\.pdf)", somova.page)
    assert names == ["resheniya-1.pdf", "opis-1.pdf", "reestr-1.pdf"]
    for name in names:
        somova.open(f"{announced}/ballots/{name}")
        assert somova.answer.content.startswith(b"%PDF"), name
    for wrong in ("resheniya-2.pdf", "soobshcheniya-1.pdf", "resheniya-01.pdf", "layout.pdf"):
        somova.open(f"{announced}/ballots/{wrong}")
        assert somova.status == 404, wrong
    for how in ({"part": "roof"}, {"part": "spares"}, {"language": "fr"}):
        somova.open(f"{announced}/ballots")
        somova.send(f"{announced}/ballots/print", **{"part": "house", "spares": "0", "language": "ru", **how})
        assert somova.status == 422, how


def test_a_pile_that_cannot_be_made_says_why(
    somova: Any, announced: str, staff: Staff, application: Application
) -> None:
    somova.send(f"{announced}/ballots/print", part="entrance:77", spares="0", language="ru")
    work_on(application)
    somova.open(f"{announced}/ballots")
    assert "не подготовлено Печатать нечего" in shown(somova)


def test_ballots_are_printed_again_and_found(
    somova: Any, announced: str, staff: Staff, application: Application
) -> None:
    somova.open(f"{announced}/ballots")
    somova.send(f"{announced}/ballots/print", part="house", spares="2", language="ru")
    work_on(application)
    somova.open(f"{announced}/ballots")
    assert "Оформлено 11 решений, из них запасных 2" in shown(somova)
    somova.open(f"{announced}/ballots/ballots.pdf")
    assert pages_of(somova.answer.content) == 2 * 12
    somova.open(f"{announced}/ballots/layout.json")
    assert len(somova.answer.json()["ballots"]) == 11
    assert somova.answer.json()["ballots"][0]["pages"][0]["pdf_page"] == 2, "after the cover and its back"
    somova.open(f"{announced}/ballots?q=47")
    assert "Белова Анна Ивановна" in shown(somova)
    assert "Титов" not in shown(somova)
    somova.send(f"{announced}/ballots/reprint", flat="47", large_print="1")
    assert somova.answer.headers["content-type"] == "application/pdf"
    somova.open(f"{announced}/ballots")
    somova.send(f"{announced}/ballots/reprint", flat="46")
    assert somova.status == 422
    assert "несколько собственников" in shown(somova)
    picked = re.findall(r'name="ballot" value="([a-z0-9]+)"', somova.page)
    assert len(picked) == 2
    somova.send(f"{announced}/ballots/reprint", flat="46", ballot=picked[0])
    assert somova.answer.content.startswith(b"%PDF")
    somova.open(f"{announced}/ballots")
    somova.send(f"{announced}/ballots/reprint", flat="999")
    assert "Такого решения нет" in shown(somova)
    somova.send(f"{announced}/ballots/print", part="house", spares="9999", language="ru")
    assert somova.status == 422
    somova.open(f"{announced}/notices/delivery-list.pdf")
    assert somova.answer.content.startswith(b"%PDF")


def test_from_the_opening_to_the_archive(
    somova: Any, announced: str, staff: Staff, application: Application, clock: Any
) -> None:
    somova.open(f"{announced}/stages")
    somova.send(f"{announced}/open")
    assert somova.status == 409
    assert "Приём решений начинается 25 февраля" in shown(somova)
    clock.move_to(OPENS)
    somova.sign_in("somova", PASSWORD)
    somova.open(f"{announced}/stages")
    assert "Не введён номер сообщения в ГИС ЖКХ" in shown(somova)
    somova.send(f"{announced}/open")
    assert "ЖК РФ, ст. 45 ч. 4" in shown(somova)
    prove(somova, announced)
    somova.open(f"{announced}/stages")
    somova.send(f"{announced}/open")
    assert somova.status == 200
    somova.open(announced)
    assert "до кворума не хватает" in shown(somova)
    somova.open(f"{announced}/stages")
    somova.send(f"{announced}/end")
    assert "раньше его закончить нельзя" in shown(somova)
    assert "ЖК РФ, ст. 47 ч. 2" in shown(somova)
    somova.send(f"{announced}/prolong", new_closes_at="2026-03-01T20:00", reason="мало решений")
    assert somova.status == 422
    assert "Новый срок не позже прежнего" in shown(somova)
    somova.send(f"{announced}/prolong", new_closes_at="2026-03-22T20:00", reason="мало решений")
    assert "до 22 марта, 20:00. Причина: мало решений" in shown(somova)
    clock.move_to(datetime(2026, 3, 22, 17, 1, tzinfo=UTC))
    somova.sign_in("somova", PASSWORD)
    somova.open(f"{announced}/stages")
    somova.send(f"{announced}/end")
    somova.send(f"{announced}/objections")
    assert "Собственники могут возразить до" in shown(somova)
    somova.send(f"{announced}/close", sure="1")
    assert "раньше считать нельзя" in shown(somova)
    clock.move_to(datetime(2026, 3, 27, 9, tzinfo=UTC))
    somova.sign_in("somova", PASSWORD)
    somova.open(f"{announced}/stages")
    somova.send(f"{announced}/close")
    assert somova.status == 422
    somova.send(f"{announced}/close", sure="1")
    assert "принято 0 из 1 вопроса" in shown(somova)
    assert f'href="/public/{announced.rpartition("/")[2]}"' in somova.page
    somova.send(f"{announced}/protocol", number="77-П-1")
    assert "Протокол для подписи" in shown(somova)
    somova.open(f"{announced}/stages")
    somova.send(f"{announced}/archive")
    assert "Открытый архив" in shown(somova)
    for kind, start in (("protocol", b"%PDF"), ("protocol_public", b"%PDF"), ("sums", b"PK"), ("archive", b"PK")):
        somova.open(f"{announced}/documents/{kind}")
        assert somova.answer.content.startswith(start), kind


def test_the_day_and_the_walk_list(somova: Any, open_house: House) -> None:
    path = f"/assembly/{open_house.assembly_id}"
    somova.sign_in("somova", PASSWORD)
    somova.open(path)
    assert "Что сделать сегодня" in shown(somova)
    assert "Участвует 0,0 м² из 410,1 м²" in shown(somova)
    somova.open(f"{path}/walk-list")
    assert "Белова Анна Ивановна" in shown(somova)
    assert "кв. 47" in shown(somova)
    somova.open(f"{path}/walk-list.pdf")
    assert pages_of(somova.answer.content) >= 1


def test_decisions_are_filed_only_after_the_count(
    somova: Any, open_house: House, application: Application, clock: Any
) -> None:
    from tests.web.house import give_on_paper

    path = f"/assembly/{open_house.assembly_id}"
    clock.move_to(datetime(2026, 3, 24, 9, tzinfo=UTC))
    give_on_paper(open_house, "Касымов", {"1": "for", "2": "for", "3": "against", "4": "abstain"})
    somova.sign_in("somova", PASSWORD)
    somova.open(path)
    assert "Загрузка: пачка 1" in shown(somova)
    somova.open(f"{path}/documents")
    assert "Решения для подшивки" not in shown(somova)
    clock.move_to(datetime(2026, 3, 28, 17, 1, tzinfo=UTC))
    somova.sign_in("somova", PASSWORD)
    somova.open(f"{path}/stages")
    somova.send(f"{path}/end")
    somova.send(f"{path}/objections")
    assert somova.status == 200, shown(somova)
    clock.move_to(datetime(2026, 4, 2, 9, tzinfo=UTC))
    somova.sign_in("somova", PASSWORD)
    somova.open(f"{path}/stages")
    somova.send(f"{path}/close", sure="1")
    somova.open(f"{path}/documents")
    assert "Касымов Ильдар Рашитович" in shown(somova)
    link = re.search(r'href="(/assembly/[a-z0-9]+/filed/[a-z0-9]+)"', somova.page)
    assert link
    somova.open(link[1])
    assert pages_of(BytesIO(somova.answer.content).getvalue()) >= 2
    with application.database.reading() as session:
        ballot = session.get_one(Ballot, open_house.ballot_id("Касымов"))
        views = session.scalars(select(BallotView).where(BallotView.ballot_id == ballot.id)).all()
        assert [(view.what, view.role) for view in views][-1] == ("votes", "organiser")


def test_keys_for_other_systems(somova: Any, staff: Staff, application: Application) -> None:
    somova.sign_in("somova", PASSWORD)
    somova.open("/account")
    assert "/account/keys" in somova.page
    somova.open("/account/keys")
    somova.send("/account/keys", label="бухгалтерия")
    key = re.search(r"veche_[\w-]+", somova.page)
    assert key
    header = {"Authorization": f"Bearer {key[0]}"}
    assert somova.client.get("/api/v1/buildings", headers=header).status_code == 200
    somova.open("/account/keys")
    assert key[0] not in somova.page
    with application.database.reading() as session:
        row = session.scalars(select(ApiKey)).one()
    somova.send(f"/account/keys/{row.id}/revoke")
    assert "отозван" in shown(somova)
    assert somova.client.get("/api/v1/buildings", headers=header).status_code == 401


def test_every_page_reads_in_english(somova: Any, open_house: House) -> None:
    somova.sign_in("somova", PASSWORD)
    somova.send("/language", language="en", back="/my")
    path = f"/assembly/{open_house.assembly_id}"
    for page in ("", "/draft", "/agenda", "/notices", "/evidence", "/ballots", "/stages", "/walk-list", "/documents"):
        somova.open(path + page)
        assert somova.status == 200, page
    assert "Documents" in shown(somova)
