"""An uploaded register is read in a child: the same draft, and a caller that stays up whatever the file does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assembly.register_import import apart, read_register, read_register_apart

FILES = Path(__file__).parent / "files"


@pytest.mark.parametrize("name", ["tidy.xlsx", "broken.xlsx", "semicolon-cp1251.csv", "egrn/thirds.xml"])
def test_the_child_reads_what_we_would_read(name: str) -> None:
    day = date(2026, 3, 1)
    expected = read_register(FILES / name, today=day, name="реестр")
    assert read_register_apart(FILES / name, today=day, name="реестр") == expected


def test_columns_corrected_by_hand_reach_the_child() -> None:
    columns = {"owner": "Документ"}
    expected = read_register(FILES / "tidy.xlsx", columns=columns)
    assert read_register_apart(FILES / "tidy.xlsx", columns=columns) == expected


def test_a_file_that_takes_too_long_is_an_error_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.01)
    _is_refused()


def test_a_child_that_dies_is_an_error_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    _is_refused()


def _is_refused() -> None:
    draft = read_register_apart(FILES / "tidy.xlsx")
    assert [problem.code for problem in draft.errors] == ["file_too_large"]
    assert draft.units == []
    assert draft.sha256 == read_register(FILES / "tidy.xlsx").sha256
