"""Damages real files of every kind and opens them as the reading process does, under its limits, until the time is up.

    python tests/scanner/fuzz.py SEEDS FIRST_RUN SECONDS

SEEDS: a folder with files, layout.json and truth.json (file name to the selections of its page, {} where it is no ballot).
Each line of the output is a run (`run NUMBER FILES OPENED READ`) or a finding. The test that starts this is test_fuzz.py.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import cv2
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from scanner import FileRefused, limits
from scanner.decode import load_page, open_source
from scanner.issued import Issued
from scanner.read_page import read_page

FILES_A_RUN = 200
SLOW_SECONDS = 20
# A ballot takes many times as long as a file of a few pixels; both deserve half of the time.
FEW_A_BALLOT = 2
NUMBERS = [0, 1, 2, 127, 128, 255, 256, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF]

PLACE = st.one_of(st.floats(0, 1, exclude_max=True), st.floats(0, 0.02), st.floats(0.98, 1, exclude_max=True))
DAMAGE = st.one_of(
    st.tuples(st.just("byte"), PLACE, st.integers(0, 255)),
    st.tuples(st.just("bit"), PLACE, st.integers(0, 7)),
    st.tuples(st.just("run"), PLACE, st.integers(1, 400), st.integers(0, 255)),
    st.tuples(st.just("copy"), PLACE, PLACE, st.integers(1, 600)),
    st.tuples(st.just("insert"), PLACE, PLACE, st.integers(1, 600)),
    st.tuples(st.just("delete"), PLACE, st.integers(1, 600)),
    st.tuples(st.just("cut"), PLACE),
    st.tuples(
        st.just("size"), PLACE, st.sampled_from(NUMBERS), st.sampled_from([2, 4, 8]), st.sampled_from(["big", "little"])
    ),
    st.tuples(st.just("digits"), PLACE, st.sampled_from(NUMBERS)),
)


def damaged(data: bytes, damages: list[tuple]) -> bytes:
    """The file after each damage in turn."""
    for kind, where, *how in damages:
        at = int(where * len(data))
        if kind == "byte":
            data = data[:at] + bytes(how) + data[at + 1 :]
        elif kind == "bit" and data:
            data = data[:at] + bytes([data[at] ^ (1 << how[0])]) + data[at + 1 :]
        elif kind == "run":
            data = data[:at] + bytes([how[1]]) * how[0] + data[at + how[0] :]
        elif kind in {"copy", "insert"}:
            piece = data[int(how[0] * len(data)) :][: how[1]]
            data = data[:at] + piece + data[at + (len(piece) if kind == "copy" else 0) :]
        elif kind == "delete":
            data = data[:at] + data[at + how[0] :]
        elif kind == "cut":
            data = data[:at]
        elif kind == "size":
            piece = (how[0] % (1 << 8 * how[1])).to_bytes(how[1], how[2])
            data = data[:at] + piece + data[at + how[1] :]
        elif kind == "digits":  # numbers as text, as a PDF has them
            while at < len(data) and not data[at : at + 1].isdigit():
                at += 1
            data = data[:at] + str(how[0]).encode() + data[at + 1 :]
    return data


class Fuzzer:
    """Opens damaged files and counts; a finding is written out and its file kept beside the seeds."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        truth = json.loads((folder / "truth.json").read_text())
        files = [(name, (folder / name).read_bytes(), said) for name, said in truth.items()]
        self.seeds = [one for one in files for _ in range(1 if one[2] else FEW_A_BALLOT)]
        self.issued = Issued.load(folder / "layout.json")
        self.folder, self.path = folder, scratch / "damaged"
        self.count: Counter[str] = Counter()

    def try_one(self, name: str, data: bytes, truth: dict[str, str]) -> None:
        """Open one file; whatever is not a page or a refusal is a finding, and so is another vote."""
        self.path.write_bytes(data)
        self.count["files"] += 1
        started = time.process_time()
        try:
            self._open(truth)
        except FileRefused:
            pass
        except Exception as problem:  # noqa: BLE001 - that is the finding
            self._found(name, data, repr(problem))
        if time.process_time() - started > SLOW_SECONDS:
            self._found(name, data, "slow")

    def _open(self, truth: dict[str, str]) -> None:
        source = open_source(self.path)
        try:
            self.count["opened"] += 1
            for index in range(min(source.count, 4)):
                try:
                    image = load_page(source, index)
                except FileRefused:
                    continue
                if image.dtype != "uint8" or image.ndim not in {2, 3} or image.size > 3 * limits.MAX_PIXELS:
                    raise AssertionError(f"{image.dtype} {image.shape}")
                if truth:
                    self._read(image, index, truth)
        finally:
            source.close()

    def _read(self, image: cv2.typing.MatLike, index: int, truth: dict[str, str]) -> None:
        self.count["read"] += 1
        reading = read_page(image, self.issued, "damaged", index).reading
        asked = {doubt.partition(":")[2] for doubt in reading.needs_person}
        sure = {contest: vote for contest, vote in reading.selections.items() if contest not in asked}
        wrong = {contest: vote for contest, vote in sure.items() if vote not in {truth[contest], "person"}}
        if wrong:
            raise AssertionError(f"another vote: {wrong}")

    def _found(self, name: str, data: bytes, what: str) -> None:
        number = len(list(self.folder.glob("finding-*")))
        (self.folder / f"finding-{number}-{name}").write_bytes(data)
        print(f"finding {name} {number}: {what}", flush=True)


def main() -> None:
    """Run after run; each is decided by its number alone."""
    folder, run, seconds = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_ADDRESS_BYTES, limits.CHILD_ADDRESS_BYTES))
    cv2.setNumThreads(1)
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        fuzzer = Fuzzer(folder, Path(scratch))
        while time.monotonic() < until:
            print(f"start {run}", flush=True)
            before = fuzzer.count.copy()

            @seed(run)
            @settings(
                max_examples=FILES_A_RUN, database=None, deadline=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )  # fmt: skip
            @given(st.sampled_from(fuzzer.seeds), st.lists(DAMAGE, min_size=1, max_size=5))
            def one_run(chosen: tuple[str, bytes, dict[str, str]], damages: list[tuple]) -> None:
                if time.monotonic() < until:
                    fuzzer.try_one(chosen[0], damaged(chosen[1], damages), chosen[2])

            one_run()
            done = fuzzer.count - before
            print(f"run {run} {done['files']} {done['opened']} {done['read']}", flush=True)
            run += 1


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main()
