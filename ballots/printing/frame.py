"""What stands at the same place on every page: marks, heading, the place to sign."""

from __future__ import annotations

from ballots.code import group_code
from ballots.layout import MARK_BOTTOM_LEFT_MM, MARK_HOLE_MM, MARK_TOP_RIGHT_MM, FieldBox
from ballots.printing.fonts import face, line_mm
from ballots.printing.geometry import (
    BAND_LEFT,
    BAND_RIGHT,
    DATE,
    FOOT_LEFT,
    FOOT_RIGHT,
    FOOT_TOP,
    NAME,
    RECEIVED_BASELINE,
    SIGNATURE,
    TELEPHONE_BASELINE,
    Sizes,
)
from ballots.printing.ink import Ink
from ballots.printing.words import Words
from ballots.style import BallotStyle

FIELDS = (FieldBox("signature", SIGNATURE), FieldBox("date", DATE))
CODE_BASELINE = 38.0


def draw_frame(style: BallotStyle, words: Words, size: Sizes) -> bytes:
    """The corner marks and the heading of every page."""
    ink = Ink()
    ink.fill(MARK_TOP_RIGHT_MM)
    x, y, width, _ = MARK_BOTTOM_LEFT_MM
    inset = (width - MARK_HOLE_MM) / 2
    ink.fill(MARK_BOTTOM_LEFT_MM)
    ink.fill((x + inset, y + inset, MARK_HOLE_MM, MARK_HOLE_MM), grey=1)
    ink.text(BAND_LEFT, 19.0, words.heading, size.heading, "B")
    under = min(size.small, 9.5)
    subheading = face("R").shorten(words.subheading, under, BAND_RIGHT - BAND_LEFT)
    ink.text(BAND_LEFT, 19.0 + line_mm(under) * 1.25, subheading, under)
    if style.training:
        _training(ink, words, min(size.small, 10.5))
    return ink.stream()


def _training(ink: Ink, words: Words, letters: float) -> None:
    width = face("B").width_mm(words.training, letters) + 5
    ink.frame((BAND_LEFT, 27.2, width, line_mm(letters) + 1.0), 0.35)
    ink.text(BAND_LEFT + 2.5, 27.7 + line_mm(letters) * 0.78, words.training, letters, "B")


def draw_code(ink: Ink, ballot: str, place: tuple[int, int], words: Words, size: Sizes) -> None:
    """Which ballot this is, and which page of how many (place)."""
    label = f"{words.code}  "
    ink.text(BAND_LEFT, CODE_BASELINE, label, size.small)
    ink.text(BAND_LEFT + face("R").width_mm(label, size.small), CODE_BASELINE, group_code(ballot), size.code, "B")
    words_of_place = words.page.format(page=place[0], of=place[1])
    right = BAND_RIGHT - face("R").width_mm(words_of_place, size.small)
    ink.text(right, CODE_BASELINE, words_of_place, size.small)


def draw_signing(style: BallotStyle, words: Words, size: Sizes) -> bytes:
    """The foot of the last page: signature, name, date; what the desk fills in; the telephone."""
    ink = Ink()
    label = min(size.label, 9.5)
    for box, word in ((SIGNATURE, words.signature), (NAME, words.name), (DATE, words.date)):
        shown = face("R").shorten(word, label, box[2])
        ink.text(box[0], box[1] - 1.0, shown, label)
        ink.frame(box, 0.25)
    baseline, x = RECEIVED_BASELINE, FOOT_LEFT
    ink.text(x, baseline, words.received, label, "B")
    x += face("B").width_mm(words.received, label) + 2
    for word, ends in ((words.received_date, 80.0), (words.received_time, 110.0), (words.received_by, FOOT_RIGHT)):
        ink.text(x, baseline, word, label)
        x += face("R").width_mm(word, label) + 1
        ink.rule(x, baseline + 0.5, max(ends, x), 0.15)
        x = max(ends, x) + 2
    _telephone(ink, style, words, label)
    return ink.stream()


def draw_going_on(style: BallotStyle, words: Words, size: Sizes) -> bytes:
    """The foot of every other page: it goes on overleaf."""
    ink = Ink()
    ink.text(FOOT_LEFT, FOOT_TOP + 8, words.continued, size.text, "B")
    ink.text(FOOT_LEFT, FOOT_TOP + 8 + line_mm(size.text) * 1.1, words.sign_last, size.text)
    _telephone(ink, style, words, min(size.label, 9.5))
    return ink.stream()


def _telephone(ink: Ink, style: BallotStyle, words: Words, letters: float) -> None:
    if style.meeting.telephone:
        line = f"{words.telephone}: {style.meeting.telephone}"
        ink.text(FOOT_LEFT, TELEPHONE_BASELINE, face("R").shorten(line, letters, FOOT_RIGHT - FOOT_LEFT), letters)
