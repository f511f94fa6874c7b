"""The counting house in a real application; the fixtures of tests/web stand beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.web.counting.counting_house import Counting
from tests.web.house import PASSWORD, build_house


@pytest.fixture
def counting(application: Any, tmp_path: Path, clock: Any) -> Counting:
    made = Counting(build_house(application, tmp_path, clock))
    made.hire()
    clock.pass_(days=19, hours=4)
    return made


@pytest.fixture
def signed_in(new_browser: Any) -> Any:
    def make(login: str) -> Any:
        browser = new_browser()
        browser.sign_in(login, PASSWORD)
        return browser

    return make
