"""An owner's exact part of the house, and how a person reads and writes it.

A share is a Fraction from the first keystroke to the last sum; it is rounded once, where a person reads it.
"""

from __future__ import annotations

import re
from fractions import Fraction

Share = Fraction

NO_BREAK_SPACE = "\u00a0"
THIN_NO_BREAK_SPACE = "\u202f"
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']")
_DECIMAL = re.compile(r"\d{1,20}(?:[.,]\d{1,20})?")
_RATIO = re.compile(r"(\d{1,18})[/⁄](\d{1,18})")
_VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅙": (1, 6), "⅛": (1, 8)}


def parse_decimal(text: str) -> Fraction:
    """The number written in text, exactly: "59,22", "59.22", "11 120,0".

    Comma and point both part the decimals; spaces part the thousands. At most 20 digits on each side, no sign.
    Raises ValueError where the text is anything else.
    """
    bare = _SPACES.sub("", text)
    if not _DECIMAL.fullmatch(bare) or not bare.isascii():
        raise ValueError(f"not a decimal number: {text[:40]!r}")
    return Fraction(bare.replace(",", "."))


def parse_share(text: str) -> Fraction:
    """The share written in text, exactly: "1/3", "1", "0,5", "33,3 %", "⅓"; may exceed 1, never negative.

    Raises ValueError where the text is anything else or divides by zero.
    """
    bare = _SPACES.sub("", text)
    if bare in _VULGAR:
        return Fraction(*_VULGAR[bare])
    if ratio := _RATIO.fullmatch(bare):
        below = int(ratio[2])
        if below == 0:
            raise ValueError(f"a share cannot have 0 below the line: {text[:40]!r}")
        return Fraction(int(ratio[1]), below)
    if bare.endswith("%"):
        return parse_decimal(bare[:-1]) / 100
    return parse_decimal(bare)


def votes(area_m2: Fraction, share: Fraction) -> Fraction:
    """Votes of a holding in m²: its share of the area of the premises (LC RF, art. 48 part 3; art. 37 part 1)."""
    return area_m2 * share


def format_number(value: Fraction, lang: str = "ru", digits: int | None = None) -> str:
    """The number as a person reads it: "11 120,0" in Russian, "11 120.0" in English, spaces that do not break.

    digits: figures after the comma, rounded half up; None writes 1 or 2, whichever is needed, at most 2.
    """
    if digits is None:
        digits = 1 if (value * 10).denominator == 1 else 2
    scale: int = 10**digits
    scaled = abs(value) * scale
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, rest = divmod(rounded, scale)
    figures = f"{whole:,}".replace(",", THIN_NO_BREAK_SPACE)
    sign = "−" if value < 0 and rounded else ""
    point = "." if lang == "en" else ","
    return f"{sign}{figures}{point}{rest:0{digits}d}" if digits else f"{sign}{figures}"


def format_m2(value: Fraction, lang: str = "ru", digits: int | None = None) -> str:
    """An area or votes with the unit: "11 120,0 м²"; digits as in format_number."""
    unit = "m²" if lang == "en" else "м²"
    return f"{format_number(value, lang, digits)}{NO_BREAK_SPACE}{unit}"


def format_percent(part: Fraction, whole: Fraction, lang: str = "ru", digits: int = 2) -> str:
    """What part is of the whole, "66,67 %"; an empty whole gives "0 %"."""
    value = part * 100 / whole if whole else Fraction(0)
    return f"{format_number(value, lang, digits)}{NO_BREAK_SPACE}%"


def format_share(value: Fraction) -> str:
    """A share as a fraction, never rounded: "1/3", "1"."""
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
