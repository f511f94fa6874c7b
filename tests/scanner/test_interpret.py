"""Both sides of every threshold."""

from __future__ import annotations

import pytest

from scanner.bilevel import Trace
from scanner.interpret import THRESHOLDS, interpret_contest, is_pale_pen, state_of, thresholds_json, what_was_lost
from scanner.score import Ink

EMPTY = Ink(fill=0.0, extent_mm=0.0, ring=0.0, shade=0.0)
CROSS = Ink(fill=0.34, extent_mm=4.0, ring=0.02, shade=0.3, edge=1.5, darkness=0.8)
FILLED = Ink(fill=0.99, extent_mm=4.2, ring=0.1, shade=0.9, edge=0.05, darkness=0.95)
DOT = Ink(fill=0.05, extent_mm=0.8, ring=0.0, shade=0.03, edge=1.2, darkness=0.6)


def ink(**changed: float) -> Ink:
    return Ink(**{"fill": 0.0, "extent_mm": 0.0, "ring": 0.0, "shade": 0.0, "edge": 1.0, **changed})


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (EMPTY, "unmarked"),
        (CROSS, "marked"),
        (FILLED, "marked"),
        (DOT, "marginal"),
        (ink(fill=THRESHOLDS.empty_fill - 0.001), "unmarked"),
        (ink(fill=THRESHOLDS.empty_fill, extent_mm=4), "marginal"),
        (ink(fill=THRESHOLDS.marked_fill - 0.001, extent_mm=4), "marginal"),
        (ink(fill=THRESHOLDS.marked_fill, extent_mm=THRESHOLDS.marked_extent_mm), "marked"),
        (ink(fill=THRESHOLDS.marked_fill, extent_mm=THRESHOLDS.marked_extent_mm - 0.1), "marginal"),
        (ink(fill=THRESHOLDS.solid_fill, extent_mm=THRESHOLDS.solid_extent_mm), "marked"),
        (ink(fill=THRESHOLDS.solid_fill, extent_mm=THRESHOLDS.solid_extent_mm - 0.1), "marginal"),
        (ink(fill=0.4, extent_mm=4, edge=THRESHOLDS.pen_edge - 0.01), "marginal"),  # a coffee ring
        (ink(fill=0.4, extent_mm=4, edge=0.0, darkness=THRESHOLDS.pen_darkness), "marked"),
        (ink(shade=THRESHOLDS.empty_shade), "marginal"),  # soft pencil
        (ink(shade=THRESHOLDS.empty_shade - 0.001), "unmarked"),
        (ink(dots=THRESHOLDS.empty_dots), "marginal"),
        (ink(dots=THRESHOLDS.empty_dots - 1), "unmarked"),
    ],
)
def test_the_state_of_a_box(seen: Ink, state: str) -> None:
    assert state_of(seen) == state


@pytest.mark.parametrize(
    ("boxes", "outside", "selection", "reasons"),
    [
        ((CROSS, EMPTY, EMPTY), False, "for", ()),
        ((EMPTY, EMPTY, FILLED), False, "abstain", ()),
        ((EMPTY, EMPTY, EMPTY), False, "blank", ()),
        ((CROSS, CROSS, EMPTY), False, "overvote", ("overvote",)),
        ((FILLED, CROSS, EMPTY), False, "overvote", ("overvote",)),
        ((FILLED, CROSS, DOT), False, "person", ("marginal_mark", "overvote")),
        ((CROSS, DOT, EMPTY), False, "person", ("marginal_mark",)),
        ((EMPTY, DOT, EMPTY), False, "person", ("marginal_mark",)),
        ((EMPTY, Ink(0.05, 3, 0, 0.04, crossed=True), EMPTY), False, "person", ("line_through_box",)),
        ((EMPTY, EMPTY, EMPTY), True, "person", ("ink_outside_boxes",)),
        ((CROSS, EMPTY, EMPTY), True, "person", ("ink_outside_boxes",)),
        ((CROSS, None, EMPTY), False, "person", ("box_not_found",)),
    ],
)
def test_what_a_contest_says(
    boxes: tuple[Ink | None, ...], outside: bool, selection: str, reasons: tuple[str, ...]
) -> None:
    said = interpret_contest(dict(zip(("for", "against", "abstain"), boxes, strict=True)), outside)
    assert (said.selection, said.reasons) == (selection, reasons)


def test_a_dark_box_is_never_read_as_cancelled() -> None:
    """The peers' mistake: 82 % of heavy crosses lost because full means crossed out."""
    for fill in (0.55, 0.7, 0.85, 1.0):
        seen = ink(fill=fill, extent_mm=4.2, darkness=0.9)
        assert interpret_contest({"for": seen, "against": EMPTY}, False).selection == "for"


def test_the_thresholds_are_stored_by_name() -> None:
    assert thresholds_json()["marked_fill"] == THRESHOLDS.marked_fill


@pytest.mark.parametrize(
    ("seen", "pale"),
    [
        ((CROSS, EMPTY), False),
        ((CROSS, DOT), True),
        ((EMPTY, EMPTY), False),
        ((EMPTY, ink(fill=0.2, extent_mm=4, darkness=THRESHOLDS.whole_darkness - 0.01)), True),
    ],
)
def test_a_pen_that_comes_out_in_pieces(seen: tuple[Ink, ...], pale: bool) -> None:
    assert is_pale_pen(seen) is pale


WHOLE = Trace(print_mm=0.32, swelling_mm=0.05, mark_mm2=0.0, mark_mm=0.0)


def trace(**changed: float) -> Trace:
    return Trace(**{"print_mm": 0.32, "swelling_mm": 0.05, "mark_mm2": 0.0, "mark_mm": 0.0, **changed})


STRUCK = (
    ink(fill=THRESHOLDS.struck_fill, extent_mm=4, darkness=0.9),
    trace(mark_mm2=THRESHOLDS.struck_mm2, mark_mm=THRESHOLDS.struck_mm),
)
FAINT, WEAK = trace(print_mm=THRESHOLDS.faint_print_mm - 0.001), trace(print_mm=THRESHOLDS.weak_print_mm - 0.001)
SWOLLEN, VERY = trace(swelling_mm=THRESHOLDS.swollen_mm), trace(swelling_mm=THRESHOLDS.swollen_alone_mm)


@pytest.mark.parametrize(
    ("marked", "empty", "is_pale", "reason"),
    [
        (None, WHOLE, True, None),
        (None, FAINT, False, "faint_print"),
        (None, trace(print_mm=THRESHOLDS.faint_print_mm), False, None),
        ((CROSS, WHOLE), FAINT, False, "faint_print"),
        (None, SWOLLEN, True, "pale_pen"),
        (None, SWOLLEN, False, None),
        (None, trace(swelling_mm=THRESHOLDS.swollen_mm - 0.001), True, None),
        (None, VERY, False, "pale_pen"),
        (None, trace(swelling_mm=THRESHOLDS.swollen_alone_mm - 0.001), False, None),
        ((CROSS, WHOLE), VERY, True, None),
        (STRUCK, WEAK, False, "struck_out"),
        (STRUCK, trace(print_mm=THRESHOLDS.weak_print_pale_mm - 0.001), True, "struck_out"),
        (STRUCK, trace(print_mm=THRESHOLDS.weak_print_pale_mm), True, None),
        (STRUCK, WHOLE, False, None),
        (STRUCK, trace(print_mm=THRESHOLDS.weak_print_mm), False, None),
        ((STRUCK[0], trace(mark_mm2=THRESHOLDS.struck_mm2 - 0.1, mark_mm=9)), WEAK, True, None),
        ((STRUCK[0], trace(mark_mm2=20, mark_mm=THRESHOLDS.struck_mm - 0.1)), WEAK, True, None),
        ((ink(fill=THRESHOLDS.struck_fill - 0.01), STRUCK[1]), WEAK, True, None),
    ],
)
def test_what_a_fax_may_have_lost(
    marked: tuple[Ink, Trace] | None, empty: Trace, is_pale: bool, reason: str | None
) -> None:
    assert what_was_lost(marked, [WHOLE, empty], is_pale=is_pale) == reason
