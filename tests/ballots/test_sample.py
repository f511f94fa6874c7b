from __future__ import annotations

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
