"""A real application in a temporary folder: SQLite, keys, files, and a clock that the test sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from assembly.bootstrap import Application, build_application
from assembly.model import Base
from assembly.settings import Settings
from assembly.web.app import create_web


class TestClock:
    """A clock that stands still until it is moved."""

    __test__ = False

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """The moment that was set."""
        return self.moment

    def move_to(self, moment: datetime) -> datetime:
        """Set another one."""
        self.moment = moment
        return moment

    def pass_(self, **parts: float) -> None:
        """Let time pass."""
        self.moment += timedelta(**parts)


NOW = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> TestClock:
    return TestClock(NOW)


@pytest.fixture
def application(tmp_path: Path, clock: TestClock) -> Iterator[Application]:
    built = replace(build_application(Settings(data=tmp_path, training=True, operator="state_system")), clock=clock)
    built.database.wake = None
    Base.metadata.create_all(built.database.engine)
    yield built
    built.close()


class Browser:
    """What a person does: opens pages, fills in the form of the page that is open, follows where it leads."""

    def __init__(self, client: TestClient[Any]) -> None:
        self.client = client
        self.page = ""
        self.status = 0
        self.path = ""

    def open(self, path: str) -> str:
        """Go to a page and follow where it leads."""
        return self._see(self.client.get(path, follow_redirects=True))

    def send(self, path: str, /, files: Any = None, **fields: Any) -> str:
        """Send a form with the key of the page that is open."""
        key = re.search(r'name="form_key" value="([0-9a-f]+)"', self.page)
        shown = dict(re.findall(r'name="(shown_\w+)" value="(\w+)"', self.page))
        data = {"form_key": key[1] if key else "", **shown, **fields}
        return self._see(self.client.post(path, data=data, files=files, follow_redirects=True))

    def sign_in(self, login: str, password: str) -> str:
        """Sign in with a password."""
        self.open("/sign-in")
        return self.send("/sign-in", login=login, password=password)

    def _see(self, answer: Any) -> str:
        self.page, self.status, self.path = answer.text, answer.status_code, answer.url.path
        self.answer = answer
        return self.page


@pytest.fixture
def new_browser(application: Application) -> Iterator[Any]:
    opened: list[TestClient[Any]] = []

    def make() -> Browser:
        client = TestClient(create_web(application))
        client.__enter__()
        opened.append(client)
        return Browser(client)

    yield make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def browser(new_browser: Any) -> Browser:
    made: Browser = new_browser()
    return made
