"""Reads a register file into a draft and says everything that is wrong with it, all at once."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from .draft import Problem, RegisterDraft
from .fill_draft import fill_draft, list_problems
from .read_csv import read_csv
from .read_egrn import Extract, read_extract, read_extracts
from .read_tables import header_score, read_tables
from .read_xlsx import read_xlsx
from .sentences import Place, say
from .sniff import Kind, sniff
from .table import Unreadable

MOST_FILE_BYTES = 64 * 2**20


def read_register(
    path: Path, *, columns: Mapping[str, str] | None = None, today: date | None = None, name: str | None = None
) -> RegisterDraft:
    """Reads XLSX, CSV or ЕГРН extracts (XML, or a ZIP of them) and lists all problems at once; never raises for a file.

    Args:
        path: the file.
        columns: {our column name: header text as in the file}, remembered or corrected by hand; an empty text says
            that a column is not to be used.
        today: the legal day on which authorities are looked at; the current day (UTC) when not given.
        name: the name to show where the file lies under another one.
    """
    size = path.stat().st_size
    content = path.read_bytes() if size <= MOST_FILE_BYTES else b""
    draft = RegisterDraft(name or path.name, hashlib.sha256(content).hexdigest())
    try:
        if size > MOST_FILE_BYTES:
            raise Unreadable("file_too_large")  # noqa: TRY301  (one way for all that is wrong with a file)
        _read(draft, content, columns or {}, today or datetime.now(UTC).date())
    except Unreadable as refused:
        draft.errors.append(say(refused.code, Place(None, refused.row), **refused.values))
    draft.errors.sort(key=_order)
    draft.warnings.sort(key=_order)
    return draft


def _order(problem: Problem) -> tuple[str, int]:
    return problem.sheet or "", problem.row or 0


def _read(draft: RegisterDraft, content: bytes, columns: Mapping[str, str], today: date) -> None:
    kind = sniff(content)
    draft.format = kind
    if kind == "xml":
        draft.format = "egrn"
        _read_extracts(draft, iter([read_extract(content, draft.source_name)]))
    elif kind == "csv":
        table = read_csv(content, lambda sample: header_score(sample, columns))
        read_tables(draft, [table], columns, today)
    else:
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
            raise Unreadable("damaged") from broken
        with archive:
            _read_archive(draft, archive, kind, columns, today)


def _read_archive(
    draft: RegisterDraft, archive: zipfile.ZipFile, kind: Kind, columns: Mapping[str, str], today: date
) -> None:
    if kind == "xlsx":
        read_tables(draft, read_xlsx(archive), columns, today)
        return
    inside = [
        i for i in archive.infolist() if i.filename.casefold().endswith((".xlsx", ".csv")) and not i.flag_bits & 1
    ]
    if len(inside) == 1 and not any(i.filename.casefold().endswith(".xml") for i in archive.infolist()):
        if inside[0].file_size > MOST_FILE_BYTES:
            raise Unreadable("file_too_large")
        try:
            content = archive.read(inside[0])
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as broken:
            raise Unreadable("damaged") from broken
        if sniff(content) in {"xlsx", "csv"}:
            _read(draft, content, columns, today)
            return
    draft.format = "egrn_zip"
    _read_extracts(draft, read_extracts(archive))


def _read_extracts(draft: RegisterDraft, extracts: Iterator[Extract]) -> None:
    newest: dict[str, Extract] = {}
    count = 0
    for extract in extracts:
        list_problems(draft, extract.problems)
        if not extract.lines:
            continue
        count += 1
        key = extract.lines[0].cadastral_number or extract.name
        other = newest.get(key)
        if other is None or (extract.made_on or date.min) > (other.made_on or date.min):
            newest[key], older = extract, other
        else:
            older = extract
        if older is not None:
            draft.warnings.append(say("older_extract", Place(older.name), other=newest[key].name))
    if not count and not draft.errors:
        raise Unreadable("no_extracts")
    fill_draft(draft, [line for extract in newest.values() for line in extract.lines])
