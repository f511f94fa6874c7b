"""Ballots to paper: sheets in, one PDF and its layout out."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from ballots.code import MAX_PAGES
from ballots.layout import PAGE_SIZE_MM, QR_MM, BallotLayout, Layout, OptionBox, PageLayout
from ballots.printing.cover import Cover, draw_cover
from ballots.printing.fonts import face, line_mm
from ballots.printing.frame import FIELDS, draw_code, draw_frame, draw_going_on, draw_signing
from ballots.printing.geometry import BODY_BOTTOM, BODY_TOP, LEFT, NAME, WIDTH, sizes
from ballots.printing.ink import Ink
from ballots.printing.pdf import PdfWriter
from ballots.printing.pieces import Piece, first_baseline, holder_pieces, meeting_pieces, rule_piece
from ballots.printing.qr import qr_bitmap
from ballots.printing.questions import Question, draw_question, whole_page
from ballots.printing.words import WORDS
from ballots.style import BallotSheet, BallotStyle


def print_ballots(
    sheets: Iterable[BallotSheet], stream: BinaryIO, cover: Callable[[Layout], Cover] | None = None
) -> Layout:
    """Print the sheets one after another; the same sheets give the same bytes.

    Reads the sheets as it goes: memory holds the layout, not the pages. A spare blank is a sheet without a holder, a
    single reprint is one sheet. cover: makes the sheet on top of the pile of what was laid out; `pdf_page` counts it
    and its blank back. Returns where everything stands. Raises ValueError where there is no sheet, where a question
    does not fit on a page or a ballot needs more than 99 pages.
    """
    press: _Press | None = None
    ballots = []
    for sheet in sheets:
        if press is None:
            press = _Press(stream, sheet.style, with_cover=cover is not None)
        ballots.append(press.ballot(sheet))
    if press is None:
        raise ValueError("there is no ballot to print")
    layout = Layout(tuple(ballots))
    if cover is not None:
        press.writer.page(draw_cover(cover(layout)), {}, press.cover)
    press.writer.close()
    return layout


def count_pages(sheet: BallotSheet) -> int:
    """How many pages the ballot takes, without printing it. Raises ValueError as print_ballots does."""
    return len(_fill(_Plates(sheet.style, PdfWriter(_Nowhere(), "", "")), sheet))


class _Nowhere(io.BytesIO):
    def write(self, data: Any) -> int:
        return len(data)


@dataclass(slots=True)
class _Page:
    """A page being filled. questions: (index of the question, y of its top)."""

    pieces: list[tuple[Piece, float]] = field(default_factory=list)
    questions: list[tuple[int, float]] = field(default_factory=list)
    y: float = BODY_TOP

    def place(self, piece: Piece) -> None:
        self.pieces.append((piece, self.y))
        self.y += piece.height


class _Plates:
    """What all ballots of one style share: parts written to the PDF once."""

    def __init__(self, style: BallotStyle, writer: PdfWriter) -> None:
        self.style, self.words, self.size = style, WORDS[style.language], sizes(style.large_print)
        self.rule = rule_piece(style.marking_rule or self.words.rule, self.size)
        self.meeting = meeting_pieces(style.meeting, self.words, self.size)
        room = whole_page(self.rule.height + line_mm(self.size.small) + 2)
        self.questions: list[Question] = [
            draw_question(contest, style.language, self.words, self.size, room) for contest in style.contests
        ]
        self.parts = {
            f"Q{index}": writer.part(question.operators, WIDTH, question.height)
            for index, question in enumerate(self.questions)
        }
        frames = {"Frame": draw_frame, "Sign": draw_signing, "On": draw_going_on}
        self.parts |= {
            name: writer.part(draw(style, self.words, self.size), *PAGE_SIZE_MM) for name, draw in frames.items()
        }
        self._boxes: dict[tuple[tuple[int, float], ...], tuple[OptionBox, ...]] = {}

    def boxes(self, placed: Sequence[tuple[int, float]]) -> tuple[OptionBox, ...]:
        """The boxes of a page; pages with the same questions at the same height share them."""
        key = tuple(placed)
        if key not in self._boxes:
            self._boxes[key] = tuple(box for index, y in placed for box in self.questions[index].placed(LEFT, y))
        return self._boxes[key]


class _Press:
    """One run of the printer."""

    def __init__(self, stream: BinaryIO, first: BallotStyle, *, with_cover: bool) -> None:
        self.writer = PdfWriter(stream, WORDS[first.language].heading.capitalize(), first.language)
        self.cover: int | None = None
        if with_cover:
            self.cover = self.writer.keep_page()
            if first.duplex:
                self.writer.blank_page()
        self._plates: dict[BallotStyle, _Plates] = {}
        self._latest: _Plates | None = None

    def ballot(self, sheet: BallotSheet) -> BallotLayout:
        plates = self._plates_of(sheet.style)
        pages = _fill(plates, sheet)
        if len(pages) > MAX_PAGES:
            raise ValueError(f"ballot {sheet.ballot} needs {len(pages)} pages, at most {MAX_PAGES} can be printed")
        laid = tuple(self._page(plates, sheet, page, number, len(pages)) for number, page in enumerate(pages, 1))
        if sheet.style.duplex and len(pages) % 2:
            self.writer.blank_page()
        return BallotLayout(sheet.ballot, laid)

    def _plates_of(self, style: BallotStyle) -> _Plates:
        if self._latest is None or self._latest.style is not style:
            if style not in self._plates:
                self._plates[style] = _Plates(style, self.writer)
            self._latest = self._plates[style]
        return self._latest

    def _page(self, plates: _Plates, sheet: BallotSheet, page: _Page, number: int, of: int) -> PageLayout:
        payload, last, ink = sheet.payload(number, of), number == of, Ink()
        foot = "Sign" if last else "On"
        used = {name: plates.parts[name] for name in ("Frame", foot)}
        used["Code"] = self.writer.bitmap(*qr_bitmap(payload))
        ink.part("Frame", 0, 0)
        ink.part(foot, 0, 0)
        for box in QR_MM:
            ink.picture("Code", box)
        draw_code(ink, sheet.ballot, (number, of), plates.words, plates.size)
        for piece, y in page.pieces:
            piece.draw(ink, y)
        for index, y in page.questions:
            used[f"Q{index}"] = plates.parts[f"Q{index}"]
            ink.part(f"Q{index}", LEFT, y)
        if last:
            _print_name(ink, sheet)
        pdf_page = self.writer.page(ink.stream(), used)
        return PageLayout(number, of, pdf_page, payload, plates.boxes(page.questions), FIELDS if last else ())


def _fill(plates: _Plates, sheet: BallotSheet) -> list[_Page]:
    """Divide the ballot among pages: facts first, then question after question, the rule of marking before them."""
    running = _running_head(plates, sheet)
    pages = [_Page()]
    for piece in [*plates.meeting, *holder_pieces(sheet, plates.words, plates.size)]:
        if pages[-1].y + piece.height > BODY_BOTTOM:
            pages.append(_Page())
            pages[-1].place(running)
            if piece.heading:
                pages[-1].place(piece.heading)
        pages[-1].place(piece)
    for index, question in enumerate(plates.questions):
        page = pages[-1]
        needed = question.height + (0 if page.questions else plates.rule.height)
        if page.y + needed > BODY_BOTTOM:
            page = _Page()
            pages.append(page)
            page.place(running)
        if not page.questions:
            page.place(plates.rule)
        page.questions.append((index, round(page.y, 3)))
        page.y += question.height
    return pages


def _running_head(plates: _Plates, sheet: BallotSheet) -> Piece:
    """Whose ballot this is, on every page after the first."""
    letters = plates.size.small
    who = sheet.holder.name if sheet.holder else ""
    rooms = ", ".join(room.number for room in sheet.premises[:3]) + (" …" if len(sheet.premises) > 3 else "")
    line = face("R").shorten("  ·  ".join(part for part in (who, rooms) if part), letters, WIDTH)
    height = line_mm(letters) + 2 if line else 0.0
    return Piece(height, lambda ink, y: ink.text(LEFT, y + first_baseline(letters), line, letters))


def _print_name(ink: Ink, sheet: BallotSheet) -> None:
    """The name of whoever signs, where it is known, in the box beside the signature."""
    holder = sheet.holder
    known = sheet.representative or (holder and (holder.signatory if holder.company else holder.name)) or ""
    letters = 8.0
    lines = face("R").wrap(known, letters, NAME[2] - 3)
    if len(lines) * line_mm(letters) > NAME[3] - 1:
        letters = 6.0
        lines = face("R").wrap(known, letters, NAME[2] - 3)[: int((NAME[3] - 1) / line_mm(letters))]
    step = line_mm(letters)
    top = NAME[1] + (NAME[3] - len(lines) * step) / 2
    ink.lines(NAME[0] + 1.5, top + first_baseline(letters), lines, letters)
