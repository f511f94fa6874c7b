"""One way to talk to the database: short writing transactions, and reading ones that never write."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

WAKE = "wake_workers"
"""Key in `Session.info`: set by `jobs.ask_for`, read here after the commit."""

BUSY_SECONDS = 30


class Database:
    """SQLite (WAL, synchronous=FULL, one writer at a time) or PostgreSQL, through the same code.

    `wake` is called after a commit in which work was asked for; it must not raise.
    """

    def __init__(self, url: str, *, wake: Callable[[], None] | None = None) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = _sqlite_engine(url) if self.is_sqlite else _server_engine(url)
        self.wake = wake
        self._writers = threading.Lock() if self.is_sqlite else None
        options: dict[str, Any] = {"expire_on_commit": False, "autoflush": True}
        self._writing = sessionmaker(self.engine.execution_options(veche_writes=True), **options)
        self._reading = sessionmaker(self.engine, **options)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction that commits at the end of the block, or leaves nothing behind."""
        with self._one_writer(), self._writing() as session:
            with session.begin():
                yield session
            asked = bool(session.info.get(WAKE))
        if asked and self.wake is not None:
            self.wake()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and is never committed."""
        with self._reading() as session:
            session.autoflush = False
            yield session

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """Threads of one process queue here, fairly and without polling the file lock."""
        if self._writers is None:
            yield
        else:
            with self._writers:
                yield


def _server_engine(url: str) -> Engine:
    return create_engine(url, pool_size=8, max_overflow=8, pool_pre_ping=True)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions are begun below, by us
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS}000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("veche_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
