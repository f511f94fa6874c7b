from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.code import (
    ALPHABET,
    Payload,
    check_letter,
    group_code,
    is_signed,
    new_ballot_code,
    new_token,
    normalise_code,
    parse_payload,
    sign_payload,
)

bodies = st.text(ALPHABET, min_size=7, max_size=7)
codes = bodies.map(lambda body: body + check_letter(body))
tokens = st.text(ALPHABET, min_size=20, max_size=20)
definitions = st.text("0123456789ABCDEF", min_size=16, max_size=16)


def test_a_code_is_eight_letters_that_check() -> None:
    code = new_ballot_code()
    assert len(code) == 8
    assert normalise_code(code) == code
    assert len(group_code(code)) == 9
    assert group_code("7KQ2M4XA") == "7KQ2-M4XA"
    assert len({new_ballot_code() for _ in range(500)}) == 500


def test_the_same_seed_gives_the_same_code() -> None:
    assert new_ballot_code(random.Random(5)) == new_ballot_code(random.Random(5))
    assert new_token(random.Random(5)) == new_token(random.Random(5))
    assert len(new_token()) == 20


@given(codes)
def test_people_may_type_it_as_they_like(code: str) -> None:
    assert normalise_code(group_code(code).lower()) == code
    assert normalise_code(f"  {code[:3]} {code[3:]} ") == code
    assert normalise_code(code.replace("0", "о").replace("1", "l")) == code
    russian = str.maketrans("ABEKMHPCTXY", "АВЕКМНРСТХУ")
    assert normalise_code(code.translate(russian).lower()) == code


@given(codes, st.integers(0, 7), st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_found(code: str, place: int, letter: str) -> None:
    typed = code[:place] + letter + code[place + 1 :]
    assert normalise_code(typed) == (code if typed == code else None)


@given(codes, st.integers(0, 7), st.integers(0, 7))
def test_two_letters_that_changed_places_are_found(code: str, one: int, other: int) -> None:
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    typed = "".join(letters)
    assert normalise_code(typed) == (code if typed == code else None)


@pytest.mark.parametrize("typed", ["", "7KQ2", "7KQ2M4XA9", "!!!!!!!!", "ЖЖЖЖЖЖЖЖ", "7KQ2M4X\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert normalise_code(typed) is None


@given(
    st.binary(min_size=1),
    codes,
    st.integers(1, 99).flatmap(lambda page: st.tuples(st.just(page), st.integers(page, 99))),
    definitions,
    tokens,
)
def test_a_payload_round_trips_and_is_signed(
    key: bytes, code: str, place: tuple[int, int], definition: str, token: str
) -> None:
    page, of = place
    text = sign_payload(key, ballot=code, page=page, of=of, definition=definition, token=token)
    payload = parse_payload(text)
    assert payload is not None
    assert payload.text == text
    assert (payload.version, payload.ballot, payload.page, payload.of) == (1, code, page, of)
    assert (payload.definition, payload.token) == (definition, token)
    assert is_signed(payload, key)
    assert not is_signed(payload, key + b"x")
    assert len(text) <= 87  # version 5 at level Q: 37 modules
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@given(codes, definitions, tokens, st.integers(0, 200), st.sampled_from(ALPHABET + "."))
def test_a_changed_payload_is_not_ours(code: str, definition: str, token: str, place: int, letter: str) -> None:
    text = sign_payload(b"key", ballot=code, page=1, of=3, definition=definition, token=token)
    place %= len(text)
    changed = text[:place] + letter + text[place + 1 :]
    payload = parse_payload(changed)
    assert changed == text or payload is None or not is_signed(payload, b"key")


@pytest.mark.parametrize(
    "text", ["", "V1", "https://example.org", "V2.7KQ2M4XA.1.1.0123456789ABCDEF.00000000000000000000.0000000000000000"]
)
def test_what_is_no_payload_is_none(text: str) -> None:
    assert parse_payload(text) is None


def test_parts_that_do_not_fit_are_refused() -> None:
    code, token = new_ballot_code(), new_token()
    good = {"ballot": code, "page": 1, "of": 1, "definition": "0" * 16, "token": token}
    bad: list[dict[str, object]] = [
        {"ballot": "I" * 8},
        {"ballot": code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 32]},
        {"page": 0},
        {"page": 2},
        {"of": 100},
        {"definition": "abcdef0123456789"},
        {"token": "short"},
    ]
    for change in bad:
        with pytest.raises(ValueError, match="not the parts"):
            sign_payload(b"key", **(good | change))  # type: ignore[arg-type]


def test_a_payload_knows_what_is_signed() -> None:
    payload = Payload(1, "7KQ2M4XA", 1, 2, "0" * 16, "T" * 20, "M" * 16)
    assert payload.text == payload.signed_part + "." + "M" * 16
