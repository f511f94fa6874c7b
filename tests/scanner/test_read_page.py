"""What a page says, by every kind of mark, fault and machine."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
import zxingcpp

from ballots.sample import sample_ballots
from scanner.issued import Issued
from scanner.read_page import read_page
from scanner.reading import REASONS, PageReading
from tests.scanner import hand
from tests.scanner.hand import MARKS, Paper


def read(pixels: np.ndarray, issued: Issued) -> PageReading:
    return read_page(pixels, issued, "scan.pdf", 0).reading


def contests(paper: Paper) -> list[str]:
    return list(dict.fromkeys(option.contest for option in paper.page.options))


def options(paper: Paper, contest: str) -> list[str]:
    return [option.option for option in paper.page.options if option.contest == contest]


def asked(reading: PageReading, contest: str) -> list[str]:
    return [need.rpartition(":")[0] for need in reading.needs_person if need.rpartition(":")[2] == contest]


@pytest.mark.parametrize("kind", MARKS)
def test_every_kind_of_mark_is_a_mark(paper: Paper, issued: Issued, kind: str) -> None:
    for number, contest in enumerate(contests(paper)):
        paper.mark(contest, options(paper, contest)[number % 3], kind)
    reading = read(hand.noisy(hand.turned(paper.pixels, 0.8)), issued)
    assert reading.outcome == "interpreted"
    assert reading.needs_person == ()
    assert reading.selections == {c: options(paper, c)[i % 3] for i, c in enumerate(contests(paper))}


@pytest.mark.parametrize(
    "how",
    [
        {"kind": "tick", "width": 2, "pen": 120},
        {"kind": "cross", "pen": 165, "width": 2},
        {"kind": "cross", "shift": (0.4, -0.3)},
        {"kind": "tick", "shift": (-0.35, 0.3), "size": 1.2},
        {"kind": "heavy cross", "pen": 5, "size": 1.2},
    ],
)
def test_faint_displaced_and_heavy_marks_are_never_lost(paper: Paper, issued: Issued, how: dict[str, object]) -> None:
    contest = contests(paper)[1]
    paper.mark(contest, "against", **how)
    reading = read(hand.noisy(paper.pixels), issued)
    assert reading.selections[contest] == "against" or asked(reading, contest)
    assert all(reading.selections[other] == "blank" for other in contests(paper) if other != contest)


def test_an_empty_ballot_says_nothing(paper: Paper, issued: Issued) -> None:
    reading = read(hand.noisy(paper.pixels), issued)
    assert set(reading.selections.values()) == {"blank"}
    assert reading.needs_person == ()
    assert {mark.state for mark in reading.marks} == {"unmarked"}


def test_two_marks_are_a_proposed_overvote_and_named(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for").mark(contest, "abstain", "tick")
    reading = read(paper.pixels, issued)
    assert reading.selections[contest] == "overvote"
    assert asked(reading, contest) == ["overvote"]


def test_a_struck_out_mark_beside_another_goes_to_a_person(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for").mark(contest, "for", "scribble", size=1.5, width=5).mark(contest, "against")
    assert asked(read(paper.pixels, issued), contest)


def test_a_very_dark_box_alone_is_a_vote(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for", "fill", width=6, pen=0)
    reading = read(paper.pixels, issued)
    assert reading.selections[contest] == "for"
    assert asked(reading, contest) == []


def test_where_the_pen_only_touched_the_paper_no_vote_is_seen(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for", "slash", size=0.35, pen=150, width=2)
    assert read(paper.pixels, issued).selections[contest] in {"blank", "person"}


def test_a_small_dark_blot_is_asked_about(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for", "dot", width=6, pen=10)
    reading = read(paper.pixels, issued)
    assert reading.selections[contest] == "person"
    assert asked(reading, contest) == ["marginal_mark"]


def test_a_circled_word_goes_to_a_person(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[2]
    reading = read(hand.noisy(paper.circle_word(contest, "against").pixels), issued)
    assert asked(reading, contest) == ["ink_outside_boxes"]
    assert reading.selections[contest] == "person"


def test_a_circled_box_goes_to_a_person(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[1]
    assert asked(read(paper.mark(contest, "for", "circle").pixels, issued), contest)


def test_a_circled_word_beside_another_options_mark_goes_to_a_person(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for").circle_word(contest, "abstain")
    assert asked(read(paper.pixels, issued), contest) == ["ink_outside_boxes"]


@pytest.mark.parametrize("factor", [0.3, 0.55, 0.75])
def test_a_streak_through_empty_boxes_is_no_mark(paper: Paper, issued: Issued, factor: float) -> None:
    x, _, w, _ = paper.box(contests(paper)[0], "against")
    reading = read(hand.noisy(hand.streaked(paper.pixels, (x + 0.4 * w) / hand.PX, factor)), issued)
    assert set(reading.selections.values()) == {"blank"}


def test_a_mark_under_a_streak_is_still_read_or_asked(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    x, _, w, _ = paper.box(contest, "against")
    page = hand.streaked(paper.mark(contest, "against").pixels, (x + 0.5 * w) / hand.PX)
    reading = read(page, issued)
    assert reading.selections[contest] in {"against", "person"}


@pytest.mark.parametrize("part", [0.15, 0.5, 0.8])
def test_a_fold_through_a_row_of_boxes_changes_nothing(paper: Paper, issued: Issued, part: float) -> None:
    first, second = contests(paper)[:2]
    _, y, _, h = paper.box(first, "for")
    paper.mark(first, "for")
    reading = read(hand.noisy(hand.folded(paper.pixels, (y + part * h) / hand.PX - 0.3)), issued)
    assert reading.selections[first] == "for"
    assert reading.selections[second] == "blank"


def test_faint_ink_on_a_fold_is_asked_about_with_the_reason(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    _, y, _, h = paper.box(contest, "for")
    paper.mark(contest, "for", "dot", width=5, pen=20, shift=(0.1, 0.2))
    reading = read(hand.folded(paper.pixels, (y + 0.45 * h) / hand.PX, drop=0), issued)
    assert asked(reading, contest) == ["line_through_box"]


def test_a_box_that_is_covered_goes_to_a_person(paper: Paper, issued: Issued) -> None:
    contest = contests(paper)[0]
    x, y, _, h = (value / hand.PX for value in paper.box(contest, "for"))
    left, right = (max(0, x - 100), 210)
    reading = read(paper.cover(left, y - 3, right - left, h + 6).pixels, issued)
    assert reading.selections[contest] in {"person", "blank"}
    everything = paper.cover(5, 45, 200, 205)
    assert set(read(everything.pixels, issued).selections.values()) == {"person"}
    assert {need.partition(":")[0] for need in read(everything.pixels, issued).needs_person} == {"box_not_found"}


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_any_quarter_turn_is_read_and_said(paper: Paper, issued: Issued, turns: int) -> None:
    contest = contests(paper)[0]
    paper.mark(contest, "for")
    found = read_page(np.ascontiguousarray(np.rot90(paper.pixels, turns)), issued, "a", 0)
    assert found.quarter_turns == turns
    assert found.reading.selections[contest] == "for"
    x, y, w, _ = found.reading.boxes_px[contest]["for"]
    own = paper.box(contest, "for")
    assert abs(x - own[0]) < 2.5
    assert abs(y - own[1]) < 2.5
    assert abs(w - own[2]) < 2.5


@pytest.mark.parametrize("dpi", [100, 150, 300, 600])
def test_resolutions_from_100_to_600(paper: Paper, issued: Issued, dpi: int) -> None:
    for contest in contests(paper):
        paper.mark(contest, "against", "tick", width=3)
    reading = read(hand.at_dpi(paper.pixels, dpi), issued)
    assert set(reading.selections.values()) == {"against"}
    assert reading.needs_person == ()


@pytest.mark.parametrize("scale", [0.94, 1.02])
def test_a_print_that_was_shrunk_or_grown(paper: Paper, issued: Issued, scale: float) -> None:
    paper.mark(contests(paper)[0], "for")
    reading = read(hand.turned(paper.pixels, -3, scale), issued)
    assert reading.selections[contests(paper)[0]] == "for"
    assert reading.residual_mm is not None
    assert reading.residual_mm < 0.15


def test_a_blue_pen_in_colour(paper: Paper, issued: Issued) -> None:
    blank = paper.pixels.copy()
    paper.mark(contests(paper)[0], "abstain", pen=90)
    assert read(hand.blue(paper.pixels, blank), issued).selections[contests(paper)[0]] == "abstain"


@pytest.mark.parametrize("dpi", [150, 300])
def test_bilevel_scans(paper: Paper, issued: Issued, dpi: int) -> None:
    paper.mark(contests(paper)[0], "for").mark(contests(paper)[1], "against", "fill")
    reading = read(hand.bilevel(hand.at_dpi(paper.pixels, dpi)), issued)
    assert [reading.selections[c] for c in contests(paper)[:3]] == ["for", "against", "blank"]
    assert reading.needs_person == ()


@pytest.mark.parametrize("turns", [0, 1, 2])
def test_a_photo_on_a_table(paper: Paper, issued: Issued, turns: int) -> None:
    for contest in contests(paper):
        paper.mark(contest, "for")
    photo = np.ascontiguousarray(np.rot90(hand.photographed(paper.pixels), turns))
    reading = read(photo, issued)
    assert set(reading.selections.values()) == {"for"}
    assert reading.registered_by is not None
    assert reading.registered_by.startswith("perspective")


@pytest.mark.parametrize(
    "lost",
    [
        [(10, 10, 33, 33)],  # the upper code
        [(167, 254, 33, 33)],  # the lower code
        [(10, 10, 33, 33), (186, 10, 14, 14)],
        [(186, 10, 14, 14), (10, 274, 14, 14)],  # both marks
    ],
)
def test_lost_corners_do_not_lose_the_page(
    paper: Paper, issued: Issued, lost: list[tuple[float, float, float, float]]
) -> None:
    paper.mark(contests(paper)[0], "against")
    for corner in lost:
        paper.cover(*corner)
    reading = read(hand.turned(paper.pixels, 1.2), issued)
    assert reading.outcome == "interpreted"
    assert reading.selections[contests(paper)[0]] == "against"


def test_one_code_alone_does_not_place_a_page(paper: Paper, issued: Issued) -> None:
    paper.cover(10, 274, 200, 20).cover(167, 240, 40, 50).cover(186, 10, 20, 20)
    reading = read(paper.pixels, issued)
    assert reading.outcome == "unreadable"
    assert reading.reason in {"not_placed", "corner_cut"}
    assert reading.ballot is not None


def test_a_half_sheet_is_cut(paper: Paper, issued: Issued) -> None:
    reading = read(np.ascontiguousarray(paper.pixels[: round(90 * hand.PX), : round(90 * hand.PX)]), issued)
    assert (reading.outcome, reading.reason) == ("unreadable", "corner_cut")


def test_signature_and_date_are_seen_or_not(last_paper: Paper, issued: Issued) -> None:
    assert read(hand.noisy(last_paper.pixels), issued).fields == {"signature": False, "date": False}
    reading = read(hand.noisy(last_paper.sign("signature").pixels), issued)
    assert reading.fields == {"signature": True, "date": False}
    assert set(reading.fields_px) == {"signature", "date"}


def test_a_blank_back(paper: Paper, issued: Issued) -> None:
    bleed = np.minimum(255, 255 - (255 - np.fliplr(paper.pixels)) * 0.12).astype(np.uint8)
    for page in (np.full((2339, 1654), 244, np.uint8), hand.noisy(bleed)):
        reading = read(page, issued)
        assert (reading.outcome, reading.reason) == ("blank", "blank_back")


def test_a_letter_is_foreign(issued: Issued) -> None:
    page = np.full((2339, 1654), 240, np.uint8)
    for y in range(200, 2200, 60):
        cv2.putText(page, "invoice 4471 heating 03/26", (120, y), 0, 1.2, 40, 2)
    reading = read(page, issued)
    assert (reading.outcome, reading.reason) == ("foreign", "no_code")
    assert reading.sentence == REASONS["no_code"]


def test_an_empty_table_is_not_taken_for_anything(issued: Issued) -> None:
    page = np.full((2339, 1654), 240, np.uint8)
    cv2.putText(page, "note", (100, 140), 0, 2.5, 40, 12)
    cv2.putText(page, "scribbled at the edge of it", (100, 330), 0, 2.5, 40, 12)
    reading = read(page, issued)
    assert (reading.outcome, reading.reason) == ("unreadable", "no_code_seen")


def _with_code(text: str, corner: tuple[int, int] = (110, 110)) -> np.ndarray:
    page = np.full((2339, 1654), 245, np.uint8)
    code = np.array(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q").to_image(scale=5))
    x, y = corner
    page[y : y + code.shape[0], x : x + code.shape[1]] = code
    return page


def test_a_strangers_code_is_foreign(issued: Issued) -> None:
    reading = read(_with_code("HTTPS://EXAMPLE.COM"), issued)
    assert (reading.outcome, reading.reason) == ("foreign", "other_code")


def test_a_ballot_of_another_assembly_is_named(issued: Issued) -> None:
    other = sample_ballots(3, 1, 99)[0]
    reading = read(_with_code(other.payload(1, 1)), issued)
    assert (reading.outcome, reading.reason, reading.ballot) == ("foreign", "another_assembly", None)


def test_another_print_of_the_same_ballot_is_named(issued: Issued) -> None:
    ours = issued.layout.ballots[0].pages[0].payload
    parts = ours.split(".")
    parts[5] = parts[5][::-1]
    reading = read(_with_code(".".join(parts)), issued)
    assert (reading.outcome, reading.reason) == ("foreign", "another_print")


def test_codes_of_two_ballots_on_one_scan(all_papers: list[Paper], issued: Issued) -> None:
    page = all_papers[0].pixels.copy()
    page[-600:, -600:] = all_papers[3].pixels[-600:, -600:]
    assert read(page, issued).reason == "two_codes"


def test_too_dark_too_pale_and_too_blurred_are_said(paper: Paper, issued: Issued) -> None:
    assert read(paper.pixels // 60, issued).reason == "too_dark"
    assert read((paper.pixels // 8 + 190).astype(np.uint8), issued).reason == "too_pale"
    assert read(cv2.GaussianBlur(paper.pixels, (0, 0), 22), issued).reason in {"too_blurred", "blank_back"}


def test_a_micro_qr_on_the_page_is_no_code(paper: Paper, issued: Issued) -> None:
    micro = np.array(zxingcpp.create_barcode("12", zxingcpp.BarcodeFormat.MicroQRCode).to_image(scale=6))
    assert zxingcpp.read_barcodes(np.pad(micro, 40, constant_values=255))[0].extra["Version"] == "M1"
    for y in (340, 1100):
        paper.pixels[y : y + micro.shape[0], 1500 : 1500 + micro.shape[1]] = micro
    for x, y, side in ((14, 14, 25), (171, 258, 25)):
        paper.cover(x, y, side, side)
    reading = read(paper.pixels, issued)
    assert (reading.outcome, reading.reason, reading.ballot) == ("foreign", "no_code", None)


@pytest.mark.parametrize(
    "fault",
    [
        lambda page: cv2.GaussianBlur(page, (0, 0), 2.4),
        lambda page: hand.noisy(page, 28),
        lambda page: (page // 3 + 60).astype(np.uint8),
    ],
)
def test_harder_codes_are_still_read(paper: Paper, issued: Issued, fault: Callable[[np.ndarray], np.ndarray]) -> None:
    assert read(fault(paper.pixels), issued).ballot == issued.layout.ballots[0].ballot


def test_the_same_page_gives_the_same_reading(paper: Paper, issued: Issued) -> None:
    page = hand.noisy(paper.mark(contests(paper)[0], "for").pixels)
    assert read(page, issued).as_json() == read(page.copy(), issued).as_json()
    assert PageReading.from_json(read(page, issued).as_json()) == read(page, issued)


def test_a_layout_without_the_codes_texts_still_reads(paper: Paper, issued: Issued) -> None:
    plain = issued.layout.to_json()
    for ballot in plain["ballots"]:
        for page in ballot["pages"]:
            page.pop("payload")
    assert read(paper.pixels, Issued.load(plain)).outcome == "interpreted"
