"""The order in which people walk through a house: flats by staircase and number, then shops, then parking places."""

from __future__ import annotations

import re

_PARTS = re.compile(r"\d+|[IVXLC]+(?![A-Za-z])|\D+?(?=\d|[IVXLC]|$)")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_KINDS = ("residential", "non_residential", "parking")

Key = tuple[tuple[int, int, str], ...]


def natural_key(text: str | None) -> Key:
    """Sorts "2" before "12", "12" before "12а", "пом. IV" before "пом. IX"; what is not written comes last."""
    if text is None or not text.strip():
        return ((2, 0, ""),)
    return tuple(_part(part) for part in _PARTS.findall(text.strip().upper()) if part.strip(" .,-№"))


def walking_key(kind: str, entrance: str | None, number: str) -> tuple[int, Key, Key]:
    """The place of a unit in the house."""
    return _KINDS.index(kind), natural_key(entrance), natural_key(number)


def _part(part: str) -> tuple[int, int, str]:
    if part.isdigit():
        return 0, int(part), ""
    if set(part) <= set(_ROMAN):
        values = [_ROMAN[letter] for letter in part]
        total = sum(
            -value if position + 1 < len(values) and value < values[position + 1] else value
            for position, value in enumerate(values)
        )
        return 0, total, ""
    return 1, 0, part
