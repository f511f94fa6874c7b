"""What an owner does: enrol, answer, look, object."""

from __future__ import annotations

from typing import Any

from litestar import Response
from msgspec import Struct
from sqlalchemy import select

from assembly.errors import NotFound
from assembly.model import Assembly, CastVote, DisputeKind
from assembly.use_cases.answer_for import ballots_to_answer
from assembly.use_cases.cast_online_vote import cast_online_vote
from assembly.use_cases.enrol_owner import enrol_owner
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.views.recorded import recorded
from assembly.web.access import IN_THE_HOUSE, OWN_BALLOT, PUBLIC
from assembly.web.api.calls import call, exact, look
from assembly.web.api.plain import plain
from assembly.web.visit import Visit


class Enrolling(Struct):
    code: str
    login: str
    password: str
    email: str | None = None


class Casting(Struct):
    selections: dict[str, str]
    code: str
    idempotency_key: str


class Objection(Struct):
    kind: DisputeKind
    words: str = ""


@call("/enrolments", PUBLIC)
def enrol(visit: Visit, data: Enrolling) -> dict[str, Any]:
    """An account for the owner whose notice carries the code; the flat stands on the list of new enrolments."""
    with visit.writing() as session:
        enrolment = enrol_owner(
            session, now=visit.now, keys=visit.application.keys, code=data.code, login=data.login, password=data.password,
            email=data.email,
        )  # fmt: skip
        return {
            "account": enrolment.account_id,
            "owner": enrolment.owner_id,
            "effective_at": enrolment.effective_at.isoformat(),
        }


@look("/me/assemblies/{assembly_id:str}/ballots", IN_THE_HOUSE)
def my_ballots(visit: Visit) -> list[dict[str, Any]]:
    """The ballots the caller may answer: the own one and those of owners who gave authority."""
    with visit.reading() as session:
        assembly = session.get_one(Assembly, visit.place.assembly_id)
        found = ballots_to_answer(session, assembly=assembly, account=visit.account(session), now=visit.now)
        return [
            {
                "id": row.id,
                "ballot": row.code,
                "owner": row.owner_id,
                "votes": exact(row.votes),
                "state": str(row.state),
            }
            for row in found
        ]


@call("/ballots/{ballot_id:str}/cast", OWN_BALLOT)
def cast(visit: Visit, data: Casting) -> Response[dict[str, Any]]:
    """Cast the vote with one one-time code. Repeating it with the same idempotency_key casts once."""
    with visit.writing() as session:
        outcome = cast_online_vote(
            session, now=visit.now, keys=visit.application.keys, ballot=visit.ballot(session), account=visit.account(session),
            selections=data.selections, code=data.code, idempotency_key=data.idempotency_key,
        )  # fmt: skip
        if outcome.cast is not None:
            row = outcome.cast
            return Response({"cast": row.id, "received_at": row.received_at.isoformat(), "leaf": row.leaf_index})
    says = outcome.refusal.both() if outcome.refusal else {}
    return Response({"error": "refused", "says": says}, status_code=409)


@look("/ballots/{ballot_id:str}/recorded", OWN_BALLOT)
def what_is_recorded(visit: Visit) -> dict[str, Any]:
    """Everything recorded in the caller's name with this ballot."""
    with visit.reading() as session:
        found: dict[str, Any] = plain(
            recorded(session, ballot=visit.ballot(session), now=visit.now, language=visit.language)
        )
        return found


@call("/ballots/{ballot_id:str}/disputes", OWN_BALLOT)
def object_(visit: Visit, data: Objection) -> dict[str, Any]:
    """«Это не моё решение»: a case that the commission must answer before the count."""
    with visit.writing() as session:
        query = (
            select(CastVote).where(CastVote.ballot_id == visit.place.ballot_id).order_by(CastVote.recorded_at.desc())
        )
        row = session.scalars(query).first()
        if row is None:
            raise NotFound
        dispute = raise_dispute(
            session,
            now=visit.now,
            cast_vote=row,
            kind=data.kind,
            words=data.words,
            by=visit.account(session),
        )
        return {"dispute": dispute.id, "due_at": dispute.due_at.isoformat()}


HANDLERS = [enrol, my_ballots, cast, what_is_recorded, object_]
