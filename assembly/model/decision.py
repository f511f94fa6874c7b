"""What the assembly decided, and the documents made of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.assembly import AgendaItem
from assembly.model.base import Named


class Decision(Named):
    """The outcome of one agenda item, with the sums, the rule and one sentence why."""

    __tablename__ = "decision"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("agenda_item.id"), unique=True)
    outcome: Mapped[str] = mapped_column(String(20))
    quorum: Mapped[bool | None]
    because: Mapped[dict[str, str]]
    cite: Mapped[str] = mapped_column(String(300))
    mark: Mapped[str] = mapped_column(String(12))
    sums: Mapped[dict[str, Any]]
    """{measure: {all, present, for, against, abstain, blank, invalid}} as exact "n/d" text."""
    electorates: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """The sums of a part that the law counts apart, {part: {measure: {…}}}."""
    weighed: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What the law looked at after its exclusions and caps, {measure: {…}}; empty where it takes the sums as they are."""
    needed: Mapped[dict[str, Any]]
    without_parking: Mapped[dict[str, Any] | None]
    """The same counted without parking places: {outcome, because, sums, needed}."""
    poll: Mapped[dict[str, Any] | None]
    """The sums of answers given online where only paper counts: a poll, never part of `sums`."""
    flips: Mapped[bool] = mapped_column(default=False)
    """Counting with and without parking decides differently."""
    decided_at: Mapped[datetime]

    item: Mapped[AgendaItem] = relationship()


class Document(Named):
    """A document of the assembly in the file store."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("assembly_id", "kind"),)

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    """ballots, ballots_layout, delivery_list, protocol, sums, archive, …"""
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime]
