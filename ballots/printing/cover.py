"""The sheet on top of a pile: what lies under it, how to print it, who took it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ballots.printing.fonts import face, line_mm
from ballots.printing.ink import Ink
from ballots.printing.pieces import first_baseline

LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 20.0, 280.0
LABEL = 52.0
COLUMNS, COLUMN_ROWS, ROW = 3, 12, 6.2
TEXT, SMALL = 10.5, 9.0


@dataclass(frozen=True, slots=True)
class Cover:
    """Finished words. facts: (name, value); table: (head, rows of the same three columns), the first one a name.

    rest: the row for what a table that grew too long leaves out, made of how many rows are left out.
    """

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    table_head: tuple[str, str, str]
    table: Sequence[tuple[str, int, int]]
    rest: str
    how_title: str
    how: Sequence[str]
    signatures: Sequence[str]
    signed: tuple[str, str, str]
    """Under the lines: name, signature, date."""
    training: str = ""


def draw_cover(cover: Cover) -> bytes:
    """One page. Long words wrap; a pile of very many staircases ends with a row that adds up the others."""
    ink, y = Ink(), TOP
    if cover.training:
        width = face("B").width_mm(cover.training, TEXT) + 6
        ink.frame((LEFT, y - 4, width, 7), 0.35)
        ink.text(LEFT + 3, y + 0.9, cover.training, TEXT, "B")
        y += 10
    y = _lines(ink, y, cover.title, 20, "B")
    y = _lines(ink, y + 1, cover.subtitle, 12, "R") + 5
    for name, value in cover.facts:
        y = _fact(ink, y, name, value)
    y = _table(ink, y + 5, cover)
    y = _lines(ink, y + 5, cover.how_title, 12, "B") + 1
    for words in cover.how:
        ink.fill((LEFT, y + 1.6, 1.4, 1.4))
        y = _lines(ink, y, words, TEXT, "R", left=LEFT + 5) + 1
    _sign(ink, cover)
    return ink.stream()


def _lines(ink: Ink, y: float, text: str, size: float, font: str, *, left: float = LEFT) -> float:
    """The text from y down, in at most three lines; where the next thing may stand."""
    lines = face(font).wrap_at_most(3, text, size, RIGHT - left)
    ink.lines(left, y + first_baseline(size), lines, size, font)
    return y + len(lines) * line_mm(size)


def _fact(ink: Ink, y: float, name: str, value: str) -> float:
    names = face("R").wrap_at_most(2, name, SMALL, LABEL - 4)
    values = face("B").wrap_at_most(2, value, TEXT, RIGHT - LEFT - LABEL)
    ink.lines(LEFT, y + first_baseline(TEXT), names, SMALL)
    ink.lines(LEFT + LABEL, y + first_baseline(TEXT), values, TEXT, "B")
    return y + max(len(names), len(values)) * line_mm(TEXT) + 0.9


def _table(ink: Ink, y: float, cover: Cover) -> float:
    """The staircases, in up to three columns of rows."""
    rows = _at_most(cover, COLUMNS * COLUMN_ROWS)
    used = -(-len(rows) // COLUMN_ROWS)
    width = (RIGHT - LEFT) / max(used, 2)
    letters, number = (SMALL, 13.0) if used == COLUMNS else (TEXT, 18.0)
    for column in range(used):
        x, right = LEFT + column * width, LEFT + (column + 1) * width - 4
        places = (x, right - number, right)
        _row(ink, y, places, cover.table_head, min(letters, SMALL) - 1)
        ink.rule(x, y + ROW - 0.6, right, 0.3)
        for place, (name, papers, sheets) in enumerate(rows[column * COLUMN_ROWS : (column + 1) * COLUMN_ROWS], 1):
            _row(ink, y + place * ROW, places, (name, str(papers), str(sheets)), letters)
            ink.rule(x, y + (place + 1) * ROW - 0.6, right, 0.12)
    return y + (min(len(rows), COLUMN_ROWS) + 1) * ROW


def _at_most(cover: Cover, most: int) -> list[tuple[str, int, int]]:
    rows = list(cover.table)
    if len(rows) <= most:
        return rows
    others = rows[most - 1 :]
    papers, sheets = sum(row[1] for row in others), sum(row[2] for row in others)
    return [*rows[: most - 1], (cover.rest.format(n=len(others)), papers, sheets)]


def _row(ink: Ink, y: float, places: tuple[float, float, float], cells: tuple[str, str, str], size: float) -> None:
    """places: where the name begins, where each number ends; the numbers are as wide as one another."""
    x, *ends = places
    baseline = y + first_baseline(TEXT)
    room = ends[0] - (ends[1] - ends[0]) + 1 - x
    ink.text(x, baseline, face("R").shorten(cells[0], size, room), size)
    for end, text in zip(ends, cells[1:], strict=True):
        ink.text(end - face("R").width_mm(text, size), baseline, text, size)


def _sign(ink: Ink, cover: Cover) -> None:
    """Lines to sign at the foot of the sheet, each with its words under it."""
    y = BOTTOM - len(cover.signatures) * 17.0
    places = ((LEFT + LABEL, 50.0), (LEFT + LABEL + 54, 34.0), (LEFT + LABEL + 92, 26.0))
    for role in cover.signatures:
        y += 17.0
        ink.lines(LEFT, y - 5, face("R").wrap_at_most(2, role, TEXT, LABEL - 4), TEXT)
        for (x, width), words in zip(places, cover.signed, strict=True):
            ink.rule(x, y, x + width, 0.25)
            ink.text(x, y + 3.6, words, 7.5)
