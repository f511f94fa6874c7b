"""Printed ballots: issue, list, print."""

from __future__ import annotations

import io
import json
from typing import Any

from litestar import Response
from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.errors import NotFound
from assembly.model import Ballot, BallotStake
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.print_ballots import print_ballot_file, printed_layout
from assembly.web.api.calls import BOOKS, ORGANISER, STAFF, call, exact, look
from assembly.web.visit import Visit


class Issue(Struct):
    only: list[str] | None = None
    spares: int = 0
    large_print: bool = False


@call("/assemblies/{assembly_id:str}/ballots", ORGANISER)
def issue(visit: Visit, data: Issue) -> dict[str, Any]:
    """Issue ballots to everybody who has none; `only` names owners who get one more print; `spares` have no owner yet."""
    with visit.writing() as session:
        again = None if data.only is None else _first_prints(session, visit, data.only)
        issued = prepare_ballots(
            session, now=visit.now, keys=visit.application.keys, settings=visit.application.settings,
            assembly=visit.assembly(session), by=visit.account(session), only=again, spares=data.spares,
            large_print=data.large_print,
        )  # fmt: skip
        return {"ballots": [_as_record(ballot) for ballot in issued]}


def _first_prints(session: Session, visit: Visit, owners: list[str]) -> list[Ballot]:
    mine = (Ballot.assembly_id == visit.place.assembly_id) & (Ballot.print_number == 1) & Ballot.owner_id.in_(owners)
    found = list(session.scalars(select(Ballot).where(mine)))
    if not found:
        raise NotFound
    return found


@look("/assemblies/{assembly_id:str}/ballots", STAFF)
def ballots(visit: Visit) -> list[dict[str, Any]]:
    """The manifest: every ballot issued, and its state. Never how anybody answered."""
    with visit.reading() as session:
        query = (
            select(Ballot)
            .where(Ballot.assembly_id == visit.place.assembly_id)
            .options(joinedload(Ballot.owner), selectinload(Ballot.stakes).joinedload(BallotStake.unit))
            .order_by(Ballot.number)
        )
        return [_as_record(ballot) for ballot in session.scalars(query)]


def _as_record(ballot: Ballot) -> dict[str, Any]:
    return {
        "id": ballot.id, "ballot": ballot.code, "number": ballot.number, "owner": ballot.owner_id,
        "name": ballot.owner.name if ballot.owner else None, "print": ballot.print_number, "state": str(ballot.state),
        "units": [{"kind": str(stake.unit.kind), "number": stake.unit.number} for stake in ballot.stakes],
        "votes": exact(ballot.votes),
    }  # fmt: skip


@look("/assemblies/{assembly_id:str}/ballots.pdf", ORGANISER)
def ballots_pdf(visit: Visit) -> Response[Any]:
    """The ballots to print, double-sided, in the order of staircases and flats; ?only=CODE,CODE for some."""
    stream = io.BytesIO()
    print_ballot_file(visit.application, str(visit.place.assembly_id), _wanted(visit), stream)
    return visit.content(stream.getvalue(), "application/pdf", "ballots.pdf")


@look("/assemblies/{assembly_id:str}/layout.json", BOOKS)
def layout_json(visit: Visit) -> Response[Any]:
    """Where things stand on the pages of ballots.pdf with the same ?only."""
    layout = printed_layout(visit.application, str(visit.place.assembly_id), _wanted(visit))
    return visit.content(json.dumps(layout, ensure_ascii=False).encode(), "application/json", "layout.json")


def _wanted(visit: Visit) -> list[str]:
    only = {code for code in visit.query("only").split(",") if code}
    with visit.reading() as session:
        query = (
            select(Ballot.id, Ballot.code).where(Ballot.assembly_id == visit.place.assembly_id).order_by(Ballot.number)
        )
        wanted = [ballot_id for ballot_id, code in session.execute(query) if not only or code in only]
    if not wanted:
        raise NotFound
    return wanted


HANDLERS = [issue, ballots, ballots_pdf, layout_json]
