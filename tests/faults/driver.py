"""One step of the service in a process that kills itself (kill -9) at a named point: run by the tests of faults.

    python tests/faults/driver.py POINT STEP ARGUMENTS…

The points are put around the product's functions from outside; the product knows nothing of them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assembly.bootstrap import Application, build_application
from assembly.model import Account, Assembly, Ballot, CastVote, ScannedPage, Upload
from assembly.settings import Settings


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Point:
    """Where the process dies."""

    def __init__(self, name: str, application: Application) -> None:
        self.name, self.application = name, application

    def prepare(self) -> None:
        kind, _, noun = self.name.partition(":")
        if kind == "after_commit":
            self._around_commit(
                {"vote": CastVote, "page": ScannedPage, "upload": Upload, "closing": Assembly}[noun], after=True
            )
        elif kind == "before_commit":
            self._around_commit(
                {"vote": CastVote, "page": ScannedPage, "upload": Upload, "closing": Assembly}[noun], after=False
            )
        elif kind in {"before_call", "after_call"}:
            self._around_call(noun, after=kind == "after_call")
        elif kind == "storing":
            self._while_storing()

    def _around_call(self, name: str, *, after: bool) -> None:
        """At the first call of one of the functions of which reading a file is made."""
        from assembly.use_cases import intake_page, read_upload

        module = intake_page if hasattr(intake_page, name) and not hasattr(read_upload, name) else read_upload
        function = getattr(module, name)

        def dying(*given: Any, **named: Any) -> None:
            if after:
                function(*given, **named)
            die()

        setattr(module, name, dying)

    def _around_commit(self, noun: type, *, after: bool) -> None:
        """At the first transaction that adds or changes a row of this kind."""
        database = self.application.database
        writing = database.writing

        @contextlib.contextmanager
        def dying() -> Iterator[Session]:
            seen: list[bool] = []

            def look(session: Session, _context: object) -> None:
                seen.extend(isinstance(row, noun) for row in [*session.new, *session.dirty])

            with writing() as session:
                event.listen(session, "after_flush", look)
                yield session
                session.flush()
                if any(seen) and not after:
                    die()
            if any(seen) and after:
                die()

        database.writing = dying  # type: ignore[method-assign] # that is the fault

    def _while_storing(self) -> None:
        from assembly.adapters import files

        def dying(handle: int) -> None:
            die()

        files.os = _Instead(files.os, fsync=dying)  # type: ignore[assignment] # that is the fault


class _Instead:
    """A module with some of its functions replaced."""

    def __init__(self, module: Any, **instead: Callable[..., Any]) -> None:
        self._module, self._instead = module, instead

    def __getattr__(self, name: str) -> Any:
        return self._instead.get(name) or getattr(self._module, name)


def cast(application: Application, *given: str) -> None:
    from assembly.use_cases.cast_online_vote import cast_online_vote

    ballot, account, code, key, now = given
    with application.database.writing() as session:
        cast_online_vote(
            session, now=datetime.fromisoformat(now), keys=application.keys, ballot=session.get_one(Ballot, ballot),
            account=session.get_one(Account, account), selections={"1": "for", "2": "for", "3": "for"}, code=code,
            idempotency_key=key,
        )  # fmt: skip


def close(application: Application, assembly: str, now: str) -> None:
    from assembly.use_cases.close_voting import close_voting

    with application.database.writing() as session:
        close_voting(session, now=datetime.fromisoformat(now), assembly=session.get_one(Assembly, assembly), by=None)


def upload(application: Application, assembly: str, account: str, path: str, now: str) -> None:
    from assembly.use_cases.upload_batch import store_files, upload_batch

    with Path(path).open("rb") as stream:
        stored = store_files(application.files, [("scan.tiff", stream)])
    with application.database.writing() as session:
        upload_batch(
            session, now=datetime.fromisoformat(now), files=application.files, assembly=session.get_one(Assembly, assembly),
            uploads=stored, sheets_counted=1, by=session.get_one(Account, account),
        )  # fmt: skip


def work(application: Application, now: str) -> None:
    from assembly.tasks.work import work_on

    _stand_still(application, now)
    work_on(application)


def serve(application: Application, port: str, now: str) -> None:
    import uvicorn

    from assembly.web.app import create_web

    _stand_still(application, now)
    uvicorn.run(create_web(application), port=int(port), log_level="warning")


def _stand_still(application: Application, now: str) -> None:
    class Still:
        def now(self) -> datetime:
            return datetime.fromisoformat(now)

    object.__setattr__(application, "clock", Still())


STEPS: dict[str, Callable[..., None]] = {"cast": cast, "close": close, "upload": upload, "work": work, "serve": serve}

if __name__ == "__main__":
    built = build_application(Settings.from_environment())
    Point(sys.argv[1], built).prepare()
    STEPS[sys.argv[2]](built, *sys.argv[3:])
