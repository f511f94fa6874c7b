"""Hands and accidents that the benchmark's marks are thin in. A doubt may go to a person; a wrong vote may not be read."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest

from scanner.issued import Issued
from tests.scanner import hand
from tests.scanner.hand import PX, Paper
from tests.scanner.test_read_page import asked, contests, options, read

MACHINES = {
    "feeder": lambda page, seed: hand.noisy(hand.turned(page, 0.9), 5, seed),
    "blurred": lambda page, seed: hand.noisy(cv2.GaussianBlur(page, (0, 0), 1.1), 8, seed),
    "fax": lambda page, seed: hand.bilevel(hand.at_dpi(hand.turned(page, -0.7), 150)),
    "copier": lambda page, seed: hand.bilevel(hand.at_dpi(page, 300), 165),
    "phone": lambda page, seed: hand.noisy(hand.photographed(page, 0.05), 4, seed),
    "toner": lambda page, seed: hand.noisy(hand.veiled(page, 100, 150, 0.3, 60), 6, seed),
}


def skipping(paper: Paper, contest: str, option: str, pen: int, gap: int) -> None:
    """A cross of a ball pen that writes only now and then."""
    x, y, w, h = paper.box(contest, option)
    for (ax, ay), (bx, by) in (((0.1, 0.1), (0.9, 0.9)), ((0.9, 0.1), (0.1, 0.9))):
        along = np.linspace(0, 1, 13)
        points = np.stack([x + w * (ax + (bx - ax) * along), y + h * (ay + (by - ay) * along)], axis=1)
        for start in range(0, 12, gap):
            paper.stroke(points[start : start + 2], pen, 2)


def bled_through(paper: Paper, back: np.ndarray, share: float) -> np.ndarray:
    """The other side shows, mirrored and soft."""
    shine = cv2.GaussianBlur(np.fliplr(back), (0, 0), 2).astype(np.float32)
    return np.minimum(paper.pixels, 255 - (255 - shine) * share).astype(np.uint8)


@pytest.mark.parametrize("machine", MACHINES)
def test_empty_ballots_give_no_vote(all_papers: list[Paper], issued: Issued, machine: str) -> None:
    for seed, paper in enumerate(all_papers):
        reading = read(MACHINES[machine](paper.pixels.copy(), seed), issued)
        assert reading.outcome == "interpreted"
        assert set(reading.selections.values()) <= {"blank", "person"}
        assert list(reading.selections.values()).count("person") <= 1


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("kind", ["tick", "cross", "one-stroke cross", "heavy cross", "hatch"])
def test_no_machine_turns_one_answer_into_another(paper: Paper, issued: Issued, machine: str, kind: str) -> None:
    rng = random.Random(f"{machine} {kind}")
    meant = {contest: rng.choice(options(paper, contest)) for contest in contests(paper)}
    for contest, option in meant.items():
        paper.mark(
            contest, option, kind, pen=40, shift=(rng.gauss(0, 0.12), rng.gauss(0, 0.12)), size=rng.uniform(0.8, 1.2)
        )
    reading = read(MACHINES[machine](paper.pixels, 3), issued)
    for contest, option in meant.items():
        assert reading.selections[contest] == option or asked(reading, contest)
    assert len(reading.needs_person) <= 1


@pytest.mark.parametrize("gap", [2, 3, 4])
@pytest.mark.parametrize("pen", [60, 140])
def test_a_ball_pen_that_skips_is_not_lost(paper: Paper, issued: Issued, gap: int, pen: int) -> None:
    contest = contests(paper)[0]
    skipping(paper, contest, "for", pen, gap)
    reading = read(hand.noisy(paper.pixels, 3), issued)
    assert reading.selections[contest] == "for" or asked(reading, contest) == ["marginal_mark"]


@pytest.mark.parametrize("pen", [180, 200, 215])
def test_very_faint_pencil_is_seen_or_asked_about(paper: Paper, issued: Issued, pen: int) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "against", "cross", pen=pen, width=3)
    reading = read(hand.noisy(paper.pixels, 2), issued)
    assert reading.selections[contest] == "against" or asked(reading, contest)


@pytest.mark.parametrize("shift", [(0.5, 0.0), (-0.5, 0.0), (0.0, 0.55), (0.0, -0.55), (0.45, 0.45)])
@pytest.mark.parametrize("kind", ["cross", "tick"])
def test_a_mark_half_outside_its_box_is_never_anothers(
    paper: Paper, issued: Issued, shift: tuple[float, float], kind: str
) -> None:
    contest = contests(paper)[1]
    paper.mark(contest, "against", kind, shift=shift)
    reading = read(hand.noisy(paper.pixels), issued)
    assert reading.selections[contest] == "against" or asked(reading, contest)
    assert all(reading.selections[other] == "blank" for other in contests(paper) if other != contest)


@pytest.mark.parametrize("option", ["for", "against", "abstain"])
@pytest.mark.parametrize("machine", ["feeder", "fax", "phone"])
def test_a_cross_on_the_word_instead_of_the_box_goes_to_a_person(
    paper: Paper, issued: Issued, option: str, machine: str
) -> None:
    contest, other = contests(paper)[1:3]
    paper.mark(contest, option, "cross", shift=(1.5, 0.0), width=4, pen=30).mark(other, "for", width=4)
    reading = read(MACHINES[machine](paper.pixels, 2), issued)
    assert asked(reading, contest) == ["ink_outside_boxes"]
    assert [asked(reading, each) for each in contests(paper) if each != contest] == [[]] * (len(contests(paper)) - 1)


@pytest.mark.parametrize("share", [0.08, 0.16])
def test_a_felt_pen_on_the_back_shines_through_and_is_no_mark(
    all_papers: list[Paper], issued: Issued, share: float
) -> None:
    front, back = all_papers[1].copy(), all_papers[1].copy()
    for contest in contests(back):
        for option in options(back, contest):
            back.mark(contest, option, "fill", width=6, pen=0)
    reading = read(hand.noisy(bled_through(front, back.pixels, share), 3), issued)
    assert set(reading.selections.values()) <= {"blank", "person"}


@pytest.mark.parametrize("second", ["tick", "slash"])
def test_a_correction_whose_second_mark_is_faint_goes_to_a_person(paper: Paper, issued: Issued, second: str) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for").mark(contest, "for", "scribble", size=1.5, width=5)
    paper.mark(contest, "against", second, pen=190, width=2)
    assert asked(read(hand.noisy(paper.pixels, 3), issued), contest)


@pytest.mark.parametrize("thick", [1, 2, 4])
def test_a_fold_down_the_page_through_a_column_of_boxes_is_no_vote(paper: Paper, issued: Issued, thick: int) -> None:
    x, _, w, _ = paper.box(contests(paper)[0], "for")
    page = paper.pixels.copy()
    cv2.line(page, (round(x + 0.3 * w), 0), (round(x + 0.7 * w), page.shape[0]), 140, thick)
    reading = read(hand.noisy(page), issued)
    assert set(reading.selections.values()) <= {"blank", "person"}


def test_a_fold_on_a_scan_that_lost_a_margin_is_known_by_the_other(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    _, y, _, h = paper.box(contest, "for")
    page = hand.folded(paper.mark(contest, "for").pixels, (y + 0.4 * h) / PX, drop=0)
    page[:, -round(8 * PX) :] = 0
    reading = read(hand.noisy(page), issued)
    assert (reading.selections[contest], asked(reading, contest)) == ("for", [])


def test_two_sheets_fed_together_are_named(all_papers: list[Paper], issued: Issued) -> None:
    page = all_papers[0].pixels.copy()
    page[page.shape[0] // 2 :] = all_papers[4].pixels[page.shape[0] // 2 :]
    reading = read(hand.noisy(page), issued)
    assert (reading.outcome, reading.reason, reading.selections) == ("unreadable", "two_codes", {})
