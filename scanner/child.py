"""The process that opens strangers' files: `python -m scanner.child`, a request on standard input, answers as JSON lines.

It has little memory and little time, writes only into the folder it is given, and may die: the parent then says which page
killed it and starts another. Says `at` before each page, so that the parent knows.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from scanner import limits
from scanner.refusals import FileRefused, shown_name

if TYPE_CHECKING:
    from scanner.decode import Source
    from scanner.issued import Issued
    from scanner.reading import PageReading


def main() -> None:
    """Read the request, limit ourselves, answer."""
    _die_with_parent()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what C libraries print must not get among the answers
    request = json.load(sys.stdin)
    resource.setrlimit(resource.RLIMIT_AS, (limits.CHILD_ADDRESS_BYTES, limits.CHILD_ADDRESS_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.MAX_ZIP_BYTES, limits.MAX_ZIP_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _allow_time()

    import cv2

    cv2.setNumThreads(1)
    from scanner.issued import Issued

    try:
        issued = Issued.load(Path(request["layout"]))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        _say(answers, kind="layout", detail=f"{type(problem).__name__}: {problem}")
        return
    for number, file in enumerate(request["files"]):
        if number >= request["from_file"]:
            _read_file(answers, request, number, Path(file), issued)
    _say(answers, kind="done")


def _die_with_parent() -> None:
    """A worker that is killed leaves nobody behind who still writes pictures. Linux only; elsewhere the pipe ends us."""
    if sys.platform == "linux":
        set_death_signal = 1  # PR_SET_PDEATHSIG, linux/prctl.h
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)


def is_mine(file: int, index: int, part: int, parts: int) -> bool:
    """Which of several children reads a page: four in a row, then the next child, so that all end together."""
    return (file + index // 4) % parts == part


def _read_file(answers: TextIO, request: dict[str, Any], number: int, path: Path, issued: Issued) -> None:
    from scanner.decode import open_source

    part, parts = request["part"], request["parts"]
    first = request["from_index"] if number == request["from_file"] else 0
    skip = set(request["skip"])
    _say(answers, kind="at", file=number, index=None)
    _allow_time()
    try:
        source = open_source(path)
    except FileRefused as refused:
        if is_mine(number, 0, part, parts):
            _say(answers, kind="refused", file=number, reason=refused.reason, detail=refused.detail)
        return
    _say(answers, kind="opened", file=number, pages=source.count)
    try:
        for index in range(first, source.count):
            if index not in skip and is_mine(number, index, part, parts):
                _say(answers, kind="at", file=number, index=index)
                _allow_time()
                reading = _read_one(source, index, shown_name(path.name), issued, request)
                if source.count == 1 and reading.pixels_sha256 is None:  # nothing of the file could be opened
                    reason = "broken_file" if reading.reason == "broken_page" else reading.reason or "broken_file"
                    _say(answers, kind="refused", file=number, reason=reason, detail="")
                else:
                    _say(answers, kind="page", file=number, index=index, reading=reading.as_json())
    finally:
        source.close()


def _read_one(source: Source, index: int, name: str, issued: Issued, request: dict[str, Any]) -> PageReading:
    from scanner.decode import load_page
    from scanner.interpret import thresholds_json
    from scanner.picture_file import keep_picture, scaled
    from scanner.read_page import read_page
    from scanner.reading import PageReading as Reading

    broken = Reading(name, index, "unreadable", layout_hash=issued.layout_hash, thresholds=thresholds_json())
    try:
        image = load_page(source, index)
        read = read_page(image, issued, name, index)
        reading = read.reading
        if request["out"]:
            target = Path(request["out"]) / f"{index}.jpg"
            digest, factor = keep_picture(image, read.quarter_turns, target)
            reading = replace(reading, image=target.name, image_sha256=digest, **(scaled(reading, factor)))
        if request["debug"]:
            from scanner.debug import draw_reading

            draw_reading(image, read, Path(request["debug"]) / f"{Path(name).stem}-{index:04d}.jpg")
    except FileRefused as refused:
        reading = replace(broken, reason=refused.reason)
    except MemoryError:
        reading = replace(broken, reason="too_large")
    return replace(reading, member=_member(source, index))


def _member(source: Source, index: int) -> str | None:
    from scanner.decode.archive import ZipSource

    return source.member(index) if isinstance(source, ZipSource) else None


def _allow_time() -> None:
    """Some seconds of processor from now on; past them the kernel ends this process."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(time.process_time()) + limits.CHILD_CPU_SECONDS_PER_PAGE
    resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


def _say(answers: TextIO, **words: Any) -> None:
    answers.write(json.dumps(words, ensure_ascii=False, separators=(",", ":")) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()
