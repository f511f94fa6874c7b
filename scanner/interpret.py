"""From ink to what a page says. Judges what score.py measured; says which marks it saw, never which votes count.

Two thresholds: below the lower a box is unmarked, above the upper marked, between them a person looks. A very dark box is a
mark like any other: peers that read "filled" as "cancelled" lost 82 % of heavy crosses.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scanner.bilevel import Trace
    from scanner.score import Ink


@dataclass(frozen=True)
class Thresholds:
    """The bounds between empty, doubtful and marked; stored with every reading."""

    # Genuine empty boxes on real scans had a fill of at most .030 (p99 .022) where the outline was not looked for; with the
    # outline found, 2,969 of 2,970 held back have .014 and less (the other lay under a stain and went to a
    # person). At .030 two dotted ticks of pale bilevel copies were lost beside a second mark.
    empty_fill: float = 0.015
    # The thinnest real crosses have .149. Of 1,301 marks held back two have less than .055, and both went to a person.
    marked_fill: float = 0.055
    # Length of the strokes inside the outline, of 4.2 mm that can be seen. Of 1,301 marks held back all but four, of faxes,
    # have 2.6 and more. The test set's touches of the pen are drawn about a third of a box (2 mm) long.
    marked_extent_mm: float = 2.6
    # Where little is long enough, much ink also makes a mark: two of the four short ones came in by this. Chosen.
    solid_fill: float = 0.15
    solid_extent_mm: float = 2.0
    # Pale even shading (soft pencil) without strokes. Of 2,970 empty boxes held back all have .005 and less but those at
    # a stain's edge, up to .070 (.087 on 51 worn pages more), and those may go to a person.
    empty_shade: float = 0.06
    # On bilevel scans a pale filling is scattered dots: specks leave at most 3.2 in 1,500 empty boxes, marks 14.9 and more in
    # all of 650 but one (4.2, which its fill sent to a person).
    empty_dots: float = 4.5
    # A pen's strokes end steeply, in parts of black a millimetre, or where they fill the box without end are darker than a
    # stain: every one of 1,301 marks held back passes one of the two bounds. A coffee ring of edge .18 was once read as a vote.
    pen_edge: float = 0.3
    pen_darkness: float = 0.45
    # The rest is for bilevel scans, where print and pen fade together and a mark can vanish. Tuned on 758 faxes and 757 copies
    # (3,000 contests each): of 13 marks of which nothing was left in the box every one is asked about, for 2.3 % needless
    # questions on faxes and 0.4 % on copies; asking on every page with a pale pen asked twice as often and lost five.
    # A mark of which the darker quarter is not black is broken into pieces: the pen is too pale for this machine.
    whole_darkness: float = 0.75
    # Where less than this is left of an outline printed 0.3 mm wide, a pen may have gone altogether. One box in 200 of a fax
    # has less, none of 11,000 on copies (.199 and more).
    faint_print_mm: float = 0.11
    # A vanished mark leaves its ends where it crossed the outline: .16 and more on all eight such boxes, of blank contests on
    # pages with a pale pen every third has .14; without a pale pen nothing but a mark had .21.
    swollen_mm: float = 0.14
    swollen_alone_mm: float = 0.21
    # A mark struck out is large and heavy: of 90 on faxes three quarters pass these three bounds, of 2,194 good marks one in
    # twenty-five. Where another mark could have vanished, because print is under .18 mm, or under .25 and the pen pale elsewhere
    # on the page, it may be all that is left of a correction. A pale pen alone asked about 0.8 % of the contests of copies.
    weak_print_mm: float = 0.18
    weak_print_pale_mm: float = 0.25
    struck_mm2: float = 11.0
    struck_mm: float = 5.5
    struck_fill: float = 0.65


THRESHOLDS: Final = Thresholds()


def thresholds_json(thresholds: Thresholds = THRESHOLDS) -> dict[str, float]:
    return asdict(thresholds)


def state_of(ink: Ink, thresholds: Thresholds = THRESHOLDS) -> str:
    """marked, marginal or unmarked, by the ink of one box alone."""
    pen = ink.edge >= thresholds.pen_edge or ink.darkness >= thresholds.pen_darkness
    if pen and ink.fill >= thresholds.marked_fill and ink.extent_mm >= thresholds.marked_extent_mm:
        return "marked"
    if pen and ink.fill >= thresholds.solid_fill and ink.extent_mm >= thresholds.solid_extent_mm:
        return "marked"
    pale = ink.shade >= thresholds.empty_shade or ink.dots >= thresholds.empty_dots
    if ink.fill < thresholds.empty_fill and not pale:
        return "unmarked"
    return "marginal"


@dataclass(frozen=True)
class ContestReading:
    """selection: option, blank, overvote or person; reasons: why a person must look, empty where sure."""

    selection: str
    reasons: tuple[str, ...]


def interpret_contest(
    boxes: Mapping[str, Ink | None], outside: bool, thresholds: Thresholds = THRESHOLDS
) -> ContestReading:
    """What one contest says.

    boxes: ink by option, None where the box was not found; outside: ink around boxes and words that is no part of a mark.
    """
    if any(ink is None for ink in boxes.values()):
        return ContestReading("person", ("box_not_found",))
    states = {option: state_of(ink, thresholds) for option, ink in boxes.items() if ink is not None}
    marked = [option for option, state in states.items() if state == "marked"]
    doubtful = [option for option, state in states.items() if state == "marginal"]
    reasons = []
    if doubtful:
        crossed = any(ink is not None and ink.crossed for option, ink in boxes.items() if option in doubtful)
        reasons.append("line_through_box" if crossed else "marginal_mark")
    if len(marked) > 1:
        return ContestReading("overvote" if not doubtful else "person", (*reasons, "overvote"))
    if outside:
        reasons.append("ink_outside_boxes")
    if reasons:
        return ContestReading("person", tuple(reasons))
    return ContestReading(marked[0] if marked else "blank", ())


def is_pale_pen(inks: Iterable[Ink], thresholds: Thresholds = THRESHOLDS) -> bool:
    """Whether the pen of a bilevel page comes out in pieces, so that another mark may have vanished."""
    for ink in inks:
        state = state_of(ink, thresholds)
        if state == "marginal" or (state == "marked" and ink.darkness < thresholds.whole_darkness):
            return True
    return False


def what_was_lost(
    marked: tuple[Ink, Trace] | None, empty: Sequence[Trace], *, is_pale: bool, thresholds: Thresholds = THRESHOLDS
) -> str | None:
    """Why a contest of a bilevel scan may say more than is left of it; None where all of it is surely seen.

    marked: the one mark, None where the contest is blank; empty: at the other boxes; is_pale: of the page's
    other marks.
    """
    print_mm = min((trace.print_mm for trace in empty), default=1.0)
    if print_mm < thresholds.faint_print_mm:
        return "faint_print"
    if marked is None:
        swelling = max((trace.swelling_mm for trace in empty), default=0.0)
        least = thresholds.swollen_mm if is_pale else thresholds.swollen_alone_mm
        return "pale_pen" if swelling >= least else None
    ink, trace = marked
    is_large = trace.mark_mm2 >= thresholds.struck_mm2 and trace.mark_mm >= thresholds.struck_mm
    is_heavy = is_large and ink.fill >= thresholds.struck_fill
    weak_mm = thresholds.weak_print_pale_mm if is_pale else thresholds.weak_print_mm
    return "struck_out" if is_heavy and print_mm < weak_mm else None
