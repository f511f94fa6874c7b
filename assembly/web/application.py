"""What the web needs of the running application, said as an interface: the web never sees adapters or the database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy.orm import Session

from assembly.ports import Clock, FileStore, Mailer
from assembly.settings import Settings


class Database(Protocol):
    """One way to talk to the database (assembly.db.engine.Database)."""

    def writing(self) -> AbstractContextManager[Session]:
        """A short transaction that commits at the end of the block, or leaves nothing behind."""
        ...

    def reading(self) -> AbstractContextManager[Session]:
        """One consistent state, never committed."""
        ...


class Application(Protocol):
    """Everything the pages use (assembly.bootstrap.Application)."""

    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def database(self) -> Database: ...
    @property
    def files(self) -> FileStore: ...
    @property
    def mailer(self) -> Mailer: ...
    @property
    def keys(self) -> Any: ...
