"""Notices, how they were delivered, the proof of it, and enrolment."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.base import Named
from assembly.model.register import Owner


class Notice(Named):
    """The message about the assembly made for one owner, with the code to enrol."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("assembly_id", "owner_id"),)

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owner.id"), index=True)
    created_at: Mapped[datetime]
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the PDF in the file store."""
    enrolment_digest: Mapped[str] = mapped_column(String(64), unique=True)
    enrolment_used_at: Mapped[datetime | None]

    owner: Mapped[Owner] = relationship()
    deliveries: Mapped[list[Delivery]] = relationship(back_populates="notice", order_by="Delivery.at")


class DeliveryChannel(StrEnum):
    EMAIL = "email"
    SIGNED_LIST = "signed_list"
    REGISTERED_LETTER = "registered_letter"
    POSTING = "posting"


class Delivery(Named):
    """One delivery of a notice."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("notice_id", "channel"),)

    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), index=True)
    channel: Mapped[DeliveryChannel] = mapped_column(String(20))
    at: Mapped[datetime]
    recorded_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(String(300), default="")

    notice: Mapped[Notice] = relationship(back_populates="deliveries")


class EvidenceKind(StrEnum):
    """What proves that the owners were told (art. 45(4) of the Housing Code)."""

    SYSTEM_NUMBER = "system_number"
    """Number of the message in ГИС ЖКХ: always needed since 01.03.2025."""
    SIGNED_LIST = "signed_list"
    POSTAL_LIST = "postal_list"
    POSTING_ACT = "posting_act"
    """With photographs; only where an earlier assembly allowed posting."""


class NoticeEvidence(Named):
    """Proof of notice for the whole house: a number, or a scanned document."""

    __tablename__ = "notice_evidence"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(100), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str | None] = mapped_column(String(300))
    recorded_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class Enrolment(Named):
    """An owner got an account with the code of a notice; shown to the house by flat number."""

    __tablename__ = "enrolment"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owner.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    enrolled_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    """From when this account may cast a vote as the owner."""

    owner: Mapped[Owner] = relationship()


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Message(Named):
    """A mail to send, kept until it is sent; `key` makes sending it twice sending it once."""

    __tablename__ = "message"

    key: Mapped[str] = mapped_column(String(200), unique=True)
    assembly_id: Mapped[str | None] = mapped_column(ForeignKey("assembly.id"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("owner.id"), index=True)
    address: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    attachment_sha256: Mapped[str | None] = mapped_column(String(64))
    attachment_name: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[MessageState] = mapped_column(String(10), default=MessageState.WAITING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
