"""The commands of the law: the card of a rule, and what is wrong with a pack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assembly.cli import main
from legal_rules.pack import PACKS_FOLDER


def test_the_card_is_printed_in_either_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", "ru:44.2.2", "--on", "2026-11-21"]) == 0
    assert "Нужно: не менее двух третей голосов всех собственников дома" in capsys.readouterr().out
    assert main(["law", "show", "ru:44.2.2", "--on", "2026-11-21", "--lang", "en"]) == 0
    assert "Needed: at least two thirds of the votes of all owners" in capsys.readouterr().out


def test_where_no_rule_is_known_the_answer_is_no(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "show", "ru:44.2.3.6", "--on", "2026-11-21"]) == 1
    assert "его текст не найден" in capsys.readouterr().out
    assert main(["law", "show", "ru:44.2.3.6", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["outcome"] == "hold"


def test_a_pack_is_checked_by_its_name_or_folder(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "lint", "ru", str(PACKS_FOLDER / "_template")]) == 0
    assert capsys.readouterr().out == "Nothing is wrong.\n"


def test_what_is_wrong_is_told_by_pack_file_key_and_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "pack.yaml").write_text("pack: xx\n", "utf-8")
    assert main(["law", "lint", str(tmp_path / "xx")]) == 1
    assert capsys.readouterr().out == "xx/xx: title: is missing\n"
    assert main(["law", "lint", str(tmp_path / "xx"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["findings"] == [
        {"pack": "xx", "file": "xx", "key": "title", "reason": "is missing"}
    ]


def test_a_folder_that_is_not_there_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["law", "lint", "no-such-folder"]) == 2
    assert capsys.readouterr().err == "veche: there is no folder no-such-folder\n"
