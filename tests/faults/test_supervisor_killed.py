"""kill -9 of `veche serve` itself: its web and worker end too, so that the next start finds the port free."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60


def _answers(port: int) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", port)) == 0


def _children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def _is_alive(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def _wait(until: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if until():
            return True
        time.sleep(0.1)
    return False


def test_nothing_is_left_when_the_supervisor_is_killed(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"VECHE_DATA": str(tmp_path / "var"), "PYTHONPATH": str(ROOT)}
    serve = subprocess.Popen(
        [sys.executable, "-m", "assembly", "serve", "--port", str(port)], cwd=ROOT, env=environment
    )
    children: list[int] = []
    try:
        assert _wait(lambda: _answers(port))
        children = _children(serve.pid)
        assert len(children) == 2
        serve.kill()
        serve.wait()
        assert _wait(lambda: not any(map(_is_alive, children)))
        assert not _answers(port)
    finally:
        for pid in children:
            with suppress(ProcessLookupError):
                os.killpg(pid, 9)
