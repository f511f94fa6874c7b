"""One way to write a record as bytes, so that everyone hashes and signs the same (RFC 8785)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import rfc8785


def canonical(obj: object) -> bytes:
    """The record as RFC 8785 JSON: sorted keys, no spaces, UTF-8.

    Strings, whole numbers below 2**53, booleans, None, lists, tuples and mappings with string keys; a Fraction is
    written as the string "n/d". Raises TypeError for anything else, floats above all, ValueError for a whole number
    that other languages cannot hold.
    """
    try:
        return rfc8785.dumps(_plain(obj))
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def digest(obj: object) -> str:
    """SHA-256 of the canonical record, 64 hexadecimal letters."""
    return hashlib.sha256(canonical(obj)).hexdigest()


def fraction_text(value: Fraction) -> str:
    """A fraction as records hold it: "n/d", lowest terms, the line always there."""
    return f"{value.numerator}/{value.denominator}"


def _plain(obj: object) -> Any:
    if obj is None or isinstance(obj, bool | int | str):
        return obj
    if isinstance(obj, Fraction):
        return fraction_text(obj)
    if isinstance(obj, Mapping):
        for key in obj:
            if not isinstance(key, str):
                raise TypeError(f"a record's keys are strings, not {type(key).__name__}")
        return {str(key): _plain(value) for key, value in obj.items()}
    if isinstance(obj, list | tuple):
        return [_plain(value) for value in obj]
    raise TypeError(f"a record holds no {type(obj).__name__}")
