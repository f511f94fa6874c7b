"""How the sheet is divided, in millimetres, and the sizes of letters, in points."""

from __future__ import annotations

from dataclasses import dataclass

LEFT, RIGHT = 14.0, 196.0
WIDTH = RIGHT - LEFT
BODY_TOP, BODY_BOTTOM = 43.5, 253.5  # at least 4 modules (2.7 mm) from both QRs
BAND_LEFT, BAND_RIGHT = 44.0, 186.0  # beside the upper QR and the upper mark
FOOT_LEFT, FOOT_RIGHT = 24.0, 166.0  # beside the lower mark and the lower QR
FOOT_TOP = 256.5

FIRST_BOX = 6.0  # from the left edge of the questions
WORD_AFTER_BOX = 3.0
CLEAR_ABOVE_BOX, CLEAR_BELOW_BOX = 3.0, 3.4  # a mark that leaves its box meets no letters
STACK_PITCH = 13.0  # 5 mm of box and 8 mm to the next

SIGNATURE = (24.0, 260.0, 60.0, 10.0)
NAME = (88.0, 260.0, 42.0, 10.0)
DATE = (134.0, 260.0, 32.0, 10.0)
RECEIVED_BASELINE, TELEPHONE_BASELINE = 277.0, 282.8


@dataclass(frozen=True, slots=True)
class Sizes:
    """Letters in points: text of questions, their titles, small print, labels; heading and code at the top."""

    text: float
    title: float
    small: float
    label: float
    heading: float
    code: float
    word: float


NORMAL = Sizes(text=9.5, title=10.5, small=8.0, label=7.5, heading=15, code=10.5, word=10.5)
LARGE = Sizes(text=15, title=16.5, small=12, label=11, heading=18, code=13, word=16)


def sizes(large_print: bool) -> Sizes:
    """Letters for a reader with good eyes, or for one without."""
    return LARGE if large_print else NORMAL
