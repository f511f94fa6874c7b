"""The count is one transaction: killed in the middle of it, nothing has happened, and it is counted again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from assembly.bootstrap import Application
from assembly.model import Decision, LedgerEntry
from assembly.supervise import environment_of
from tests.tasks.conftest import wait_for
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House

CLOSING = """
import sys, time
from datetime import datetime
from pathlib import Path
from assembly.bootstrap import build_application
from assembly.model import Assembly
from assembly.settings import Settings
from assembly.use_cases.close_voting import close_voting

application = build_application(Settings.from_environment())
with application.database.writing() as session:
    meeting = session.get_one(Assembly, sys.argv[1])
    close_voting(session, now=datetime.fromisoformat(sys.argv[2]), assembly=meeting, by=None)
    session.flush()
    Path(sys.argv[3]).touch()
    time.sleep(60)
"""


def test_a_count_that_is_killed_leaves_nothing_and_is_done_again(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(application).found()
    house.register()
    paper = Paper(house.opened(), monkeypatch).ready()
    paper.upload(paper.sheet("Ева"), paper.sheet("Борис"))
    paper.end()
    paper.objections()
    with house.reading() as session:
        until = house.meeting(session).objections_until
        before = len(session.scalars(select(LedgerEntry)).all())
    assert until is not None
    counted = tmp_path / "counted"
    command = [sys.executable, "-c", CLOSING, house.assembly, until.isoformat(), str(counted)]
    process = subprocess.Popen(command, env=environment_of(application.settings))
    wait_for(counted.exists)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with house.reading() as session:
        assert house.meeting(session).state == "objections"
        assert session.scalars(select(Decision)).all() == []
        assert len(session.scalars(select(LedgerEntry)).all()) == before
    assert len(paper.close()) == 3
    assert paper.state("Ева") == "counted"
