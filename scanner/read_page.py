"""One page from pixels to reading, as one list of steps."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ballots.code import parse_payload
from scanner import around, bilevel, boxes, condition, geometry, interpret, score
from scanner.closed_set import guess_code
from scanner.identify import CodeSearch, FoundCode, find_codes
from scanner.reading import Mark, PageReading
from scanner.register import Registration, register
from scanner.sheet import Sheet, placed_sheet

if TYPE_CHECKING:
    from ballots.layout import PageLayout
    from scanner.geometry import Floats, Pixels
    from scanner.issued import Issued
    from scanner.reading import BoxPx

# Above this residual (root mean square of the landmarks) the page is not read. Chosen: a box's inner part ends 0.85 mm from its
# outline, and each box still looks for its own outline. Pages held back had 0.175 mm at most.
MAX_RESIDUAL_MM: Final = 0.5
# Flat sheets fit their landmarks to 0.025 to 0.145 mm (300 pages); above this the sheet was curled, or badly placed.
FLAT_RESIDUAL_MM: Final = 0.15


@dataclass(frozen=True)
class PageRead:
    """A reading and where the sheet lies on the pixels it was read from; quarter_turns clockwise to stand upright."""

    reading: PageReading
    quarter_turns: int = 0


def read_page(image: Pixels, issued: Issued, file: str, index: int) -> PageRead:
    """Read one page.

    image: uint8 (h, w) grey or (h, w, 3) BGR, any rotation; issued: the ballots it may belong to.
    The transform and boxes_px are in pixels of `image` turned upright.
    """
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), np.uint8) if image.ndim == 3 else image
    empty = PageReading(
        file,
        index,
        "unreadable",
        pixels_sha256=hashlib.sha256(grey[::8].tobytes()).hexdigest(),
        layout_hash=issued.layout_hash,
        thresholds=interpret.thresholds_json(),
    )
    search = find_codes(grey, issued.knows, is_blank=lambda: condition.is_blank(grey))
    own = [code for code in search.codes if issued.knows(code.text)]
    if not own:
        return PageRead(_unknown(empty, grey, search, issued))
    if len({code.text for code in own}) > 1:
        return PageRead(replace(empty, reason="two_codes"))
    ballot, page = issued.page(own[0].text)
    known = replace(empty, ballot=ballot, page=page.page, of=page.of, payload=own[0].text, found_by=own[0].how)
    placed = register(grey, own, issued.layout)
    if placed is None or placed.residual_mm > MAX_RESIDUAL_MM:
        if condition.is_blank(grey):  # a code that shines through from the front is read, too, mirrored as it is
            return PageRead(replace(empty, outcome="blank", reason="blank_back"))
        return PageRead(
            replace(
                known,
                reason=_not_placed(grey, own, issued),
                residual_mm=round(placed.residual_mm, 3) if placed else None,
            )
        )
    curled = placed.kind == "perspective" or placed.corners < 4 or placed.residual_mm > FLAT_RESIDUAL_MM
    sheet = placed_sheet(image, grey, placed.transform, issued.layout, page, curled=curled)
    if sheet.black < condition.LEAST_BLACK:
        return PageRead(replace(known, reason=condition.fault_of(grey) or "too_pale"), placed.quarter_turns)
    return PageRead(_read_marks(sheet, placed, page, known, grey.shape), placed.quarter_turns)


def _unknown(empty: PageReading, grey: Pixels, search: CodeSearch, issued: Issued) -> PageReading:
    """Why a page without a code of ours is none of ours, or cannot be told."""
    for code in search.codes:
        payload = parse_payload(code.text)
        if payload is not None:
            reason = "another_print" if issued.has_ballot(payload.ballot) else "another_assembly"
            return replace(empty, outcome="foreign", reason=reason, payload=code.text)
    if search.codes:
        return replace(empty, outcome="foreign", reason="other_code")
    if condition.is_blank(grey):
        return replace(empty, outcome="blank", reason="blank_back")
    guess = guess_code(grey, issued) if search.trace else None
    if guess is not None:
        ballot, page = issued.page(guess.payload)
        return replace(empty, reason="code_guessed", ballot=ballot, page=page.page, of=page.of, found_by="issued codes")
    fault = condition.fault_of(grey)
    if fault is not None:
        return replace(empty, reason=fault)
    if search.trace:
        return replace(empty, reason="code_unreadable")
    if not condition.is_written(grey):
        return replace(empty, reason="no_code_seen")
    return replace(empty, outcome="foreign", reason="no_code")


def _not_placed(grey: Pixels, codes: list[FoundCode], issued: Issued) -> str:
    width, height = issued.layout.page_size_mm
    x, y, side, _ = issued.layout.qr_mm[0]
    corners = np.array([[x, y], [x + side, y], [x + side, y + side], [x, y + side]])
    guess = geometry.fit_similarity(corners, codes[0].corners_px)
    middle = np.array([[width / 2, height / 2]])
    return "not_placed" if geometry.is_inside(grey, guess, middle, 60).all() else "corner_cut"


def _read_marks(
    sheet: Sheet, placed: Registration, page: PageLayout, known: PageReading, shape: tuple[int, ...]
) -> PageReading:
    middles = [[o.box_mm[0] + o.box_mm[2] / 2, o.box_mm[1] + o.box_mm[3] / 2] for o in page.options]
    found = boxes.find_boxes(sheet, np.array(middles, np.float64).reshape(-1, 2))
    inks = score.measure(sheet, found.centres_mm)
    outside = around.ink_outside(sheet, page, found, inks)
    marks, selections, needs = _interpret(page, found, inks, outside)
    blank = {contest for contest, said in selections.items() if said == "blank"}
    written = sorted(around.words_written_on(sheet, page, found, blank))
    selections |= dict.fromkeys(written, "person")
    needs += tuple(f"ink_outside_boxes:{contest}" for contest in written)
    if sheet.bilevel:
        lost = _lost(sheet, page, found, inks, selections)
        selections |= dict.fromkeys(lost, "person")
        needs += tuple(f"{reason}:{contest}" for contest, reason in lost.items())
    upright = _upright(placed.transform, shape, placed.quarter_turns)
    return replace(
        known,
        outcome="interpreted",
        marks=marks,
        selections=selections,
        needs_person=needs,
        fields=around.fields_filled(sheet, page),
        residual_mm=round(placed.residual_mm, 3),
        registered_by=f"{placed.kind}, {placed.points} points",
        transform=tuple(tuple(float(f"{v:.9g}") for v in row) for row in upright),
        boxes_px=_boxes_px(upright, page, found),
        fields_px=_fields_px(upright, page),
    )


def _interpret(
    page: PageLayout, found: boxes.FoundBoxes, inks: list[score.Ink], outside: set[str]
) -> tuple[tuple[Mark, ...], dict[str, str], tuple[str, ...]]:
    by_contest: dict[str, dict[str, score.Ink | None]] = {}
    marks = []
    for number, option in enumerate(page.options):
        ink = inks[number] if found.found[number] else None
        by_contest.setdefault(option.contest, {})[option.option] = ink
        state = interpret.state_of(ink) if ink is not None else "marginal"
        marks.append(Mark(option.contest, option.option, state, round(inks[number].fill, 4)))
    selections, needs = {}, []
    for contest, by_option in by_contest.items():
        said = interpret.interpret_contest(by_option, contest in outside)
        selections[contest] = said.selection
        needs += [f"{reason}:{contest}" for reason in said.reasons]
    return tuple(marks), selections, tuple(needs)


def _lost(
    sheet: Sheet, page: PageLayout, found: boxes.FoundBoxes, inks: list[score.Ink], selections: dict[str, str]
) -> dict[str, str]:
    """The contests of a bilevel scan of which something may have vanished, with the reason."""
    traces = bilevel.traces(sheet, found.centres_mm)
    lost = {}
    for contest, said in selections.items():
        if said in {"person", "overvote"}:
            continue
        own = {option.option: number for number, option in enumerate(page.options) if option.contest == contest}
        marked = (inks[own[said]], traces[own[said]]) if said in own else None
        empty = [traces[number] for option, number in own.items() if option != said]
        others = [ink for number, ink in enumerate(inks) if number not in own.values()]
        reason = interpret.what_was_lost(marked, empty, is_pale=interpret.is_pale_pen(others))
        if reason is not None:
            lost[contest] = reason
    return lost


def _upright(transform: Floats, shape: tuple[int, ...], turns: int) -> Floats:
    """The transform to the scan turned clockwise by quarter turns."""
    height, width = shape[:2]
    for _ in range(turns):
        transform = np.array([[0, -1.0, height - 1], [1.0, 0, 0], [0, 0, 1.0]]) @ transform
        height, width = width, height
    return transform


def _boxes_px(transform: Floats, page: PageLayout, found: boxes.FoundBoxes) -> dict[str, dict[str, BoxPx]]:
    sizes = np.array([option.box_mm[2:] for option in page.options], np.float64).reshape(-1, 2)
    placed: dict[str, dict[str, BoxPx]] = {}
    rectangles = _rectangles(transform, np.hstack([found.centres_mm - sizes / 2, sizes]))
    for option, rectangle in zip(page.options, rectangles, strict=True):
        placed.setdefault(option.contest, {})[option.option] = rectangle
    return placed


def _fields_px(transform: Floats, page: PageLayout) -> dict[str, BoxPx]:
    boxes_mm = np.array([field.box_mm for field in page.fields], np.float64).reshape(-1, 4)
    return {
        field.field: rectangle for field, rectangle in zip(page.fields, _rectangles(transform, boxes_mm), strict=True)
    }


def _rectangles(transform: Floats, boxes_mm: Floats) -> list[BoxPx]:
    """The upright rectangles in pixels around boxes (n, 4) of x, y, width, height in mm."""
    x, y, width, height = boxes_mm.T
    corners = np.stack([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    points = geometry.to_px(transform, corners.transpose(2, 0, 1).reshape(-1, 2)).reshape(-1, 4, 2)
    low, high = points.min(axis=1), points.max(axis=1)
    return [
        (round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))
        for left, top, right, bottom in np.hstack([low, high]).tolist()
    ]
