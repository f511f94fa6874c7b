"""Piles that were printed: решения and notices for the house or one part of it, with the files and who asked."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.account import Account
from assembly.model.assembly import Assembly
from assembly.model.base import Named


class PrintKind(StrEnum):
    BALLOTS = "ballots"
    NOTICES = "notices"


class PrintRun(Named):
    """One pile to print. It is asked for on a page and made by the job `print_run`; a printed pile never changes."""

    __tablename__ = "print_run"
    __table_args__ = (UniqueConstraint("assembly_id", "kind", "number"),)

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    kind: Mapped[PrintKind] = mapped_column(String(8))
    number: Mapped[int]
    """From 1 for each kind; stands on the cover sheet."""
    part: Mapped[str] = mapped_column(String(120), default="house")
    """house, spares, or entrance:<name>, the name empty for premises without one."""
    spares: Mapped[int] = mapped_column(default=0)
    large_print: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(5), default="ru")
    """Of the решения that this run issues; those issued before keep theirs."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    """Why it could not be made, for the person who asked."""
    papers: Mapped[int] = mapped_column(default=0)
    """How many решения or notices lie in the pile."""
    pages: Mapped[int] = mapped_column(default=0)
    """Sides with something on them, the cover sheet left out."""
    sheets: Mapped[int] = mapped_column(default=0)
    """Sheets of paper of the pile, the cover sheet among them."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    manifest_sha256: Mapped[str | None] = mapped_column(String(64))
    delivery_sha256: Mapped[str | None] = mapped_column(String(64))
    unprintable: Mapped[str] = mapped_column(Text, default="")
    """Letters of names and questions that no typeface here has; on paper «‹?›» stands for them."""

    assembly: Mapped[Assembly] = relationship()
    asker: Mapped[Account | None] = relationship()
