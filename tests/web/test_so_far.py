"""What is missing to the quorum moves with participation, on a part of the page that is fetched again; answers never show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.web.conftest import Browser
from tests.web.organiser.test_register_pages import shown
from tests.web.test_poll import Life, alla, answer, life

__all__ = ["alla", "life"]
OPENS = datetime(2026, 3, 14, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize("life", [("state_system", OPENS)], indirect=True)
def test_the_moving_part_counts_participation_and_no_answer(life: Life, alla: Browser) -> None:
    assembly = life.house.assembly
    alla.open(f"/public/{assembly}")
    assert f'data-live="/public/{assembly}/so-far"' in alla.page
    assert 'data-live-part="law-3"' in alla.page
    for path, missing in ((f"/public/{assembly}/so-far", "171,1"), (f"/a/{assembly}/so-far", "171,1")):
        alla.open(path)
        assert alla.status == 200
        assert f"Для кворума не хватает {missing}" in shown(alla)
    answer(alla, life)
    alla.open(f"/public/{assembly}/so-far")
    words = shown(alla)
    assert words.count("Для кворума не хватает 117,3 м²") == 3
    assert "При нынешнем участии «за» нужно больше 26,9 м²" in words
    assert "53,8 м² из 342,2 м²" in words
    assert "Против" not in words


@pytest.mark.parametrize("life", [("private", OPENS)], indirect=True)
def test_a_poll_moves_nothing(life: Life, alla: Browser) -> None:
    answer(alla, life)
    alla.open(f"/public/{life.house.assembly}/so-far")
    assert shown(alla).count("Для кворума не хватает 171,1 м²") == 3
