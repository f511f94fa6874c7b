"""Work asked for is done: once where it waits, once more where it was asked for while it ran."""

from __future__ import annotations

from datetime import timedelta

from assembly import jobs
from assembly.bootstrap import Application
from assembly.db.engine import Database
from assembly.db.migrate import migrate
from assembly.model import Job, JobState
from tests.conftest import NOW


def _ask(database: Database, **payload: object) -> str:
    with database.writing() as session:
        return jobs.ask_for(session, "make_notices", "make_notices:1", now=NOW, **payload).id


def test_asking_twice_asks_once(application: Application) -> None:
    assert _ask(application.database, a=1) == _ask(application.database, a=2)
    with application.database.reading() as session:
        assert [job.payload for job in jobs.due(session, now=NOW)] == [{"a": 2}]


def test_one_worker_has_the_job_until_its_lease_runs_out(a_database_url: str) -> None:
    database = Database(a_database_url)
    migrate(database)
    job = _ask(database)
    with database.writing() as session:
        assert jobs.claim(session, job, now=NOW) is not None
    with database.writing() as session:
        assert jobs.claim(session, job, now=NOW + jobs.LEASE - timedelta(seconds=1)) is None
    with database.reading() as session:
        assert [one.id for one in jobs.due(session, now=NOW + jobs.LEASE)] == [job]
    with database.writing() as session:
        assert jobs.claim(session, job, now=NOW + jobs.LEASE) is not None
    database.close()


def test_work_asked_for_while_it_runs_is_done_once_more(application: Application) -> None:
    database = application.database
    job = _ask(database)
    with database.writing() as session:
        jobs.claim(session, job, now=NOW)
    _ask(database, a=3)
    with database.writing() as session:
        jobs.finish(session, job, now=NOW)
    with database.reading() as session:
        assert [(one.id, one.payload) for one in jobs.due(session, now=NOW)] == [(job, {"a": 3})]
    with database.writing() as session:
        jobs.claim(session, job, now=NOW)
        jobs.finish(session, job, now=NOW)
    with database.reading() as session:
        assert session.get_one(Job, job).state == JobState.DONE


def test_failing_work_waits_longer_and_is_given_up(application: Application) -> None:
    database, now = application.database, NOW
    job = _ask(database)
    for _ in range(jobs.ATTEMPTS):
        with database.writing() as session:
            assert jobs.claim(session, job, now=now) is not None
            jobs.put_back(session, job, "no disk", now=now)
            now += timedelta(minutes=1)
    with database.reading() as session:
        row = session.get_one(Job, job)
        assert (row.state, row.last_error) == (JobState.FAILED, "no disk")
        assert jobs.due(session, now=now) == []


def test_workers_are_woken_after_the_commit_only(application: Application) -> None:
    woken: list[int] = []

    def wake() -> None:
        with application.database.reading() as session:
            woken.append(len(jobs.due(session, now=NOW)))

    application.database.wake = wake
    _ask(application.database)
    assert woken == [1]
