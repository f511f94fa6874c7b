"""The append-only ledger of an assembly."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assembly.model.base import Base


class LedgerEntry(Base):
    """One leaf: the canonical JSON of what happened, and its RFC 6962 leaf hash."""

    __tablename__ = "ledger_entry"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(40), index=True)
    at: Mapped[datetime]
    record: Mapped[str] = mapped_column(Text)
    leaf_hash: Mapped[str] = mapped_column(String(64))
