"""Facts about owners that the law of an assembly asks for: debtors named in the call, whoever a contract pays."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from assembly.errors import NotFound
from assembly.model import OwnerMark
from assembly.use_cases.check_answer import known_owner
from assembly.use_cases.mark_owner import lift_mark, mark_owner, tags_asked
from assembly.web.api.calls import ORGANISER, call, look
from assembly.web.visit import Visit


class NewMark(Struct):
    owner: str
    tag: str
    since: date
    evidence: str
    question: int | None = None
    """Empty: every question."""


class Lifted(Struct):
    evidence: str


@look("/assemblies/{assembly_id:str}/marks", ORGANISER)
def marks(visit: Visit) -> dict[str, Any]:
    """What the law asks of owners here, and what is recorded of whom; lifted marks stay visible."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        numbers = {item.id: item.number for item in assembly.items}
        query = (
            select(OwnerMark).where(OwnerMark.assembly_id == assembly.id).order_by(OwnerMark.marked_at, OwnerMark.id)
        )
        rows = [
            {
                "id": mark.id, "owner": mark.owner_id, "tag": mark.tag, "question": numbers.get(mark.item_id or ""),
                "since": mark.since.isoformat(), "evidence": mark.evidence, "lifted": mark.lifted_evidence,
            }
            for mark in session.scalars(query)
        ]  # fmt: skip
        return {"tags": sorted(tags_asked(assembly)), "marks": rows}


@call("/assemblies/{assembly_id:str}/marks", ORGANISER)
def add_mark(visit: Visit, data: NewMark) -> dict[str, Any]:
    """Record such a fact with its evidence, before voting opens. May be repeated: the same fact stands once."""
    with visit.writing() as session:
        assembly = visit.assembly(session)
        item = next((one for one in assembly.items if one.number == data.question), None)
        if data.question is not None and item is None:
            raise NotFound
        mark = mark_owner(
            session, now=visit.now, assembly=assembly, owner=known_owner(session, assembly, data.owner), tag=data.tag,
            since=data.since, evidence=data.evidence, by=visit.account(session), item=item,
        )  # fmt: skip
        return {"id": mark.id}


@call("/assemblies/{assembly_id:str}/marks/{mark_id:str}/lift", ORGANISER)
def lift(visit: Visit, data: Lifted) -> dict[str, Any]:
    """Record that it is so no longer, before voting opens. May be repeated."""
    with visit.writing() as session:
        mark = session.get(OwnerMark, visit.request.path_params["mark_id"])
        if mark is None or mark.assembly_id != visit.place.assembly_id:
            raise NotFound
        return {
            "id": lift_mark(session, now=visit.now, mark=mark, evidence=data.evidence, by=visit.account(session)).id
        }


HANDLERS = [marks, add_mark, lift]
