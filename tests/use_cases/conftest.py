"""The small invented house as fixtures, as far through the life of an assembly as a test needs it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assembly.bootstrap import Application, build_application
from assembly.model import Base
from assembly.settings import Settings
from tests.conftest import StillClock
from tests.use_cases.small_house import House


def ready_application(folder: Path, database_url: str = "") -> Application:
    """An installation whose clock stands; the tables are made from the model at once, which is faster than migrating."""
    settings = Settings(data=folder, training=True, operator="state_system", database_url=database_url)
    built = build_application(settings)
    object.__setattr__(built, "clock", StillClock())
    built.database.wake = None
    Base.metadata.create_all(built.database.engine.execution_options(veche_writes=True))
    return built


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """One installation on SQLite."""
    built = ready_application(tmp_path / "data")
    yield built
    built.close()


@pytest.fixture
def bare_house(application: Application) -> House:
    """A building without a register."""
    return House(application).found()


@pytest.fixture
def house(bare_house: House) -> House:
    """The small house with its register."""
    bare_house.register()
    return bare_house


@pytest.fixture
def open_house(house: House) -> House:
    """The small house with an assembly open for voting."""
    return house.opened()
