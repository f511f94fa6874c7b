"""Workers that are killed at any moment: nothing is lost, nothing is done twice."""

from __future__ import annotations

import io
import os
import shutil
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assembly import jobs
from assembly.bootstrap import Application, build_application
from assembly.model import CastVote, Job, JobState, LedgerEntry, ScannedPage, Upload
from assembly.settings import Settings
from assembly.tasks.lease import locked, release_dead
from assembly.tasks.sweep import sweep
from assembly.tasks.wake import wake
from assembly.tasks.work import work_on
from assembly.use_cases.upload_batch import upload_batch
from tests.tasks.conftest import Workers, wait_for
from tests.tasks.scanned import print_ballots, scan
from tests.use_cases.conftest import ready_application
from tests.use_cases.small_house import House

FOR_ALL = {"1": "for", "2": "for", "3": "against"}


def _scanned_house(application: Application, *, ballots: int, copies: int) -> tuple[House, str]:
    """The open house with one uploaded file of its own ballots; the id of the upload. Nobody is woken."""
    house = House(application).found()
    house.register()
    house.opened()
    pdf, layout = print_ballots(house)
    content = scan(pdf, layout, [FOR_ALL] * ballots, copies)
    with house.writing() as session:
        batch = upload_batch(
            session, now=house.now, files=application.files, assembly=house.meeting(session),
            uploads=[("scan.tiff", io.BytesIO(content))], sheets_counted=ballots * copies, by=house.by(session),
        )  # fmt: skip
        return house, batch.uploads[0].id


def _state(house: House, upload: str) -> str:
    with house.reading() as session:
        return str(session.get_one(Upload, upload).state)


def _count(house: House, model: type) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def _jobs(house: House, kind: str) -> list[Job]:
    with house.reading() as session:
        return list(session.scalars(select(Job).where(Job.kind == kind)))


def _must_be_whole(house: House, ballots: int, copies: int) -> None:
    """Every page once, every ballot recorded once, each page in the ledger once."""
    assert _count(house, ScannedPage) == ballots * copies
    assert _count(house, CastVote) == ballots
    with house.reading() as session:
        kinds = list(session.scalars(select(LedgerEntry.kind)))
        votes = [cast.selections for cast in session.scalars(select(CastVote))]
    assert kinds.count("page:read") == ballots * copies
    assert kinds.count("ballot:read") == ballots
    assert votes == [FOR_ALL] * ballots


def test_work_that_was_never_announced_is_found_by_the_sweep(application: Application, workers: Workers) -> None:
    """The web was killed after the upload was committed and before any task was sent."""
    house, upload = _scanned_house(application, ballots=2, copies=1)
    workers.start()
    wait_for(lambda: _state(house, upload) == "read")
    wait_for(lambda: all(job.state == JobState.DONE for job in _jobs(house, "read_upload")))
    _must_be_whole(house, 2, 1)


def test_a_worker_killed_at_any_moment_is_followed_by_one_that_goes_on(
    application: Application, workers: Workers
) -> None:
    house, upload = _scanned_house(application, ballots=5, copies=5)
    folder = application.settings.data / "reading" / upload
    moments: list[Callable[[], bool]] = [
        (folder / "pages").exists,  # in the middle of the first page
        lambda: any(folder.glob("pages/*.jpg")),  # a page is read and not yet on record
        lambda: _count(house, ScannedPage) >= 8,  # between two pages
    ]
    for is_the_moment in moments:
        worker = workers.start()
        wait_for(is_the_moment)
        workers.kill(worker)
        assert _state(house, upload) == "reading"
        shutil.rmtree(folder)  # so that the next moment is a new one
    workers.start()
    wait_for(lambda: _state(house, upload) == "read")
    _must_be_whole(house, 5, 5)
    assert not folder.exists()


def test_one_killed_process_of_the_pool_is_replaced_and_its_file_read_to_the_end(
    application: Application, workers: Workers
) -> None:
    house, upload = _scanned_house(application, ballots=4, copies=5)
    worker = workers.start()
    wait_for(lambda: _count(house, ScannedPage) >= 2)
    for child in _children(worker.pid):
        os.kill(child, signal.SIGKILL)
    wait_for(lambda: _state(house, upload) == "read")
    assert worker.poll() is None
    _must_be_whole(house, 4, 5)


def test_a_commit_wakes_the_worker_at_once(application: Application, workers: Workers) -> None:
    worker = workers.start()
    wait_for(lambda: len(_children(worker.pid)) == application.settings.workers)
    application.database.wake = lambda: wake(application) and None
    with application.database.writing() as session:
        jobs.ask_for(session, "send_messages", "now", now=application.clock.now(), messages=[])

    def is_done() -> bool:
        with application.database.reading() as session:
            return session.scalar(select(Job.state).where(Job.key == "now")) == JobState.DONE

    wait_for(is_done, 15)


@pytest.mark.rabbitmq
def test_the_same_through_rabbitmq(application: Application, rabbitmq_url: str) -> None:
    house, upload = _scanned_house(application, ballots=3, copies=5)
    workers = Workers(application, broker_url=rabbitmq_url)
    try:
        worker = workers.start(lease_seconds=4)
        wait_for(lambda: _count(house, ScannedPage) >= 2)
        workers.kill(worker)
        workers.start(lease_seconds=4)
        wait_for(lambda: _state(house, upload) == "read")
        _must_be_whole(house, 3, 5)
    finally:
        workers.end()


def test_a_broker_that_is_away_is_no_error_for_who_wakes(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, training=True, broker_url="amqp://guest:guest@127.0.0.1:1//")
    away = build_application(settings)
    assert wake(away) is False
    away.close()


def test_failing_work_waits_longer_each_time_and_is_given_up_and_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = ready_application(tmp_path / "data")
    with application.database.writing() as session:
        jobs.ask_for(session, "read_upload", "lost", now=application.clock.now(), upload_id="nowhere")
    pauses = []
    for _ in range(jobs.ATTEMPTS):
        assert work_on(application) == 1
        with application.database.reading() as session:
            (job,) = session.scalars(select(Job))
        if job.lease_until is not None:
            pauses.append(job.lease_until - application.clock.now())
            application.clock.moment = job.lease_until  # type: ignore[attr-defined]
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == jobs.ATTEMPTS - 1
    assert (job.state, job.attempts) == (JobState.FAILED, jobs.ATTEMPTS)
    assert "NoResultFound" in job.last_error
    assert work_on(application) == 0
    application.close()


def test_a_claimed_job_is_nobody_elses_until_its_worker_dies(application: Application) -> None:
    now = datetime.now(UTC)
    with application.database.writing() as session:
        job = jobs.ask_for(session, "send_messages", "x", now=now, messages=[])
    with application.database.writing() as session:
        assert jobs.claim(session, job.id, now=now) is not None
        assert jobs.claim(session, job.id, now=now) is None
    assert release_dead(application, now) == 0  # no lock file here: the worker is on another machine
    with locked(application, job.id) as is_ours:
        assert is_ours
        with locked(application, job.id) as again:
            assert not again
        assert release_dead(application, now) == 0
    path = application.settings.data / "running" / f"{job.id}.lock"
    path.touch()  # what a killed worker leaves behind
    assert release_dead(application, now) == 1
    with application.database.reading() as session:
        assert [one.id for one in jobs.due(session, now=now + timedelta(seconds=1))] == [job.id]


def test_a_job_that_kills_its_worker_each_time_is_given_up(application: Application) -> None:
    now = application.clock.now()
    with application.database.writing() as session:
        job = jobs.ask_for(session, "read_upload", "killer", now=now, upload_id="x")
        job.attempts, job.state, job.lease_until = jobs.ATTEMPTS, JobState.RUNNING, now - timedelta(seconds=1)
    assert sweep(application) == 1
    work_on(application)
    with application.database.reading() as session:
        assert session.get_one(Job, job.id).state == JobState.FAILED


def _children(pid: int) -> list[int]:
    """The processes of the pool."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()]
