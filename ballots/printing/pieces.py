"""The pieces a ballot's pages are filled with from top to bottom. Each knows its height and draws itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ballots.printing.fonts import face, line_mm
from ballots.printing.geometry import LEFT, RIGHT, WIDTH, Sizes
from ballots.printing.ink import Ink
from ballots.printing.words import Words
from ballots.style import BallotSheet, Holder, Meeting, Premises

LABEL_SHARE = 0.20  # of the width, for the label beside a value: values stand under the second column
GAP = 1.2
MOST_LINES = 15  # of one value: whatever a register holds, a row never outgrows its page
COLUMNS = (0.20, 0.13, 0.13, 0.13, 0.41)  # premises, area, share, votes, title document


@dataclass(frozen=True, slots=True)
class Piece:
    """Something of a fixed height. draw(ink, y): draw with the top at y mm on the page.

    heading: what stands above it again where it begins a page.
    """

    height: float
    draw: Callable[[Ink, float], None]
    heading: Piece | None = None


def first_baseline(size: float) -> float:
    """From the top of a line to its baseline."""
    return line_mm(size) * 0.78


def meeting_pieces(meeting: Meeting, words: Words, size: Sizes) -> list[Piece]:
    """What the assembly is: address, form, discussion, acceptance, initiator."""
    until = ", ".join(part for part in (meeting.accepted_until, meeting.accepted_at) if part)
    facts = [
        (words.address, meeting.address),
        (words.form, meeting.form),
        (words.discussion, meeting.discussion),
        (words.acceptance, until),
        (words.initiator, meeting.initiator),
    ]
    return [fact(label, value, size) for label, value in facts if value] + [divider()]


def holder_pieces(sheet: BallotSheet, words: Words, size: Sizes) -> list[Piece]:
    """Whose decision it is: name and papers, premises, representative. A spare blank has lines to fill in."""
    pieces = [*_person(sheet.holder, words, size), gap(1.0)]
    pieces += premises_pieces(sheet.premises, sheet.total_votes, words, size)
    if sheet.representative:
        pieces.append(fact(words.representative, sheet.representative, size))
        pieces.append(fact(words.authority, sheet.authority, size))
    else:
        pieces.append(pair((words.representative, ""), (words.authority, ""), size))
    return [*pieces, divider()]


def _person(holder: Holder | None, words: Words, size: Sizes) -> list[Piece]:
    if holder is None:
        return [fact(words.owner, "", size), pair((words.birth_date, ""), (words.snils, ""), size)]
    name = fact(words.owner, holder.name, size, bold=True)
    if holder.company:
        return [name, fact(words.ogrn, holder.ogrn or "", size), fact(words.signatory, holder.signatory or "", size)]
    return [name, pair((words.birth_date, holder.birth_date or ""), (words.snils, holder.snils or ""), size)]


def premises_pieces(premises: Sequence[Premises], total: str, words: Words, size: Sizes) -> list[Piece]:
    """The table of premises, one piece a row so that a long one goes on overleaf."""
    head = table_row(
        (words.premises, words.area, words.share, words.votes, words.title_document), size.label, head=True
    )
    rows = [
        table_row((room.number, room.area, room.share, room.votes, room.title_document), size.small)
        for room in premises
    ] or [table_row(("", "", "", "", ""), size.small) for _ in range(3)]
    first = Piece(head.height + rows[0].height, _both(head, rows[0]))
    rest = [Piece(row.height, row.draw, head) for row in rows[1:]]
    return [first, *rest, *([fact(words.total, total, size, bold=True)] if total else [])]


def _both(upper: Piece, lower: Piece) -> Callable[[Ink, float], None]:
    def draw(ink: Ink, y: float) -> None:
        upper.draw(ink, y)
        lower.draw(ink, y + upper.height)

    return draw


def table_row(cells: Sequence[str], size: float, *, head: bool = False) -> Piece:
    """One row with a line under it; every cell wraps within its column."""
    widths = [share * WIDTH for share in COLUMNS]
    columns = [
        face("R").wrap_at_most(MOST_LINES, cell, size, width - 2.5) for cell, width in zip(cells, widths, strict=True)
    ]
    step, padding = line_mm(size), 0.5 if head else 0.9
    height = max(len(lines) for lines in columns) * step + 2 * padding + (0 if any(cells) else 1.5)

    def draw(ink: Ink, y: float) -> None:
        x = LEFT
        for lines, width in zip(columns, widths, strict=True):
            ink.lines(x, y + padding + first_baseline(size), lines, size)
            x += width
        ink.rule(LEFT, y + height, RIGHT, 0.3 if head else 0.12)

    return Piece(height, draw)


def fact(label: str, value: str, size: Sizes, *, bold: bool = False) -> Piece:
    """A label and its value, which wraps; a line to fill in where there is none."""
    return _facts([(label, value, LEFT, WIDTH)], size, bold=bold)


def pair(left: tuple[str, str], right: tuple[str, str], size: Sizes) -> Piece:
    """Two short facts side by side."""
    half = WIDTH / 2
    return _facts([(*left, LEFT, half - 4), (*right, LEFT + half, half)], size, bold=False)


def _facts(facts: Sequence[tuple[str, str, float, float]], size: Sizes, *, bold: bool) -> Piece:
    font, letters = ("B", size.title) if bold else ("R", size.text)
    label_width = WIDTH * LABEL_SHARE
    step, label_step = line_mm(letters), line_mm(size.label)
    laid = []
    for label, value, x, width in facts:
        labels = face("R").wrap(label, size.label, label_width - 3)
        laid.append((labels, face(font).wrap_at_most(MOST_LINES, value, letters, width - label_width), x, width))
    empty = not any(value for _, value, _, _ in facts)
    tall = max(max(len(lines) * step, len(labels) * label_step) for labels, lines, _, _ in laid)
    height = tall + GAP * 0.5 + (2.0 if empty else 0.0)
    baseline = first_baseline(letters) + (2.0 if empty else 0.0)

    def draw(ink: Ink, y: float) -> None:
        for labels, lines, x, width in laid:
            ink.lines(x, y + baseline, labels, size.label)
            if any(lines):
                ink.lines(x + label_width, y + baseline, lines, letters, font)
            else:
                ink.rule(x + label_width, y + baseline + 0.8, x + width, 0.15)

    return Piece(height, draw)


def gap(height: float) -> Piece:
    return Piece(height, lambda ink, y: None)


def divider() -> Piece:
    return Piece(3.2, lambda ink, y: ink.rule(LEFT, y + 1.6, RIGHT, 0.35))


def rule_piece(rule: str, size: Sizes) -> Piece:
    """How to mark and how to correct."""
    letters = size.small
    lines, step = face("R").wrap(rule, letters, WIDTH - 8), line_mm(letters)
    height = len(lines) * step + 3.2

    def draw(ink: Ink, y: float) -> None:
        ink.fill((LEFT, y, 1.0, height))
        ink.lines(LEFT + 4, y + 1.6 + first_baseline(letters), lines, letters)

    return Piece(height + 2.6, draw)
