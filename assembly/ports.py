"""The outside world, behind a small interface where there really are two of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol


class Clock(Protocol):
    """The one source of moments: the system's, or the movable one of a training system."""

    def now(self) -> datetime:
        """The present moment, UTC-aware."""
        ...


class FileStore(Protocol):
    """Files kept under the SHA-256 of their content; putting the same content twice keeps one."""

    def put(self, content: bytes | BinaryIO) -> str:
        """Keep the content durably and return its SHA-256 in lower-case hex."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The content for reading; raises `BrokenPromise` where it is gone."""
        ...

    def path(self, sha256: str) -> Path:
        """A local path with the content, for a reader that needs one."""
        ...

    def has(self, sha256: str) -> bool:
        """Whether the content is here."""
        ...

    def all(self) -> Iterator[str]:
        """Every SHA-256 that is kept."""
        ...


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one address; `key` names it for ever, so that sending twice is sending once."""

    key: str
    to: str
    subject: str
    body: str
    attachments: tuple[tuple[str, bytes], ...] = ()


class Mailer(Protocol):
    """A mail server, or a folder of files where there is none."""

    def send(self, mail: Mail) -> None:
        """Hand the mail over; raises `OSError` (or smtplib's errors) where it could not be."""
        ...
