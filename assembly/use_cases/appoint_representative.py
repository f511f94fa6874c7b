"""A representative's account may answer for an owner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem, Refused
from assembly.events import record
from assembly.model import Account, Assembly, Authority, Building, Owner
from assembly.ports import FileStore
from assembly.text import Text
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.passwords import normalise_login
from assembly.use_cases.states import RUNNING
from assembly.use_cases.tell import addresses_before, tell_owner

ARTICLE = Text("ЖК РФ, ст. 48 ч. 2; ГК РФ, ст. 185.1")


def appoint_representative(
    session: Session,
    *,
    now: datetime,
    owner: Owner,
    document: str,
    until: date | None,
    by: Account | None,
    account: Account | None = None,
    login: str | None = None,
    files: FileStore | None = None,
    content: bytes | None = None,
    file_name: str | None = None,
) -> Authority:
    """Let an account (or the one with this login) answer for an owner by a document, until its last day.

    The organiser has seen the document; its scan may be kept (`files`, `content`). The owner is told at every address.
    In a running assembly the account may vote after the same days of waiting as a fresh enrolment. Raises Fixable for
    an unknown login, no document or an expired one; Refused for the owner's own account, and for `by` naming itself.
    May be repeated: the same account by the same document is one authority, its last day the newest.
    """
    building = session.get_one(Building, owner.building_id)
    problems: list[Problem] = []
    if account is None:
        account = session.scalar(select(Account).where(Account.login == normalise_login(login or "")))
    if account is None:
        problems.append(Problem(Text("Такого логина нет."), Text("Представитель сначала создаёт вход."), field="login"))
    if not document.strip():
        problems.append(
            Problem(Text("Не указан документ."), Text("Введите вид, номер и дату доверенности."), field="document")
        )
    if until is not None and until < legal_day(building, now):
        problems.append(
            Problem(Text("Срок доверенности истёк."), Text("Нужна действующая доверенность."), field="until")
        )
    if problems or account is None:
        raise Fixable(problems)
    if account.id == owner.account_id:
        raise Refused(Text("Это вход самого собственника."), code="own_account", article=ARTICLE)
    if by is not None and account.id == by.id:
        raise Refused(
            Text("Себя представителем записать нельзя: это делает другой организатор."),
            code="own_appointment",
            article=ARTICLE,
            forbidden=True,
        )
    return _appoint(
        session,
        now=now,
        owner=owner,
        account=account,
        document=document.strip()[:500],
        until=until,
        by=by,
        sha256=_kept(files, content),
        file_name=file_name,
    )


def withdraw_authority(
    session: Session, *, now: datetime, authority: Authority, by: Account | None = None
) -> Authority:
    """From now on the representative no longer answers; votes already cast stay. May be repeated."""
    if authority.ended_at is None:
        authority.ended_at = now
        session.flush()
        _put_on_record(session, now, authority, by, ended=True)
    return authority


def authority_facts(authority: Authority, by: Account | None, *, ended: bool = False) -> dict[str, Any]:
    """An authority as ledgers hold it: no names."""
    return {
        "owner": authority.owner_id,
        "account": authority.account_id,
        "until": authority.until.isoformat() if authority.until is not None else None,
        "document_sha256": authority.sha256,
        "ended": ended,
        "by": by.id if by is not None else authority.appointed_by,
    }


def _put_on_record(
    session: Session, now: datetime, authority: Authority, by: Account | None, *, ended: bool = False
) -> None:
    running = select(Assembly).where(Assembly.building_id == authority.owner.building_id, Assembly.state.in_(RUNNING))
    for assembly in session.scalars(running):
        record(session, assembly, "representative:appointed", now, **authority_facts(authority, by, ended=ended))


def _kept(files: FileStore | None, content: bytes | None) -> str | None:
    return files.put(content) if files is not None and content else None


def _appoint(
    session: Session,
    *,
    now: datetime,
    owner: Owner,
    account: Account,
    document: str,
    until: date | None,
    by: Account | None,
    sha256: str | None,
    file_name: str | None,
) -> Authority:
    authority = session.scalar(
        select(Authority).where(
            Authority.owner_id == owner.id,
            Authority.account_id == account.id,
            Authority.document == document,
            Authority.ended_at.is_(None),
        )
    )
    if authority is not None:
        was = (authority.until, authority.sha256)
        authority.until, authority.sha256 = until, sha256 or authority.sha256
        session.flush()
        if was != (authority.until, authority.sha256):
            _put_on_record(session, now, authority, by)
        return authority
    authority = Authority(
        owner_id=owner.id,
        owner=owner,
        account_id=account.id,
        account=account,
        document=document,
        until=until,
        sha256=sha256,
        file_name=file_name,
        appointed_by=by.id if by is not None else None,
        appointed_at=now,
    )
    session.add(authority)
    session.flush()
    _put_on_record(session, now, authority, by)
    tell_owner(
        session,
        now=now,
        owner=owner,
        subject=Text("Записан ваш представитель"),
        body=Text(
            "За вас на общем собрании может голосовать представитель: {name}. Документ: {document}. "
            "Если вы этого не поручали, сразу сообщите организатору собрания.",
            name=account.display_name,
            document=document,
        ),
        key=f"authority:{authority.id}",
        also=addresses_before(session, owner),
    )
    return authority
