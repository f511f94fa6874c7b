"""kill -9 of the web and the worker at random moments of the demo: it goes on, nothing lost, nothing counted twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
KILLS = 5


def _children(pid: int) -> dict[str, int]:
    """The demo's web and worker, by name: {name: pid}."""
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            except FileNotFoundError:
                continue
            works = b"worker" in command or command[0].startswith(b"[celeryd")  # as Celery calls itself where it can
            name = "web" if b"uvicorn" in command else "worker" if works else ""
            if name:
                found[name] = int(child)
    return found


def _kill(demo: subprocess.Popen[bytes], name: str) -> int | None:
    child = _children(demo.pid).get(name)
    if child is not None:
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            return None
    return child


@pytest.mark.parametrize("seed", [5])
def test_the_demo_survives_its_processes(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folder = tmp_path / "demo"
    command = [
        sys.executable, "-m", "assembly", "demo", "--no-serve", "--dir", str(folder), "--units", "24", "--seed", str(seed),
        "--port", str(free_port()),
    ]  # fmt: skip
    with (tmp_path / "log").open("wb") as log:
        demo = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=log, stderr=log)
    killed: list[str] = []
    deadline = time.monotonic() + 400
    try:
        _wait_for_work(folder, demo)
        while demo.poll() is None and time.monotonic() < deadline:
            if len(killed) < KILLS:
                name = "web" if len(killed) % 2 == 0 else "worker"
                if _kill(demo, name) is not None:
                    killed.append(name)
            time.sleep(rng.uniform(0.5, 2.0) if len(killed) < KILLS else 0.2)
    finally:
        left = _children(demo.pid).values() if demo.poll() is None else ()
        demo.kill()
        demo.wait()
        for child in left:
            os.killpg(child, signal.SIGKILL)
    said = (tmp_path / "log").read_text(errors="replace")[-4000:]
    assert demo.returncode == 0, said
    assert len(killed) >= 3, killed
    facts = json.loads((folder / "demo.json").read_text("utf-8"))
    assert facts["verified"]
    assert len(facts["decisions"]) == 12
    assert all(row["agrees"] for row in facts["decisions"])


def _wait_for_work(folder: Path, demo: subprocess.Popen[bytes]) -> None:
    """Until the service has answered and the register is there: from then on the demo must go on by itself."""
    while demo.poll() is None and len(_children(demo.pid)) < 2:
        time.sleep(0.1)
    while demo.poll() is None and not any((folder / "outbox").glob("*")):
        time.sleep(0.05)
