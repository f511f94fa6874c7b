"""The desk takes paper in; the uploader sends piles and explains them; neither sees what is not theirs."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from assembly.model import Ballot, Batch
from assembly.use_cases.read_upload import read_upload
from tests.web.counting.counting_house import Counting, as_pdf, letter
from tests.web.house import CLOSES


def test_paper_is_taken_in_with_flat_moment_and_receiver(counting: Counting, signed_in: Any) -> None:
    desk, assembly = signed_in("orlov"), counting.house.assembly_id
    page = desk.open(f"/duty/{counting.house.building_id}")
    assert f'href="/desk/{assembly}"' in page
    assert f'href="/queue/{assembly}"' not in page
    desk.open(f"/desk/{assembly}")
    page = desk.send(f"/desk/{assembly}", code=counting.code("Титов").lower())
    assert desk.status == 200
    assert '<p class="got-units">кв.\u00a045</p>' in page
    assert "П. Орлов" in page
    with counting.house.application.database.reading() as session:
        ballot = session.get_one(Ballot, counting.house.ballot_id("Титов"))
        assert ballot.received_at == counting.house.application.clock.now()


def test_the_second_time_and_a_wrong_code_are_refused_in_words(counting: Counting, signed_in: Any) -> None:
    desk, assembly = signed_in("orlov"), counting.house.assembly_id
    counting.receive("Титов")
    desk.open(f"/desk/{assembly}")
    page = desk.send(f"/desk/{assembly}", code=counting.code("Титов"))
    assert desk.status == 409
    assert "Это решение уже принято" in page
    page = desk.send(f"/desk/{assembly}", code="ABCD-EFGH")
    assert desk.status == 422
    assert "В коде ошибка" in page


def test_nothing_is_taken_in_after_the_end(counting: Counting, signed_in: Any, clock: Any) -> None:
    clock.move_to(CLOSES + timedelta(minutes=1))
    desk, assembly = signed_in("orlov"), counting.house.assembly_id
    desk.open(f"/desk/{assembly}")
    page = desk.send(f"/desk/{assembly}", code=counting.code("Титов"))
    assert desk.status == 409
    assert "Приём письменных решений закончился" in page


@pytest.mark.parametrize("path", ["/desk/{a}", "/scans/{a}"])
def test_the_desk_is_not_for_the_operator(counting: Counting, signed_in: Any, path: str) -> None:
    operator = signed_in("zvonova")
    operator.open(path.format(a=counting.house.assembly_id))
    assert operator.status == 403


def test_a_pile_comes_in_and_its_page_says_what_became_of_it(counting: Counting, signed_in: Any) -> None:
    desk, assembly = signed_in("orlov"), counting.house.assembly_id
    desk.open(f"/scans/{assembly}")
    files = [("files", ("пачка.pdf", io.BytesIO(as_pdf([letter()])), "application/pdf"))]
    page = desk.send(f"/scans/{assembly}", files=files, sheets_counted="12")
    assert desk.status == 200
    assert "Пачка 1" in page
    assert "data-poll=" in page
    assert '<meta http-equiv="refresh"' in page
    with counting.house.application.database.reading() as session:
        batch = session.scalars(select(Batch)).one()
        assert batch.sheets_counted == 12
        upload = batch.uploads[0].id
    read_upload(counting.house.application, upload)
    page = desk.open(f"/batch/{batch.id}")
    assert "Вы насчитали 12\u00a0листов, а в скане 1\u00a0лист." in page
    assert "Лист без нашего кода" in page
    columns = re.findall(r'class="number" data-label="([^"]+)">(\d+)<', page)
    assert columns == [
        ("Страниц", "1"), ("Записано", "0"), ("Ждут людей", "1"), ("Отложено", "0"), ("Пустых сторон", "0")
    ]  # fmt: skip
    page = desk.send(f"/batch/{batch.id}/count", note="одиннадцать листов ещё не отсканированы")
    assert "Вы насчитали" not in page
    assert "одиннадцать листов ещё не отсканированы" in page


def test_the_same_file_twice_and_no_file_are_said_beside_the_field(counting: Counting, signed_in: Any) -> None:
    content = as_pdf([letter()])
    desk, assembly = signed_in("orlov"), counting.house.assembly_id
    desk.open(f"/scans/{assembly}")
    for status in (200, 422):
        files = [("files", ("скан.pdf", io.BytesIO(content), "application/pdf"))]
        desk.open(f"/scans/{assembly}")
        page = desk.send(f"/scans/{assembly}", files=files, sheets_counted="1")
        assert desk.status == status
    assert "Этот файл уже загружен" in page
    page = desk.send(f"/scans/{assembly}", sheets_counted="1")
    assert desk.status == 422
    assert "Не выбрано ни одного файла." in page


def test_a_broken_file_is_refused_with_its_reason(counting: Counting, signed_in: Any) -> None:
    desk, assembly = signed_in("orlov"), counting.house.assembly_id
    desk.open(f"/scans/{assembly}")
    files = [("files", ("скан.pdf", io.BytesIO(b"this is no scan at all"), "application/pdf"))]
    desk.send(f"/scans/{assembly}", files=files, sheets_counted="1")
    with counting.house.application.database.reading() as session:
        batch = session.scalars(select(Batch)).one()
        upload = batch.uploads[0].id
    read_upload(counting.house.application, upload)
    page = desk.open(f"/batch/{batch.id}/progress")
    assert "файл не принят" in page
    assert "data-reading" not in page
