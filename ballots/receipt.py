"""What an owner keeps: a signed line that says where in the ledger the ballot stands."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ballots.canonical import canonical


@dataclass(frozen=True, slots=True)
class Receipt:
    """assembly and ballot by name; leaf: index of the record; leaf_hash, head: hexadecimal; moment: UTC, ISO 8601."""

    assembly: str
    ballot: str
    leaf: int
    leaf_hash: str
    head: str
    moment: str

    @property
    def body(self) -> bytes:
        """The bytes that are signed: canonical JSON."""
        return canonical({"kind": "veche receipt 1", **asdict(self)})


def sign_receipt(receipt: Receipt, key: Ed25519PrivateKey) -> dict[str, Any]:
    """The receipt and its signature, ready for JSON."""
    return {**asdict(receipt), "signature": base64.b64encode(key.sign(receipt.body)).decode()}


def verify_receipt(signed: Mapping[str, Any], key: Ed25519PublicKey) -> Receipt | None:
    """The receipt where `key` signed exactly this, else None."""
    fields = {name: signed.get(name) for name in Receipt.__slots__}
    stamp = signed.get("signature")
    leaf = fields.pop("leaf")
    if not isinstance(stamp, str) or isinstance(leaf, bool) or not isinstance(leaf, int):
        return None
    if not all(isinstance(value, str) for value in fields.values()):
        return None
    receipt = Receipt(leaf=leaf, **{name: str(value) for name, value in fields.items()})
    try:
        key.verify(base64.b64decode(stamp, validate=True), receipt.body)
    except (InvalidSignature, binascii.Error, ValueError):
        return None
    return receipt
