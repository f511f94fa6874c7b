"""The notices of an assembly as its organiser works through them, and the proof entered so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.model import Assembly, Building, DeliveryChannel, EvidenceKind, Holding, Notice, NoticeEvidence, Unit
from assembly.text import Text
from assembly.views.walk_list import units_text
from assembly.wording import format_date, legal_day

CHANNELS = {
    DeliveryChannel.SIGNED_LIST: Text("лично, под подпись"),
    DeliveryChannel.REGISTERED_LETTER: Text("заказным письмом"),
    DeliveryChannel.POSTING: Text("на доске в подъезде"),
    DeliveryChannel.EMAIL: Text("по электронной почте"),
}
EVIDENCE = {
    EvidenceKind.SYSTEM_NUMBER: Text("Номер сообщения в ГИС ЖКХ"),
    EvidenceKind.SIGNED_LIST: Text("Реестр вручения с подписями"),
    EvidenceKind.POSTAL_LIST: Text("Почтовый реестр заказных писем"),
    EvidenceKind.POSTING_ACT: Text("Акт о размещении с фотографиями"),
}


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice. delivered: «лично, под подпись, 15 февраля» each."""

    notice_id: str
    owner: str
    units: str
    entrance: str
    email: str
    ready: bool
    delivered: Sequence[tuple[str, bool]]
    """Each way, and whether the law takes it for a personal one."""
    handed: bool
    """By a way that the law takes for a personal one: e-mail alone is none."""


@dataclass(frozen=True, slots=True)
class NoticeList:
    """The notices, in the order of staircases and flats, with their counts."""

    rows: Sequence[NoticeRow]
    all: int
    ready: int
    handed: int
    entrances: Sequence[str]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One proof that was entered."""

    evidence_id: str
    kind: str
    number: str
    file_name: str
    has_file: bool
    on: str


def notice_list(
    session: Session, *, assembly: Assembly, entrance: str = "", only_open: bool = False, language: str = "ru"
) -> NoticeList:
    """The notices; of one staircase, or only those not handed over yet."""
    held = _held(session, assembly)
    notices = session.scalars(
        select(Notice)
        .where(Notice.assembly_id == assembly.id)
        .options(joinedload(Notice.owner), selectinload(Notice.deliveries))
    )
    ordered = sorted(
        notices, key=lambda one: min((unit.position for unit in held.get(one.owner_id, [])), default=1 << 30)
    )
    rows = [_row(one, held.get(one.owner_id, []), assembly.building, language) for one in ordered]
    shown = [row for row in rows if (not entrance or row.entrance == entrance) and not (only_open and row.handed)]
    entrances = list(dict.fromkeys(row.entrance for row in rows if row.entrance))
    return NoticeList(shown, len(rows), sum(row.ready for row in rows), sum(row.handed for row in rows), entrances)


def _held(session: Session, assembly: Assembly) -> dict[str, list[Unit]]:
    """{owner id: units} in the order of the house."""
    rows = session.execute(
        select(Holding.owner_id, Unit)
        .join(Unit, Unit.id == Holding.unit_id)
        .where(Holding.snapshot_id == assembly.snapshot_id, Holding.owner_id.is_not(None))
        .order_by(Unit.position)
    )
    held: dict[str, list[Unit]] = {}
    for owner_id, unit in rows:
        held.setdefault(str(owner_id), []).append(unit)
    return held


def _row(notice: Notice, units: list[Unit], building: Building, language: str) -> NoticeRow:
    delivered = [
        (
            ", ".join(
                (
                    CHANNELS[DeliveryChannel(one.channel)].read(language),
                    format_date(legal_day(one.at, building.timezone), language, year=False),
                )
            ),
            one.channel != DeliveryChannel.EMAIL,
        )
        for one in notice.deliveries
    ]
    handed = any(personal for _words, personal in delivered)
    entrance = next((unit.entrance for unit in units if unit.entrance), None) or ""
    return NoticeRow(
        notice.id, notice.owner.name, units_text(units, language), entrance, notice.owner.email or "",
        notice.sha256 is not None, delivered, handed,
    )  # fmt: skip


def ready_notices(session: Session, *, assembly: Assembly, entrance: str = "") -> list[str]:
    """SHA-256 of every notice that is written, in the order of staircases and flats."""
    order = [row.notice_id for row in notice_list(session, assembly=assembly, entrance=entrance).rows]
    rows = session.execute(select(Notice.id, Notice.sha256).where(Notice.assembly_id == assembly.id))
    found = {notice_id: sha256 for notice_id, sha256 in rows if sha256 is not None}
    return [found[notice_id] for notice_id in order if notice_id in found]


def evidence_of(session: Session, *, assembly: Assembly, language: str) -> list[EvidenceRow]:
    """What proof of notice is entered."""
    rows = session.scalars(
        select(NoticeEvidence).where(NoticeEvidence.assembly_id == assembly.id).order_by(NoticeEvidence.recorded_at)
    )
    zone = assembly.building.timezone
    return [
        EvidenceRow(
            row.id, EVIDENCE[EvidenceKind(row.kind)].read(language), row.number, row.file_name or "",
            row.sha256 is not None, format_date(legal_day(row.recorded_at, zone), language),
        )
        for row in rows
    ]  # fmt: skip
