"""Acceptance is prolonged, publicly and before its end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Refused
from assembly.events import record
from assembly.model import Account, Assembly, AssemblyState, Owner, Prolongation
from assembly.text import Text
from assembly.use_cases.law import require_timetable
from assembly.use_cases.legal_day import legal_day, written_moment
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.use_cases.states import locked, require_state
from assembly.use_cases.tell import tell_owner


def prolong_voting(
    session: Session, *, now: datetime, assembly: Assembly, new_closes_at: datetime, reason: str, by: Account | None
) -> Prolongation:
    """Move the end of acceptance later, within what the law allows; every owner with an address is told.

    An earlier last moment for written decisions moves with it. Raises Refused unless voting runs, after its end, or
    where the law allows no such length; Fixable for an earlier end or no reason. Repeating it with the same end is
    the same prolongation.
    """
    assembly = locked(session, assembly)
    require_state(assembly, AssemblyState.VOTING, refusal=Text("Продлить можно только идущий приём решений."))
    if now > assembly.closes_at:
        raise Refused(Text("Приём решений уже закончился: продлить его нельзя."), code="too_late")
    former = session.scalar(
        select(Prolongation)
        .where(Prolongation.assembly_id == assembly.id)
        .order_by(Prolongation.decided_at.desc())
        .limit(1)
    )
    if former is not None and former.new_closes_at == new_closes_at == assembly.closes_at:
        return former
    if new_closes_at <= assembly.closes_at:
        raise Fixable.one(
            Text("Новый срок не позже прежнего."), Text("Введите более поздние дату и время."), field="new_closes_at"
        )
    if not reason.strip():
        raise Fixable.one(Text("Не указана причина."), Text("Напишите, почему приём продлён."), field="reason")
    old = assembly.closes_at
    if assembly.written_until is not None:
        assembly.written_until += new_closes_at - old
    assembly.closes_at = new_closes_at
    require_timetable(assembly, now=now)
    prolongation = Prolongation(
        assembly_id=assembly.id,
        old_closes_at=old,
        new_closes_at=new_closes_at,
        reason=reason.strip()[:500],
        decided_by=by.id if by is not None else None,
        decided_at=now,
    )
    session.add(prolongation)
    session.flush()
    session.expire(assembly, ["prolongations"])
    record(
        session,
        assembly,
        "voting:prolonged",
        now,
        old_closes_at=old.isoformat(),
        new_closes_at=new_closes_at.isoformat(),
        reason=prolongation.reason,
        by=by.id if by is not None else None,
    )
    _tell_everyone(session, now, assembly, prolongation)
    return prolongation


def _tell_everyone(session: Session, now: datetime, assembly: Assembly, prolongation: Prolongation) -> None:
    voters = voters_on(holdings_of(session, assembly.snapshot_id), legal_day(assembly.building, now))
    for owner_id in voters:
        tell_owner(
            session,
            now=now,
            owner=session.get_one(Owner, owner_id),
            assembly=assembly,
            subject=Text("Приём решений продлён: {address}", address=assembly.building.address),
            body=Text(
                "Приём решений собрания «{title}» продлён до {moment}. Причина: {reason}. Телефон: {telephone}.",
                title=assembly.title,
                moment=written_moment(assembly.building, prolongation.new_closes_at),
                reason=prolongation.reason.rstrip("."),
                telephone=assembly.telephone,
            ),
            key=f"prolonged:{prolongation.id}:{owner_id}",
        )
