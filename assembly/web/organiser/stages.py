"""The course of an assembly: each step as one card, with what is missing for it and why it is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Account, Assembly, AssemblyState, Decision, Document, Prolongation, Role
from assembly.text import Text
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.open_voting import missing_evidence, open_voting
from assembly.use_cases.prolong_voting import prolong_voting
from assembly.use_cases.publish_archive import publish_archive
from assembly.use_cases.read_law import unread_questions
from assembly.views.house_day import house_day
from assembly.views.stages import stages
from assembly.web.organiser.frame import ACT, CLOSE, LOOK_AT_CLOSING, assembly_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from assembly.web.wording import moment

ORDER = list(AssemblyState)
Act = Callable[[Session, Assembly, Account], object]


@page("/assembly/{assembly_id:str}/stages", LOOK_AT_CLOSING)
def stages_page(visit: Visit, assembly_id: str) -> Answer:
    """All steps from the opening to the archive."""
    return _show(visit)


@action("/assembly/{assembly_id:str}/open", ACT)
def open_form(visit: Visit, assembly_id: str) -> Answer:
    """Open the acceptance of decisions. May be repeated."""
    settings = visit.application.settings
    return _do(visit, lambda s, a, by: open_voting(s, now=visit.now, settings=settings, assembly=a, by=by))


@action("/assembly/{assembly_id:str}/prolong", ACT)
def prolong_form(visit: Visit, assembly_id: str) -> Answer:
    """Prolong acceptance, for everybody to see. May be repeated with the same end."""
    return visit.attempt(lambda: _prolong(visit), lambda: _show(visit))


@action("/assembly/{assembly_id:str}/end", CLOSE)
def end_form(visit: Visit, assembly_id: str) -> Answer:
    """End the acceptance of decisions; the second time it is refused."""
    return _do(visit, lambda s, a, by: end_acceptance(s, now=visit.now, assembly=a, by=by))


@action("/assembly/{assembly_id:str}/objections", CLOSE)
def objections_form(visit: Visit, assembly_id: str) -> Answer:
    """Everything on paper is settled: the days for objections begin."""
    return _do(visit, lambda s, a, by: open_objections(s, now=visit.now, assembly=a, by=by))


@action("/assembly/{assembly_id:str}/close", CLOSE)
def close_form(visit: Visit, assembly_id: str) -> Answer:
    """Count and close, once and for ever."""
    if not visit.form.ticked("sure"):
        visit.form.wrong("sure", Text("Подсчёт окончательный."), Text("Отметьте, что возражения и листы проверены."))
    return _do(visit, lambda s, a, by: close_voting(s, now=visit.now, assembly=a, by=by))


@action("/assembly/{assembly_id:str}/protocol", CLOSE)
def protocol_form(visit: Visit, assembly_id: str) -> Answer:
    """Draw up the protocol and the sums."""
    return visit.attempt(lambda: _draw_up(visit), lambda: _show(visit))


@action("/assembly/{assembly_id:str}/archive", CLOSE)
def archive_form(visit: Visit, assembly_id: str) -> Answer:
    """Publish the archive that anyone can recount."""
    return visit.attempt(lambda: _publish(visit), lambda: _show(visit))


def _do(visit: Visit, act: Act) -> Answer:
    """One step in one transaction, and back to the cards."""

    def step() -> Answer:
        visit.form.check()
        with visit.writing() as session:
            act(session, visit.assembly(session), visit.account(session))
        return visit.go(f"/assembly/{visit.place.assembly_id}/stages")

    return visit.attempt(step, lambda: _show(visit))


def _prolong(visit: Visit) -> Answer:
    with visit.reading() as session:
        zone = visit.assembly(session).building.timezone
    until = visit.form.moment("new_closes_at", Text("новый конец приёма"), zone)
    reason = visit.form.text("reason", Text("причина"), at_most=500)
    visit.form.check()
    with visit.writing() as session:
        prolong_voting(
            session, now=visit.now, assembly=visit.assembly(session), new_closes_at=until, reason=reason,
            by=visit.account(session),
        )  # fmt: skip
    return visit.go(f"/assembly/{visit.place.assembly_id}/stages")


def _draw_up(visit: Visit) -> Answer:
    number = visit.form.text("number", Text("номер протокола"), at_most=60, required=False)
    visit.form.check()
    draw_up_protocol(visit.application, str(visit.place.assembly_id), visit.account_id, protocol_number=number or None)
    return visit.go(f"/assembly/{visit.place.assembly_id}/documents")


def _publish(visit: Visit) -> Answer:
    publish_archive(visit.application, str(visit.place.assembly_id), visit.account_id)
    return visit.go(f"/assembly/{visit.place.assembly_id}/documents")


def _show(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        day = house_day(session, assembly=assembly, now=visit.now, language=visit.language)
        return visit.page(
            "organiser/stages.html", **assembly_frame(visit, session, "stages"), **_values(visit, session, assembly),
            steps=stages(assembly, now=visit.now, language=visit.language), day=day,
            may_close=bool({Role.ORGANISER, Role.COUNTER} & visit.roles),
        )  # fmt: skip


def _values(visit: Visit, session: Session, assembly: Assembly) -> dict[str, Any]:
    zone = assembly.building.timezone

    def said(value: datetime | None) -> str:
        return moment(value, zone, visit.language, now=visit.now) if value is not None else ""

    kinds = set(session.scalars(select(Document.kind).where(Document.assembly_id == assembly.id)))
    made = select(Prolongation).where(Prolongation.assembly_id == assembly.id).order_by(Prolongation.decided_at)
    decided = session.scalars(select(Decision).where(Decision.assembly_id == assembly.id)).all()
    return {
        "at": ORDER.index(AssemblyState(assembly.state)), "announced": said(assembly.announced_at),
        "opens": said(assembly.opens_at), "opened": said(assembly.opened_at), "closes": said(assembly.closes_at),
        "ended": said(assembly.ended_at), "until": said(assembly.objections_until), "closed": said(assembly.closed_at),
        "missing": [visit.say(one) for one in missing_evidence(session, assembly)],
        "is_time_to_open": visit.now >= assembly.opens_at, "is_time_to_end": visit.now >= assembly.closes_at,
        "is_time_to_close": assembly.objections_until is not None and visit.now >= assembly.objections_until,
        "prolongations": [(said(one.decided_at), said(one.new_closes_at), one.reason) for one in session.scalars(made)],
        "has_protocol": "protocol" in kinds, "has_archive": "archive" in kinds,
        "carried": sum(one.outcome == "carried" for one in decided), "decided": len(decided),
        "for_protocol": [
            visit.say(words)
            for words, value in (
                (Text("председатель"), assembly.chair), (Text("секретарь"), assembly.secretary),
                (Text("счётная комиссия"), assembly.commission), (Text("место хранения"), assembly.storage_place),
            )
            if not value
        ],
        "protocol_number": assembly.protocol_number or "", "unread": unread_questions(assembly),
    }  # fmt: skip


HANDLERS = [
    stages_page, open_form, prolong_form, end_form, objections_form, close_form, protocol_form, archive_form,
]  # fmt: skip
