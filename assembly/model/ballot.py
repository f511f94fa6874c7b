"""Ballots issued to owners, where things stand on them, and the votes recorded from them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.assembly import AgendaItem, Assembly
from assembly.model.base import Base, Named
from assembly.model.register import Holding, Owner, Unit


class Ballot(Named):
    """What one owner is given to answer with, on paper or online.

    An owner has one ballot an assembly; a second print of it is another ballot with `print_number` 2. A spare has no
    owner until the desk names one. `state` is a `ballots.manifest.BallotState`.
    """

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("assembly_id", "number"),)

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    number: Mapped[int]
    """Position in the print run, in the order of staircases and flats."""
    code: Mapped[str] = mapped_column(String(12), unique=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("owner.id"), index=True)
    print_number: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(5), default="ru")
    large_print: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default="issued", index=True)
    set_aside_reason: Mapped[str | None] = mapped_column(String(60))
    token: Mapped[str] = mapped_column(String(24))
    issued_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    """When the desk took the paper in."""
    received_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    sheet_sha256: Mapped[str | None] = mapped_column(String(64))

    assembly: Mapped[Assembly] = relationship()
    owner: Mapped[Owner | None] = relationship()
    stakes: Mapped[list[BallotStake]] = relationship(back_populates="ballot", order_by="BallotStake.position")
    pages: Mapped[list[BallotPage]] = relationship(back_populates="ballot", order_by="BallotPage.page")

    @property
    def items(self) -> list[AgendaItem]:
        """The questions that stand on it; a spare has all of them until it is known whose it is."""
        items = self.assembly.items
        if not self.stakes or not any(item.asked for item in items):
            return list(items)
        units = [stake.unit for stake in self.stakes]
        return [item for item in items if item.is_put_to(units)]

    @property
    def votes(self) -> Fraction:
        """The weight of the ballot in square metres, exact."""
        return sum((stake.votes for stake in self.stakes), Fraction(0))


class BallotStake(Base):
    """One share of one unit that a ballot answers for, frozen when the ballot was issued."""

    __tablename__ = "ballot_stake"

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    holding_id: Mapped[str] = mapped_column(ForeignKey("holding.id"), primary_key=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    stake_key: Mapped[str] = mapped_column(String(24), index=True)
    votes_num: Mapped[int] = mapped_column(BigInteger)
    votes_den: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int] = mapped_column(default=0)

    ballot: Mapped[Ballot] = relationship(back_populates="stakes")
    unit: Mapped[Unit] = relationship()
    holding: Mapped[Holding] = relationship()

    @property
    def votes(self) -> Fraction:
        """Square metres, exact."""
        return Fraction(self.votes_num, self.votes_den)


class BallotPage(Base):
    """One printed page: its text in the QR code and where its boxes stand."""

    __tablename__ = "ballot_page"

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    page: Mapped[int] = mapped_column(primary_key=True)
    of: Mapped[int]
    payload: Mapped[str] = mapped_column(String(120))
    layout: Mapped[dict[str, Any]]
    """One element of `pages` of layout.json."""

    ballot: Mapped[Ballot] = relationship(back_populates="pages")


class Channel(StrEnum):
    ONLINE = "online"
    PAPER = "paper"


class CastVote(Named):
    """The cast vote record: all votes of one ballot from one channel. Never changed in what it first said.

    `original` is what the voter or the machine said, `rules_applied` what the contest rules made of it, `adjudicated`
    what people settled; each is {contest: option | "blank" | "overvote" | "invalid"}. The last one that is set counts.
    """

    __tablename__ = "cast_vote"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), index=True)
    channel: Mapped[Channel] = mapped_column(String(8))
    received_at: Mapped[datetime]
    """When the owner gave it: the moment of casting, or of receipt at the desk."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    """The account that cast it online, or uploaded the paper."""
    representative: Mapped[str | None] = mapped_column(String(300))
    authority: Mapped[str | None] = mapped_column(String(500))
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    original: Mapped[dict[str, Any]]
    rules_applied: Mapped[dict[str, Any]]
    adjudicated: Mapped[dict[str, Any] | None]
    has_signature: Mapped[bool] = mapped_column(default=True)
    has_date: Mapped[bool] = mapped_column(default=True)
    counts: Mapped[bool] = mapped_column(default=True)
    not_counted_reason: Mapped[str | None] = mapped_column(String(60))
    """Why it stays visible but is not counted: replaced, other_channel_first, no_signature, disputed, not_holder …"""
    leaf_index: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]
    """The owner looked and said «Всё верно»."""

    ballot: Mapped[Ballot] = relationship()

    @property
    def selections(self) -> dict[str, Any]:
        """What counts: the last snapshot that is set."""
        return self.adjudicated if self.adjudicated is not None else self.rules_applied


class VoteDraft(Base):
    """Answers of an owner before casting."""

    __tablename__ = "vote_draft"

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    selections: Mapped[dict[str, str]] = mapped_column(default=dict)
    updated_at: Mapped[datetime]


class BallotView(Named):
    """Somebody opened a ballot's votes or scan; shown to the owner. `refused` marks a try at another's ballot."""

    __tablename__ = "ballot_view"

    ballot_id: Mapped[str] = mapped_column(ForeignKey("ballot.id"), index=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(String(12))
    what: Mapped[str] = mapped_column(String(60))
    refused: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
