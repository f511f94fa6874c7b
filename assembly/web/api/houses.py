"""Buildings, registers, owners."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from litestar import Response
from msgspec import Struct
from sqlalchemy import select

from assembly.errors import NotFound
from assembly.model import Account, Building, Holding, Owner, OwnerKind, Role
from assembly.register_import import RegisterDraft, read_register_apart
from assembly.text import Text
from assembly.use_cases.appoint_representative import appoint_representative
from assembly.use_cases.create_building import create_building
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.import_register import import_register
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.record_death import record_death
from assembly.use_cases.record_transfer import record_transfer
from assembly.use_cases.stakes import holdings_of
from assembly.web.access import INSTALLER, SIGNED_IN
from assembly.web.api.calls import BOOKS, DOCUMENT_BYTES, ORGANISER, a_day, call, exact, look, one_file
from assembly.web.visit import Visit


class NewBuilding(Struct):
    address: str
    pack: str = "ru"
    timezone: str = "Europe/Moscow"
    cadastral_number: str | None = None
    management: str | None = None
    telephone: str | None = None
    posting_allowed: bool = False


class Transfer(Struct):
    on: date
    new_owner_name: str
    new_owner_kind: OwnerKind
    title_document: str
    email: str | None = None


class Appointment(Struct):
    owner: str
    login: str
    document: str
    until: date | None = None


class Death(Struct):
    on: date


@call("/buildings", INSTALLER)
def add_building(visit: Visit, data: NewBuilding) -> dict[str, Any]:
    """A house; whoever adds it becomes its organiser."""
    with visit.writing() as session:
        account = visit.account(session)
        building = create_building(
            session, now=visit.now, address=data.address, pack=data.pack, timezone=data.timezone,
            cadastral_number=data.cadastral_number, management=data.management, telephone=data.telephone,
            posting_allowed=data.posting_allowed, by=account,
        )  # fmt: skip
        grant_role(session, now=visit.now, account=account, building=building, role=Role.ORGANISER, by=account)
        return {"id": building.id}


@look("/buildings", SIGNED_IN)
def buildings(visit: Visit) -> list[dict[str, Any]]:
    """The houses in which the caller has a role."""
    with visit.reading() as session:
        account = visit.account(session)
        mine = {grant.building_id for grant in account.grants}
        rows = session.scalars(select(Building).order_by(Building.address))
        return [{"id": row.id, "address": row.address, "pack": row.pack} for row in rows if row.id in mine]


@call("/buildings/{building_id:str}/register", ORGANISER, limit=DOCUMENT_BYTES)
def take_register(visit: Visit) -> Response[dict[str, Any]]:
    """A register as multipart: file, effective_on, accept_warnings. Errors import nothing; neither do unconfirmed warnings."""
    file = one_file(visit.form)
    with visit.reading() as session:
        columns = dict(visit.building(session).register_columns)
    draft = _read(file.name, file.content, columns)
    found = draft.as_json()
    if draft.errors or (draft.warnings and not visit.form.ticked("accept_warnings")):
        return Response(found | {"imported": False}, status_code=422 if draft.errors else 409)
    on = visit.form.day("effective_on", Text("день реестра")) if visit.form.get("effective_on") else visit.now.date()
    visit.form.check()
    with visit.writing() as session:
        snapshot = import_register(
            session, now=visit.now, building=visit.building(session), draft=draft, effective_on=on,
            by=visit.account(session), warnings_confirmed=True,
        )  # fmt: skip
        return Response(found | {"imported": True, "snapshot": snapshot.id, "changes": snapshot.changes})


def _read(name: str, content: Any, columns: dict[str, str]) -> RegisterDraft:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"register{Path(name).suffix.lower()[:10]}"
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        return read_register_apart(path, columns=columns or None)


@look("/buildings/{building_id:str}/owners", BOOKS)
def owners(visit: Visit) -> list[dict[str, Any]]:
    """Every owner of the register in force, with premises and holdings."""
    with visit.reading() as session:
        snapshot = latest_snapshot(session, visit.building(session))
        if snapshot is None:
            return []
        held: dict[str, list[Holding]] = {}
        for holding in holdings_of(session, snapshot.id):
            if holding.owner_id:
                held.setdefault(holding.owner_id, []).append(holding)
        rows = session.scalars(select(Owner).where(Owner.id.in_(held)).order_by(Owner.name))
        return [_owner(row, held[row.id]) for row in rows]


def _owner(owner: Owner, held: list[Holding]) -> dict[str, Any]:
    return {
        "id": owner.id,
        "name": owner.name,
        "kind": str(owner.kind),
        "email": owner.email,
        "holdings": [
            {
                "id": one.id, "unit_kind": str(one.unit.kind), "unit": one.unit.number, "share": exact(one.share),
                "joint": one.joint, "votes": exact(one.votes),
                "held_until": one.held_until.isoformat() if one.held_until else None,
            }
            for one in held
        ],
    }  # fmt: skip


@call("/holdings/{holding_id:str}/transfer", ORGANISER)
def transfer(visit: Visit, data: Transfer) -> dict[str, Any]:
    """A sale: who held it on which day decides."""
    with visit.writing() as session:
        holding = record_transfer(
            session, now=visit.now, holding=session.get_one(Holding, visit.request.path_params["holding_id"]),
            on=a_day(data.on, "on"),
            new_owner_name=data.new_owner_name, new_owner_kind=data.new_owner_kind, title_document=data.title_document,
            by=visit.account(session), email=data.email, keys=visit.application.keys,
        )  # fmt: skip
        return {"holding": holding.id, "owner": holding.owner_id}


@call("/owners/{owner_id:str}/death", ORGANISER)
def death(visit: Visit, data: Death) -> dict[str, Any]:
    """An owner has died: no ballot is issued, nobody enrols in that name."""
    with visit.writing() as session:
        owner = session.get_one(Owner, visit.request.path_params["owner_id"])
        record_death(session, now=visit.now, owner=owner, on=a_day(data.on, "on"), by=visit.account(session))
        return {"owner": owner.id}


@call("/buildings/{building_id:str}/authorities", ORGANISER)
def appoint(visit: Visit, data: Appointment) -> dict[str, Any]:
    """Somebody may answer for an owner, by a document."""
    with visit.writing() as session:
        owner = session.scalar(
            select(Owner).where(Owner.id == data.owner, Owner.building_id == visit.place.building_id)
        )
        account = session.scalar(select(Account).where(Account.login == data.login.strip().casefold()))
        if owner is None or account is None:
            raise NotFound
        authority = appoint_representative(
            session, now=visit.now, owner=owner, account=account, document=data.document, until=a_day(data.until, "until"),
            by=visit.account(session),
        )  # fmt: skip
        return {"id": authority.id}


HANDLERS = [add_building, buildings, take_register, owners, transfer, death, appoint]
