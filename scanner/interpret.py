"""From ink to what a page says. Judges what score.py measured; says which marks it saw, never which votes count.

Two thresholds: below the lower a box is unmarked, above the upper marked, between them a person looks. A very dark box is a
mark like any other: peers that read "filled" as "cancelled" lost 82 % of heavy crosses.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    # On bilevel scans a mark of which the darker quarter is not black is broken into pieces: the pen is too pale for this
    # machine, and another mark of it may have vanished. On 663 contests of faxes held back the rule asks 14 times: nine blanks
    # that were blank, three votes of which nothing was left on the scan, two touches of the pen.
    whole_darkness: float = 0.75


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
    """Whether the pen of a bilevel page comes out in pieces, so that "blank" may be a mark that vanished."""
    for ink in inks:
        state = state_of(ink, thresholds)
        if state == "marginal" or (state == "marked" and ink.darkness < thresholds.whole_darkness):
            return True
    return False
