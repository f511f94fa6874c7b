"""Doing jobs: claim one, do it, note how it went; until none is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assembly import jobs
from assembly.tasks.lease import locked, renewed

if TYPE_CHECKING:
    from assembly.bootstrap import Application

log = logging.getLogger(__name__)


def work_on(application: Application, job_id: str | None = None) -> int:
    """Do this job if it is free, then whatever else is due; how many were done. May run twice without harm."""
    done = 1 if job_id is not None and _try(application, job_id) else 0
    while True:
        with application.database.reading() as session:
            waiting = [job.id for job in jobs.due(session, now=application.clock.now(), limit=10)]
        # Another worker may take one between our look and our claim; then the next is tried.
        if not any(_try(application, one) for one in waiting):
            return done
        done += 1


def _try(application: Application, job_id: str) -> bool:
    """Claim and do one job; False where another worker has it."""
    with locked(application, job_id) as is_ours:
        return is_ours and _claim_and_do(application, job_id)


def _claim_and_do(application: Application, job_id: str) -> bool:
    with application.database.writing() as session:
        job = jobs.claim(session, job_id, now=application.clock.now())
        if job is None:
            return False
        kind, payload, attempts = job.kind, dict(job.payload), job.attempts
        if attempts > jobs.ATTEMPTS:  # its worker was killed each time: it must not go on killing
            jobs.put_back(session, job_id, "the worker was killed on every attempt", now=application.clock.now())
            return True
    with renewed(application, job_id):
        problem = _do(application, kind, payload)
    with application.database.writing() as session:
        now = application.clock.now()
        if problem is None:
            jobs.finish(session, job_id, now=now)
        else:
            jobs.put_back(session, job_id, problem, now=now)
    return True


def _do(application: Application, kind: str, payload: dict[str, Any]) -> str | None:
    """Run the work; None, or what went wrong in one line."""
    try:
        KINDS[kind](application, payload)
    except Exception as error:
        log.exception("job %s failed", kind)
        return f"{type(error).__name__}: {error}"
    return None


def _read_upload(application: Application, payload: dict[str, Any]) -> None:
    from assembly.use_cases.read_upload import read_upload

    read_upload(application, str(payload["upload_id"]))


def _make_notices(application: Application, payload: dict[str, Any]) -> None:
    from assembly.use_cases.make_notices import make_notice_pdfs

    make_notice_pdfs(application, str(payload["assembly_id"]))


def _send_messages(application: Application, payload: dict[str, Any]) -> None:
    from assembly.use_cases.send_messages import send_messages

    send_messages(application, payload.get("messages"))


def _print_run(application: Application, payload: dict[str, Any]) -> None:
    from assembly.use_cases.make_print import make_print

    make_print(application, str(payload["run_id"]))


KINDS: dict[str, Callable[[Application, dict[str, Any]], None]] = {
    "read_upload": _read_upload,
    "make_notices": _make_notices,
    "send_messages": _send_messages,
    "print_run": _print_run,
}
