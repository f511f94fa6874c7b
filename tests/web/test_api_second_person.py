"""The second person, the readers of the law and its readings through the API: the same door as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from assembly.bootstrap import Application
from assembly.web.app import create_web
from tests.web.house import PASSWORD
from tests.web.organiser.conftest import START, make_staff

DRAFT = {
    "title": "Собрание", "form": "mixed", "opens_at": "2026-02-25T08:00:00+03:00", "closes_at": "2026-03-20T20:00:00+03:00",
    "discussion_at": "2026-02-25T19:00:00+03:00", "discussion_place": "двор", "acceptance_address": "пост",
    "initiator": {"name": "Белова А. И."},
}  # fmt: skip


class Caller:
    """One account at the API."""

    def __init__(self, client: TestClient[Any], login: str) -> None:
        self._client = client
        token = client.post("/api/v1/tokens", json={"login": login, "password": PASSWORD}).json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, **body: Any) -> Any:
        return self._client.post(f"/api/v1{path}", json=body or None, headers=self._headers)

    def put(self, path: str, **body: Any) -> Any:
        return self._client.put(f"/api/v1{path}", json=body, headers=self._headers)

    def get(self, path: str) -> Any:
        return self._client.get(f"/api/v1{path}", headers=self._headers).json()


@pytest.fixture
def client(application: Application) -> Iterator[TestClient[Any]]:
    with TestClient(create_web(application)) as client:
        yield client


def test_proposed_confirmed_read_and_announced(
    application: Application, client: TestClient[Any], tmp_path: Path, clock: Any
) -> None:
    clock.move_to(START)
    building = make_staff(application, tmp_path).building_id
    somova, panin, ezhov = (Caller(client, login) for login in ("somova", "panin", "ezhov"))
    assembly = somova.post(f"/buildings/{building}/assemblies", **DRAFT).json()["id"]
    items = [{"title": "Провести ремонт подъездов"}, {"title": "Создать ТСЖ", "decision": "ru:136"}]
    composed = somova.put(f"/assemblies/{assembly}/agenda", items=items).json()["items"]
    assert [one["decision"] for one in composed] == ["ru:44.2.4.1", "ru:136"]
    assert composed[0]["category"]["words"] == ["ремонт", "подъездов"]
    assert somova.put(f"/assemblies/{assembly}/agenda", items=[{"title": "Разное"}]).status_code == 422
    first, second = (one["id"] for one in composed)
    refused = somova.post(f"/assemblies/{assembly}/notice")
    assert (refused.status_code, refused.json()["error"]) == (409, "category_unconfirmed")
    assert "1. Провести ремонт подъездов; 2. Создать ТСЖ" in refused.text
    assert somova.post(f"/agenda/{first}/confirm").status_code == 403
    assert ezhov.post(f"/agenda/{first}/confirm").status_code == 403, "a counter stands for nothing"
    given = {"switch": "parking", "option": "not_counted", "why": "решение суда"}
    assert (
        somova.post(f"/assemblies/{assembly}/readings", **given).json()["readings"]["parking"]["why"] == "решение суда"
    )
    assert panin.post(f"/assemblies/{assembly}/readings", **given).status_code == 403
    shown = {one["id"]: one["shown"] for one in somova.get(f"/assemblies/{assembly}")["agenda"]}
    changed = panin.post(f"/agenda/{first}/confirm?shown={shown[second]}")
    assert (changed.status_code, changed.json()["error"]) == (409, "question_changed")
    assert panin.post(f"/agenda/{first}/confirm?shown={shown[first]}").json()["category"]["confirmed_by"]
    for item in (first, second):
        assert panin.post(f"/agenda/{item}/confirm").json()["category"]["confirmed_by"]
    for reader in (somova, panin, panin):
        read = reader.post(f"/agenda/{second}/law-read").json()
    assert len(read["category"]["readers"]) == 2
    assert somova.post(f"/assemblies/{assembly}/notice").status_code == 200
    assert somova.post(f"/assemblies/{assembly}/readings", **given).status_code == 409
    agenda = somova.get(f"/assemblies/{assembly}")["agenda"]
    assert [one["confirmed"] for one in agenda] == [True, True]
