"""Placing a sheet: by two codes, by one, by what is left; lines that cross it; boxes by outline and by neighbours."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from scanner import boxes, geometry, lines, register, score
from scanner.geometry import to_px
from scanner.identify import find_codes
from scanner.issued import Issued
from scanner.register import register as place
from scanner.sheet import Sheet, placed_sheet
from tests.scanner import hand
from tests.scanner.hand import PX, Paper

TRUE = np.array([[PX, 0, 0], [0, PX, 0], [0, 0, 1.0]])


def placed(page: np.ndarray, issued: Issued) -> register.Registration | None:
    return place(page, find_codes(page, issued.knows, is_blank=lambda: False).codes, issued.layout)


def middles(paper: Paper) -> np.ndarray:
    return np.array([[o.box_mm[0] + 2.5, o.box_mm[1] + 2.5] for o in paper.page.options])


def sheet_of(page: np.ndarray, issued: Issued, curled: bool = False) -> Sheet:
    found = placed(page, issued)
    assert found is not None
    return placed_sheet(page, page, found.transform, issued.layout, issued.layout.ballots[0].pages[1], curled=curled)


def test_a_flat_scan_is_placed_within_a_tenth_of_a_millimetre(paper: Paper, issued: Issued) -> None:
    found = placed(paper.pixels, issued)
    assert found is not None
    assert (found.kind, found.points, found.corners, found.quarter_turns) == ("affine", 8, 4, 0)
    assert found.residual_mm < 0.12
    error = to_px(found.transform, middles(paper)) - to_px(TRUE, middles(paper))
    assert np.abs(error).max() / PX < 0.15


@pytest.mark.parametrize("pull", [0.05, 0.09])
def test_a_photo_needs_a_perspective(paper: Paper, issued: Issued, pull: float) -> None:
    found = placed(hand.photographed(paper.pixels, pull, 0), issued)
    assert found is not None
    assert found.kind == "perspective"
    assert found.residual_mm < 0.2


def test_from_one_code_of_a_photo_to_the_other(paper: Paper, issued: Issued) -> None:
    page = hand.photographed(paper.pixels, 0.07, 0)
    codes = find_codes(page, issued.knows, is_blank=lambda: False).codes
    for code in codes:
        found = place(page, [code], issued.layout)
        assert found is not None
        assert found.corners == 4
        assert found.residual_mm < 0.3


def test_without_codes_there_is_no_place(paper: Paper, issued: Issued) -> None:
    assert place(paper.pixels, [], issued.layout) is None


def test_a_code_in_white_space_is_not_enough(issued: Issued, paper: Paper) -> None:
    codes = find_codes(paper.pixels, issued.knows, is_blank=lambda: False).codes
    assert place(np.full_like(paper.pixels, 255), codes[:1], issued.layout) is None
    assert place(np.full_like(paper.pixels, 255), codes, issued.layout) is None


def test_a_false_mark_does_not_lose_the_boxes(paper: Paper, issued: Issued) -> None:
    paper.cover(188, 10, 14, 14)
    paper.cover(192.4, 14.6, 5, 5, 0)  # a sticker, a millimetre and a half from where the mark was
    found = boxes.find_boxes(sheet_of(paper.pixels, issued), middles(paper))
    assert found.own.all()
    far = paper.copy().cover(188, 10, 14, 14).cover(183, 22, 5, 5, 0)
    placement = placed(far.pixels, issued)
    assert placement is not None
    assert placement.residual_mm < 0.3


def _finders(issued: Issued) -> list[tuple[float, float, float]]:
    """Left, top and side of the six finder squares in mm, by the layout."""
    marks = [mark for mark in register._landmarks(issued.layout, 41) if mark.picture == "finder"]
    return [(mark.at_mm[0] - mark.size_mm / 2, mark.at_mm[1] - mark.size_mm / 2, mark.size_mm) for mark in marks]


def test_a_square_of_a_code_may_be_covered_after_all(paper: Paper, issued: Issued) -> None:
    codes = find_codes(paper.pixels, issued.knows, is_blank=lambda: False).codes
    whole = place(paper.pixels, codes, issued.layout)
    x, y, side = _finders(issued)[0]
    found = place(paper.cover(x - 0.5, y - 0.5, side + 1, side + 1).pixels, codes, issued.layout)
    assert found is not None
    assert whole is not None
    assert (found.points, found.corners) == (7, 4)
    assert np.abs(to_px(found.transform, middles(paper)) - to_px(whole.transform, middles(paper))).max() / PX < 0.1


def test_two_squares_of_one_code_place_nothing(paper: Paper, issued: Issued) -> None:
    codes = find_codes(paper.pixels, issued.knows, is_blank=lambda: False).codes
    page = np.full_like(paper.pixels, 255)
    for x, y, side in _finders(issued)[:2]:
        at = np.s_[
            round((y - 1) * PX) : round((y + side + 0.6) * PX), round((x - 1) * PX) : round((x + side + 0.6) * PX)
        ]
        page[at] = paper.pixels[at]
    own = [code for code in codes if code.corners_px[0, 1] < 600]
    assert own
    assert place(page, own, issued.layout) is None


def test_a_scan_of_one_grey_looks_like_no_mark(issued: Issued) -> None:
    mark = register._landmarks(issued.layout, 41)[-1]
    grey = np.full((2338, 1654), 128, np.uint8)
    assert register._locate(grey, TRUE, [mark], 1.6) == []


def test_points_that_carry_no_perspective(issued: Issued) -> None:
    mark = register._landmarks(issued.layout, 41)[0]
    same = [register._Point(mark, (100.0, 100.0), 0.9)] * 5
    transform, kept, errors = register._agreeing(same, PX, perspective=True)
    assert transform is None
    assert len(kept) == 5
    assert np.isinf(errors).all()


def test_fits_that_cannot_be() -> None:
    same = np.zeros((4, 2))
    assert geometry.fit_homography(same, same) is None
    points = np.array([[0, 0], [10, 0], [0, 10.0]])
    assert np.allclose(geometry.fit_similarity(points, points * 2 + 1), [[2, 0, 1], [0, 2, 1], [0, 0, 1]])


def test_inside_and_outside_of_the_scan() -> None:
    image = np.zeros((100, 100), np.uint8)
    inside = geometry.is_inside(image, TRUE, np.array([[5.0, 5.0], [0.5, 5.0], [12.0, 5.0], [5.0, 12.4]]), 1.0)
    assert inside.tolist() == [True, False, False, False]
    assert geometry.sample(image, TRUE, np.array([[5.0, 5.0]]), 1.0).max() == 0
    assert geometry.sample(image, TRUE, np.array([[-50.0, 5.0]]), 1.0).min() == 255


def test_the_darkest_channel_keeps_every_pen() -> None:
    colours = np.full((4, 4, 3), 250, np.uint8)
    colours[0, 0], colours[1, 1] = (200, 30, 30), (30, 30, 220)
    assert geometry.darkest(colours)[0, 0] == 30
    assert geometry.darkest(colours)[1, 1] == 30
    assert geometry.darkest(colours[:, :, 0]).shape == (4, 4)


@pytest.mark.parametrize("curl", [0.0, 0.005, -0.005])
def test_boxes_are_found_by_their_outlines(paper: Paper, issued: Issued, curl: float) -> None:
    page = hand.photographed(paper.pixels, 0.0, curl)
    sheet = replace(sheet_of(page, issued, curled=True))
    found = boxes.find_boxes(sheet, middles(paper))
    assert found.found.all()
    assert found.own.all()
    marks = geometry.sample(sheet.grey, sheet.transform, found.centres_mm, 2.3)
    assert np.percentile(marks, 2) > 180  # nothing but paper inside, so the place is right


def test_a_buried_box_is_placed_by_its_neighbours(paper: Paper, issued: Issued) -> None:
    contest = paper.page.options[0].contest
    x, y, _, _ = (value / PX for value in paper.box(contest, "for"))
    paper.cover(x - 2.5, y - 2.5, 10, 10, 30)
    found = boxes.find_boxes(sheet_of(paper.pixels, issued), middles(paper))
    assert bool(found.found[0])
    assert not bool(found.own[0])
    assert np.abs(found.moved_mm[0]).max() < 0.3


def test_a_page_without_boxes_is_no_trouble(paper: Paper, issued: Issued) -> None:
    sheet = sheet_of(paper.pixels, issued)
    assert boxes.find_boxes(sheet, np.zeros((0, 2))).found.shape == (0,)
    assert score.measure(sheet, np.zeros((0, 2))) == []


def test_few_boxes_have_one_common_shift() -> None:
    centres = np.array([[20.0, 100], [80, 100], [140, 100]])
    moved = np.array([[0.3, 0.1], [0.3, 0.1], [5.0, 5.0]])
    field = boxes._neighbour_field(centres, moved, np.array([True, True, False]))
    assert np.allclose(field, [0.3, 0.1])
    assert np.allclose(boxes._neighbour_field(centres, moved, np.zeros(3, np.bool_)), 0)


def test_a_box_that_disagrees_with_all_others_does_not_bend_the_field() -> None:
    centres = np.array([[20.0 + 60 * (i % 3), 60.0 + 20 * (i // 3)] for i in range(15)])
    moved = np.full((15, 2), 0.2)
    moved[7] = (2.0, -2.0)
    field = boxes._neighbour_field(centres, moved, np.ones(15, np.bool_))
    assert np.abs(field - 0.2).max() < 0.1


def _lines(page: np.ndarray, issued: Issued, curled: bool = False) -> list[lines.Crossing]:
    return list(sheet_of(page, issued, curled).crossings)


def test_rows_of_letters_are_no_folds(paper: Paper, issued: Issued) -> None:
    assert _lines(hand.noisy(paper.pixels), issued) == []


@pytest.mark.parametrize("drop", [-8, 0, 8])
def test_a_fold_is_followed(paper: Paper, issued: Issued, drop: int) -> None:
    fold = _lines(hand.noisy(hand.folded(paper.pixels, 140, drop=drop)), issued)[-1]
    assert fold.across
    assert fold.distance_mm(np.array([[105.0, 140 + drop / PX / 2]]))[0] < 0.25
    assert fold.distance_mm(np.array([[105.0, 150.0]]))[0] > 9
    assert fold.half_mm < 0.8


def test_a_fold_down_the_page(paper: Paper, issued: Issued) -> None:
    page = np.ascontiguousarray(hand.noisy(paper.pixels))
    cv2.line(page, (600, 0), (606, page.shape[0]), 150, 2)
    found = [line for line in _lines(page, issued) if not line.across]
    assert found
    assert found[0].distance_mm(np.array([[603 / PX, 148.0]]))[0] < 0.3


def test_a_fold_of_a_curled_sheet(paper: Paper, issued: Issued) -> None:
    page = hand.photographed(hand.folded(paper.pixels, 150, grey=120), 0.02, 0.004)
    assert [line.across for line in _lines(page, issued, curled=True)] == [True]


@pytest.mark.parametrize("degrees", [0.0, 1.5])
def test_streaks_of_the_glass_on_a_slanted_sheet(paper: Paper, issued: Issued, degrees: float) -> None:
    page = hand.streaked(hand.turned(paper.pixels, degrees), 90)
    found = _lines(hand.noisy(page), issued)
    assert found
    where = to_px(np.linalg.inv(sheet_of(page, issued).transform), np.array([[90 * PX + 1, 1000.0]]))
    for streak in found:
        assert not streak.across
        assert streak.distance_mm(where)[0] < 0.2


def test_a_dark_band_is_no_streak(paper: Paper, issued: Issued) -> None:
    page = paper.pixels.copy()
    page[:, 700:730] = page[:, 700:730] // 2
    assert _lines(page, issued) == []


def test_ink_is_measured_against_the_paper_beside_it(paper: Paper, issued: Issued) -> None:
    contest = paper.page.options[0].contest
    paper.mark(contest, "for")
    for shade in (1.0, 0.7, 0.5):
        sheet = sheet_of((paper.pixels * shade).astype(np.uint8), issued)
        first, second, *_ = score.measure(sheet, middles(paper))
        assert 0.2 < first.fill < 0.75
        assert first.extent_mm > 3.5
        assert second.fill == 0
        assert second.shade < 0.02


def test_a_streak_is_left_out_of_the_ink(paper: Paper, issued: Issued) -> None:
    x, *_ = paper.box(paper.page.options[0].contest, "for")
    sheet = sheet_of(hand.streaked(paper.pixels, (x + 20) / PX), issued)
    first = score.measure(sheet, middles(paper))[0]
    assert first.crossed
    assert first.fill == 0
    without = score.measure(replace(sheet, crossings=()), middles(paper))[0]
    assert without.fill > 0.03
    assert not without.crossed
