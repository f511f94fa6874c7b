"""Assemblies and their agendas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct, field, structs
from sqlalchemy import select

from assembly.errors import NotFound
from assembly.model import AgendaItem, Assembly, Form, Role
from assembly.use_cases.attach_document import attach_document
from assembly.use_cases.choose_reading import choose_reading
from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
from assembly.use_cases.confirm_category import confirm_category, shown_question
from assembly.use_cases.create_assembly import create_assembly
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.prolong_voting import prolong_voting
from assembly.use_cases.read_law import read_law
from assembly.use_cases.send_notice import category_facts
from assembly.web.access import IN_THE_HOUSE, one_of
from assembly.web.api.calls import DOCUMENT_BYTES, ORGANISER, aware, call, look, one_file, replace
from assembly.web.visit import Visit

SECOND = one_of(Role.ORGANISER, Role.AUDITOR)
"""Whoever may stand for the kind of a question beside the one who proposed it."""


class NewAssembly(Struct, omit_defaults=True):
    title: str
    form: Form
    opens_at: datetime
    closes_at: datetime
    acceptance_address: str
    written_until: datetime | None = None
    discussion_at: datetime | None = None
    discussion_place: str | None = None
    is_annual: bool = False
    objection_days: int | None = None
    enrolment_wait_days: int | None = None
    initiator: dict[str, str] | None = None
    administrator: dict[str, str] | None = None
    chair: str | None = None
    secretary: str | None = None
    commission: list[str] | None = None
    storage_place: str | None = None
    materials_place: str | None = None
    telephone: str | None = None
    cross_channel_policy: str | None = None
    vote_change_allowed: bool | None = None
    parking_counted_both_ways: bool | None = None


class NewItem(Struct):
    title: str
    decision: str = ""
    """Empty: the catalogue proposes it from the words of the question."""
    text: str = ""
    meaning: dict[str, str] = field(default_factory=dict)
    speaker: str | None = None
    proposal: str = ""
    depends_on: int | None = None
    entrance: str | None = None


class Agenda(Struct):
    items: list[NewItem]


class Reading(Struct):
    switch: str
    option: str
    why: str


class Prolonged(Struct):
    new_closes_at: datetime
    reason: str


@call("/buildings/{building_id:str}/assemblies", ORGANISER)
def add_assembly(visit: Visit, data: NewAssembly) -> dict[str, Any]:
    """Draft an assembly."""
    given = {name: value for name, value in structs.asdict(data).items() if value is not None}
    for name, value in given.items():
        if isinstance(value, datetime):
            aware(value, name)
    with visit.writing() as session:
        drafted = create_assembly(
            session, now=visit.now, settings=visit.application.settings, building=visit.building(session),
            by=visit.account(session), **given,
        )  # fmt: skip
        return {"id": drafted.id}


@look("/assemblies/{assembly_id:str}", IN_THE_HOUSE)
def one_assembly(visit: Visit) -> dict[str, Any]:
    """The assembly, its state, its moments and its agenda with the rule of every question."""
    with visit.reading() as session:
        return _as_record(visit.assembly(session))


def _as_record(assembly: Assembly) -> dict[str, Any]:
    moments = (
        "opens_at",
        "closes_at",
        "written_until",
        "objections_until",
        "announced_at",
        "opened_at",
        "ended_at",
        "closed_at",
    )
    items = [
        {
            "id": item.id, "number": item.number, "title": item.title, "text": item.text, "decision": item.decision,
            "rule": item.rule, "options": item.options, "confirmed": item.decision_confirmed_by is not None,
            "category": category_facts(item), "shown": shown_question(item),
        }
        for item in assembly.items
    ]  # fmt: skip
    return {
        "id": assembly.id,
        "building": assembly.building_id,
        "title": assembly.title,
        "form": str(assembly.form),
        "state": str(assembly.state),
        "online_voting": assembly.online_voting,
        **{name: _iso(getattr(assembly, name)) for name in moments},
        "agenda": items,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@look("/buildings/{building_id:str}/assemblies", IN_THE_HOUSE)
def assemblies(visit: Visit) -> list[dict[str, Any]]:
    """The assemblies of a house, the newest first."""
    with visit.reading() as session:
        query = (
            select(Assembly).where(Assembly.building_id == visit.place.building_id).order_by(Assembly.created_at.desc())
        )
        return [{"id": row.id, "title": row.title, "state": str(row.state)} for row in session.scalars(query)]


@replace("/assemblies/{assembly_id:str}/agenda", ORGANISER)
def set_agenda(visit: Visit, data: Agenda) -> dict[str, Any]:
    """The whole agenda of a draft. May be repeated: the last one is the agenda."""
    drafts = [ItemDraft(**structs.asdict(item)) for item in data.items]
    with visit.writing() as session:
        items = compose_agenda(
            session, now=visit.now, assembly=visit.assembly(session), items=drafts, by=visit.account(session)
        )
        return {
            "items": [
                {"id": item.id, "number": item.number, "decision": item.decision, "category": category_facts(item)}
                for item in items
            ]
        }


@call("/agenda/{item_id:str}/confirm", SECOND)
def confirm(visit: Visit) -> dict[str, Any]:
    """A second person confirms which decision the question needs. ?shown= as the agenda gave it: refused if it changed.

    May be repeated.
    """
    with visit.writing() as session:
        item = confirm_category(
            session, now=visit.now, item=_item(visit, session), by=visit.account(session),
            seen=visit.query("shown") or None,
        )  # fmt: skip
        return {"number": item.number, "decision": item.decision, "category": category_facts(item)}


@call("/agenda/{item_id:str}/law-read", SECOND)
def law_read(visit: Visit) -> dict[str, Any]:
    """Somebody has read the text of the law that decides the question; two are waited for. May be repeated."""
    with visit.writing() as session:
        item = read_law(session, now=visit.now, item=_item(visit, session), by=visit.account(session))
        return {"number": item.number, "decision": item.decision, "category": category_facts(item)}


@call("/assemblies/{assembly_id:str}/readings", ORGANISER)
def reading(visit: Visit, data: Reading) -> dict[str, Any]:
    """How a disputed rule of law is read in this assembly; before the notice. May be repeated: the last one stands."""
    with visit.writing() as session:
        assembly = choose_reading(
            session, now=visit.now, assembly=visit.assembly(session), switch=data.switch, option=data.option,
            why=data.why, by=visit.account(session),
        )  # fmt: skip
        return {"readings": assembly.readings}


@call("/agenda/{item_id:str}/attachments", ORGANISER, limit=DOCUMENT_BYTES)
def attach(visit: Visit) -> dict[str, Any]:
    """A document of a question, as multipart: file."""
    file = one_file(visit.form)
    with visit.writing() as session:
        attachment = attach_document(
            session, now=visit.now, files=visit.application.files, item=_item(visit, session), name=file.name,
            content=file.content.read(), media_type=file.media_type, by=visit.account(session),
        )  # fmt: skip
        return {"id": attachment.id, "sha256": attachment.sha256}


def _item(visit: Visit, session: Any) -> AgendaItem:
    item = session.get(AgendaItem, visit.request.path_params["item_id"])
    if item is None:
        raise NotFound
    assert isinstance(item, AgendaItem)  # noqa: S101 - for the type checker
    return item


@call("/assemblies/{assembly_id:str}/open", ORGANISER)
def open_(visit: Visit) -> dict[str, Any]:
    """Open the voting; refused without the evidence of notice or out of time."""
    with visit.writing() as session:
        assembly = visit.assembly(session)
        open_voting(
            session, now=visit.now, settings=visit.application.settings, assembly=assembly, by=visit.account(session)
        )
        return {"state": str(assembly.state)}


@call("/assemblies/{assembly_id:str}/prolong", ORGANISER)
def prolong(visit: Visit, data: Prolonged) -> dict[str, Any]:
    """Prolong acceptance before its end; everybody sees it."""
    with visit.writing() as session:
        moment = aware(data.new_closes_at, "new_closes_at")
        assert moment is not None  # noqa: S101 - the field is required
        assembly = visit.assembly(session)
        prolong_voting(
            session,
            now=visit.now,
            assembly=assembly,
            new_closes_at=moment,
            reason=data.reason,
            by=visit.account(session),
        )
        return {"closes_at": assembly.closes_at.isoformat()}


HANDLERS = [add_assembly, one_assembly, assemblies, set_agenda, confirm, law_read, reading, attach, open_, prolong]
