"""Seconds and peak memory of the slow things, each beside a named baseline measured in the same run.

    python scripts/bench.py {register|ballots|scan|tally|law|archive} [--size N]

One line of JSON: what was done, how many, seconds, peak_mib (of the process that did it and its children, setting up
excluded), the baseline with its seconds, and the ratio of both. What is measured runs in a process of its own, so that
the memory is its own; what it works on is prepared by another one.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

SIZES = {"register": 10_000, "ballots": 1_000, "scan": 200, "tally": 10_000, "law": 10_000, "archive": 10_000}
QUESTIONS = 40
Facts = dict[str, Any]
Part = Callable[[Path, int], Facts]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what the work gave."""
    started = time.perf_counter()
    made = work()
    return time.perf_counter() - started, made


def main() -> None:
    """Prepare, measure and measure the baseline, each in a process of its own; print one line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", choices=SIZES)
    parser.add_argument("--size", type=int, default=0, help="rows, ballots or pages; default as `make bench` has it")
    parser.add_argument("--part", choices=("prepare", "measure", "baseline"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    size = args.size or SIZES[args.bench]
    if args.part:
        print(json.dumps(_one_part(args.bench, args.part, args.folder, size)))
        return
    with tempfile.TemporaryDirectory(prefix="veche-bench-") as folder:
        parts = {name: _in_a_process(args.bench, name, folder, size) for name in ("prepare", "measure", "baseline")}
    measured, baseline = parts["measure"], parts["baseline"]
    facts = {"bench": args.bench, **measured, "baseline": baseline}
    if baseline.get("seconds"):
        facts["times_baseline"] = round(measured["seconds"] / baseline["seconds"], 2)
    print(json.dumps(facts, ensure_ascii=False))


def _in_a_process(bench: str, part: str, folder: str, size: int) -> Facts:
    command = [sys.executable, __file__, bench, "--size", str(size), "--part", part, "--folder", folder]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    facts: Facts = json.loads(done.stdout.splitlines()[-1])
    return facts


def _one_part(bench: str, part: str, folder: Path, size: int) -> Facts:
    import bench_parts

    work: Part = getattr(bench_parts, f"{part}_{bench}")
    facts = work(folder, size)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return {**facts, "peak_mib": round(used / 1024)}


class Nowhere(io.RawIOBase):
    """A file that only counts."""

    size = 0

    def write(self, data: bytes) -> int:  # type: ignore[override] # bytes are all that comes
        self.size += len(data)
        return len(data)


if __name__ == "__main__":
    main()
