from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ballots.receipt import Receipt, sign_receipt, verify_receipt

RECEIPT = Receipt("assembly-1", "7KQ2M4XA", 12, "ab" * 32, "cd" * 32, "2026-12-12T18:00:00Z")
KEY = Ed25519PrivateKey.generate()


def test_a_receipt_survives_json_and_verifies() -> None:
    signed = json.loads(json.dumps(sign_receipt(RECEIPT, KEY)))
    assert verify_receipt(signed, KEY.public_key()) == RECEIPT
    assert verify_receipt(signed, Ed25519PrivateKey.generate().public_key()) is None


@pytest.mark.parametrize(
    "change",
    [
        {"leaf": 13},
        {"leaf": "12"},
        {"leaf": True},
        {"leaf": 2**60},
        {"ballot": "7KQ2M4XB"},
        {"ballot": None},
        {"moment": "2026-12-12T18:00:01Z"},
        {"signature": "AAAA"},
        {"signature": "not base64!"},
        {"signature": None},
    ],
)
def test_a_changed_receipt_is_none(change: dict[str, object]) -> None:
    assert verify_receipt({**sign_receipt(RECEIPT, KEY), **change}, KEY.public_key()) is None


def test_an_empty_receipt_is_none() -> None:
    assert verify_receipt({}, KEY.public_key()) is None
