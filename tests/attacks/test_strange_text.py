"""Text that no database takes is a refusal in words, never a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from assembly.web.app import create_web
from tests.use_cases.conftest import ready_application
from tests.use_cases.small_house import PASSWORD, House


@pytest.fixture
def client(a_database_url: str, tmp_path: Path) -> Iterator[tuple[House, TestClient]]:  # type: ignore[type-arg]
    house = House(ready_application(tmp_path / "data", a_database_url)).found()
    with TestClient(create_web(house.application)) as opened:
        yield house, opened
    house.application.close()


def test_a_character_that_no_text_holds_is_refused(client: tuple[House, TestClient]) -> None:  # type: ignore[type-arg]
    house, web = client
    assert web.post("/api/v1/tokens", json={"login": "organ\x00iser", "password": PASSWORD}).status_code == 400
    assert web.post("/api/v1/tokens", content=b'{"login": "\\ud800", "password": "x"}').status_code == 400
    key = web.post("/api/v1/tokens", json={"login": "organiser", "password": PASSWORD}).json()["token"]
    head = {"Authorization": f"Bearer {key}"}
    strange = f"/api/v1/buildings/{house.building}%00/owners"
    assert web.get(strange, headers=head).status_code == 404
    huge = {"title": "x", "objection_days": 10**40}
    answer = web.post(f"/api/v1/buildings/{house.building}/assemblies", headers=head, json=huge)
    assert 400 <= answer.status_code < 500
