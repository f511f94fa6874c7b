"""The typeface as the printer needs it: glyph numbers, widths, lines that fit.

Texts are strings of letters and nothing else: no markup is ever looked for in them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "static" / "fonts"
FILES = {"R": "golos-regular.ttf", "B": "golos-bold.ttf"}
MM_PER_POINT = 25.4 / 72
LEADING = 1.27
_SHORT_WORDS = re.compile(r"(?<!\w)((?:ст|ч|п|пп|кв|пом|д|г|ул|стр|art|para|No)\.|№|§) (?=\S)")
_UNITS = re.compile(r"(?<=\d) (?=(?:₽|м²|m²|%|г\.|руб)(?!\w))")


class Face:
    """One font file; name: "R" regular or "B" bold."""

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

    def letter(self, char: str) -> tuple[str, float]:
        """The glyph as four hexadecimal letters and its width in thousandths of the size."""
        known = self._letters.get(char)
        if known is None:
            code = self._drawable(char)
            known = f"{self.glyph_of.get(code, 0):04X}", self.width_of.get(code, self.default_width)
            self._letters[char] = known
        return known

    def encode(self, text: str) -> str:
        """The text as glyphs for a PDF string."""
        return "".join([self.letter(char)[0] for char in text])

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

    def _drawable(self, char: str) -> int:
        """The letter itself, or the plain letter under a diacritic that the typeface lacks."""
        code = ord(char)
        if code in self.glyph_of:
            return code
        base = ord(unicodedata.normalize("NFKD", char)[0])
        return base if base in self.glyph_of else code


@cache
def face(name: str) -> Face:
    """The font, read once."""
    return Face(name)


def clean(text: str) -> str:
    """The text in composed letters on one line: what does not print (controls, directions, half characters) is gone."""
    if text.isascii() and text.isprintable():
        return " ".join(part for part in text.split(" ") if part)
    composed = unicodedata.normalize("NFC", text)
    seen = []
    for char in composed:
        kind = unicodedata.category(char)
        if char in "\t\n\r\v\f\u2028\u2029":
            seen.append(" ")
        elif kind not in {"Cc", "Cf", "Cs"}:
            seen.append(char)
    return " ".join(part for part in "".join(seen).split(" ") if part)


def bind(text: str) -> str:
    """The text with what belongs together kept on one line: "ст. 44", "№ 7", "34,18 ₽"."""
    return _UNITS.sub("\u00a0", _SHORT_WORDS.sub("\\1\u00a0", text))


def line_mm(size: float) -> float:
    """Height of one line of text of this size in points."""
    return size * LEADING * MM_PER_POINT


def _text(value: Any) -> str:
    return value.decode("ascii") if isinstance(value, bytes) else str(value)
