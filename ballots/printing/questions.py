"""One question on paper: drawn once as a reusable part, placed on ten thousand pages."""

from __future__ import annotations

from dataclasses import dataclass

from ballots.contest import Contest, Option
from ballots.layout import BOX_MM, BOXES_APART_MM, OUTLINE_MM, Box, OptionBox
from ballots.printing.fonts import face, line_mm
from ballots.printing.geometry import (
    BODY_BOTTOM,
    BODY_TOP,
    CLEAR_ABOVE_BOX,
    CLEAR_BELOW_BOX,
    FIRST_BOX,
    STACK_PITCH,
    WIDTH,
    WORD_AFTER_BOX,
    Sizes,
)
from ballots.printing.ink import Ink
from ballots.printing.pieces import first_baseline
from ballots.printing.words import Words

NUMBER_WIDTH = 9.0
MOST_IN_A_ROW = 4
AFTER_QUESTION = 1.8


@dataclass(frozen=True, slots=True)
class Question:
    """A drawn question. boxes: (option, box, word) with the question's top left corner as origin."""

    contest: str
    operators: bytes
    height: float
    boxes: tuple[tuple[str, Box, Box], ...]

    def placed(self, x: float, y: float) -> list[OptionBox]:
        """Its boxes on the page, where its corner is at (x, y)."""
        return [OptionBox(self.contest, name, _moved(box, x, y), _moved(word, x, y)) for name, box, word in self.boxes]


def draw_question(contest: Contest, language: str, words: Words, size: Sizes, room: float) -> Question:
    """Lay out and draw one question no higher than `room` mm.

    Texts that are too long for a whole page are set smaller; raises ValueError where that is not enough.
    """
    for scale in (1.0, 0.85, 0.7, 0.6):
        question = _draw(contest, language, words, size, scale)
        if question.height <= room:
            return question
    raise ValueError(f"question {contest.number} does not fit on one page: shorten its text or its options")


def whole_page(rule_height: float) -> float:
    """Height that one question may take."""
    return BODY_BOTTOM - BODY_TOP - rule_height


def _draw(contest: Contest, language: str, words: Words, size: Sizes, scale: float) -> Question:
    ink, y = Ink(), 0.0
    needs = f"{words.needs}: {contest.rule_line}." if contest.rule_line else ""
    basis = f"{words.basis}: {contest.basis}." if contest.basis else ""
    texts = (
        (contest.title, size.title * scale, "B", 0.0),
        (contest.text, size.text * scale, "R", 0.5),
        (contest.asks, size.small * scale, "B", 0.7),
        (" ".join(part for part in (needs, basis) if part), size.small * scale, "R", 0.7),
    )
    ink.text(0, first_baseline(size.title * scale), f"{contest.number}.", size.title * scale, "B")
    for text, letters, font, before in texts:
        if text:
            lines, step = face(font).wrap(text, letters, WIDTH - NUMBER_WIDTH), line_mm(letters)
            ink.lines(NUMBER_WIDTH, y + before + first_baseline(letters), lines, letters, font)
            y += before + len(lines) * step
    y = max(y, line_mm(size.title * scale))  # the number stands there even where there are no words
    boxes, y = _draw_options(ink, contest.options, language, size.word * max(scale, 0.8), y + CLEAR_ABOVE_BOX)
    y += AFTER_QUESTION
    ink.rule(0, y - AFTER_QUESTION / 2, WIDTH, 0.12)
    return Question(contest.id, ink.stream(), y, tuple(boxes))


def _draw_options(
    ink: Ink, options: tuple[Option, ...], language: str, letters: float, y: float
) -> tuple[list[tuple[str, Box, Box]], float]:
    """Boxes with their words: in one row where the words are short, else under one another in one or two columns."""
    words = [option.word(language) for option in options]
    widest = max(face("R").width_mm(word, letters) for word in words)
    columns = _columns(len(options), widest)
    column_width = (WIDTH - FIRST_BOX) / columns
    word_width = column_width - BOX_MM - WORD_AFTER_BOX - BOXES_APART_MM
    step, boxes = line_mm(letters), []
    for start in range(0, len(options), columns):
        tallest = BOX_MM
        for column, option in enumerate(options[start : start + columns]):
            box: Box = (FIRST_BOX + column * column_width, y, BOX_MM, BOX_MM)
            lines = face("R").wrap(option.word(language), letters, word_width)
            tall = max(BOX_MM, len(lines) * step)
            word: Box = (
                box[0] + BOX_MM + WORD_AFTER_BOX,
                y,
                max(face("R").width_mm(line, letters) for line in lines),
                tall,
            )
            ink.frame(box, OUTLINE_MM)
            baseline = y + BOX_MM / 2 + letters * 0.127 if len(lines) == 1 else y + first_baseline(letters)
            ink.lines(word[0], baseline, lines, letters)
            boxes.append((option.name, box, word))
            tallest = max(tallest, tall)
        y += max(STACK_PITCH, tallest + BOXES_APART_MM)
    return boxes, y - BOXES_APART_MM + CLEAR_BELOW_BOX


def _columns(count: int, widest: float) -> int:
    """How many options stand side by side: as many as there are where the words are short, else two, else one."""
    for columns in ([count] if count <= MOST_IN_A_ROW else []) + [2]:
        room = (WIDTH - FIRST_BOX) / columns - BOX_MM - WORD_AFTER_BOX - BOXES_APART_MM
        if widest <= room:
            return columns
    return 1


def _moved(box: Box, x: float, y: float) -> Box:
    return (round(box[0] + x, 3), round(box[1] + y, 3), round(box[2], 3), round(box[3], 3))
