"""Real worker processes on a real broker, with a house whose ballots are printed and scanned."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assembly.bootstrap import Application
from assembly.supervise import environment_of
from tests.use_cases.conftest import ready_application

SHORT_LEASE = "import assembly.jobs as j, assembly.tasks.sweep as s; from datetime import timedelta; "
SHORT_LEASE += "j.LEASE = timedelta(seconds={lease}); s.SWEEP_SECONDS = 1; "
START = "from assembly.bootstrap import build_application; from assembly.settings import Settings; "
START += "from assembly.worker import run_worker; run_worker(build_application(Settings.from_environment()))"


class Workers:
    """Worker processes of one installation, each in a group of its own, so that a test may kill any of them."""

    def __init__(self, application: Application, *, broker_url: str = "") -> None:
        self.application = application
        self.broker_url = broker_url
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, *, lease_seconds: int = 60) -> subprocess.Popen[bytes]:
        environment = environment_of(self.application.settings) | {"VECHE_BROKER_URL": self.broker_url}
        program = SHORT_LEASE.format(lease=lease_seconds) + START
        command = [sys.executable, "-W", "ignore", "-c", program]
        with (self.application.settings.data / f"worker-{len(self.started)}.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, start_new_session=True, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 of the worker and its pool, as when the machine loses power."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                self.kill(process)


@pytest.fixture
def application(tmp_path: Path) -> Iterator[Application]:
    built = ready_application(tmp_path / "data")
    yield built
    built.close()


@pytest.fixture
def workers(application: Application) -> Iterator[Workers]:
    started = Workers(application)
    yield started
    started.end()


def wait_for(is_so: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until something is so; fails the test where it does not become so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            pytest.fail(f"not so after {seconds} s")
        time.sleep(0.05)
