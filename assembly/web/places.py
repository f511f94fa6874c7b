"""Which building and assembly an address belongs to: everything that can stand in a path, and how to find its house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import null, select
from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import (
    AgendaItem,
    Assembly,
    Attachment,
    Ballot,
    Batch,
    Building,
    CastVote,
    Dispute,
    Document,
    Holding,
    Notice,
    NoticeEvidence,
    Owner,
    RegisterSnapshot,
    Review,
    ScannedPage,
    Upload,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a route is: the building, and the assembly where the address names one."""

    building_id: str | None = None
    assembly_id: str | None = None
    ballot_id: str | None = None


def _direct(noun: Any) -> Any:
    return select(Assembly.building_id, Assembly.id).join(noun, noun.assembly_id == Assembly.id)


def _upload() -> Any:
    return _direct(Batch).join(Upload, Upload.batch_id == Batch.id)


def _page() -> Any:
    return _upload().join(ScannedPage, ScannedPage.upload_id == Upload.id)


def _item() -> Any:
    return select(Assembly.building_id, Assembly.id).join(AgendaItem, AgendaItem.assembly_id == Assembly.id)


# Name of a path parameter → the query that finds (building, assembly), and the column that the parameter names.
PLACES: dict[str, tuple[Any, Any]] = {
    "building_id": (select(Building.id, null()), Building.id),
    "owner_id": (select(Owner.building_id, null()), Owner.id),
    "holding_id": (
        select(RegisterSnapshot.building_id, null()).join(Holding, Holding.snapshot_id == RegisterSnapshot.id),
        Holding.id,
    ),
    "snapshot_id": (select(RegisterSnapshot.building_id, null()), RegisterSnapshot.id),
    "assembly_id": (select(Assembly.building_id, Assembly.id), Assembly.id),
    "item_id": (_item(), AgendaItem.id),
    "attachment_id": (_item().join(Attachment, Attachment.item_id == AgendaItem.id), Attachment.id),
    "notice_id": (_direct(Notice), Notice.id),
    "evidence_id": (_direct(NoticeEvidence), NoticeEvidence.id),
    "ballot_id": (_direct(Ballot), Ballot.id),
    "batch_id": (_direct(Batch), Batch.id),
    "upload_id": (_upload(), Upload.id),
    "page_id": (_page(), ScannedPage.id),
    "review_id": (_direct(Review), Review.id),
    "cast_id": (_direct(CastVote), CastVote.id),
    "dispute_id": (_direct(Dispute), Dispute.id),
    "document_id": (_direct(Document), Document.id),
}


def find_place(session: Session, parameters: Mapping[str, Any]) -> Place:
    """The building and assembly that every name in the address agrees on.

    Raises NotFound where one of them does not exist, or where two belong to different assemblies: an address made of
    the pieces of two houses leads nowhere.
    """
    building_id: str | None = None
    assembly_id: str | None = None
    for name, value in parameters.items():
        if name not in PLACES:
            continue
        query, column = PLACES[name]
        if "\x00" in str(value):
            raise NotFound
        row = session.execute(query.where(column == str(value)[:40])).first()
        if row is None or (building_id or row[0]) != row[0] or (row[1] and (assembly_id or row[1]) != row[1]):
            raise NotFound
        building_id, assembly_id = row[0], assembly_id or row[1]
    ballot = parameters.get("ballot_id")
    return Place(building_id, assembly_id, str(ballot) if ballot else None)
