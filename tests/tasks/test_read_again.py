"""`veche scan re-read`: the kept scans read once more show a difference where there is one, and change nothing."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from assembly.bootstrap import Application, build_application
from assembly.db.migrate import migrate
from assembly.model import LedgerEntry, ScannedPage
from assembly.settings import Settings
from assembly.supervise import environment_of
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.upload_batch import upload_batch
from tests.conftest import StillClock
from tests.tasks.scanned import print_ballots, scan
from tests.use_cases.small_house import House

PAGES = 3


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    """With the schema as a command finds it."""
    built = build_application(Settings(data=tmp_path / "data", training=True, operator="state_system"))
    object.__setattr__(built, "clock", StillClock())
    built.database.wake = None
    migrate(built.database)
    yield built
    built.close()


def _read_house(application: Application) -> House:
    house = House(application).found()
    house.register()
    house.opened()
    pdf, layout = print_ballots(house)
    content = scan(pdf, layout, [{"1": "for", "2": "against", "3": "for"}] * PAGES)
    with house.writing() as session:
        batch = upload_batch(
            session, now=house.now, files=application.files, assembly=house.meeting(session),
            uploads=[("scan.tiff", io.BytesIO(content))], sheets_counted=PAGES, by=house.by(session),
        )  # fmt: skip
        upload = batch.uploads[0].id
    read_upload(application, upload)
    return house


def _veche_scan_re_read(house: House, assembly: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assembly", "scan", "re-read", assembly, "--json"]
    environment = environment_of(house.application.settings)
    return subprocess.run(command, env=environment | {"LANG": os.environ.get("LANG", "C.UTF-8")}, capture_output=True,
                          text=True, check=False, timeout=120)  # fmt: skip


def test_the_kept_scans_read_the_same_until_the_record_says_otherwise(application: Application) -> None:
    house = _read_house(application)
    same = _veche_scan_re_read(house, house.assembly)
    assert same.returncode == 0, same.stderr
    assert json.loads(same.stdout) == {"pages": PAGES, "differences": []}

    with house.writing() as session:  # as an older reader might have left it
        page = session.scalars(select(ScannedPage).order_by(ScannedPage.index)).all()[1]
        page.reading = {
            **page.reading, "selections": {**page.reading["selections"], "2": "person"}, "code_version": "scanner-0",
        }  # fmt: skip
    with house.reading() as session:
        entries = session.scalar(select(func.count()).select_from(LedgerEntry))

    other = _veche_scan_re_read(house, house.assembly)
    assert other.returncode == 1, other.stderr
    (difference,) = json.loads(other.stdout)["differences"]
    assert (difference["batch"], difference["position"], difference["file"], difference["index"]) == (
        1,
        2,
        "scan.tiff",
        1,
    )
    assert difference["was"]["selections"]["2"] == "person"
    assert difference["now"]["selections"]["2"] == "against"
    assert difference["made_by"]["code_version"][0] == "scanner-0"
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == entries


def test_an_unknown_assembly_is_one_sentence(application: Application) -> None:
    done = _veche_scan_re_read(House(application).found(), "nosuchassembly")
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0
    assert "nosuchassembly" in done.stderr
