"""Every setting of an installation, read from the environment in this one place."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SECRET_URLS = {"database_url", "broker_url", "smtp_url"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may choose; each field is read from `VECHE_<FIELD>` in upper case."""

    data: Path = Path("var")
    """Folder of the database, the scans, the keys and the outbox."""
    database_url: str = ""
    """SQLAlchemy URL; empty means SQLite in the data folder."""
    broker_url: str = ""
    """Celery broker (amqp:// or redis://); empty means the embedded one in the data folder."""
    smtp_url: str = ""
    """smtp://user:password@host:port; empty means that mails are files in the outbox folder."""
    mail_from: str = "veche@localhost"
    base_url: str = "http://127.0.0.1:8000"
    """The address people type; links in mails begin with it."""
    host: str = "127.0.0.1"
    port: int = 8000
    operator: str = "private"
    """`state_system` where this installation is a state or regional state system (art. 47.1 of the Housing Code)."""
    training: bool = False
    """A training system: every page and print says so, and the clock can be moved."""
    training_from: str = ""
    """The moment (ISO 8601, with time zone) at which a new training begins; from there its clock is moved to the present."""
    telephone: str = "8 800 000-00-00"
    workers: int = 2
    """Processes of one `veche worker`."""

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'veche.sqlite3'}"

    @property
    def files(self) -> Path:
        """The content-addressed folder of scans, notices and documents."""
        return self.data / "files"

    @property
    def outbox(self) -> Path:
        """Where mails go as files when there is no mail server."""
        return self.data / "outbox"

    @property
    def keys(self) -> Path:
        """Where the installation's keys lie (mode 0700)."""
        return self.data / "keys"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read `VECHE_*`; raises ValueError naming the variable that cannot be read."""
        given = os.environ if environment is None else environment
        values: dict[str, object] = {}
        for field in fields(cls):
            raw = given.get(f"VECHE_{field.name.upper()}")
            if raw is None or raw == "":
                continue
            try:
                values[field.name] = _convert(str(field.type), raw)
            except ValueError as error:
                raise ValueError(f"VECHE_{field.name.upper()}={raw!r}: {error}") from error
        return cls(**values)  # type: ignore[arg-type] # converted field by field above

    def shown(self) -> dict[str, str]:
        """All settings as text, without the passwords that URLs carry."""
        return {
            field.name: _without_password(str(getattr(self, field.name)))
            if field.name in SECRET_URLS
            else str(getattr(self, field.name))
            for field in fields(self)
        }


def _convert(kind: str, raw: str) -> object:
    if kind == "bool":
        if raw.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ValueError("expected true or false")
        return raw.lower() in {"1", "true", "yes"}
    if kind == "int":
        return int(raw)
    return Path(raw) if kind == "Path" else raw


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    if not parts.password:
        return url
    host = parts.hostname or ""
    place = f"{parts.username}:***@{host}" + (f":{parts.port}" if parts.port else "")
    return urlunsplit((parts.scheme, place, parts.path, parts.query, parts.fragment))
