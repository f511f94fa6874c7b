from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from pathlib import Path

import pytest

from ballots.code import normalise_code
from ballots.layout import Layout
from ballots.sample import sample_ballots, write_sample
from ballots.share import parse_decimal


def test_an_invented_house_is_the_same_for_the_same_seed() -> None:
    sheets = sample_ballots(33, 50, 4)
    assert sheets == sample_ballots(33, 50, 4)
    assert sheets != sample_ballots(33, 50, 5)
    assert len({sheet.ballot for sheet in sheets}) == 50
    assert all(normalise_code(sheet.ballot) == sheet.ballot for sheet in sheets)
    assert len({sheet.token for sheet in sheets}) == 50
    assert len(sheets[0].style.contests) == 33
    assert {len(contest.options) for contest in sheets[0].style.contests} == {3, 4}
    for sheet in sheets:
        total = sum((parse_decimal(room.votes) for room in sheet.premises), Fraction(0))
        assert parse_decimal(sheet.total_votes) == total


@pytest.mark.parametrize(("questions", "ballots"), [(0, 1), (61, 1), (1, 0)])
def test_numbers_out_of_range_are_refused(questions: int, ballots: int) -> None:
    with pytest.raises(ValueError, match=r"questions|ballots"):
        sample_ballots(questions, ballots, 1)


def test_the_two_files_are_written(tmp_path: Path) -> None:
    out = tmp_path / "new" / "folder"
    layout = write_sample(out, questions=12, ballots=3, seed=1)
    assert (out / "ballots.pdf").read_bytes().startswith(b"%PDF-1.7")
    written = json.loads((out / "layout.json").read_text(encoding="utf-8"))
    assert Layout.from_json(written) == layout
    assert [ballot["ballot"] for ballot in written["ballots"]] == [sheet.ballot for sheet in sample_ballots(12, 3, 1)]


@pytest.mark.parametrize(
    ("questions", "sha256"),
    [
        (3, "2552bee83c55a8e71ed31c972ca0796fc5aaf20060524fc4109af8fe79a299e5"),
        (12, "3cd3c45fafb2aead12c1a7e7f8b80e0a21391dc3d58ef6234c80c2b37e4173de"),
        (33, "7b7276aa6fa19ef8edf9aa016022ab6f207f2fb2ec8fbfab9977da336a26a47e"),
    ],
)
def test_nothing_moves_on_the_sheets_that_readers_were_measured_with(
    tmp_path: Path, questions: int, sha256: str
) -> None:
    write_sample(tmp_path, questions=questions, ballots=5, seed=1)
    assert hashlib.sha256((tmp_path / "layout.json").read_bytes()).hexdigest() == sha256
