"""The typeface as the printer needs it: glyph numbers, widths, lines that fit.

Texts are strings of letters and nothing else: no markup is ever looked for in them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "static" / "fonts"
FILES = {"R": "golos-regular.ttf", "B": "golos-bold.ttf", "X": "fallback.ttf"}
FALLBACK, FALLBACK_SCALE = "X", 0.9  # its letters are larger than those of Golos
MISSING = "‹?›"  # stands for letters that no typeface here has
MM_PER_POINT = 25.4 / 72
LEADING = 1.27
_GAP = "\ufffd"
_GAPS = re.compile(f"{_GAP}(?: ?{_GAP})*")
_SHORT_WORDS = re.compile(r"(?<!\w)((?:ст|ч|п|пп|кв|пом|д|г|ул|стр|art|para|No)\.|№|§) (?=\S)")
_UNITS = re.compile(r"(?<=\d) (?=(?:₽|м²|m²|%|г\.|руб)(?!\w))")


class Face:
    """One font file; name: "R" regular, "B" bold, "X" for the letters that those two lack."""

    def __init__(self, name: str) -> None:
        from reportlab.pdfbase.ttfonts import TTFontFile

        self.name = name
        self.data = (FOLDER / FILES[name]).read_bytes()
        parsed: Any = TTFontFile(str(FOLDER / FILES[name]))
        self.postscript_name = _text(parsed.name)
        self.glyph_of: dict[int, int] = dict(parsed.charToGlyph)
        self.width_of: dict[int, float] = dict(parsed.charWidths)
        self.default_width: float = parsed.defaultWidth
        self.ascent, self.descent, self.cap_height = int(parsed.ascent), int(parsed.descent), int(parsed.capHeight)
        self.bbox = [int(value) for value in parsed.bbox]
        self._letters: dict[str, tuple[str, float]] = {}
        self._borrowed: set[str] = set()

    def letter(self, char: str) -> tuple[str, float]:
        """The glyph as four hexadecimal letters and its width in thousandths of the size."""
        known = self._letters.get(char)
        if known is None:
            known = self._letters[char] = self._look_up(char)
        return known

    def runs(self, text: str) -> list[tuple[str, float, str]]:
        """The text as (font, factor of the size, glyphs for a PDF string), one for each stretch of one font."""
        glyphs = [self.letter(char)[0] for char in text]
        if self._borrowed.isdisjoint(text):
            return [(self.name, 1.0, "".join(glyphs))]
        pairs = zip((char in self._borrowed for char in text), glyphs, strict=True)
        return [
            (
                FALLBACK if borrowed else self.name,
                FALLBACK_SCALE if borrowed else 1.0,
                "".join(glyph for _, glyph in run),
            )
            for borrowed, run in groupby(pairs, key=itemgetter(0))
        ]

    def width_mm(self, text: str, size: float) -> float:
        """Width of the text at this size in points."""
        return sum([self.letter(char)[1] for char in text]) * size * MM_PER_POINT / 1000

    def wrap(self, text: str, size: float, width_mm: float) -> list[str]:
        """The text in lines no wider than width_mm; a word that is wider is cut. Always at least one line."""
        lines, line = [], ""
        for word in bind(clean(text)).split(" "):
            tried = f"{line} {word}" if line else word
            if self.width_mm(tried, size) <= width_mm:
                line = tried
                continue
            if line:
                lines.append(line)
            line = word
            while self.width_mm(line, size) > width_mm:
                cut = self._cut(line, size, width_mm)
                lines.append(line[:cut])
                line = line[cut:]
        return [*lines, line]

    def wrap_at_most(self, most: int, text: str, size: float, width_mm: float) -> list[str]:
        """The text in at most so many lines, the last with an ellipsis where more was to come."""
        lines = self.wrap(text[: most * 300], size, width_mm)  # no line of ours holds 300 letters
        if len(lines) <= most:
            return lines
        return [*lines[: most - 1], self.shorten(f"{lines[most - 1]} …", size, width_mm)]

    def shorten(self, text: str, size: float, width_mm: float) -> str:
        """The text on one line, with an ellipsis where it had to be cut."""
        text = clean(text)
        if self.width_mm(text, size) <= width_mm:
            return text
        cut = self._cut(text, size, width_mm - self.width_mm("…", size))
        return text[:cut].rstrip() + "…"

    def _cut(self, text: str, size: float, width_mm: float) -> int:
        """How many letters fit, at least one; after a hyphen or slash where one stands late enough."""
        room, count = width_mm * 1000 / (size * MM_PER_POINT), 0
        for char in text:
            room -= self.letter(char)[1]
            if room < 0:
                break
            count += 1
        seam = max(text.rfind(sign, 0, count) for sign in "-/–") + 1
        return seam if seam >= count * 0.5 else max(1, count)

    def _look_up(self, char: str) -> tuple[str, float]:
        code = ord(char)
        if code not in self.glyph_of and self.name != FALLBACK and code in face(FALLBACK).glyph_of:
            self._borrowed.add(char)
            glyph, width = face(FALLBACK).letter(char)
            return glyph, width * FALLBACK_SCALE
        return f"{self.glyph_of.get(code, 0):04X}", self.width_of.get(code, self.default_width)


@cache
def face(name: str) -> Face:
    """The font, read once."""
    return Face(name)


def clean(text: str) -> str:
    """The text in composed letters on one line, as it can be drawn.

    What does not print (controls, directions, half characters) is gone. A letter the typefaces lack becomes the plain
    letters it is made of (ǻ without its accents, ﬃ as three letters), else «‹?›»: never an empty box.
    """
    if text.isascii() and text.isprintable():
        return " ".join(part for part in text.split(" ") if part)
    composed = "".join([_drawn(char) for char in unicodedata.normalize("NFC", text)])
    return " ".join(part for part in _GAPS.sub(MISSING, composed).split(" ") if part)


def unprintable(text: str) -> str:
    """The letters of the text that are printed as «‹?›», each once, in their order."""
    return "".join(dict.fromkeys(char for char in unicodedata.normalize("NFC", text) if _drawn(char) == _GAP))


@lru_cache(maxsize=4096)
def _drawn(char: str) -> str:
    """What is drawn for one letter: itself, a space, nothing, plain letters, or the sign of a gap."""
    kind = unicodedata.category(char)
    if char in "\t\n\r\v\f\u2028\u2029":
        return " "
    if kind in {"Cc", "Cf", "Cs"}:
        return ""
    if kind not in {"Co", "Cn"} and _is_drawable(char):
        return char
    if kind in {"Mn", "Me"} or "\U0001f3fb" <= char <= "\U0001f3ff":  # accents and skin tones: what they stand on stays
        return ""
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    return plain if plain and all(_is_drawable(part) for part in plain) else _GAP


def _is_drawable(char: str) -> bool:
    code = ord(char)
    if unicodedata.category(char) in {"Mn", "Me"}:
        return code in face("R").glyph_of  # an accent of another typeface would stand beside its letter
    return char != "\ufffd" and (code in face("R").glyph_of or code in face(FALLBACK).glyph_of)


def bind(text: str) -> str:
    """The text with what belongs together kept on one line: "ст. 44", "№ 7", "34,18 ₽"."""
    return _UNITS.sub("\u00a0", _SHORT_WORDS.sub("\\1\u00a0", text))


def line_mm(size: float) -> float:
    """Height of one line of text of this size in points."""
    return size * LEADING * MM_PER_POINT


def _text(value: Any) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)
