"""Ink where nothing is printed: circled or struck words, notes beside the boxes; and whether the fields are filled in.

The printer keeps a strip free around every row of boxes: above, below, between box and word, and after the word. Ink there
that is no tail of a mark in a box is something a person has to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from ballots.layout import OUTLINE_MM
from scanner import geometry
from scanner.interpret import state_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from ballots.layout import PageLayout
    from scanner.boxes import FoundBoxes
    from scanner.geometry import Pixels
    from scanner.lines import Crossing
    from scanner.score import Ink
    from scanner.sheet import Sheet

    Bools = NDArray[np.bool_]

PER_MM: Final = 6.0
# Of the free strip (3 mm above, 4 mm below), less what curl and slanted letters may take.
ABOVE_MM: Final = 2.4
BELOW_MM: Final = 2.9
LEFT_MM: Final = 4.0
AFTER_WORD_MM: Final = 4.0
# Printed things grow by blur and by the error of their place.
OUTLINE_GROWS_MM: Final = 0.45
WORD_GROWS_MM: Final = (
    0.4  # sideways; upwards the line of a word has room of its own. At .7 a ring around «За» was lost
)
# Ink as in score.py. Chosen for pen lines under 1 mm wide: wider things must be dark to be ink, because coffee rings are soft.
INK: Final = 0.17
DARK: Final = 0.42
THIN_MM: Final = 1.3
THICK_MM: Final = 2.6
# A component counts from this size on. Chosen; with all of these numbers 27 of 27 circled words and 38 of 38 corrections on 339
# pages held back went to a person.
LEAST_MM2: Final = 0.35
LEAST_EXTENT_MM: Final = 1.9
# On a bilevel scan a pale line is a row of single dots: they are linked over this distance, and then must reach farther,
# because specks are linked by chance, too (at 150 dpi the test set strews at most one on every 7 x 7 mm). Chosen.
INK_BILEVEL: Final = 0.08
LINK_MM: Final = 0.9
LINKED_EXTENT_MM: Final = 5.0
# Print moves by this much from one contest to the next, by blur and by the error of its place (chosen). What 1,854 words that
# nobody wrote on showed besides (feeder, fax, copier) was .22 mm2 at most. A cross on a word leaves more than 1.5 mm2; a line
# struck along the letters hides among them and is not seen.
WORD_BLUR_MM: Final = 0.3
WORD_LEAST_MM2: Final = 0.7
# A mark's tails: marks of the test set are up to 1.35 boxes (7 mm) wide and a pen slips; beyond this from the box's middle it is
# a thing of its own. Chosen.
TAIL_MM: Final = 6.2
FAINT_TAIL_MM: Final = 4.2


def ink_outside(sheet: Sheet, page: PageLayout, found: FoundBoxes, inks: Sequence[Ink]) -> set[str]:
    """The contests beside whose boxes something is written; found, inks: of page.options, in its order."""
    written = set()
    for rows in _strips(page):
        strip = _Strip(page, rows, found)
        patch = geometry.resample(sheet.ink, sheet.transform, strip.x_mm, strip.y_mm, strip.shape)
        free, relief = strip.open(sheet.crossings), _relief(patch)
        if _is_written(_ink(relief, sheet.black) & free, strip, inks) or (
            sheet.bilevel and _is_dotted(_ink(relief, sheet.black, INK_BILEVEL) & free, strip, inks)
        ):
            written.add(page.options[rows[0]].contest)
    return written


def words_written_on(sheet: Sheet, page: PageLayout, found: FoundBoxes, blank: set[str]) -> set[str]:
    """The blank contests with ink across one of their words.

    What stands in the same word of most other contests of the page is print, what is there besides is ink. A word that
    stands fewer than three times cannot be compared.
    """
    same: dict[tuple[str, float, float], list[int]] = {}
    for number, option in enumerate(page.options):
        same.setdefault((option.option, *option.word_mm[2:]), []).append(number)
    written = set()
    for numbers in same.values():
        if len(numbers) < 3 or all(page.options[number].contest not in blank for number in numbers):
            continue
        inks = np.stack([_word_ink(sheet, page, found, number) for number in numbers])
        printed = (inks.sum(axis=0) * 2 > len(numbers)).astype(np.uint8)
        grown = cv2.dilate(printed, np.ones((2 * round(WORD_BLUR_MM * PER_MM) + 1,) * 2, np.uint8)).astype(np.bool_)
        for number, ink in zip(numbers, inks, strict=True):
            if np.count_nonzero(ink & ~grown) >= WORD_LEAST_MM2 * PER_MM**2:
                written.add(page.options[number].contest)
    return written & blank


def _word_ink(sheet: Sheet, page: PageLayout, found: FoundBoxes, number: int) -> Bools:
    (x, y, width, height), (dx, dy) = page.options[number].word_mm, found.moved_mm[number]
    across = (x + dx + np.arange(int(width * PER_MM)) / PER_MM)[None, :]
    down = (y + dy + np.arange(int(height * PER_MM)) / PER_MM)[:, None]
    patch = geometry.resample(sheet.ink, sheet.transform, across, down, (down.size, across.size))
    ink = _ink(_relief(patch), sheet.black)
    for crossing in sheet.crossings:
        points = np.stack(np.broadcast_arrays(across, down), axis=-1)
        ink &= crossing.distance_mm(points) > crossing.half_mm
    return ink


def _strips(page: PageLayout) -> list[list[int]]:
    """The options that stand in one row of one contest."""
    rows: dict[tuple[str, float], list[int]] = {}
    for number, option in enumerate(page.options):
        rows.setdefault((option.contest, option.box_mm[1]), []).append(number)
    return list(rows.values())


class _Strip:
    """A strip of paper around one row of boxes, sampled at PER_MM, moved with its boxes."""

    def __init__(self, page: PageLayout, rows: list[int], found: FoundBoxes) -> None:
        self.rows = rows
        self.boxes = np.array([page.options[n].box_mm for n in rows])
        self.words = np.array([page.options[n].word_mm for n in rows])
        self.moved = found.moved_mm[rows]
        self.middles = found.centres_mm[rows]
        left = self.boxes[:, 0].min() - LEFT_MM
        right = (self.words[:, 0] + self.words[:, 2]).max() + AFTER_WORD_MM
        top = self.boxes[:, 1].min() - ABOVE_MM
        bottom = (
            max((self.boxes[:, 1] + self.boxes[:, 3]).max(), (self.words[:, 1] + self.words[:, 3]).max()) + BELOW_MM
        )
        across = np.arange(left, right, 1 / PER_MM).astype(np.float32)
        down = np.arange(top, bottom, 1 / PER_MM).astype(np.float32)
        self.plain_x, self.plain_y = across[None, :], down[:, None]
        self.shape = (len(down), len(across))
        # between the boxes the paper's curl is interpolated, beyond them it stays
        order = np.argsort(self.boxes[:, 0])
        places = self.boxes[order, 0]
        along, aside = (np.interp(across, places, self.moved[order, axis]).astype(np.float32) for axis in (0, 1))
        self.x_mm, self.y_mm = self.plain_x + along, self.plain_y + aside

    def open(self, crossings: Sequence[Crossing]) -> Bools:
        """Where neither print nor a streak or fold lies."""
        free = np.ones(self.shape, np.bool_)
        for (x, y, w, h), (word_x, word_y, word_w, word_h) in zip(self.boxes, self.words, strict=True):
            grown = OUTLINE_MM + OUTLINE_GROWS_MM
            free[self._within(x - grown, y - grown, x + w + grown, y + h + grown)] = False
            sideways = (word_x - WORD_GROWS_MM, word_x + word_w + WORD_GROWS_MM)
            free[self._within(sideways[0], word_y, sideways[1], word_y + word_h)] = False
        for crossing in crossings:
            points = np.stack(np.broadcast_arrays(self.x_mm, self.y_mm), axis=-1)
            free &= crossing.distance_mm(points) > crossing.half_mm
        return free

    def _within(self, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
        """The part of the strip inside a rectangle, its edges with it."""
        rows, columns = self.plain_y[:, 0], self.plain_x[0]
        return (
            slice(int(np.searchsorted(rows, top)), int(np.searchsorted(rows, bottom, "right"))),
            slice(int(np.searchsorted(columns, left)), int(np.searchsorted(columns, right, "right"))),
        )


def _relief(patch: Pixels) -> tuple[Pixels, Pixels]:
    """How much darker each pixel is than its sides: for thin lines, for thick ones."""
    soft = cv2.GaussianBlur(patch, (3, 3), 0.7)
    thin, thick = (
        np.asarray(cv2.morphologyEx(soft, cv2.MORPH_BLACKHAT, np.ones((round(mm * PER_MM) | 1,) * 2, np.uint8)))
        for mm in (THIN_MM, THICK_MM)
    )
    return thin.astype(np.uint8, copy=False), thick.astype(np.uint8, copy=False)


def _ink(relief: tuple[Pixels, Pixels], black: float, least: float = INK) -> Bools:
    """Strokes darker than their sides: thin ones, or thick ones that are plainly dark."""
    thin, thick = relief
    # whole numbers: comparing bytes with a fraction costs ten times as much
    return np.asarray((thin > int(least * black)) | (thick > int(DARK * black)), np.bool_)


def _is_written(ink: Bools, strip: _Strip, inks: Sequence[Ink]) -> bool:
    """Whether a component of ink is large enough and no tail of a mark."""
    if np.count_nonzero(ink) < LEAST_MM2 * PER_MM**2:
        return False
    return _has_component(ink, ink & ~_tails(strip, inks), LEAST_EXTENT_MM)


def _is_dotted(ink: Bools, strip: _Strip, inks: Sequence[Ink]) -> bool:
    """The same for lines of which only dots are left."""
    if np.count_nonzero(ink) < LEAST_MM2 * PER_MM**2:
        return False
    beyond = ink & ~_tails(strip, inks)
    radius = round(LINK_MM / 2 * PER_MM)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    linked = cv2.dilate(beyond.astype(np.uint8), kernel).astype(np.bool_)
    return _has_component(linked, beyond, LINKED_EXTENT_MM)


def _tails(strip: _Strip, inks: Sequence[Ink]) -> Bools:
    """Where the marks in the boxes of a strip may run out."""
    near = np.zeros(strip.shape, np.bool_)
    for (middle_x, middle_y), number in zip(strip.middles, strip.rows, strict=True):
        reach = _reach(inks[number])
        columns = np.flatnonzero(np.abs(strip.x_mm[0] - middle_x) <= reach)
        if reach and columns.size:
            part = np.s_[:, columns[0] : columns[-1] + 1]
            near[part] |= np.abs(strip.y_mm[part] - middle_y) <= reach
    return near


def _has_component(connected: Bools, ink: Bools, least_extent_mm: float) -> bool:
    """Whether one component holds enough ink, over a long enough way; `ink` is part of `connected`."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(connected.astype(np.uint8), connectivity=8)
    for label in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[label])
        if area < LEAST_MM2 * PER_MM**2 or max(width, height) - 1 < least_extent_mm * PER_MM:
            continue
        around = np.s_[top : top + height, left : left + width]
        part = (labels[around] == label) & ink[around]
        rows, columns = np.nonzero(part)
        if len(rows) >= LEAST_MM2 * PER_MM**2 and max(np.ptp(rows), np.ptp(columns)) / PER_MM >= least_extent_mm:
            return True
    return False


def _reach(ink: Ink) -> float:
    """How far from its middle a box's own ink may go: nowhere where the box is empty."""
    return {"marked": TAIL_MM, "marginal": FAINT_TAIL_MM, "unmarked": 0.0}[state_of(ink)]


def fields_filled(sheet: Sheet, page: PageLayout) -> dict[str, bool]:
    """Whether there is ink in each field: presence, never whose."""
    return {field.field: _is_filled(sheet, field.box_mm) for field in page.fields}


# Chosen: 2 mm2 is 5 mm of a pen of 0.4 mm.
FIELD_LEAST_MM2: Final = 2.0
FIELD_INSET_MM: Final = 1.0


def _is_filled(sheet: Sheet, box: tuple[float, float, float, float]) -> bool:
    x, y, width, height = box
    across = np.arange(x + FIELD_INSET_MM, x + width - FIELD_INSET_MM, 1 / PER_MM)
    down = np.arange(y + FIELD_INSET_MM, y + height - FIELD_INSET_MM, 1 / PER_MM)
    shape = (len(down), len(across))
    patch = geometry.resample(sheet.ink, sheet.transform, across[None, :], down[:, None], shape)
    ink = _ink(_relief(patch), sheet.black)
    points = np.stack(np.meshgrid(across, down), axis=-1)
    for crossing in sheet.crossings:
        ink &= crossing.distance_mm(points) > crossing.half_mm
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    areas = [float(stats[label, cv2.CC_STAT_AREA]) / PER_MM**2 for label in range(1, count)]
    return sum(area for area in areas if area >= 0.15) >= FIELD_LEAST_MM2
