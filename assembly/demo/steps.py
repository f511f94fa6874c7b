"""What the demo measured: steps with seconds, the peak memory of each process, and the table at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Step:
    """One step of the life: what was done, how many, how long, and where it lies."""

    name: str
    seconds: float = 0.0
    count: int | None = None
    of: str = ""
    where: str = ""


@dataclass(slots=True)
class Steps:
    """The steps in order; each is said on standard error while it runs."""

    done: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time a step."""
        step = Step(name)
        print(f"{name} …", end=" ", file=sys.stderr, flush=True)
        started = time.monotonic()
        yield step
        step.seconds = round(time.monotonic() - started, 2)
        self.done.append(step)
        print(f"{step.seconds:.1f} s", file=sys.stderr, flush=True)

    def table(self) -> list[str]:
        """The table that ends the demo."""
        lines = [f"{'':32}{'':>8} {'':22}{'s':>7}  "]
        for step in self.done:
            count = "" if step.count is None else str(step.count)
            lines.append(f"{step.name:32}{count:>8} {step.of:22}{step.seconds:>7.1f}  {step.where}".rstrip())
        return lines


def peak_mib(process_id: int) -> int:
    """The largest resident size that the process ever had, in MiB; 0 where it is gone."""
    return _memory(process_id, "VmHWM")


def _memory(process_id: int, name: str) -> int:
    try:
        text = Path(f"/proc/{process_id}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in text.splitlines() if line.startswith(f"{name}:")), 0)


def family_of(process_id: int) -> list[int]:
    """The process and all that it has started and that still run."""
    found = [process_id]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found
