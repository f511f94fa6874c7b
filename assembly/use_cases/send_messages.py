"""Waiting mails are handed to the mailer."""

from __future__ import annotations

import smtplib
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, select, update

from assembly.model import Delivery, DeliveryChannel, Message, MessageState, Notice
from assembly.ports import Mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from assembly.bootstrap import Application

ATTEMPTS = 5
ABOUT_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
"""What a server says of one mail; anything else means that the server itself is in trouble."""
NOTICE_KEY = "notice:"
"""A message whose key begins so carries the notice that follows; sending it is a delivery by e-mail."""


def send_messages(application: Application, messages: Iterable[str] | None = None) -> int:
    """Send the named messages, or all that wait; returns how many went out.

    Each is claimed by one atomic UPDATE, sent outside any transaction, and marked. May be repeated and may be killed
    at any point: what was sent is not sent again, save one that was killed between mailer and mark; that mail
    carries the same Message-ID. An address that the server turns away holds up no other. Raises the mailer's OSError
    or SMTPException after noting it: the job is given out again.
    """
    with application.database.reading() as session:
        query = select(Message.id).where(Message.state == MessageState.WAITING).order_by(Message.created_at, Message.id)
        if messages is not None:
            query = query.where(Message.id.in_(list(messages)))
        waiting = list(session.scalars(query))
    sent = 0
    turned_away: smtplib.SMTPException | None = None
    for message_id in waiting:
        mail = _claim(application, message_id)
        if mail is None:
            continue
        try:
            application.mailer.send(mail)
        except ABOUT_ONE_MAIL as error:
            _note_failure(application, message_id, error)
            turned_away = error
            continue
        except OSError as error:
            _note_failure(application, message_id, error)
            raise
        _mark_sent(application, message_id)
        sent += 1
    if turned_away is not None:
        raise turned_away
    return sent


def _claim(application: Application, message_id: str) -> Mail | None:
    """The mail to send, where no other worker claimed it in this moment."""
    with application.database.writing() as session:
        message = session.get_one(Message, message_id)
        seen, attachment, name = message.attempts, message.attachment_sha256, message.attachment_name
        mail = Mail(message.key, message.address, message.subject, message.body)
        taken = session.execute(
            update(Message)
            .where(Message.id == message_id, Message.state == MessageState.WAITING, Message.attempts == seen)
            .values(attempts=seen + 1)
            .execution_options(synchronize_session=False)
        )
        assert isinstance(taken, CursorResult)  # noqa: S101 - for the type checker
        if taken.rowcount != 1:
            return None
    if attachment is None:
        return mail
    with application.files.open(attachment) as file:
        return replace(mail, attachments=((name or "document.pdf", file.read()),))


def _mark_sent(application: Application, message_id: str) -> None:
    now = application.clock.now()
    with application.database.writing() as session:
        message = session.get_one(Message, message_id)
        message.state, message.sent_at, message.last_error = MessageState.SENT, now, ""
        if message.key.startswith(NOTICE_KEY):
            _record_delivery(session, message)


def _record_delivery(session: Session, message: Message) -> None:
    notice = session.get(Notice, message.key.split(":")[1])
    if notice is None:
        return
    former = session.scalar(
        select(Delivery.id).where(Delivery.notice_id == notice.id, Delivery.channel == DeliveryChannel.EMAIL)
    )
    if former is None and message.sent_at is not None:
        session.add(
            Delivery(notice_id=notice.id, channel=DeliveryChannel.EMAIL, at=message.sent_at, note=message.address)
        )


def _note_failure(application: Application, message_id: str, error: Exception) -> None:
    with application.database.writing() as session:
        message = session.get_one(Message, message_id)
        message.last_error = str(error)[:500]
        if message.attempts >= ATTEMPTS:
            message.state = MessageState.FAILED
