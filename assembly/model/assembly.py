"""The assembly of owners, from draft to protocol."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.base import Named
from assembly.model.building import Building
from assembly.model.register import RegisterSnapshot, Unit
from ballots.contest import PARKING, Part

ENTRANCE = "entrance"
"""The name by which the law packs call one entrance."""


class Form(StrEnum):
    """The form of the assembly (art. 44.1 and 47.1 of the Housing Code)."""

    IN_PERSON = "in_person"
    MIXED = "mixed"
    ABSENTEE = "absentee"
    SYSTEM = "system"


class AssemblyState(StrEnum):
    """Where an assembly stands; each state follows the one before and none is skipped."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    """Notices are out: the agenda is frozen."""
    VOTING = "voting"
    PROCESSING = "processing"
    """Acceptance has ended; paper received in time is still scanned and settled."""
    OBJECTIONS = "objections"
    CLOSED = "closed"
    """Counted: final."""


class CrossChannelPolicy(StrEnum):
    """Which decision counts where an owner answered on paper and online."""

    FIRST = "first"
    LAST = "last"
    PAPER = "paper"
    ONLINE = "online"


class Assembly(Named):
    """One general assembly of the owners of a building."""

    __tablename__ = "assembly"

    building_id: Mapped[str] = mapped_column(ForeignKey("building.id"), index=True)
    snapshot_id: Mapped[str] = mapped_column(ForeignKey("register_snapshot.id"))
    title: Mapped[str] = mapped_column(String(300))
    pack: Mapped[str] = mapped_column(String(20))
    form: Mapped[Form] = mapped_column(String(12))
    is_annual: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AssemblyState] = mapped_column(String(12), default=AssemblyState.DRAFT, index=True)
    training: Mapped[bool] = mapped_column(default=False)
    operator: Mapped[str] = mapped_column(String(20), default="private")
    """The installation's setting on the day the notices went out; decides whether online votes count."""
    online_voting: Mapped[bool] = mapped_column(default=False)

    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    """The last moment of acceptance."""
    written_until: Mapped[datetime | None]
    """The last moment for written decisions, where the law sets an earlier one."""
    discussion_at: Mapped[datetime | None]
    discussion_place: Mapped[str | None] = mapped_column(String(500))
    acceptance_address: Mapped[str] = mapped_column(String(500))
    objection_days: Mapped[int] = mapped_column(default=3)
    objections_until: Mapped[datetime | None]
    enrolment_wait_days: Mapped[int] = mapped_column(default=3)
    """Days from enrolling by a code to the first vote, while the flat stands on the list of new enrolments."""

    initiator: Mapped[dict[str, str]] = mapped_column(default=dict)
    """name, premises, title_document, passport (never published), or name and ogrn."""
    administrator: Mapped[dict[str, str]] = mapped_column(default=dict)
    """name, address, contacts of the administrator of a system meeting."""
    chair: Mapped[str | None] = mapped_column(String(300))
    secretary: Mapped[str | None] = mapped_column(String(300))
    commission: Mapped[list[Any]] = mapped_column(default=list)
    attendees: Mapped[list[Any]] = mapped_column(default=list)
    storage_place: Mapped[str | None] = mapped_column(String(500))
    materials_place: Mapped[str | None] = mapped_column(String(500))
    telephone: Mapped[str] = mapped_column(String(60))
    gis_number: Mapped[str | None] = mapped_column(String(60))
    """Number of the message in ГИС ЖКХ."""
    protocol_number: Mapped[str | None] = mapped_column(String(60))

    cross_channel_policy: Mapped[CrossChannelPolicy] = mapped_column(String(8), default=CrossChannelPolicy.FIRST)
    vote_change_allowed: Mapped[bool] = mapped_column(default=False)
    parking_counted_both_ways: Mapped[bool] = mapped_column(default=True)
    readings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """How disputed rules of law are read here: {switch: {option, why, by, at}}; the pack's default where none is chosen."""
    law_facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What the law was told of the house when the notices went out: {fact: value, by_law: {name: {value, evidence}}}."""
    definition_sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the frozen agenda, rules and policies; its first 16 hex digits stand in every printed code."""

    created_at: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    announced_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    protocol_on: Mapped[date | None]

    building: Mapped[Building] = relationship()
    snapshot: Mapped[RegisterSnapshot] = relationship()
    items: Mapped[list[AgendaItem]] = relationship(back_populates="assembly", order_by="AgendaItem.number")
    prolongations: Mapped[list[Prolongation]] = relationship(order_by="Prolongation.decided_at")


class AgendaItem(Named):
    """One question of the agenda with the decision it needs; frozen once notices are out."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("assembly_id", "number"),)

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(500))
    text: Mapped[str] = mapped_column(Text, default="")
    decision: Mapped[str] = mapped_column(String(40))
    """Name in the law pack, e.g. `ru:44.2.4.1`."""
    decision_proposed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decision_proposed_at: Mapped[datetime | None]
    decision_reason: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """What the catalogue found in the text: {proposed, words, near: [{decision, words}]}."""
    decision_confirmed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decision_confirmed_at: Mapped[datetime | None]
    law_readers: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Who confirmed to have read the text of the law, where the pack could not: [{account, at}]."""
    meaning: Mapped[dict[str, str]] = mapped_column(default=dict)
    """What it means for one flat: {once_per_m2: "34.18", monthly_per_m2: …, note: …}; amounts as decimal text."""
    speaker: Mapped[str | None] = mapped_column(String(300))
    proposal: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[list[Any]] = mapped_column(default=lambda: ["for", "against", "abstain"])
    depends_on: Mapped[int | None]
    """Number of the item that must be carried for this one to take effect."""
    entrance: Mapped[str | None] = mapped_column(String(30))
    """The entrance it is about, where the rule lets one entrance decide or counts it apart."""
    rule: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The law's rule as resolved when notices went out (DecisionRule.as_record)."""
    asked: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Whom it is put to, fixed with the rule: {} for the whole house, else {entrance: "3", parking: true | false}."""

    assembly: Mapped[Assembly] = relationship(back_populates="items")
    attachments: Mapped[list[Attachment]] = relationship(back_populates="item")

    @property
    def part(self) -> Part:
        """The part of the house that votes on it."""
        asked = self.asked or {}
        return Part(entrance=asked.get(ENTRANCE), parking=asked.get(PARKING))

    @property
    def parts_apart(self) -> dict[str, Part]:
        """The parts that are counted apart beside those who vote, by the name the law gives them."""
        if self.entrance is None or self.part.entrance is not None:
            return {}
        return {ENTRANCE: Part(entrance=self.entrance, parking=self.part.parking)}

    def is_put_to(self, units: Iterable[Unit]) -> bool:
        """Whether somebody with these premises is asked."""
        part = self.part
        return any(part.has(unit.entrance, unit.kind) for unit in units)

    @property
    def contest_id(self) -> str:
        """The contest of the item, as it is called on paper and in records."""
        return str(self.number)


class Attachment(Named):
    """A document that belongs to a question."""

    __tablename__ = "attachment"

    item_id: Mapped[str] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))

    item: Mapped[AgendaItem] = relationship(back_populates="attachments")


class Prolongation(Named):
    """A public prolongation of acceptance, before its end."""

    __tablename__ = "prolongation"

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    old_closes_at: Mapped[datetime]
    new_closes_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
