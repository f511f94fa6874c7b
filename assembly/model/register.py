"""The register: a dated snapshot of premises, owners and exact shares."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.base import Named


class UnitKind(StrEnum):
    RESIDENTIAL = "residential"
    NON_RESIDENTIAL = "non_residential"
    PARKING = "parking"


class OwnerKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"
    MUNICIPALITY = "municipality"


class RegisterSnapshot(Named):
    """The register as one file said it, on one day."""

    __tablename__ = "register_snapshot"

    building_id: Mapped[str] = mapped_column(ForeignKey("building.id"), index=True)
    number: Mapped[int]
    """1, 2, … within the building."""
    effective_on: Mapped[date]
    imported_at: Mapped[datetime]
    imported_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str] = mapped_column(String(300))
    file_sha256: Mapped[str] = mapped_column(String(64))
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    changes: Mapped[list[Any]] = mapped_column(default=list)
    """What differs from the snapshot before, as sentences {ru, en}."""

    units: Mapped[list[Unit]] = relationship(back_populates="snapshot", order_by="Unit.position")
    holdings: Mapped[list[Holding]] = relationship(back_populates="snapshot")


class Unit(Named):
    """One of the premises: a flat, a shop, a parking place. Its name is its kind and its number."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("snapshot_id", "kind", "number"),
        CheckConstraint("area_num > 0 AND area_den > 0", name="area"),
    )

    snapshot_id: Mapped[str] = mapped_column(ForeignKey("register_snapshot.id"), index=True)
    kind: Mapped[UnitKind] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(60))
    entrance: Mapped[str | None] = mapped_column(String(30))
    cadastral_number: Mapped[str | None] = mapped_column(String(60))
    area_num: Mapped[int] = mapped_column(BigInteger)
    area_den: Mapped[int] = mapped_column(BigInteger)
    position: Mapped[int]
    """Its place in the order of staircases and flats."""

    snapshot: Mapped[RegisterSnapshot] = relationship(back_populates="units")
    holdings: Mapped[list[Holding]] = relationship(back_populates="unit", order_by="Holding.position")

    @property
    def area_m2(self) -> Fraction:
        """Area in square metres, exact."""
        return Fraction(self.area_num, self.area_den)


class Owner(Named):
    """A person, company or municipality that holds premises of the building; one head."""

    __tablename__ = "owner"

    building_id: Mapped[str] = mapped_column(ForeignKey("building.id"), index=True)
    name: Mapped[str] = mapped_column(String(500))
    kind: Mapped[OwnerKind] = mapped_column(String(16))
    birth_date: Mapped[date | None]
    snils: Mapped[str | None] = mapped_column(String(20))
    ogrn: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(60))
    deceased_on: Mapped[date | None]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    """The account that enrolled as this owner."""

    holdings: Mapped[list[Holding]] = relationship(back_populates="owner")


class Holding(Named):
    """Who holds which fraction of a unit, by which document, from when until when.

    Joint owners hold one share together: each has a holding with `joint` set and the same share; it counts once.
    """

    __tablename__ = "holding"
    __table_args__ = (CheckConstraint("share_num > 0 AND share_den > 0", name="share"),)

    snapshot_id: Mapped[str] = mapped_column(ForeignKey("register_snapshot.id"), index=True)
    unit_id: Mapped[str] = mapped_column(ForeignKey("unit.id"), index=True)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("owner.id"), index=True)
    """Empty where nobody is known to hold it: it stays in the total and nobody votes with it."""
    share_num: Mapped[int] = mapped_column(BigInteger)
    share_den: Mapped[int] = mapped_column(BigInteger)
    joint: Mapped[bool] = mapped_column(default=False)
    stake: Mapped[str | None] = mapped_column(String(24))
    """The stake it answers for where that is not its own: bought while voting runs, or a second joint share of a unit."""
    title_document: Mapped[str | None] = mapped_column(String(500))
    representative: Mapped[str | None] = mapped_column(String(300))
    authority: Mapped[str | None] = mapped_column(String(500))
    authority_until: Mapped[date | None]
    held_from: Mapped[date | None]
    """First day of holding where it began after the snapshot (a sale); empty = since before."""
    held_until: Mapped[date | None]
    """First day on which it was no longer held; empty = still held."""
    position: Mapped[int] = mapped_column(default=0)

    snapshot: Mapped[RegisterSnapshot] = relationship(back_populates="holdings")
    unit: Mapped[Unit] = relationship(back_populates="holdings")
    owner: Mapped[Owner | None] = relationship(back_populates="holdings")

    @property
    def share(self) -> Fraction:
        """The fraction of the unit, 0 < share <= 1."""
        return Fraction(self.share_num, self.share_den)

    @property
    def votes(self) -> Fraction:
        """The weight of the holding in square metres: area times share, exact."""
        return self.unit.area_m2 * self.share

    @property
    def stake_key(self) -> str:
        """What can be voted once: the holding, or for joint owners the unit's joint share; a sale hands it on."""
        return self.stake or (f"joint-{self.unit_id}" if self.joint else self.id)

    def is_held_on(self, day: date) -> bool:
        """Whether this was the holder on that legal day."""
        return (self.held_from is None or self.held_from <= day) and (self.held_until is None or day < self.held_until)


class OwnerMark(Named):
    """A fact about an owner that the law of one assembly asks for: a debtor named in the call, the association itself.

    `tag` is the word of the law pack; it stands until it is lifted, which can be until voting opens.
    """

    __tablename__ = "owner_mark"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("owner.id"), index=True)
    tag: Mapped[str] = mapped_column(String(40))
    item_id: Mapped[str | None] = mapped_column(ForeignKey("agenda_item.id"))
    """The question it concerns (whoever is paid by the contract does not vote on it); empty = every question."""
    since: Mapped[date]
    """The day on which the fact was established."""
    evidence: Mapped[str] = mapped_column(String(500))
    """The document that shows it: the list in the call, a certificate."""
    marked_at: Mapped[datetime]
    marked_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    lifted_evidence: Mapped[str | None] = mapped_column(String(500))

    owner: Mapped[Owner] = relationship()
