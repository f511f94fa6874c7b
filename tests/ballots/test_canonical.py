from __future__ import annotations

import hashlib
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.canonical import canonical, digest, fraction_text

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
)


def test_the_example_of_the_standard() -> None:
    record = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "1": "One",
        "\u0080": "Control",
        "ö": "Latin",
        "א": "Hebrew",
    }
    assert list(json.loads(canonical(record))) == ["\r", "1", "\u0080", "ö", "א", "€"]
    assert canonical({"b": [1, True, None], "a": "ü"}) == '{"a":"ü","b":[1,true,null]}'.encode()


def test_a_fraction_is_two_whole_numbers() -> None:
    assert canonical({"share": Fraction(1, 3), "whole": (Fraction(2),)}) == b'{"share":"1/3","whole":["2/1"]}'
    assert fraction_text(Fraction(4, 6)) == "2/3"


@pytest.mark.parametrize("value", [1.0, 0.5, float("nan"), {1, 2}, b"bytes", object(), {"a": {"b": 1.5}}, {1: "one"}])
def test_a_record_holds_no_floats_and_nothing_unknown(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), {"a": 2**64}, "\ud800"])
def test_what_others_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)


@given(values)
def test_the_same_record_always_gives_the_same_bytes(value: object) -> None:
    written = canonical(value)
    assert canonical(json.loads(written)) == written
    assert digest(value) == hashlib.sha256(written).hexdigest()
