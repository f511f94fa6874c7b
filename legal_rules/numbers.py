"""Exact numbers: read from text, written back exactly, and rounded only where a person reads them."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40}|/[0-9]{1,40})?")
_LONGEST_SHOWN = 60
_THIN_NO_BREAK_SPACE = "\u202f"


def shown(value: object) -> str:
    """A value as it stands in a message: cut where it is long."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


class NumberRefused(ValueError):
    """The text is no exact number: neither an integer, nor a decimal with a point, nor a fraction n/d."""


@lru_cache(maxsize=65536)
def _parse_text(text: str) -> Fraction:
    if not _NUMBER.fullmatch(text):
        raise NumberRefused(f"not an exact number: {shown(text)}")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise NumberRefused(f"division by zero: {shown(text)}") from None


def parse_number(value: object) -> Fraction:
    """Read an integer, a decimal or a fraction exactly.

    Args:
        value: an ``int``, a ``Fraction`` or a text such as ``"10424.5"`` or ``"2/3"``; never a ``float``.
    Returns: the exact fraction.
    Raises: NumberRefused for anything else.
    """
    if isinstance(value, str):
        return _parse_text(value.strip())
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise NumberRefused(f"not an exact number (write it as text): {shown(value)}")


def exact_text(value: Fraction) -> str:
    """Write a fraction exactly: as a decimal where one exists, else as ``n/d``."""
    twos = fives = 0
    rest = value.denominator
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = max(twos, fives)
    if digits == 0:
        return str(value.numerator)
    scaled = str(abs(value.numerator) * 10**digits // value.denominator).rjust(digits + 1, "0")
    return f"{'-' if value < 0 else ''}{scaled[:-digits]}.{scaled[-digits:]}"


def round_half_up(value: Fraction, digits: int) -> Fraction:
    """The nearest number with so many decimals; halves away from zero."""
    scaled = int(abs(value) * 10**digits + Fraction(1, 2))
    return Fraction(-scaled if value < 0 else scaled, 10**digits)


def for_people(value: Fraction, digits: int, lang: str) -> str:
    """Write a number as a person reads it: rounded half up to ``digits``, thousands set apart."""
    scaled = int(abs(round_half_up(value, digits)) * 10**digits)
    whole, part = divmod(scaled, 10**digits)
    point = "." if lang == "en" else ","
    text = f"{whole:,}".replace(",", _THIN_NO_BREAK_SPACE)
    if digits:
        text += point + str(part).rjust(digits, "0")
    return f"−{text}" if value < 0 and scaled else text


def is_shown_exactly(value: Fraction, digits: int) -> bool:
    """True when ``digits`` decimals lose nothing of the value."""
    return bool((value * 10**digits).denominator == 1)
