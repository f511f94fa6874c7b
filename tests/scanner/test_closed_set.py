"""The last resort: a code that nothing decodes is compared with those that were printed, and a person is asked."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from ballots.layout import QR_MM
from ballots.sample import write_sample
from scanner.closed_set import LEAST_MARGIN, guess_code
from scanner.issued import Issued
from scanner.read_page import read_page
from tests.scanner import hand
from tests.scanner.hand import PX, Paper


def torn(page: np.ndarray, grey: int = 255) -> np.ndarray:
    """Both codes lose their middle, their squares stay."""
    out = page.copy()
    for x, y, side, _ in QR_MM:
        out[round((y + 8) * PX) : round((y + side) * PX), round((x + 8.5) * PX) : round((x + 17) * PX)] = grey
    return out


def strewn(page: np.ndarray, share: float, seed: int = 3) -> np.ndarray:
    """A share of the modules turned dark for light and light for dark."""
    out = page.copy()
    chance = np.random.default_rng(seed)
    for x, y, side, _ in QR_MM:
        part = np.s_[round(y * PX) : round((y + side) * PX), round(x * PX) : round((x + side) * PX)]
        code = out[part]
        flips = (chance.uniform(0, 1, (37, 37)) < share).astype(np.uint8)
        flips[:8, :8] = flips[:8, -8:] = flips[-8:, :8] = 0
        wrong = cv2.resize(flips, code.shape[::-1], interpolation=cv2.INTER_NEAREST).astype(bool)
        code[wrong] = 255 - code[wrong]
    return out


@pytest.mark.parametrize(
    "damaged",
    [torn, lambda page: torn(page, 0), lambda page: hand.turned(torn(page), 1.3), lambda page: strewn(page, 0.25)],
)
def test_a_torn_code_is_guessed_and_a_person_is_asked(paper: Paper, issued: Issued, damaged) -> None:  # type: ignore[no-untyped-def]
    reading = read_page(hand.noisy(damaged(paper.pixels)), issued, "scan.pdf", 0).reading
    assert (reading.outcome, reading.reason) == ("unreadable", "code_guessed")
    assert (reading.ballot, reading.page) == (issued.layout.ballots[0].ballot, paper.page.page)
    assert reading.found_by == "issued codes"
    assert reading.payload is None  # what was not read is no proof of anything
    assert reading.selections == {}


def test_every_page_of_every_ballot_is_told_from_its_neighbours(all_papers: list[Paper], issued: Issued) -> None:
    for paper in all_papers:
        guess = guess_code(torn(paper.pixels), issued)
        assert guess is not None
        assert guess.payload == paper.page.payload
        assert guess.margin > 2 * LEAST_MARGIN


def test_the_code_of_another_print_is_like_none_of_ours(paper: Paper, tmp_path: Path) -> None:
    write_sample(tmp_path, questions=12, ballots=40, seed=8)
    other = Issued.load(tmp_path / "layout.json")
    assert guess_code(torn(paper.pixels), other) is None
    reading = read_page(torn(paper.pixels), other, "scan.pdf", 0).reading
    assert (reading.outcome, reading.reason, reading.ballot) == ("unreadable", "code_unreadable", None)


def test_too_little_of_a_code_is_not_guessed(paper: Paper, issued: Issued) -> None:
    assert guess_code(strewn(paper.pixels, 0.48), issued) is None


def test_a_layout_without_the_codes_texts_guesses_nothing(paper: Paper, issued: Issued) -> None:
    plain = issued.layout.to_json()
    for ballot in plain["ballots"]:
        for page in ballot["pages"]:
            page.pop("payload")
    assert guess_code(torn(paper.pixels), Issued.load(plain)) is None
