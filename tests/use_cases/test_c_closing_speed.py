"""Closing asks the database about the assembly, not about each ballot."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from tests.use_cases.conftest import ready_application
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import DraftHouse, House


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    engine = house.application.database.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def statements_to_close(folder: object, monkeypatch: pytest.MonkeyPatch, owners: int) -> int:
    house = House(ready_application(folder)).found()  # type: ignore[arg-type] # a path
    draft = DraftHouse()
    names = [f"Собственник{number:02d}" for number in range(owners)]
    for number, name in enumerate(names):
        draft.held(draft.unit(str(number), "50"), name, email=f"{name}@example.org")
    house.register(draft)
    paper = Paper(house.opened(), monkeypatch).ready()
    paper.upload(*(paper.sheet(name) for name in names))
    paper.end()
    paper.objections()
    with counted(house) as statements:
        decisions = paper.close()
    assert decisions[0].outcome == "carried"
    house.application.close()
    return len(statements)


def test_twice_as_many_ballots_need_no_more_statements(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = (statements_to_close(tmp_path_factory.mktemp("few"), monkeypatch, owners) for owners in (4, 8))
    assert many <= few + 2
