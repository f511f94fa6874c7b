"""«Записано от вашего имени»: the paper beside what was recorded, the objection, and who looked."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from assembly.bootstrap import Application
from assembly.model import BallotView, CastVote, Dispute, ScannedPage
from tests.web.house import PASSWORD, House, build_house, close, give_on_paper
from tests.web.test_owner import plain

CHOICES = {"1": "for", "2": "against", "3": "abstain", "4": "for"}


@pytest.fixture
def house(application: Application, tmp_path: Path, clock: Any) -> House:
    made = build_house(application, tmp_path, clock)
    clock.move_to(clock.now().replace(day=21, hour=15, minute=42))
    return made


@pytest.fixture
def on_paper(house: House) -> str:
    return give_on_paper(house, "Белова", CHOICES)


@pytest.fixture
def belova(browser: Any, house: House) -> Any:
    browser.sign_in("belova", PASSWORD)
    return browser


def test_nothing_is_recorded_before_anything_is_given(belova: Any, house: House) -> None:
    page = plain(belova.open(f"/b/{house.ballot_id('Белова')}/record"))
    assert "Пока ничего не записано." in page
    assert "подъезд 2, пост консьержа" in page


def test_the_paper_stands_beside_what_was_recorded(belova: Any, house: House, on_paper: str) -> None:
    page = belova.open(f"/b/{on_paper}/record")
    shown = plain(page)
    for words in ("Решение на бумаге №", "Получено 21 марта 2026 г., 18:42", "М. Сомова", "пачка 1, лист 1", "машина",
                  "Возразить можно до 31 марта", "Кто открывал ваше решение"):  # fmt: skip
        assert words in shown, words
    order = re.findall(r'class="tag">(За|Против|Воздержался)<', page)
    assert order == ["За", "Против", "Воздержался", "За"]
    pictures = re.findall(r'src="(/b/[^"]+)"', page)
    assert len([one for one in pictures if "/mark/" in one]) == 4
    for address in pictures:
        belova.open(address)
        assert belova.status == 200
        assert Image.open(io.BytesIO(belova.answer.content)).width > 20
        assert belova.answer.headers["cache-control"] == "no-store"
    assert plain(belova.open(f"/b/{on_paper}/record")).count(" — вы (ответы)") == 1


def test_another_owner_gets_neither_page_nor_picture_and_is_named_to_the_owner(
    belova: Any, new_browser: Any, house: House, on_paper: str
) -> None:
    pictures = re.findall(r'src="(/b/[^"]+)"', belova.open(f"/b/{on_paper}/record"))
    titov = new_browser()
    titov.sign_in("titov", PASSWORD)
    for address in (f"/b/{on_paper}/record", *pictures[:2]):
        titov.open(address)
        assert titov.status == 404
    # The picture of another's page does not come through one's own ballot either.
    own = house.ballot_id("Титов")
    titov.open(pictures[0].replace(on_paper, own))
    assert titov.status == 404
    assert "Титов Олег Львович, собственник — попытка, не показано" in plain(belova.open(f"/b/{on_paper}/record"))


def test_an_owner_says_that_all_is_right(belova: Any, house: House, on_paper: str) -> None:
    cast = _cast(house)
    belova.open(f"/b/{on_paper}/record")
    page = plain(belova.send(f"/b/{on_paper}/record/right", cast=cast.id))
    assert "вы подтвердили: всё верно, 21 марта 2026 г., 18:42" in page
    assert _cast(house).confirmed_at is not None


def test_an_owner_objects_and_sees_by_when_the_answer_comes(belova: Any, house: House, on_paper: str) -> None:
    cast = _cast(house)
    page = belova.open(f"/b/{on_paper}/objection?cast={cast.id}")
    assert "checked" not in page
    page = belova.send(f"/b/{on_paper}/objection", cast=cast.id, words="Я отметила «За»")
    assert belova.status == 422
    assert "Я отметила «За»" in page
    page = plain(belova.send(f"/b/{on_paper}/objection", cast=cast.id, kind="not_mine", words="Я <b>не</b> давала"))
    assert belova.path == f"/b/{on_paper}/record"
    assert "Я &lt;b&gt;не&lt;/b&gt; давала" in page
    assert "Комиссия ответит до" in page
    with house.application.database.reading() as session:
        assert session.scalars(select(Dispute)).one().kind == "not_mine"


def test_one_cannot_confirm_or_object_to_anothers_record(
    belova: Any, new_browser: Any, house: House, on_paper: str
) -> None:
    titov = new_browser()
    titov.sign_in("titov", PASSWORD)
    own, cast = house.ballot_id("Титов"), _cast(house)
    for path in ("record/right", "objection"):
        titov.open("/my")
        titov.send(f"/b/{own}/{path}", cast=cast.id, kind="not_mine")
        assert titov.status == 404
    with house.application.database.reading() as session:
        assert session.scalars(select(Dispute)).all() == []


def test_received_paper_is_seen_before_it_is_read(belova: Any, house: House) -> None:
    from assembly.model import Account, Assembly, Ballot
    from assembly.use_cases.receive_ballot import receive_ballot

    ballot = house.ballot_id("Белова")
    with house.application.database.writing() as session:
        receive_ballot(
            session, now=house.application.clock.now(), assembly=session.get_one(Assembly, house.assembly_id),
            code=session.get_one(Ballot, ballot).code, by=session.get_one(Account, house.organiser_id),
        )  # fmt: skip
    assert "принято 21 марта 2026 г., 18:42 — М. Сомова" in plain(belova.open(f"/b/{ballot}/record"))
    assert "бумага принята 21 марта" in plain(belova.open("/my"))


def test_the_house_sees_who_takes_part_and_how_but_not_what(belova: Any, house: House, on_paper: str) -> None:
    page = plain(belova.open(f"/a/{house.assembly_id}/participants"))
    assert re.search(r"кв\. 47 46,8 м² 46,8 м² на бумаге", page)
    assert re.search(r"кв\. 45 33,4 м² — ещё нет", page)
    assert "до кворума не хватает" in page
    assert "Против" not in page
    with house.application.database.reading() as session:
        assert session.scalars(select(BallotView)).all() == []
        assert session.scalars(select(ScannedPage)).first() is not None


def test_after_the_count_the_page_says_what_was_decided_and_why(
    belova: Any, house: House, on_paper: str, clock: Any
) -> None:
    for name in ("Касымов", "ООО", "Титов"):
        give_on_paper(house, name, CHOICES)
    close(house, clock)
    belova.sign_in("belova", PASSWORD)
    page = plain(belova.open(f"/a/{house.assembly_id}"))
    assert "Голоса подсчитаны." in page
    assert "Принято за 268,0 м² — 100,00 % участников" in page
    assert "Не принято за 0,0 м² — 0,00 % участников" in page
    assert "кворум есть" in page
    shown = plain(belova.open(f"/b/{on_paper}/record"))
    assert "Это не моё решение" not in shown
    assert "машина" in shown
    belova.open(f"/b/{on_paper}/receipt.pdf")
    assert belova.answer.content.startswith(b"%PDF")
    cast = _casts(house)[on_paper]
    belova.open("/my")
    belova.send(f"/b/{on_paper}/objection", cast=cast, kind="not_mine")
    assert belova.status == 409
    assert "Возражения принимаются" in plain(belova.page)


def _casts(house: House) -> dict[str, str]:
    with house.application.database.reading() as session:
        return {cast.ballot_id: cast.id for cast in session.scalars(select(CastVote))}


def _cast(house: House) -> CastVote:
    with house.application.database.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        session.expunge(cast)
        return cast
