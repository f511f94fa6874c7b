"""The strip that the printer keeps free around every row of boxes is the strip in which the scanner looks for ink."""

from __future__ import annotations

import numpy as np
import pytest

from ballots.layout import BOX_MM, BOXES_APART_MM, OUTLINE_MM
from ballots.printing import geometry as printed
from scanner import around
from scanner.boxes import FoundBoxes
from scanner.geometry import resample
from tests.scanner.hand import PX, Paper

TRUE = np.array([[PX, 0, 0], [0, PX, 0], [0, 0, 1.0]])


def _as_printed(paper: Paper) -> FoundBoxes:
    middles = np.array([[o.box_mm[0] + o.box_mm[2] / 2, o.box_mm[1] + o.box_mm[3] / 2] for o in paper.page.options])
    seen = np.ones(len(middles), np.bool_)
    return FoundBoxes(middles, np.zeros_like(middles), seen, seen)


def test_nothing_is_printed_where_ink_is_looked_for(all_papers: list[Paper]) -> None:
    """Of every page as printed: beside boxes and words the strip is white paper."""
    strips = 0
    for paper in all_papers:
        for rows in around._strips(paper.page):
            strip = around._Strip(paper.page, rows, _as_printed(paper))
            patch = resample(paper.pixels, TRUE, strip.x_mm, strip.y_mm, strip.shape)
            free = strip.open(())
            assert free.any()
            assert patch[free].min() > 200, (paper.page.page, paper.page.options[rows[0]].contest)
            strips += 1
    assert strips >= 24


def test_an_empty_page_has_no_ink_beside_its_boxes(all_papers: list[Paper]) -> None:
    for paper in all_papers:
        for rows in around._strips(paper.page):
            strip = around._Strip(paper.page, rows, _as_printed(paper))
            patch = resample(paper.pixels, TRUE, strip.x_mm, strip.y_mm, strip.shape)
            assert not (around._ink(around._relief(patch), 255.0) & strip.open(())).any()


@pytest.mark.parametrize(
    ("looked_at_mm", "kept_free_mm"),
    [
        pytest.param(around.ABOVE_MM, printed.CLEAR_ABOVE_BOX, id="above"),
        pytest.param(around.BELOW_MM, printed.CLEAR_BELOW_BOX, id="below"),
        pytest.param(around.LEFT_MM, printed.FIRST_BOX, id="left of the first box"),
        pytest.param(around.AFTER_WORD_MM, BOXES_APART_MM, id="after the word"),
        pytest.param(
            OUTLINE_MM + around.OUTLINE_GROWS_MM + around.WORD_GROWS_MM + 1.0,
            printed.WORD_AFTER_BOX,
            id="a millimetre between box and word",
        ),
        pytest.param(around.TAIL_MM, BOX_MM / 2 + BOXES_APART_MM, id="a tail ends before the next box"),
    ],
)
def test_the_strip_is_no_wider_than_the_printer_keeps_free(looked_at_mm: float, kept_free_mm: float) -> None:
    assert looked_at_mm < kept_free_mm
