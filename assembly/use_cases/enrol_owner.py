"""An owner gets an account with the code of a notice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.events import record
from assembly.model import Account, Assembly, AssemblyState, Enrolment, Holding, Notice, Owner
from assembly.text import Text
from assembly.use_cases.create_account import create_account
from assembly.use_cases.enrolment_code import enrolment_digest
from assembly.use_cases.legal_day import legal_day, written_moment
from assembly.use_cases.stakes import holdings_of, is_voter, unit_name, unit_names, voters_on
from assembly.use_cases.tell import addresses_before, tell_owner

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys


def enrol_owner(
    session: Session,
    *,
    now: datetime,
    keys: Keys,
    code: str,
    login: str = "",
    password: str = "",
    email: str | None = None,
    language: str = "ru",
    account: Account | None = None,
) -> Enrolment:
    """Make an account for the owner whose notice carries the code, or let `account` answer for this owner too.

    A code is no identity: the account may vote only after the assembly's days of waiting, the flat stands on the list
    of new enrolments, and every known address is told. Raises Refused for a wrong or used code, an owner who has an
    account, is dead or holds nothing today; Fixable for a taken login or a weak password.
    Not to be repeated: a code works once; with the same `account` the enrolment there is, is returned.
    """
    notice = session.scalar(select(Notice).where(Notice.enrolment_digest == enrolment_digest(keys, code)))
    if notice is None:
        raise Refused(
            Text("Такого кода нет. Проверьте буквы: код напечатан в сообщении о собрании."), code="unknown_code"
        )
    assembly, owner = session.get_one(Assembly, notice.assembly_id), notice.owner
    former = _former(session, notice, account)
    if former is not None:
        return former
    holdings = _require_open(session, now, assembly, owner)
    if not _take_code(session, notice, now):
        raise Refused(Text("Этот код уже использован. Войдите со своим паролем."), code="used_code")
    if account is None:
        account = create_account(
            session, now=now, login=login, display_name=owner.name, password=password, email=email, language=language
        )
    owner.account_id = account.id
    enrolment = Enrolment(
        assembly_id=assembly.id,
        owner_id=owner.id,
        owner=owner,
        account_id=account.id,
        enrolled_at=now,
        effective_at=now + timedelta(days=assembly.enrolment_wait_days),
    )
    session.add(enrolment)
    session.flush()
    record(
        session,
        assembly,
        "owner:enrolled",
        now,
        owner=owner.id,
        units=[unit_name(holding.unit) for holding in holdings],
        effective_at=enrolment.effective_at.isoformat(),
    )
    _tell(session, now, assembly, enrolment, units=unit_names(holding.unit for holding in holdings), email=email)
    return enrolment


def _former(session: Session, notice: Notice, account: Account | None) -> Enrolment | None:
    if account is None or notice.enrolment_used_at is None:
        return None
    return session.scalar(
        select(Enrolment).where(
            Enrolment.assembly_id == notice.assembly_id,
            Enrolment.owner_id == notice.owner_id,
            Enrolment.account_id == account.id,
        )
    )


def _require_open(session: Session, now: datetime, assembly: Assembly, owner: Owner) -> list[Holding]:
    """What the owner holds today; raises Refused where nobody can enrol as this owner."""
    if assembly.state not in {AssemblyState.ANNOUNCED, AssemblyState.VOTING} or now > assembly.closes_at:
        raise Refused(Text("Приём решений этого собрания закончился: код больше не действует."), code="closed")
    day = legal_day(assembly.building, now)
    if not is_voter(owner, day):
        raise Refused(
            Text("По этому коду войти нельзя. Позвоните: {telephone}.", telephone=assembly.telephone), code="deceased"
        )
    held = voters_on(holdings_of(session, assembly.snapshot_id, owner.id), day).get(owner.id)
    if not held:
        raise Refused(
            Text(
                "Сегодня это помещение принадлежит другому собственнику. Позвоните: {telephone}.",
                telephone=assembly.telephone,
            ),
            code="not_holder",
        )
    if owner.account_id is not None:
        raise Refused(
            Text(
                "Для этого собственника вход уже создан. Войдите со своим паролем или позвоните: {telephone}.",
                telephone=assembly.telephone,
            ),
            code="enrolled",
        )
    return held


def _take_code(session: Session, notice: Notice, now: datetime) -> bool:
    """One atomic UPDATE: of many requests with one code exactly one goes on."""
    taken = session.execute(
        update(Notice)
        .where(Notice.id == notice.id, Notice.enrolment_used_at.is_(None))
        .values(enrolment_used_at=now)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101 - for the type checker
    session.refresh(notice, ["enrolment_used_at"])
    return taken.rowcount == 1


def _tell(
    session: Session, now: datetime, assembly: Assembly, enrolment: Enrolment, *, units: Text, email: str | None
) -> None:
    tell_owner(
        session,
        now=now,
        owner=enrolment.owner,
        assembly=assembly,
        subject=Text("Создан вход для {units}", units=units),
        body=Text(
            "По коду из сообщения о собрании «{title}» создан вход для {units}. Проголосовать с ним можно с {moment}. "
            "Если это сделали не вы, сразу позвоните: {telephone}.",
            title=assembly.title,
            units=units,
            moment=written_moment(assembly.building, enrolment.effective_at),
            telephone=assembly.telephone,
        ),
        key=f"enrolled:{enrolment.id}",
        also=(*addresses_before(session, enrolment.owner), *((email,) if email else ())),
    )
