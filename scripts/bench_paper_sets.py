"""Sets of scans with a known truth, made by paper.py: the tool is given by its path and is no part of the project.

A set is a folder with ballots.pdf, layout.json, the scans and truth.json. It is made once and used again as long as its
ballots are what would be printed today.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

from ballots.sample import write_sample


@dataclass(frozen=True)
class Wanted:
    """Which sets: at least `pages` pages of each profile, in equal parts over the numbers of questions."""

    folder: Path
    paper: Path
    marks: Path | None
    questions: tuple[int, ...]
    pages: int
    seed: int


def sets_of(profile: str, wanted: Wanted) -> list[Path]:
    """The sets of one profile, made where they are missing or of an older print. Raises CalledProcessError."""
    return [_made(profile, questions, wanted) for questions in wanted.questions]


def _made(profile: str, questions: int, wanted: Wanted) -> Path:
    pages = -(-wanted.pages // len(wanted.questions))
    ink = "marks" if wanted.marks else "drawn"
    name = f"{profile}-{questions}q-{pages}-{wanted.seed}-{ink}"
    seed = zlib.crc32(name.encode())  # no two sets share their voters or their damage
    folder, printed = wanted.folder / name, wanted.folder / f"printed-{name}"
    each = len(write_sample(printed, questions=questions, ballots=1, seed=seed).ballots[0].pages)
    write_sample(printed, questions=questions, ballots=-(-pages // each), seed=seed)
    if _is_current(folder, printed):
        shutil.rmtree(printed)
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    printed.replace(folder)
    command = [sys.executable, str(wanted.paper), "make", "ballots.pdf", "layout.json", ".", "--profile", profile]
    command += ["--seed", str(seed), "--extras", "--shuffle", *(["--marks", str(wanted.marks)] if wanted.marks else [])]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return folder


def _is_current(folder: Path, printed: Path) -> bool:
    """Whether a set is whole (its truth is written last) and of the ballots that are printed today."""
    same = all(
        (folder / name).exists() and (folder / name).read_bytes() == (printed / name).read_bytes()
        for name in ("layout.json", "ballots.pdf")
    )
    return same and (folder / "truth.json").exists()
