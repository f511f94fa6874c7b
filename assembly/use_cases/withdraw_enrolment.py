"""An enrolment that was not the owner's is taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.events import record
from assembly.model import Account, Assembly, Enrolment
from assembly.text import Text
from assembly.use_cases.tell import tell_owner


def withdraw_enrolment(
    session: Session, *, now: datetime, enrolment: Enrolment, reason: str, by: Account | None
) -> None:
    """End an enrolment: the account no longer answers for the owner, whose votes already cast stay for an objection.

    The code stays used; the owner votes on paper or is given a role of representative. Raises Fixable without a reason.
    Not to be repeated: the enrolment is gone.
    """
    if not reason.strip():
        raise Fixable.one(Text("Не указана причина."), Text("Напишите, почему вход отозван."), field="reason")
    owner, assembly = enrolment.owner, session.get_one(Assembly, enrolment.assembly_id)
    tell_owner(
        session,
        now=now,
        owner=owner,
        assembly=assembly,
        subject=Text("Вход отозван"),
        body=Text(
            "Вход, созданный по коду из сообщения о собрании «{title}», отозван. Причина: {reason}. "
            "Проголосовать можно на бумаге. Телефон: {telephone}.",
            title=assembly.title,
            reason=reason.strip().rstrip("."),
            telephone=assembly.telephone,
        ),
        key=f"enrolment_withdrawn:{enrolment.id}",
    )
    if owner.account_id == enrolment.account_id:
        owner.account_id = None
    session.execute(
        delete(Enrolment).where(Enrolment.owner_id == owner.id, Enrolment.account_id == enrolment.account_id)
    )
    session.flush()
    record(session, assembly, "owner:enrolment_withdrawn", now, owner=owner.id, by=by.id if by is not None else None)
