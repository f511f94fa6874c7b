"""Mail over SMTP, or as files in an outbox folder where there is no server."""

from __future__ import annotations

import re
import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from assembly.ports import Mail

TIMEOUT_SECONDS = 20


class SmtpMailer:
    """A mail server at smtp://user:password@host:port (smtps:// for TLS from the start, ?starttls to ask for it)."""

    def __init__(self, url: str, sender: str) -> None:
        self.url = urlsplit(url)
        self.sender = sender

    def send(self, mail: Mail) -> None:
        """Hand the mail over; raises OSError or smtplib.SMTPException."""
        kind = smtplib.SMTP_SSL if self.url.scheme == "smtps" else smtplib.SMTP
        with kind(self.url.hostname or "localhost", self.url.port or 0, timeout=TIMEOUT_SECONDS) as server:
            if "starttls" in self.url.query:
                server.starttls()
            if self.url.username:
                server.login(unquote(self.url.username), unquote(self.url.password or ""))
            server.send_message(as_message(mail, self.sender))


class OutboxMailer:
    """Every mail is a file that any mail program opens."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def send(self, mail: Mail) -> None:
        """Write the mail under its key, once."""
        self.folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w.-]+", "_", mail.key)[:150]
        fresh = self.folder / f".{name}.new"
        fresh.write_bytes(as_message(mail, self.sender).as_bytes(policy=SMTP))
        fresh.replace(self.folder / f"{name}.eml")


def as_message(mail: Mail, sender: str) -> EmailMessage:
    """The mail as an RFC 5322 message; line breaks in headers are folded into spaces."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = " ".join(mail.to.split())
    message["Subject"] = " ".join(mail.subject.split())
    message["Message-ID"] = f"<{re.sub(r'[^A-Za-z0-9.-]+', '.', mail.key)}@veche.local>"
    message.set_content(mail.body)
    for name, content in mail.attachments:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message
