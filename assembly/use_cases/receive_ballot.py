"""The desk takes a written decision in: the moment and the receiver are on record before anything is scanned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Fixable, Refused
from assembly.model import Account, Assembly, AssemblyState, Ballot, BallotPage
from assembly.text import Text
from assembly.use_cases.deadlines import acceptance_article, iso, local, written_until
from assembly.use_cases.derive_ballot import derive_ballot
from assembly.use_cases.states import locked
from ballots.code import normalise_code, parse_payload


def receive_ballot(session: Session, *, now: datetime, assembly: Assembly, code: str, by: Account) -> Ballot:
    """Note that the paper with this code was handed in now, to `by`.

    code: as typed, or the whole text of the QR as a hand scanner types it. Repeating it is refused and says when and
    by whom the paper was received. Raises Fixable for a code that is none, Refused outside the time of acceptance
    (LC RF, art. 47 part 2).
    """
    assembly = locked(session, assembly)
    _must_be_accepting(assembly, now)
    ballot = _find(session, assembly, code)
    if ballot.received_at is not None:
        raise Refused(
            Text(
                "Это решение уже принято: {when}, принял(а) {who}.",
                when=local(assembly, ballot.received_at),
                who=_name(session, ballot.received_by),
            ),
            code="already_received",
        )
    ballot.received_at = now
    ballot.received_by = by.id
    events.record(session, assembly, "ballot:received", now, ballot=ballot.code, received_at=iso(now), by=by.id)
    derive_ballot(session, ballot)
    return ballot


def _must_be_accepting(assembly: Assembly, now: datetime) -> None:
    if assembly.state in {AssemblyState.DRAFT, AssemblyState.ANNOUNCED} or now < assembly.opens_at:
        raise Refused(Text("Голосование ещё не открыто: решения пока не принимаются."), code="not_open")
    until = written_until(assembly)
    if assembly.state != AssemblyState.VOTING or now > until:
        raise Refused(
            Text(
                "Приём письменных решений закончился {until}. Это решение принять нельзя.",
                until=local(assembly, until),
            ),
            article=acceptance_article(assembly),
            code="acceptance_over",
        )


def _find(session: Session, assembly: Assembly, typed: str) -> Ballot:
    payload = parse_payload(typed.strip().upper())
    meant = payload.ballot if payload is not None else normalise_code(typed)
    if meant is None:
        raise Fixable.one(
            Text("В коде ошибка: такого решения быть не может."),
            Text("Введите восемь знаков, которые напечатаны под квадратом на листе, или отсканируйте квадрат."),
            field="code",
        )
    ballot = session.scalar(select(Ballot).where(Ballot.code == meant).execution_options(populate_existing=True))
    if ballot is None or (payload is not None and not _is_printed(session, ballot, payload.text)):
        raise Fixable.one(
            Text("Такого решения нет: этот код не выдавался."),
            Text("Сверьте код с листом. Если лист самодельный, примите его без кода: его введут два человека."),
            field="code",
        )
    if ballot.assembly_id != assembly.id:
        raise Refused(
            Text("Это решение другого собрания: «{title}».", title=ballot.assembly.title), code="other_assembly"
        )
    return ballot


def _is_printed(session: Session, ballot: Ballot, text: str) -> bool:
    """Whether we printed exactly this QR: a QR anybody could have made with a known code is not enough."""
    pages = session.scalars(select(BallotPage.payload).where(BallotPage.ballot_id == ballot.id))
    return text in set(pages)


def _name(session: Session, account_id: str | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account is not None else "—"
