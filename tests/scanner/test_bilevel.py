"""Faxes and copies: where the print has faded a pen has, too, and a page must not be believed that far."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from scanner import boxes
from scanner.bilevel import Trace, traces
from scanner.issued import Issued
from scanner.sheet import Sheet
from tests.scanner import hand
from tests.scanner.hand import PX, Paper
from tests.scanner.test_read_page import asked, contests, options, read
from tests.scanner.test_registration import middles, sheet_of


def faxed(page: np.ndarray, threshold: int = 150) -> np.ndarray:
    """At 150 dpi, a little blurred, black and white only."""
    small = cv2.GaussianBlur(hand.at_dpi(page, 150), (0, 0), 0.5)
    return hand.bilevel(small, threshold)


def first_trace(page: np.ndarray, paper: Paper, issued: Issued) -> Trace:
    sheet: Sheet = sheet_of(page, issued)
    assert sheet.bilevel
    return traces(sheet, boxes.find_boxes(sheet, middles(paper)).centres_mm)[0]


def test_the_outline_of_an_empty_box_is_as_wide_as_it_was_printed(paper: Paper, issued: Issued) -> None:
    seen = first_trace(hand.bilevel(hand.at_dpi(paper.pixels, 300)), paper, issued)
    assert 0.2 < seen.print_mm < 0.42
    assert seen.swelling_mm < 0.1
    assert (seen.mark_mm2, seen.mark_mm) == (0, 0)


def test_faded_print_is_narrower(paper: Paper, issued: Issued) -> None:
    x, y, w, h = (value / PX for value in paper.box(contests(paper)[0], "for"))
    page = hand.veiled(paper.pixels, x + w / 2, y + h / 2, 0.5)
    assert first_trace(faxed(page, 140), paper, issued).print_mm < 0.11
    assert first_trace(faxed(paper.pixels, 140), paper, issued).print_mm > 0.18


def test_ink_across_an_outline_swells_it(paper: Paper, issued: Issued) -> None:
    x, y, w, h = paper.box(contests(paper)[0], "for")
    for side in (x, x + w):
        paper.stroke(np.array([[side, y + 0.3 * h], [side, y + 0.6 * h]]), 20, 8)
    assert first_trace(faxed(paper.pixels), paper, issued).swelling_mm > 0.21


def test_the_size_of_a_mark_leaves_out_the_outline_and_the_word(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for", "fill", size=1.6, width=6, pen=0)
    seen = first_trace(faxed(paper.pixels), paper, issued)
    assert 6 < seen.mark_mm < 8.5
    assert 20 < seen.mark_mm2 < 60


@pytest.mark.parametrize("marked", ["against", None])
def test_where_the_print_has_gone_a_person_looks(paper: Paper, issued: Issued, marked: str | None) -> None:
    contest = contests(paper)[0]
    if marked:
        paper.mark(contest, marked, pen=10, width=4)
    x, y, w, h = (value / PX for value in paper.box(contest, "for"))
    reading = read(faxed(hand.veiled(paper.pixels, x + w / 2, y + h / 2, 0.5), 140), issued)
    assert asked(reading, contest) == ["faint_print"]
    assert reading.selections[contest] == "person"


def test_a_large_scribble_beside_faded_print_may_be_a_struck_out_mark(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for", "fill", size=1.4, width=7, pen=0)
    x, y, w, h = (value / PX for value in paper.box(contest, "abstain"))
    assert asked(read(faxed(paper.pixels, 140), issued), contest) == []
    faded = hand.veiled(paper.pixels, x + w / 2, y + h / 2, 0.36)
    assert asked(read(faxed(faded, 140), issued), contest) == ["struck_out"]


def test_empty_and_marked_boxes_of_a_good_fax_are_not_asked_about(paper: Paper, issued: Issued) -> None:
    for contest in contests(paper)[1:]:
        paper.mark(contest, options(paper, contest)[0], pen=30, width=4)
    reading = read(faxed(paper.pixels), issued)
    assert reading.needs_person == ()
    assert reading.selections[contests(paper)[0]] == "blank"
