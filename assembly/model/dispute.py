"""An owner's objection to what is recorded in their name."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.ballot import Ballot, CastVote
from assembly.model.base import Named


class DisputeKind(StrEnum):
    NOT_MINE = "not_mine"
    """«Это не моё решение»."""
    MISREAD = "misread"
    WRONG_SHARE = "wrong_share"


class DisputeOutcome(StrEnum):
    UPHELD = "upheld"
    REJECTED = "rejected"


class Dispute(Named):
    """A case that the commission must answer before the count."""

    __tablename__ = "dispute"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), index=True)
    cast_vote_id: Mapped[str] = mapped_column(ForeignKey("cast_vote.id"))
    kind: Mapped[DisputeKind] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(Text, default="")
    raised_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    raised_at: Mapped[datetime]
    due_at: Mapped[datetime]
    outcome: Mapped[DisputeOutcome | None] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text, default="")
    corrected: Mapped[dict[str, Any] | None]
    """{contest: selection} where an upheld objection to the reading put it right instead of setting it aside."""
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]

    ballot: Mapped[Ballot] = relationship()
    cast_vote: Mapped[CastVote] = relationship()
