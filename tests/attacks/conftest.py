"""The small invented house and its paper, for those who try to cheat in it."""

from __future__ import annotations

import pytest

from tests.use_cases.conftest import application, bare_house, house, open_house
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House

__all__ = ["application", "bare_house", "house", "open_house"]


@pytest.fixture
def paper(open_house: House, monkeypatch: pytest.MonkeyPatch) -> Paper:
    """An open assembly with printed ballots, a desk and three counters."""
    return Paper(open_house, monkeypatch).ready()
