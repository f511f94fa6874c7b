"""One notice has reached its owner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Refused
from assembly.events import record
from assembly.model import Account, Assembly, Delivery, DeliveryChannel, Notice
from assembly.text import Text
from assembly.use_cases.record_evidence import ARTICLE_POSTING


def record_delivery(
    session: Session,
    *,
    now: datetime,
    notice: Notice,
    channel: DeliveryChannel | str,
    by: Account | None,
    note: str = "",
    at: datetime | None = None,
) -> Delivery:
    """Record how and when (by default now) a notice was delivered.

    Raises Fixable for a moment to come or before the notice was made, Refused for posting where it is not allowed.
    May be repeated: a notice is delivered once a channel; the first record stays.
    """
    channel = DeliveryChannel(channel)
    assembly = session.get_one(Assembly, notice.assembly_id)
    at = now if at is None else at
    if at > now or at < notice.created_at:
        raise Fixable.one(
            Text("Вручить сообщение можно было только после его отправки и не позже этой минуты."),
            Text("Исправьте дату вручения."),
            field="at",
        )
    if channel == DeliveryChannel.POSTING and not assembly.building.posting_allowed:
        raise Refused(
            Text("Размещать сообщения в подъездах можно, только если так решило прежнее собрание этого дома."),
            article=ARTICLE_POSTING,
            code="posting_not_allowed",
        )
    former = session.scalar(select(Delivery).where(Delivery.notice_id == notice.id, Delivery.channel == channel))
    if former is not None:
        return former
    delivery = Delivery(
        notice_id=notice.id, channel=channel, at=at, recorded_by=by.id if by is not None else None, note=note[:300]
    )
    session.add(delivery)
    session.flush()
    record(
        session,
        assembly,
        "notice:delivered",
        now,
        owner=notice.owner_id,
        channel=str(channel),
        by=by.id if by else None,
    )
    return delivery
