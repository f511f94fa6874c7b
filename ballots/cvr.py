"""All votes of one ballot, as they were given and as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Selections = Mapping[str, str]  # contest id → option name, "blank" or "overvote"


class Channel(StrEnum):
    """How a ballot came in."""

    ONLINE = "online"
    PAPER = "paper"
    ROOM = "room"


class Snapshot(StrEnum):
    """Which state of the votes a record shows (NIST SP 1500-103)."""

    ORIGINAL = "original"
    RULES_APPLIED = "rules_applied"
    ADJUDICATED = "adjudicated"


@dataclass(frozen=True)
class CastVoteRecord:
    """One snapshot; a later one is added beside it and never replaces it."""

    ballot: str
    channel: Channel
    selections: Selections = field(hash=False)
    snapshot: Snapshot = Snapshot.ORIGINAL

    def as_record(self) -> dict[str, Any]:
        """The record as the ledger holds it."""
        return {
            "ballot": self.ballot,
            "channel": str(self.channel),
            "snapshot": str(self.snapshot),
            "selections": dict(self.selections),
        }
