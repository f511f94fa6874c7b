"""Files in, readings out: the two ways in, for the command line and for the service."""

from __future__ import annotations

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from scanner.parent import Heard, Reader
from scanner.reading import PageReading
from scanner.refusals import FileRefused, shown_name


def read_files(
    paths: Iterable[Path | str], layout: dict[str, Any] | Path, jobs: int = 1, debug: Path | None = None
) -> Iterator[PageReading]:
    """Read all pages of the files in their order; the same files give the same readings, whatever `jobs` is.

    layout: layout.json or its content; jobs: child processes, from 1; debug: folder for pictures of what was seen.
    A file that is refused gives one reading, unreadable, with its reason. A page of a ballot seen before in these files is
    a duplicate. Raises ValueError where the layout is missing or is none.
    """
    files = [Path(path) for path in paths]
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        layout_path = _layout_file(layout, Path(folder))
        if debug is not None:
            Path(debug).mkdir(parents=True, exist_ok=True)
        readers = [
            Reader(files, layout_path, scratch=Path(folder), debug=debug, part=part, parts=jobs) for part in range(jobs)
        ]
        try:
            streams = [reader.pages() for reader in readers]
            in_order = heapq.merge(*streams, key=lambda heard: (heard.file, heard.index or 0))
            yield from _without_repeats(_reading(heard, shown_name(files[heard.file].name)) for heard in in_order)
        finally:
            for reader in readers:
                reader.close()


def read_upload(path: Path, *, layout: Path, out: Path, skip: set[int]) -> Iterator[PageReading]:
    """Read one uploaded file in a limited child process and keep each page's picture as out/<index>.jpg, upright.

    skip: indexes of pages already recorded. May be repeated: the same page gives the same reading and picture. A page that
    cannot be opened is a reading with its reason. Raises FileRefused where the file as a whole is refused.
    """
    out.mkdir(parents=True, exist_ok=True)
    reader = Reader([Path(path)], Path(layout), scratch=out, out=out, skip=frozenset(skip))
    try:
        for heard in reader.pages():
            if heard.index is None:
                raise FileRefused(heard.reason, heard.detail)
            yield _reading(heard, shown_name(Path(path).name))
    finally:
        reader.close()


def _layout_file(layout: dict[str, Any] | Path, folder: Path) -> Path:
    if not isinstance(layout, dict):
        return Path(layout)
    path = folder / "layout.json"
    path.write_text(json.dumps(layout, sort_keys=True, separators=(",", ":")), encoding="utf-8")
    return path


def _reading(heard: Heard, name: str) -> PageReading:
    if heard.reading is not None:
        return PageReading.from_json(heard.reading)
    return PageReading(name, heard.index or 0, "unreadable", heard.reason)


def _without_repeats(readings: Iterable[PageReading]) -> Iterator[PageReading]:
    """Name a page that was read before in the same files: by its code, or by its very picture."""
    by_page: dict[tuple[str, int], str] = {}
    by_picture: dict[str, str] = {}
    for reading in readings:
        here = f"{reading.file}#{reading.index}"
        picture, page = reading.pixels_sha256, (reading.ballot, reading.page)
        if reading.outcome == "interpreted" and page[0] is not None and page[1] is not None:
            seen = by_page.setdefault((page[0], page[1]), here)
            same_picture = picture is not None and by_picture.get(picture) == seen
            if seen != here:
                reason = "picture_seen" if same_picture else "page_seen"
                yield replace(reading, outcome="duplicate", reason=reason, same_as=seen)
                continue
        if picture is not None:
            by_picture.setdefault(picture, here)
        yield reading
