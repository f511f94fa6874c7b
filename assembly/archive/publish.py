"""Writes the public archive of a closed assembly: the records of its ledger as they are, and what follows from them."""

from __future__ import annotations

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import BrokenPromise
from assembly.model import Assembly, LedgerEntry
from ballots.canonical import canonical
from ballots.ledger import leaf_hash, sign_checkpoint, tree_root

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FORMAT = "veche archive 1"
_MOMENT = (1980, 1, 1, 0, 0, 0)


class LedgerKeys(Protocol):
    """What signs the head of a ledger."""

    @property
    def signer(self) -> Ed25519PrivateKey: ...
    @property
    def public_key_name(self) -> str: ...


def ledger_name(keys: LedgerKeys, assembly_id: str) -> str:
    """The name of an assembly's ledger, which is also the name of its key in signed notes."""
    return f"{keys.public_key_name}/{assembly_id}"


def build_archive(
    session: Session,
    *,
    assembly: Assembly,
    keys: LedgerKeys,
    now: datetime,
    protocol_pdf: bytes,
    sums_xlsx: bytes,
    stream: BinaryIO,
) -> str:
    """Write archive.zip of the ledger as it stands; returns its SHA-256. The same ledger gives the same bytes.

    protocol_pdf, sums_xlsx: the versions for publication, as `protocol:drawn_up` names them.
    `now` is the moment of asking; the archive carries that of its last record.
    Raises BrokenPromise where the ledger's hashes do not fit its records or it has not been closed and drawn up.
    """
    records = list(_records(session, assembly))
    facts = _last_facts(records)
    for kind in ("agenda:composed", "assembly:tallied", "protocol:drawn_up"):
        if kind not in facts:
            raise BrokenPromise(f"the ledger of {assembly.id} has no {kind}")
    drawn = facts["protocol:drawn_up"]["facts"]
    if [drawn.get("public_sha256"), drawn.get("sums_sha256")] != [_sha256(protocol_pdf), _sha256(sums_xlsx)]:
        raise BrokenPromise("protocol and sums are not those the ledger names")
    name = ledger_name(keys, assembly.id)
    root = tree_root([leaf_hash(record) for record in records])
    members = {
        "checkpoint": sign_checkpoint(name, len(records), root, keys.signer).encode(),
        "keys.json": canonical(_keys(name, keys)),
        "rules.json": canonical(_rules(facts["agenda:composed"]["facts"])),
        "tally.json": canonical({"assembly": assembly.id, **facts["assembly:tallied"]["facts"]}),
        "protocol.pdf": protocol_pdf,
        "sums.xlsx": sums_xlsx,
        **{f"records/{index:06}.json": record for index, record in enumerate(records)},
    }
    manifest = _manifest(assembly, facts["agenda:composed"], json.loads(records[-1])["at"], len(records), members)
    return _write(stream, {"manifest.json": canonical(manifest), **members})


def _records(session: Session, assembly: Assembly) -> Iterator[bytes]:
    """The records in order; each must still be the one its leaf hash was made of."""
    entries = session.execute(
        select(LedgerEntry.index, LedgerEntry.record, LedgerEntry.leaf_hash)
        .where(LedgerEntry.assembly_id == assembly.id)
        .order_by(LedgerEntry.index)
    )
    for place, (index, record, digest) in enumerate(entries):
        body = record.encode()
        if index != place or leaf_hash(body).hex() != digest:
            raise BrokenPromise(f"record {place} of the ledger of {assembly.id} is not what was written")
        yield body


def _last_facts(records: list[bytes]) -> dict[str, dict[str, Any]]:
    """The last record of each kind that the other members are made of."""
    wanted = (b'"kind":"agenda:composed"', b'"kind":"assembly:tallied"', b'"kind":"protocol:drawn_up"')
    found = {}
    for record in records:
        if any(kind in record for kind in wanted):
            parsed = json.loads(record)
            found[parsed["kind"]] = parsed
    return found


def _keys(name: str, keys: LedgerKeys) -> dict[str, Any]:
    public = base64.b64encode(keys.signer.public_key().public_bytes_raw()).decode()
    return {"ledger": {"name": name, "algorithm": "ed25519", "public_key": public}}


def _rules(agenda: dict[str, Any]) -> dict[str, Any]:
    """Each question's rule resolved to its numbers, and the facts of the house it was asked with."""
    return {
        "decisions": [
            {
                "number": item["number"],
                "decision": item["decision"],
                "rule": item["rule"],
                "facts": item["facts"],
                "entrance": item["entrance"],
                "asked": item["asked"],
            }
            for item in agenda["items"]
        ]
    }


def _manifest(
    assembly: Assembly, agenda: dict[str, Any], made_at: str, count: int, members: dict[str, bytes]
) -> dict[str, Any]:
    rule = agenda["facts"]["items"][0]["rule"]
    return {
        "format": FORMAT,
        "assembly": assembly.id,
        "pack": {"name": rule["pack"], "version": rule["pack_version"], "on": agenda["at"]},
        "made_at": made_at,
        "records": count,
        "members": [
            {"name": name, "sha256": _sha256(body), "size": len(body)} for name, body in sorted(members.items())
        ],
    }


def _write(stream: BinaryIO, members: dict[str, bytes]) -> str:
    digest = _Digest(stream)
    with zipfile.ZipFile(digest, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:  # type: ignore[call-overload] # a stream
        for name, body in members.items():
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            pack.writestr(info, body)
    return digest.hexdigest()


class _Digest:
    """A stream that can only be written to, hashing what passes; a ZIP written to it needs no way back."""

    def __init__(self, stream: BinaryIO):
        self._stream, self._sha256 = stream, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self._sha256.update(piece)
        return self._stream.write(piece)

    def flush(self) -> None:
        self._stream.flush()

    def hexdigest(self) -> str:
        return self._sha256.hexdigest()


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
