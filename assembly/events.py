"""What happens in an assembly, as leaves of its ledger: one canonical record a leaf, in the order they happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.model.assembly import Assembly
from assembly.model.ledger import LedgerEntry
from ballots.canonical import canonical
from ballots.ledger import leaf_hash

# Kinds of record, past tense after the colon. The archive carries them under these names.
KINDS = frozenset({
    "register:owner_marked", "register:mark_lifted",
    "register:taken", "register:holding_transferred", "register:death_recorded", "representative:appointed", "role:granted",
    "assembly:created", "agenda:composed", "agenda:attached", "law:read",
    "notice:sent", "notice:delivered", "notice:evidenced", "ballots:defined", "ballot:issued", "ballot:printed",
    "voting:opened", "voting:prolonged", "owner:enrolled", "owner:enrolment_withdrawn",
    "ballot:cast", "ballot:received", "batch:uploaded", "batch:explained",
    "page:read", "page:assigned", "ballot:read", "ballot:adjudicated", "ballot:set_aside", "ballot:restored",
    "dispute:raised", "dispute:answered", "acceptance:ended", "objections:opened", "voting:closed",
    "poll:summed", "assembly:tallied", "protocol:drawn_up", "archive:published",
})  # fmt: skip


def record(session: Session, assembly: Assembly, kind: str, at: datetime, /, **facts: Any) -> LedgerEntry:
    """Append one leaf to the assembly's ledger, inside the caller's transaction.

    `facts` hold JSON values only (text, whole numbers, lists, mappings; fractions as "n/d"); no personal data that the
    law hides: an owner appears as the code of the ballot or as the id of the owner, never by name.
    Raises ValueError for an unknown kind. The assembly's row is locked, so that indexes never collide.
    """
    return record_many(session, assembly, kind, at, [facts])[0]


def record_many(
    session: Session, assembly: Assembly, kind: str, at: datetime, many: Sequence[Mapping[str, Any]]
) -> list[LedgerEntry]:
    """Append one leaf for each of `many` facts, as `record` does, with one look at the ledger for all of them."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of record: {kind}")
    # NO KEY UPDATE: rows that merely refer to the assembly are written beside it without a deadlock.
    session.execute(select(Assembly.id).where(Assembly.id == assembly.id).with_for_update(key_share=True))
    last = session.scalar(select(func.max(LedgerEntry.index)).where(LedgerEntry.assembly_id == assembly.id))
    entries = []
    for index, facts in enumerate(many, start=0 if last is None else last + 1):
        body = canonical(_leaf(assembly.id, index, kind, at, facts))
        entries.append(
            LedgerEntry(
                assembly_id=assembly.id,
                index=index,
                kind=kind,
                at=at,
                record=body.decode(),
                leaf_hash=leaf_hash(body).hex(),
            )
        )
    session.add_all(entries)
    session.flush()
    return entries


def _leaf(assembly: str, index: int, kind: str, at: datetime, facts: Mapping[str, Any]) -> dict[str, Any]:
    moment = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {"assembly": assembly, "index": index, "kind": kind, "at": moment, "facts": dict(facts)}
