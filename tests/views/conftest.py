"""The small house, open for voting, with its paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.use_cases.conftest import ready_application
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House


@pytest.fixture
def paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paper]:
    application = ready_application(tmp_path / "data")
    house = House(application).found()
    house.register()
    yield Paper(house.opened(), monkeypatch).ready()
    application.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The small house with its register and nothing else."""
    application = ready_application(tmp_path / "data")
    made = House(application).found()
    made.register()
    yield made
    application.close()
