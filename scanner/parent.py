"""Starting, hearing and replacing the child processes that open files. This side stays small whatever the file is."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scanner import limits
from scanner.child import is_mine

# How a dying child is understood. Decoders that get no memory abort or trap; the kernel's own killer uses KILL.
DEATHS: Final = {signal.SIGXCPU: "took_too_long", signal.SIGSEGV: "broken_page", signal.SIGBUS: "broken_page"}
PIPE_BYTES: Final = 1 << 20
SMALL_ENVIRONMENT: Final = ("PATH", "LANG", "LD_LIBRARY_PATH", "HOME")


@dataclass(frozen=True)
class Heard:
    """A page or a refusal. index None: the file as a whole. reading None: refused with `reason`."""

    file: int
    index: int | None
    reading: dict[str, Any] | None
    reason: str = ""
    detail: str = ""


class Reader:
    """One child process after another until every page of its part is answered for.

    scratch: a folder in which children may unpack; whatever they leave there, killed or not, is gone after `close`.
    """

    def __init__(
        self,
        files: Sequence[Path],
        layout: Path,
        *,
        scratch: Path,
        out: Path | None = None,
        debug: Path | None = None,
        skip: frozenset[int] = frozenset(),
        part: int = 0,
        parts: int = 1,
    ) -> None:
        self._part, self._parts = part, parts
        self._request: dict[str, Any] = {
            "files": [str(file) for file in files],
            "layout": str(layout),
            "out": str(out) if out else None,
            "debug": str(debug) if debug else None,
            "skip": sorted(skip),
            "part": part,
            "parts": parts,
        }
        self._scratch = scratch
        self._unpacked: tempfile.TemporaryDirectory[str] | None = None
        self._child: subprocess.Popen[bytes] | None = self._start(0, 0)

    def _start(self, from_file: int, from_index: int) -> subprocess.Popen[bytes]:
        self._tidy()
        self._unpacked = tempfile.TemporaryDirectory(prefix="unpacked-", dir=self._scratch)
        environment = {name: os.environ[name] for name in SMALL_ENVIRONMENT if name in os.environ}
        environment |= {
            "TMPDIR": self._unpacked.name,
            "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
            "PYTHONHASHSEED": "0",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "OPENCV_LOG_LEVEL": "OFF",
            "OPENCV_IO_MAX_IMAGE_PIXELS": str(limits.MAX_PIXELS * 2),
            "PYTHONUTF8": "1",
            "MALLOC_ARENA_MAX": "1",
            "MALLOC_MMAP_THRESHOLD_": "33554432",
            "MALLOC_TRIM_THRESHOLD_": "268435456",
            "MALLOC_TOP_PAD_": "67108864",
        }
        child = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "scanner.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            pipesize=PIPE_BYTES,
        )
        request = json.dumps({**self._request, "from_file": from_file, "from_index": from_index}).encode()
        with contextlib.suppress(BrokenPipeError):
            assert child.stdin is not None  # noqa: S101 - asked for above
            child.stdin.write(request)
            child.stdin.close()
        return child

    def pages(self) -> Iterator[Heard]:
        """Every page of this part in order; a page that killed its child is refused and the rest goes on."""
        at: tuple[int, int | None] = (-1, None)
        pages, is_answered, deaths = 0, False, dict.fromkeys(range(len(self._request["files"])), 0)
        while self._child is not None:
            for answer in self._answers():
                kind = answer["kind"]
                if kind == "at":
                    at, is_answered = (answer["file"], answer["index"]), False
                elif kind == "opened":
                    pages = answer["pages"]
                elif kind == "page":
                    is_answered = True
                    yield Heard(answer["file"], answer["index"], answer["reading"])
                elif kind == "refused":
                    is_answered = True
                    yield Heard(answer["file"], None, None, answer["reason"], answer["detail"])
                elif kind == "layout":
                    raise ValueError(f"{self._request['layout']} is no layout: {answer['detail']}")
                elif kind == "done":
                    self.close()
                    return
            reason = self._end()
            file, index = at
            if file < 0:
                raise RuntimeError(f"the reading process did not start: {reason}")
            deaths[file] += 1
            given_up = deaths[file] == limits.MAX_DEATHS
            whole = index is None or pages == 1 or given_up
            if (given_up or not is_answered) and (index is not None or is_mine(file, 0, self._part, self._parts)):
                yield Heard(
                    file, None if whole else index, None, "broken_file" if whole and reason == "broken_page" else reason
                )
            self._child = self._start(file + 1, 0) if whole or index is None else self._start(file, index + 1)

    def _answers(self) -> Iterator[dict[str, Any]]:
        """Lines of the child as they come; ends when it ends or stays silent too long."""
        assert self._child is not None and self._child.stdout is not None  # noqa: S101, PT018 - asked for above
        pipe, rest = self._child.stdout.fileno(), b""
        while True:
            ready, _, _ = select.select([pipe], [], [], limits.CHILD_SILENCE_SECONDS)
            if not ready:
                self._child.send_signal(signal.SIGXCPU)
                return
            chunk = os.read(pipe, PIPE_BYTES)
            if not chunk:
                return
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                yield json.loads(line)

    def _end(self) -> str:
        """Why the child ended."""
        assert self._child is not None  # noqa: S101 - only called while there is one
        code = self._wait(5.0)
        self._child = None
        if code is not None and code < 0:
            return DEATHS.get(signal.Signals(-code), "too_large")
        return "broken_page"

    def _wait(self, seconds: float) -> int | None:
        assert self._child is not None  # noqa: S101 - only called while there is one
        deadline = time.monotonic() + seconds
        while self._child.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        if self._child.poll() is None:
            self._child.kill()
        code = self._child.wait()
        if self._child.stdout is not None:
            self._child.stdout.close()
        return code

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._child is not None:
            if self._child.poll() is None:
                self._child.kill()
            self._wait(5.0)
            self._child = None
        self._tidy()

    def _tidy(self) -> None:
        if self._unpacked is not None:
            self._unpacked.cleanup()
            self._unpacked = None
