"""Read bad scans with a known truth and hold the reader against its promises; one line a profile, then pass or fail.

    python scripts/bench_paper.py --paper FILE [--marks DIR] [--pages 2000] [--seed 1] …

The scans are made, and the readings scored, by paper.py, a tool that is given by its path; what reads is the code
of `veche scan read`.
The first run makes the scans (about a third of a second a page) and keeps them in --sets for the next. Beside the speed
of each profile stands the floor: one process that decodes every page, reads the code in its corner, finds the corner
marks and cuts out the boxes, and judges nothing. The ratio is of processor time, which other work on the machine disturbs
less. Exits 1 where a promise is broken, 2 where it cannot start.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

Facts = dict[str, Any]


@dataclass(frozen=True)
class Promise:
    """What must hold for a profile, in parts of pages and of contests."""

    identified: float
    needless: float


@dataclass(frozen=True)
class Took:
    """What some pages cost: seconds by the clock and of the processor, memory of the largest process."""

    pages: int = 0
    cpu_seconds: float = 0.0
    seconds: float = 0.0
    peak_mib: int = 0

    def __add__(self, other: Took) -> Took:
        return Took(
            self.pages + other.pages,
            self.cpu_seconds + other.cpu_seconds,
            self.seconds + other.seconds,
            max(self.peak_mib, other.peak_mib),
        )

    @property
    def rate(self) -> float:
        """Pages a second by the clock."""
        return self.pages / self.seconds


PROMISES = {
    "clean": Promise(0.9995, 0.003),
    "feeder": Promise(0.9995, 0.003),
    "copier": Promise(0.999, 0.01),
    "fax": Promise(0.99, 0.03),
    "phone": Promise(0.99, 0.02),
    "abused": Promise(0.98, 0.04),
}
NEVER = ("silent_wrong", "missing", "wrong_ballot", "extras_wrong")
SUMMED = ("pages", "identified", "contests", "needless", *NEVER)
# Of the floor, for the feeder's scans: an office scanner's, and the ones that come by the thousand.
LEAST_OF_FLOOR = 0.5
LEAST_OF_TWO_JOBS = 1.8
MOST_MIB = 300


def main() -> int:
    """Make what is missing, read, score, print the table."""
    args = _arguments()
    if not args.paper or not args.paper.is_file():
        print("bench-paper needs paper.py: make bench-paper MARKS=…/paper/marks, or PAPER=…/paper.py", file=sys.stderr)
        return 2
    from bench_paper_sets import Wanted, sets_of

    args.sets.mkdir(parents=True, exist_ok=True)
    marks = args.marks.resolve() if args.marks else None
    wanted = Wanted(args.sets.resolve(), args.paper.resolve(), marks, args.questions, args.pages, args.seed)
    print(f"{'real marks' if marks else 'drawn strokes'}, seed {args.seed}, {args.pages} pages a profile")
    print(
        "profile  pages  identified silent_wrong needless missing wrong_ballot extras_wrong  pages/s  floor  of it  MiB"
    )
    broken: list[str] = []
    for profile in args.profiles:
        broken += _profile(profile, sets_of(profile, wanted), args)
    print("pass" if not broken else "FAIL: " + "; ".join(broken))
    return 1 if broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--paper", type=Path, help="path of paper.py")
    parser.add_argument("--marks", type=Path, help="folder of real pen marks; drawn strokes without it")
    parser.add_argument(
        "--sets", type=Path, default=Path(tempfile.gettempdir()) / "paper-sets", help="where scans are kept"
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profiles", type=_listed, default=tuple(PROMISES), help="as clean,feeder")
    parser.add_argument("--questions", type=_numbers, default=(3, 12, 33), help="as 3,12,33")
    parser.add_argument("--keep", type=Path, help="folder to keep the readings in")
    return parser.parse_args()


def _listed(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := [name for name in names if name not in PROMISES]:
        raise argparse.ArgumentTypeError(f"no profile of that name: {', '.join(unknown)}")
    return names


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _profile(profile: str, folders: list[Path], args: argparse.Namespace) -> list[str]:
    """Print one line of the table; returns the promises that it breaks."""
    sums, took, least, said = dict.fromkeys(SUMMED, 0), Took(), Took(), list[str]()
    with tempfile.TemporaryDirectory(prefix="bench-paper-") as temporary:
        for folder in folders:
            kept = (args.keep or Path(temporary)) / f"{folder.name}.json"
            took += read_set(folder, kept, jobs=1)
            least += floor_of(folder)
            facts, mistakes = score(args.paper, folder, kept)
            for name in SUMMED:
                sums[name] += facts[name]
            said += mistakes
    part = least.cpu_seconds / took.cpu_seconds
    identified, needless = sums["identified"] / sums["pages"], sums["needless"] / sums["contests"]
    counts = f"{sums['missing']:7} {sums['wrong_ballot']:12} {sums['extras_wrong']:12}"
    speed = f"{took.rate:8.1f} {least.rate:6.1f} {part:6.2f} {took.peak_mib:4}"
    print(
        f"{profile:8} {sums['pages']:5} {identified:10.2%} {sums['silent_wrong']:12} {needless:8.2%} {counts} {speed}"
    )
    print(*said, sep="\n", end="\n" if said else "", flush=True)
    promise = PROMISES[profile]
    broken = [f"{profile} {name} {sums[name]}" for name in NEVER if sums[name]]
    if identified < promise.identified:
        broken.append(f"{profile} identified {identified:.3%}")
    if needless > promise.needless:
        broken.append(f"{profile} needless {needless:.2%}")
    if took.peak_mib > MOST_MIB:
        broken.append(f"{profile} {took.peak_mib} MiB")
    return broken + (_speed(folders, part) if profile == "feeder" else [])


def _speed(folders: list[Path], part: float) -> list[str]:
    """The promises of the office scanner: half of the floor, and a second process nearly a second reader."""
    largest = max(folders, key=lambda folder: sum(path.stat().st_size for path in folder.glob("scan-*")))
    with tempfile.TemporaryDirectory(prefix="bench-paper-") as temporary:
        one, two = (read_set(largest, Path(temporary) / "again.json", jobs=jobs) for jobs in (1, 2))
    times = one.seconds / two.seconds
    print(f"         two processes {times:.2f} times one")
    broken = [f"feeder {part:.2f} of the floor"] if part < LEAST_OF_FLOOR else []
    return broken + ([f"two processes only {times:.2f} times one"] if times < LEAST_OF_TWO_JOBS else [])


def read_set(folder: Path, kept: Path, jobs: int) -> Took:
    """Read all scans of a set in processes of their own; the readings are kept as a file."""
    return Took(**_said_by("bench_paper_read.py", str(folder), str(kept), str(jobs)))


def score(paper: Path, folder: Path, readings: Path) -> tuple[Facts, list[str]]:
    """What paper.py says of the readings: its sums, and a line for each vote that was read wrongly without a doubt."""
    command = [sys.executable, str(paper), "score", str(folder / "truth.json"), str(readings)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    facts: Facts = json.loads(said[0])
    return facts, [f"{folder.name} {line.strip()}" for line in said[1:]]


def floor_of(folder: Path) -> Took:
    """The least that any reader of this set has to do, in one process of its own."""
    return Took(**_said_by("bench_paper_floor.py", str(folder)))


def _said_by(script: str, *arguments: str) -> Facts:
    command = [sys.executable, str(ROOT / "scripts" / script), *arguments]
    facts: Facts = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return facts


if __name__ == "__main__":
    sys.exit(main())
