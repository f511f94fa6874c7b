"""kill -9 between two steps: what was committed is there once, what was not has left nothing, and the next try ends it."""

from __future__ import annotations

import contextlib
import errno
import io
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

import assembly.adapters.files as file_store
from assembly.bootstrap import Application
from assembly.errors import Fixable, Refused
from assembly.model import (
    Account,
    Batch,
    Building,
    CastVote,
    Decision,
    Job,
    LedgerEntry,
    OneTimeCode,
    Role,
    ScannedPage,
    Upload,
)
from assembly.supervise import environment_of
from assembly.tasks.work import work_on
from assembly.use_cases.answer_for import ballots_to_answer
from assembly.use_cases.create_api_key import create_api_key
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.upload_batch import store_files, upload_batch
from tests.conftest import free_port
from tests.tasks.conftest import wait_for
from tests.tasks.scanned import print_ballots, scan
from tests.use_cases.conftest import ready_application
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House, voting

DRIVER = Path(__file__).with_name("driver.py")
FOR_ALL = {"1": "for", "2": "for", "3": "against"}


@pytest.fixture
def application(a_database_url: str, tmp_path: Path) -> Iterator[Application]:
    built = ready_application(tmp_path / "data", a_database_url)
    yield built
    built.close()


@pytest.fixture
def house(application: Application) -> House:
    made = House(application).found()
    made.register()
    return made


def run(house: House, point: str, step: str, *arguments: object, dies: bool = True) -> None:
    """One step in a process of its own, killed at the point."""
    command = [sys.executable, "-W", "ignore", str(DRIVER), point, step, *map(str, arguments)]
    done = subprocess.run(
        command,
        env=environment_of(house.application.settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == (-signal.SIGKILL if dies else 0), done.stderr[-2000:]


def count(house: House, noun: type) -> int:
    with house.reading() as session:
        return session.scalar(select(func.count()).select_from(noun)) or 0


def ledger(house: House) -> list[str]:
    with house.reading() as session:
        query = select(LedgerEntry.kind).where(LedgerEntry.assembly_id == house.assembly).order_by(LedgerEntry.index)
        return list(session.scalars(query))


def ballot_of(house: House, account: str) -> str:
    with house.reading() as session:
        row = session.get_one(Account, account)
        return ballots_to_answer(session, assembly=house.meeting(session), account=row, now=house.now)[0].id


# A vote -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["after_commit:vote", "before_commit:vote"])
def test_a_vote_whose_receipt_never_came_is_asked_for_again(house: House, point: str) -> None:
    (account,) = voting(house, "Ева")
    ballot, code = ballot_of(house, account), house.codes[account].pop(0)
    run(house, point, "cast", ballot, account, code, "one-click", house.now.isoformat())
    recorded = 1 if point.startswith("after") else 0
    assert count(house, CastVote) == recorded
    assert ledger(house).count("ballot:cast") == recorded
    again = house.cast(account, code=code, key="one-click", ballot=ballot)
    assert again.cast is not None, again.refusal
    assert count(house, CastVote) == 1
    assert ledger(house).count("ballot:cast") == 1
    with house.reading() as session:
        assert (
            session.scalar(select(func.count()).select_from(OneTimeCode).where(OneTimeCode.used_at.is_not(None))) == 1
        )


# Scans --------------------------------------------------------------------------------------------------------------------


def scanned(house: House, folder: Path, ballots: int = 1) -> Path:
    house.opened()
    pdf, layout = print_ballots(house)
    path = folder / "scan.tiff"
    path.write_bytes(scan(pdf, layout, [FOR_ALL] * ballots, 1))
    return path


def must_be_read_once(house: House, ballots: int) -> None:
    assert count(house, Upload) == 1
    assert count(house, ScannedPage) == ballots
    assert count(house, CastVote) == ballots
    assert ledger(house).count("batch:uploaded") == 1
    assert ledger(house).count("page:read") == ballots
    assert ledger(house).count("ballot:read") == ballots


def test_an_upload_that_was_committed_and_never_announced_is_read_once(house: House, tmp_path: Path) -> None:
    path = scanned(house, tmp_path)
    run(house, "after_commit:upload", "upload", house.assembly, house.organiser, path, house.now.isoformat())
    assert (count(house, Upload), count(house, ScannedPage)) == (1, 0)
    work_on(house.application)
    must_be_read_once(house, 1)


@pytest.mark.parametrize("point", ["before_commit:page", "after_commit:page"])
def test_a_page_that_was_read_and_not_committed_is_read_again_and_recorded_once(
    house: House, tmp_path: Path, point: str
) -> None:
    path = scanned(house, tmp_path, ballots=2)
    run(house, "nowhere", "upload", house.assembly, house.organiser, path, house.now.isoformat(), dies=False)
    run(house, point, "work", house.now.isoformat())
    assert count(house, ScannedPage) == (0 if point.startswith("before") else 1)
    house.move_to(house.now + timedelta(minutes=5))  # the lease of the dead has run out
    work_on(house.application)
    must_be_read_once(house, 2)


@pytest.mark.parametrize(
    "point",
    [
        "after_call:_image",  # its picture is kept, the page is not on record
        "before_call:record_paper_ballot",  # it has its ballot, whose votes are not recorded
        "after_call:record_paper_ballot",  # they are, and nothing is committed
    ],
)
def test_killed_on_the_way_from_a_picture_to_its_ballot_nothing_is_half_on_record(
    house: House, tmp_path: Path, point: str
) -> None:
    path = scanned(house, tmp_path, ballots=2)
    run(house, "nowhere", "upload", house.assembly, house.organiser, path, house.now.isoformat(), dies=False)
    run(house, point, "work", house.now.isoformat())
    assert (count(house, ScannedPage), count(house, CastVote)) == (0, 0)
    assert not {"page:read", "ballot:read"} & set(ledger(house))
    house.move_to(house.now + timedelta(minutes=5))
    work_on(house.application)
    must_be_read_once(house, 2)
    assert list((house.application.settings.data / "reading").iterdir()) == []
    pictures = {file.name for file in house.application.settings.files.rglob("*") if file.is_file()}
    with house.reading() as session:
        assert pictures >= set(session.scalars(select(ScannedPage.image_sha256)))


@pytest.mark.parametrize("point", ["before_call:_finish", "after_call:_finish"])
@pytest.mark.parametrize("is_refused", [True, False])
def test_killed_at_the_end_of_a_file_it_ends_once(house: House, tmp_path: Path, point: str, is_refused: bool) -> None:
    """With every page on record, or while the file is refused."""
    path = scanned(house, tmp_path)
    if is_refused:
        path.write_bytes(b"%PDF-1.7 no scan")
    run(house, "nowhere", "upload", house.assembly, house.organiser, path, house.now.isoformat(), dies=False)
    run(house, point, "work", house.now.isoformat())
    house.move_to(house.now + timedelta(minutes=5))
    work_on(house.application)
    with house.reading() as session:
        (upload,) = session.scalars(select(Upload))
        assert upload.state == ("refused" if is_refused else "read")
        assert upload.pages_found == (0 if is_refused else 1)
        assert bool(upload.refusal) == is_refused
    assert work_on(house.application) == 0
    if is_refused:
        assert (count(house, ScannedPage), count(house, CastVote)) == (0, 0)
    else:
        must_be_read_once(house, 1)


def test_a_task_given_out_twice_at_one_moment_records_once(house: House, tmp_path: Path) -> None:
    """One of the two may fail, for they share a workspace; what is then tried again ends it, and nothing stands twice."""
    path = scanned(house, tmp_path, ballots=2)
    run(house, "nowhere", "upload", house.assembly, house.organiser, path, house.now.isoformat(), dies=False)
    with house.reading() as session:
        (upload,) = session.scalars(select(Upload.id))
    together = threading.Barrier(2)

    def read(_number: int) -> None:
        together.wait()
        with contextlib.suppress(OSError):  # the other one has cleared the workspace
            read_upload(house.application, upload)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(read, range(2)))
    for _ in range(2):
        read_upload(house.application, upload)
    must_be_read_once(house, 2)


@pytest.mark.parametrize("point", ["storing", "before_commit:upload"])
def test_an_upload_that_was_interrupted_leaves_nothing_and_comes_again(
    house: House, tmp_path: Path, point: str
) -> None:
    path = scanned(house, tmp_path)
    arguments = (house.assembly, house.organiser, path, house.now.isoformat())
    run(house, point, "upload", *arguments)
    assert (count(house, Batch), count(house, Upload), count(house, Job)) == (0, 0, _jobs_before(house))
    assert "batch:uploaded" not in ledger(house)
    run(house, "nowhere", "upload", *arguments, dies=False)
    work_on(house.application)
    must_be_read_once(house, 1)


def _jobs_before(house: House) -> int:
    with house.reading() as session:
        query = select(func.count()).select_from(Job).where(Job.kind != "read_upload")
        return session.scalar(query) or 0


def test_the_web_killed_while_a_batch_comes_in_and_after_it_was_recorded(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over HTTP: killed with half of the body received, and killed between the commit and the answer."""
    path = scanned(house, tmp_path)
    key = desk_key(house)
    port = free_port()
    where = f"http://127.0.0.1:{port}/api/v1/assemblies/{house.assembly}/batches"
    sending: dict[str, Any] = {"headers": {"Authorization": f"Bearer {key}"}, "timeout": 60}
    for point in ("nowhere", "after_commit:upload", "nowhere"):
        command = [sys.executable, "-W", "ignore", str(DRIVER), point, "serve", str(port), house.now.isoformat()]
        web = subprocess.Popen(command, env=environment_of(house.application.settings))
        try:
            wait_for(lambda: answers(port))
            form = {
                "data": {"sheets_counted": "1"},
                "files": [("files", ("scan.tiff", path.read_bytes(), "image/tiff"))],
            }
            if point == "nowhere" and count(house, Batch) == 0:
                with pytest.raises(httpx.TransportError):
                    httpx.post(where, content=half_a_body(web), **half(sending))
                assert (count(house, Batch), count(house, Upload)) == (0, 0)
            elif point == "after_commit:upload":
                with pytest.raises(httpx.TransportError):
                    httpx.post(where, **form, **sending)
                assert count(house, Batch) == 1
            else:
                assert httpx.post(where, **form, **sending).json()["number"] == 1
        finally:
            web.kill()
            web.wait()
    assert (count(house, Batch), count(house, Upload)) == (1, 1)
    work_on(house.application)
    must_be_read_once(house, 1)


def desk_key(house: House) -> str:
    with house.writing() as session:
        by = house.by(session)
        grant_role(
            session,
            now=house.now,
            account=by,
            building=session.get_one(Building, house.building),
            role=Role.DESK,
            by=by,
        )
        return create_api_key(session, now=house.now, keys=house.application.keys, account=by, label="desk")[1]


def half(sending: dict[str, Any]) -> dict[str, Any]:
    headers = sending["headers"] | {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "1000000"}
    return sending | {"headers": headers}


def half_a_body(web: subprocess.Popen[bytes]) -> Iterator[bytes]:
    """The beginning of a form with a file; then the web dies."""
    yield b'--b\r\nContent-Disposition: form-data; name="sheets_counted"\r\n\r\n1\r\n--b\r\n'
    yield b'Content-Disposition: form-data; name="files"; filename="scan.tiff"\r\nContent-Type: image/tiff\r\n\r\n'
    for _ in range(5):
        yield b"x" * 100_000
    web.kill()
    web.wait()
    for _ in range(50):
        yield b"x" * 10_000


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
    except httpx.TransportError:
        return False


# Closing ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", ["before_commit:closing", "after_commit:closing"])
def test_closing_that_is_killed_happens_once_or_not_at_all(
    house: House, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    paper = Paper(house.opened(), monkeypatch).ready()
    paper.upload(paper.sheet("Ева"), paper.sheet("Борис"))
    paper.end()
    paper.objections()
    with house.reading() as session:
        until = house.meeting(session).objections_until
        assert until is not None
    run(house, point, "close", house.assembly, until.isoformat())
    if point.startswith("before"):
        assert (count(house, Decision), ledger(house).count("voting:closed")) == (0, 0)
        assert len(paper.close()) == 3
    else:
        with pytest.raises(Refused):
            paper.close()
    assert count(house, Decision) == 3
    assert ledger(house).count("voting:closed") == ledger(house).count("assembly:tallied") == 1
    assert paper.state("Ева") == "counted"


# A full disk, one moment, a clock that jumps ------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.opened()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    files = house.application.files
    before = sorted(house.application.settings.files.rglob("*"))
    with monkeypatch.context() as patched:
        patched.setattr(file_store.os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            store_files(files, [("scan.pdf", io.BytesIO(b"%PDF-1.7 a scan"))])
    assert sorted(house.application.settings.files.rglob("*")) == before
    assert (count(house, Batch), count(house, Upload)) == (0, 0)
    assert store_files(files, [("scan.pdf", io.BytesIO(b"%PDF-1.7 a scan"))])[0].size == 15


def test_one_file_uploaded_twice_at_one_moment_is_one_batch(house: House) -> None:
    house.opened()
    together = threading.Barrier(2)

    def send(_number: int) -> str:
        together.wait()
        try:
            with house.writing() as session:
                upload_batch(
                    session, now=house.now, files=house.application.files, assembly=house.meeting(session),
                    uploads=[("scan.pdf", io.BytesIO(b"%PDF-1.7 a scan"))], sheets_counted=1, by=house.by(session),
                )  # fmt: skip
        except Fixable as fixable:
            return fixable.problems[0].problem.read("en")
        return "recorded"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(send, range(2)))
    assert count(house, Batch) == 1
    assert ledger(house).count("batch:uploaded") == 1
    assert said.count("recorded") == 1


def test_a_clock_that_jumps_back_loses_no_work_and_no_order(house: House, tmp_path: Path) -> None:
    """An hour back while work waits: it is done, and the ledger keeps its order."""
    path = scanned(house, tmp_path)
    run(house, "nowhere", "upload", house.assembly, house.organiser, path, house.now.isoformat(), dies=False)
    run(house, "before_commit:page", "work", house.now.isoformat())
    late: datetime = house.now
    house.move_to(late - timedelta(hours=1))
    work_on(house.application)
    house.move_to(late + timedelta(minutes=5))
    work_on(house.application)
    must_be_read_once(house, 1)
    with house.reading() as session:
        indexes = list(session.scalars(select(LedgerEntry.index).where(LedgerEntry.assembly_id == house.assembly)))
    assert sorted(indexes) == list(range(len(indexes)))
