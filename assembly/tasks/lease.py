"""While a job runs its lease is renewed, and a lock on a file tells this machine that its worker lives."""

from __future__ import annotations

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from assembly import jobs
from assembly.model import Job, JobState

if TYPE_CHECKING:
    from assembly.bootstrap import Application

log = logging.getLogger(__name__)


@contextmanager
def locked(application: Application, job_id: str) -> Iterator[bool]:
    """Lock the job on this machine while the block runs; False where another process of it has it.

    Taken before the job is claimed, so that a claimed job without a lock belongs to a dead worker. The kernel gives
    the lock back when the process is killed.
    """
    path = _lock_path(application, job_id)
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            with suppress(FileNotFoundError):
                path.unlink()


@contextmanager
def renewed(application: Application, job_id: str) -> Iterator[None]:
    """Renew the job's lease for as long as the block runs."""
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(application, job_id, done), name="lease", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()


def release_dead(application: Application, now: datetime) -> int:
    """End the leases of jobs whose worker died on this machine, so that nobody waits for them to run out; how many.

    A job without a lock file here runs on another machine: its lease alone decides.
    """
    with application.database.reading() as session:
        query = select(Job.id).where(Job.state == JobState.RUNNING, Job.lease_until > now)
        running = list(session.scalars(query))
    dead = [job_id for job_id in running if _is_dead(_lock_path(application, job_id))]
    if dead:
        with application.database.writing() as session:
            session.execute(update(Job).where(Job.id.in_(dead), Job.state == JobState.RUNNING).values(lease_until=now))
    return len(dead)


def _renew(application: Application, job_id: str, done: threading.Event) -> None:
    while not done.wait(jobs.LEASE.total_seconds() / 3):
        try:
            with application.database.writing() as session:
                jobs.renew(session, job_id, now=application.clock.now())
        except Exception as error:  # noqa: BLE001 - a lease that ran out makes the work run twice, which does no harm
            log.warning("the lease of job %s could not be renewed: %s", job_id, error)


def _is_dead(path: Path) -> bool:
    try:
        with path.open("r") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except (FileNotFoundError, BlockingIOError):
        return False


def _lock_path(application: Application, job_id: str) -> Path:
    folder = application.settings.data / "running"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{job_id}.lock"
