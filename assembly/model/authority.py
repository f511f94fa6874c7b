"""Who answers for an owner, by which document, until when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.account import Account
from assembly.model.base import Named
from assembly.model.register import Owner


class Authority(Named):
    """The account of a representative may answer for an owner (art. 48(2) of the Housing Code)."""

    __tablename__ = "authority"

    owner_id: Mapped[str] = mapped_column(ForeignKey("owner.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    document: Mapped[str] = mapped_column(String(500))
    """Kind, number and date of the document."""
    until: Mapped[date | None]
    """Its last day; empty = without an end."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the document's scan in the file store."""
    file_name: Mapped[str | None] = mapped_column(String(300))
    appointed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    appointed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """Taken back from this moment on."""

    owner: Mapped[Owner] = relationship()
    account: Mapped[Account] = relationship(foreign_keys=[account_id])

    def is_good_at(self, moment: datetime, day: date) -> bool:
        """Whether it may be used at that moment, which falls on that legal day."""
        return (self.ended_at is None or moment < self.ended_at) and (self.until is None or day <= self.until)
