"""An owner is told something, at every address that is known."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.jobs import ask_for
from assembly.model import Account, Assembly, Job, Message, Owner
from assembly.model.base import new_id
from assembly.text import Text

SEND_JOB = "veche_send_job"
"""Key in `Session.info`: the one job of this transaction that sends what it tells."""


def tell_owner(
    session: Session,
    *,
    now: datetime,
    owner: Owner,
    subject: Text,
    body: Text,
    key: str,
    assembly: Assembly | None = None,
    attachment_sha256: str | None = None,
    attachment_name: str | None = None,
    also: tuple[str, ...] = (),
) -> list[Message]:
    """Put down a mail to the owner's address in the register, to the account's, and to `also`, each address once.

    In the language of the owner's account, Russian without one. An owner without an address gets none: the empty list.
    May be repeated: `key` names the message for ever.
    """
    account = session.get(Account, owner.account_id) if owner.account_id is not None else None
    language = account.language if account is not None else "ru"
    given = (owner.email, account.email if account is not None else None, *also)
    addresses = list(dict.fromkeys(address.strip().casefold() for address in given if address and address.strip()))
    told = []
    for address in addresses:
        message_key = f"{key}:{hashlib.sha256(address.encode()).hexdigest()[:12]}"[-200:]
        message = session.scalar(select(Message).where(Message.key == message_key))
        if message is None:
            message = Message(
                id=new_id(),
                key=message_key,
                assembly_id=assembly.id if assembly is not None else None,
                owner_id=owner.id,
                address=address[:200],
                subject=subject.read(language)[:300],
                body=_whole(body, assembly, language),
                attachment_sha256=attachment_sha256,
                attachment_name=attachment_name,
                created_at=now,
            )
            session.add(message)
            _ask_to_send(session, now, message)
        told.append(message)
    session.flush()
    return told


def _whole(body: Text, assembly: Assembly | None, language: str) -> str:
    """The letter, with whose house it is about and whom to call."""
    said = body.read(language)
    if assembly is None or not assembly.telephone or assembly.telephone in said:
        return said
    foot = Text("{address}. Вопросы: {telephone}", address=assembly.building.address, telephone=assembly.telephone)
    return f"{said}\n\n{foot.read(language)}"


def addresses_before(session: Session, owner: Owner) -> tuple[str, ...]:
    """Every address this owner was ever told anything at: a register with another address hides nothing from them."""
    return tuple(session.scalars(select(Message.address).where(Message.owner_id == owner.id).distinct()))


def _ask_to_send(session: Session, now: datetime, message: Message) -> None:
    """One job sends all that a transaction tells; a job of another transaction may be under way and miss it."""
    job = session.info.get(SEND_JOB)
    if not isinstance(job, Job):
        job = ask_for(session, "send_messages", f"send_messages:{message.id}", now=now, messages=[])
        session.info[SEND_JOB] = job
    job.payload = {"messages": [*job.payload["messages"], message.id]}
