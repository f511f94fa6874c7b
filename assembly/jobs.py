"""Work that must not be lost: asked for in a transaction, claimed by lease, done once or done again without harm."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from assembly.db.engine import WAKE
from assembly.model.job import Job, JobState

LEASE = timedelta(seconds=60)
ATTEMPTS = 5


def ask_for(session: Session, kind: str, key: str, *, now: datetime, **payload: Any) -> Job:
    """Ask for a piece of work inside the caller's transaction; workers are woken after its commit.

    `key` is the natural name of the work: while such a job waits, asking again asks once; one that runs already runs
    once more, for it may have looked before this transaction; a finished one is started again. Safe to repeat.
    """
    session.info[WAKE] = True
    job = session.scalar(select(Job).where(Job.key == key))
    if job is None:
        job = Job(kind=kind, key=key, payload=payload, created_at=now)
        session.add(job)
        session.flush()
    elif job.state in {JobState.DONE, JobState.FAILED}:
        job.state, job.attempts, job.lease_until, job.payload = JobState.WAITING, 0, None, payload
    else:
        job.payload, job.asked_again = payload, job.state == JobState.RUNNING
    return job


def due(session: Session, *, now: datetime, limit: int = 100) -> list[Job]:
    """Jobs that nobody works on: waiting (and past their pause), or running with a lease that has run out."""
    free = or_(Job.lease_until.is_(None), Job.lease_until <= now)
    query = select(Job).where(Job.state.in_([JobState.WAITING, JobState.RUNNING]), free)
    return list(session.scalars(query.order_by(Job.created_at, Job.id).limit(limit)))


def claim(session: Session, job_id: str, *, now: datetime) -> Job | None:
    """Take a job for the length of a lease; None where another worker has it or it is done. One atomic UPDATE."""
    free = or_(Job.lease_until.is_(None), Job.lease_until <= now)
    taken = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state.in_([JobState.WAITING, JobState.RUNNING]), free)
        .values(state=JobState.RUNNING, lease_until=now + LEASE, attempts=Job.attempts + 1)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101 - for the type checker
    return session.get(Job, job_id, populate_existing=True) if taken.rowcount == 1 else None


def renew(session: Session, job_id: str, *, now: datetime) -> None:
    """Hold a running job for another lease."""
    session.execute(update(Job).where(Job.id == job_id, Job.state == JobState.RUNNING).values(lease_until=now + LEASE))


def finish(session: Session, job_id: str, *, now: datetime) -> None:
    """The work is done; where it was asked for again meanwhile, it waits anew."""
    job = session.get_one(Job, job_id, populate_existing=True)
    job.state = JobState.WAITING if job.asked_again else JobState.DONE
    job.attempts = 0 if job.asked_again else job.attempts
    job.lease_until, job.done_at, job.asked_again = None, now, False


def put_back(session: Session, job_id: str, error: str, *, now: datetime) -> None:
    """The work failed: wait longer each time, and stop after `ATTEMPTS`, where it is shown to people."""
    job = session.get_one(Job, job_id)
    job.last_error = error[:2000]
    if job.attempts >= ATTEMPTS:
        job.state, job.lease_until = JobState.FAILED, None
    else:
        job.state, job.lease_until = JobState.WAITING, now + timedelta(seconds=2**job.attempts)
