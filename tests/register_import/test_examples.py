"""The example registers give what `expected.json` says of them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from assembly.register_import import read_register

FILES = Path(__file__).parent / "files"
EXPECTED = json.loads((FILES / "expected.json").read_text(encoding="utf-8"))
WHOLE = [name for name, says in EXPECTED.items() if "units" in says]
EXTRACTS = [name for name in EXPECTED if name.startswith("egrn/")]


@pytest.mark.parametrize("name", WHOLE)
def test_whole_registers_are_read_to_the_last_hundredth(name: str) -> None:
    answer = read_register(FILES / name).as_json()
    assert {key: answer[key] for key in EXPECTED[name]} == EXPECTED[name]
    assert answer["errors"] == []
    assert answer["warnings"] == []
    assert answer["refused"] is False


def test_broken_register_is_refused_with_each_problem_in_its_place() -> None:
    answer = read_register(FILES / "broken.xlsx").as_json()
    for level in ("errors", "warnings"):
        found = sorted((problem["row"], problem["column"]) for problem in answer[level])
        assert found == sorted((problem["row"], problem["column"]) for problem in EXPECTED["broken.xlsx"][level])
        assert all(problem["sheet"] == "Реестр" and problem["problem"] and problem["fix"] for problem in answer[level])
    assert answer["refused"] is True


def test_as_kept_finds_the_header_below_the_title() -> None:
    draft = read_register(FILES / "as-kept.xlsx")
    assert (draft.sheet, draft.header_row) == ("Реестр", 4)
    assert draft.columns["cadastral_number"] == "КАДАСТРОВЫЙ НОМЕР"
    assert draft.units[0].rows == [5, 6]


def test_all_ways_to_keep_one_register_are_one_register() -> None:
    tidy, kept = read_register(FILES / "tidy.xlsx"), read_register(FILES / "as-kept.xlsx")
    assert [(u.key, u.area_m2, u.entrance) for u in tidy.units] == [(u.key, u.area_m2, u.entrance) for u in kept.units]
    assert [(h.owner_name, h.share, h.joint) for h in tidy.holdings] == [
        (h.owner_name, h.share, h.joint) for h in kept.holdings
    ]


@pytest.mark.parametrize("name", EXTRACTS)
def test_extracts(name: str) -> None:
    answer = read_register(FILES / name).as_json("en")
    assert answer["errors"] == []
    assert answer["units"] == 1
    if EXPECTED[name]["holdings"] is not None:
        assert answer["holdings"] == EXPECTED[name]["holdings"]
        assert answer["warnings"] == []
    if EXPECTED[name]["warns"]:
        assert [EXPECTED[name]["warns"] in warning["problem"] for warning in answer["warnings"]] == [True]


def test_extracts_in_one_archive(tmp_path: Path) -> None:
    path = tmp_path / "extracts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in EXTRACTS:
            archive.write(FILES / name, f"выписки/{Path(name).name}")
    draft = read_register(path)
    assert draft.errors == []
    assert sorted(unit.number for unit in draft.units) == ["1", "2", "3", "4", "5", "6", "7"]
    assert len(draft.holdings) == 10
    assert [(p.sheet, p.code) for p in draft.warnings] == [("выписки/incomplete.xml", "shares_below_one")]
