"""The code on a ballot: short enough to type, and signed in the QR so that nobody can print their own.

A ballot code is seven random letters of Crockford's base 32 (no I, L, O, U) and one check letter. The QR carries
`V1.<ballot>.<page>.<of>.<definition>.<token>.<mac>`, all from QR's alphanumeric set, no name and no share.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 8
TOKEN_LENGTH = 20
MAC_LENGTH = 16
DEFINITION_LENGTH = 16
MAX_PAGES = 99

_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
# What people type for a letter: look-alikes of base 32, and the same letters on a Russian keyboard.
_TYPED = str.maketrans("OILUЗАВЕКМНОРСТХУ", "011V3ABEKMH0PCTXY")
_PAYLOAD = re.compile(
    rf"V1\.([{ALPHABET}]{{{CODE_LENGTH}}})\.([1-9]\d?)\.([1-9]\d?)\.([0-9A-F]{{{DEFINITION_LENGTH}}})"
    rf"\.([{ALPHABET}]{{{TOKEN_LENGTH}}})\.([{ALPHABET}]{{{MAC_LENGTH}}})",
    re.ASCII,
)


class Chooser(Protocol):
    """A source of randomness: the module `secrets`, or random.Random for an invented house."""

    def choice(self, seq: Sequence[str], /) -> str: ...


def new_ballot_code(rng: Chooser = secrets) -> str:
    """A fresh ballot code of 8 letters, the last of them the check letter: 34 thousand million of them."""
    body = "".join(rng.choice(ALPHABET) for _ in range(CODE_LENGTH - 1))
    return body + check_letter(body)


def new_token(rng: Chooser = secrets) -> str:
    """The 100 random bits that make each ballot's QR unlike every other's."""
    return "".join(rng.choice(ALPHABET) for _ in range(TOKEN_LENGTH))


def check_letter(body: str) -> str:
    """The letter that finds any one wrong letter and any two that changed places (a check over GF(32))."""
    total = 0
    for letter in body:
        total = _times_two(total) ^ _VALUE[letter]
    return ALPHABET[_times_two(total)]


def normalise_code(typed: str) -> str | None:
    """The code a person meant, or None where it is none: case, dashes, spaces and look-alikes do not matter."""
    letters = re.sub(r"[\s\-–—‑.]", "", typed.upper()).translate(_TYPED)
    if len(letters) != CODE_LENGTH or any(letter not in _VALUE for letter in letters):
        return None
    return letters if check_letter(letters[:-1]) == letters[-1] else None


def group_code(code: str) -> str:
    """The code as people read it aloud: 7KQ2-M4XA."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


@dataclass(frozen=True, slots=True)
class Payload:
    """What one QR says."""

    version: int
    ballot: str
    page: int
    of: int
    definition: str
    token: str
    mac: str

    @property
    def signed_part(self) -> str:
        """The text the MAC covers: everything before the last point."""
        return f"V{self.version}.{self.ballot}.{self.page}.{self.of}.{self.definition}.{self.token}"

    @property
    def text(self) -> str:
        return f"{self.signed_part}.{self.mac}"


def sign_payload(key: bytes, *, ballot: str, page: int, of: int, definition: str, token: str) -> str:
    """The QR text of one page, signed with the assembly's key.

    page, of: from 1 to 99; definition: 16 upper-case hexadecimal letters; token: 20 letters of new_token.
    Raises ValueError where a part does not fit the format.
    """
    part = f"V1.{ballot}.{page}.{of}.{definition}.{token}"
    text = f"{part}.{_mac(key, part)}"
    if parse_payload(text) is None:
        raise ValueError(f"not the parts of a ballot's QR: {part[:80]!r}")
    return text


def parse_payload(text: str) -> Payload | None:
    """The payload in a QR text, or None where the text is not ours. The MAC is not checked here: see is_signed."""
    match = _PAYLOAD.fullmatch(text)
    if match is None:
        return None
    ballot, page, of, definition, token, mac = match.groups()
    if check_letter(ballot[:-1]) != ballot[-1] or int(page) > int(of):
        return None
    return Payload(1, ballot, int(page), int(of), definition, token, mac)


def is_signed(payload: Payload, key: bytes) -> bool:
    """Whether this QR was written with the assembly's key."""
    return hmac.compare_digest(payload.mac, _mac(key, payload.signed_part))


def _mac(key: bytes, text: str) -> str:
    bits = int.from_bytes(hmac.new(key, text.encode("ascii"), hashlib.sha256).digest()[:10], "big")
    return "".join(ALPHABET[(bits >> shift) & 31] for shift in range(75, -1, -5))


def _times_two(value: int) -> int:
    """Multiply by x in GF(32), modulo x^5 + x^2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled
