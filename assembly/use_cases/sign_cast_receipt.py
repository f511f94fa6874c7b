"""What an owner keeps of a vote: the signed line that says where in the ledger it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import BrokenPromise
from assembly.model import CastVote, LedgerEntry
from ballots.ledger import Tree
from ballots.receipt import Receipt, sign_receipt

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys


def sign_cast_receipt(session: Session, *, keys: Keys, cast: CastVote) -> dict[str, Any]:
    """The receipt of a recorded vote, as ballots.receipt writes it; the same vote always gives the same receipt.

    It holds no choices. Reads only, so it can be made again after anything went wrong. Raises BrokenPromise where the
    vote's leaf is not in the ledger.
    """
    if cast.leaf_index is None:
        raise BrokenPromise(f"vote {cast.id} has no leaf")
    leaves = list(
        session.scalars(
            select(LedgerEntry.leaf_hash)
            .where(LedgerEntry.assembly_id == cast.assembly_id, LedgerEntry.index <= cast.leaf_index)
            .order_by(LedgerEntry.index)
        )
    )
    if len(leaves) != cast.leaf_index + 1:
        raise BrokenPromise(f"the ledger of assembly {cast.assembly_id} has gaps before leaf {cast.leaf_index}")
    root = Tree(bytes.fromhex(leaf) for leaf in leaves).root()
    receipt = Receipt(
        assembly=cast.assembly_id,
        ballot=cast.ballot.code,
        leaf=cast.leaf_index,
        leaf_hash=leaves[-1],
        head=root.hex(),
        moment=cast.received_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
    )
    return sign_receipt(receipt, keys.signer)
