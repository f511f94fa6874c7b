"""Mail reaches a real SMTP server once, and without a server it is a file in the outbox."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from assembly.adapters.mail import OutboxMailer, SmtpMailer
from assembly.bootstrap import Application
from assembly.model import Building, Message, MessageState, Owner, OwnerKind
from assembly.ports import Mail
from assembly.text import Text
from assembly.use_cases.send_messages import send_messages
from assembly.use_cases.tell import tell_owner
from tests.conftest import NOW, free_port, make_application

NAME = "О’Коннор <b> Әлия"


class Inbox:
    """What the server took; addresses in `refuse` are turned away."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuse: set[str] = set()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[str, Inbox]]:
    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}", inbox
    controller.stop()


@pytest.fixture
def mailing(tmp_path: Path, server: tuple[str, Inbox]) -> Iterator[tuple[Application, Inbox]]:
    application = make_application(tmp_path / "data", smtp_url=server[0])
    yield application, server[1]
    application.close()


def _tell(application: Application, email: str, key: str) -> None:
    sha256 = application.files.put(b"%PDF-1.4 a notice")
    with application.database.writing() as session:
        building = Building(address="ул. Примерная, 1", created_at=NOW)
        session.add(building)
        session.flush()
        owner = Owner(building_id=building.id, name=NAME, kind=OwnerKind.PERSON, email=email)
        session.add(owner)
        session.flush()
        tell_owner(
            session, now=NOW, owner=owner, subject=Text("Общее собрание"), body=Text("Приём решений до 28 марта."), key=key,
            attachment_sha256=sha256, attachment_name="soobshchenie.pdf",
        )  # fmt: skip


def test_a_mail_reaches_the_server_with_its_attachment(mailing: tuple[Application, Inbox]) -> None:
    application, inbox = mailing
    _tell(application, "owner@example.org", "notice:1")
    send_messages(application)
    assert len(inbox.mails) == 1
    mail = inbox.mails[0]
    assert mail["To"] == "owner@example.org"
    assert "Общее собрание" in mail["Subject"]
    body = mail.get_body()
    assert body is not None
    assert "28 марта" in body.get_content()
    attachments = list(mail.iter_attachments())
    assert [one.get_filename() for one in attachments] == ["soobshchenie.pdf"]
    assert attachments[0].get_content() == b"%PDF-1.4 a notice"


def test_sending_twice_sends_once(mailing: tuple[Application, Inbox]) -> None:
    application, inbox = mailing
    _tell(application, "owner@example.org", "notice:1")
    send_messages(application)
    send_messages(application)
    assert len(inbox.mails) == 1


def test_one_address_that_fails_holds_up_no_other(mailing: tuple[Application, Inbox]) -> None:
    application, inbox = mailing
    inbox.refuse.add("full@example.org")
    _tell(application, "full@example.org", "notice:1")
    _tell(application, "owner@example.org", "notice:2")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send_messages(application)
    assert [mail["To"] for mail in inbox.mails] == ["owner@example.org"]
    with application.database.reading() as session:
        states = {row.address: row.state for row in session.scalars(select(Message))}
    assert states["owner@example.org"] == MessageState.SENT
    assert states["full@example.org"] != MessageState.SENT


def test_a_server_that_is_away_loses_nothing(tmp_path: Path) -> None:
    application = make_application(tmp_path / "data", smtp_url=f"smtp://127.0.0.1:{free_port()}")
    _tell(application, "owner@example.org", "notice:1")
    with pytest.raises(OSError, match="refused"):
        send_messages(application)
    with application.database.reading() as session:
        message = session.scalars(select(Message)).one()
        assert message.state != MessageState.SENT
        assert message.last_error
    application.close()


def test_without_a_server_a_mail_is_a_file(tmp_path: Path) -> None:
    mailer = OutboxMailer(tmp_path / "outbox", "veche@example.org")
    mail = Mail("notice:1/../2", "a@example.org\nBcc: b@example.org", "Тема\r\nX: y", "Текст", (("n.pdf", b"%PDF"),))
    mailer.send(mail)
    mailer.send(mail)
    (file,) = (tmp_path / "outbox").glob("*.eml")
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert read["X"] is None
    assert read["Subject"] == "Тема X: y"


def test_a_header_cannot_be_smuggled_to_the_server(server: tuple[str, Inbox]) -> None:
    SmtpMailer(server[0], "veche@example.org").send(Mail("k", "a@example.org", "Тема\r\nBcc: b@example.org", "Текст"))
    assert server[1].mails[0]["Bcc"] is None
