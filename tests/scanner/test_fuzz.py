"""Minutes of damaged files: the decoder's front gives pages or refusals, and never another vote than the sheet's.

FUZZ_SECONDS=60 pytest -m soak tests/scanner/test_fuzz.py -s
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image

from tests.scanner.forms import FORMS
from tests.scanner.fuzz import damaged
from tests.scanner.hand import Paper
from tests.scanner.test_forms import DATA, filled_in

SECONDS = float(os.environ.get("FUZZ_SECONDS", "600"))
DRIVER = Path(__file__).with_name("fuzz.py")
SMALL_ENOUGH_BYTES = 900_000


def seeds(folder: Path, house: Path, paper: Paper) -> Path:
    """Every form twice: of a marked ballot, and of a few pixels, which are opened a hundred times as fast."""
    shutil.copy(house / "layout.json", folder / "layout.json")
    page, said = filled_in(paper)
    page = page.resize((page.width * 3 // 4, page.height * 3 // 4), Image.Resampling.LANCZOS)
    few = Image.effect_noise((48, 64), 60)
    truth: dict[str, dict[str, str]] = {"photo.heic": {}}
    shutil.copy(DATA / "page.heic", folder / "photo.heic")
    for form, write in FORMS.items():
        if len(data := write(page)) <= SMALL_ENOUGH_BYTES and "dpi" not in form:
            (folder / form).write_bytes(data)
            truth[form] = said
        (folder / f"few {form}").write_bytes(write(few))
        truth[f"few {form}"] = {}
    (folder / "truth.json").write_text(json.dumps(truth))
    return folder


@pytest.mark.soak
def test_damaged_files_of_every_kind(tmp_path: Path, house: Path, all_papers: list[Paper]) -> None:
    folder = seeds(tmp_path, house, all_papers[1])
    until, run = time.monotonic() + SECONDS, int(os.environ.get("FUZZ_RUN", random.SystemRandom().randrange(10**6)))
    first, files, opened, read, lines, deaths = run, 0, 0, 0, [], []
    while (left := until - time.monotonic()) > 1:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", str(DRIVER), str(folder), str(run), str(left)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False, timeout=left + 300,
        )  # fmt: skip
        said = done.stdout.splitlines()
        for line in said:
            if line.startswith("run "):
                files, opened, read = (
                    sum(two) for two in zip((files, opened, read), map(int, line.split()[2:]), strict=True)
                )
        lines += [line for line in said if line.startswith("finding")]
        run = max([run, *(int(line.split()[1]) for line in said if line.startswith("start"))]) + 1
        if done.returncode:
            deaths.append(f"run {run - 1}: ended by {done.returncode}")
    print(f"\nruns {first} to {run - 1}: {files} files in {SECONDS:.0f} s, {opened} opened, {read} pages read, "
          f"findings {lines}, deaths {deaths}")  # fmt: skip
    assert not lines
    assert not deaths
    assert files > SECONDS
    assert read


def test_damage_does_what_it_says() -> None:
    data = bytes(range(100))
    assert damaged(data, [("byte", 0.5, 7)]) == data[:50] + b"\x07" + data[51:]
    assert damaged(data, [("bit", 0.1, 0)])[10] == 11
    assert damaged(data, [("cut", 0.3)]) == data[:30]
    assert damaged(data, [("delete", 0.3, 5)]) == data[:30] + data[35:]
    assert damaged(data, [("insert", 0.0, 0.9, 5)]) == data[90:95] + data
    assert damaged(data, [("copy", 0.0, 0.9, 5)]) == data[90:95] + data[5:]
    assert damaged(data, [("run", 0.9, 3, 1)]) == data[:90] + b"\1\1\1" + data[93:]
    assert damaged(data, [("size", 0.0, 256, 4, "big")]) == b"\0\0\1\0" + data[4:]
    assert damaged(b"ab 1 0", [("digits", 0.0, 255)]) == b"ab 255 0"
    assert damaged(b"", [("bit", 0.5, 1), ("byte", 0.0, 9)]) == b"\x09"
