"""Run the web and its worker side by side, and start again whichever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from assembly.settings import Settings

ATTENDED = "VECHE_ATTENDED"
PAUSE_SECONDS = 1.0
GRACE_SECONDS = 10.0


def web_command(settings: Settings) -> list[str]:
    """The web server as a process of its own."""
    place = ["--host", settings.host, "--port", str(settings.port)]
    quiet = ["--no-access-log", "--log-level", "warning", "--no-server-header"]
    return [sys.executable, "-m", "uvicorn", "--factory", "assembly.asgi:create", *place, *quiet]


def worker_command() -> list[str]:
    """The worker as a process of its own."""
    return [sys.executable, "-m", "assembly", "worker"]


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment in which a child reads the same settings."""
    chosen = {f"VECHE_{name.upper()}": str(getattr(settings, name)) for name in settings.__slots__}
    return os.environ | chosen | {"VECHE_TRAINING": "1" if settings.training else "0"}


def end_with_supervisor() -> None:
    """In a child of a Company: end when the supervisor is gone, however it went, so that no port stays held.

    The supervisor keeps the other end of standard input and never writes; its death closes it.
    """
    if os.environ.get(ATTENDED) != "1":
        return

    def wait() -> None:
        with suppress(OSError):
            os.read(0, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="supervisor", daemon=True).start()


class Company:
    """Processes that live and die together."""

    def __init__(self, commands: Mapping[str, Sequence[str]], environment: dict[str, str]) -> None:
        self._commands = commands
        self._environment = environment | {ATTENDED: "1"}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start each that does not run."""
        for name, command in self._commands.items():
            process = self.processes.get(name)
            if process is None or process.poll() is not None:
                if process is not None:
                    _end_remains(process)
                    _let_go(process)
                self.processes[name] = subprocess.Popen(
                    command, env=self._environment, start_new_session=True, stdin=subprocess.PIPE
                )

    def is_running(self) -> bool:
        """Whether none of them has ended."""
        return all(process.poll() is None for process in self.processes.values())

    def watch(self) -> None:
        """Keep them running until SIGINT or SIGTERM; a process that died is started again after a pause."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _leave)
        try:
            while True:
                time.sleep(PAUSE_SECONDS)
                self.start()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()

    @contextmanager
    def attended(self) -> Iterator[None]:
        """Start again whichever dies, from a thread of its own, while the block runs."""
        over = threading.Event()

        def attend() -> None:
            while not over.wait(PAUSE_SECONDS / 4):
                self.start()

        attendant = threading.Thread(target=attend, name="attendant", daemon=True)
        attendant.start()
        try:
            yield
        finally:
            over.set()
            attendant.join()

    def stop(self) -> None:
        """Ask each to end, then end it."""
        for process in self.processes.values():
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()
            _let_go(process)


def _let_go(process: subprocess.Popen[bytes]) -> None:
    """Close our end of the input of a process that has ended."""
    if process.stdin is not None:
        process.stdin.close()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the process and all its children."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            process.poll()


def _end_remains(process: subprocess.Popen[bytes]) -> None:
    """What a killed process left behind in its group: the pool of a worker, a reader of scans."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _leave(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt
