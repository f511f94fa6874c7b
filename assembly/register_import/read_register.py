"""Reads a register file into a draft and says everything that is wrong with it, all at once."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from . import checks
from .columns import BY_NAME
from .draft import Problem, RegisterDraft, exact_decimal
from .header import Header, find_header, labelled
from .lines import Line, Sheet, column_is_percent, read_lines
from .read_csv import read_csv
from .read_egrn import Extract, read_extract, read_extracts
from .read_xlsx import read_xlsx
from .records import Records, check_total, read_records
from .sentences import MOST_ROWS, say
from .shares import settle_shares
from .sniff import Kind, sniff
from .table import Table, Unreadable, column_letter
from .units import Gathered, gather_units, holdings_of

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
        draft.errors.append(say(refused.code, row=refused.row, **refused.values))
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
        table = read_csv(content, lambda sample: _score(sample, columns))
        _read_tables(draft, [table], columns, today)
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
        _read_tables(draft, read_xlsx(archive), columns, today)
        return
    inside = [i for i in archive.infolist() if i.filename.casefold().endswith((".xlsx", ".csv")) and not i.flag_bits & 1]
    if len(inside) == 1 and not any(i.filename.casefold().endswith(".xml") for i in archive.infolist()):
        if inside[0].file_size > MOST_FILE_BYTES:
            raise Unreadable("file_too_large")
        content = archive.read(inside[0])
        if sniff(content) in {"xlsx", "csv"}:
            _read(draft, content, columns, today)
            return
    draft.format = "egrn_zip"
    _read_extracts(draft, read_extracts(archive))


def _score(table: Table, columns: Mapping[str, str]) -> float:
    header = find_header(table, columns)
    return header.score if header else 0


def _read_tables(
    draft: RegisterDraft, tables: Iterator[Table] | list[Table], columns: Mapping[str, str], today: date
) -> None:
    chosen = _choose_sheets(draft, tables, columns)
    main = chosen[0][1]
    draft.sheet = ", ".join(table.name for table, _ in chosen if table.name) or None
    draft.header_row, draft.unmatched_headers = main.row, main.unmatched
    draft.columns = {name: main.titles[main.places[name]] for name in BY_NAME if name in main.places}
    _list(draft, _check_columns(chosen[0][0], main, columns))
    if any(problem.code == "column_missing" for problem in draft.errors):
        return
    lines: list[Line] = []
    for table, header in chosen:
        records = read_records(table, header)
        _list(draft, records.problems)
        if table.hidden_rows:
            _list(draft, [say("hidden_rows", sheet=table.name, count=str(table.hidden_rows))])
        if table.too_many_rows or len(records.records) > MOST_ROWS or len(lines) > MOST_ROWS:
            raise Unreadable("too_many_rows")
        read = _lines_of(draft, records, header, today)
        lines += read
        own = gather_units(read, [])
        areas = [exact_decimal(one.unit.area_m2) for one in own]
        by_row = {line.row: exact_decimal(line.area.area) for line in read if line.area.area}
        _list(draft, check_total(records, areas, list(by_row.values())))
    if not lines:
        raise Unreadable("no_rows")
    _fill_draft(draft, lines, main)


def _lines_of(draft: RegisterDraft, records: Records, header: Header, today: date) -> list[Line]:
    titles = {name: header.title(name) for name in BY_NAME}
    sheet = Sheet(header, titles, column_is_percent(header, records.records), today)
    problems: list[Problem] = []
    lines = [line for record in records.records for line in read_lines(record, sheet, problems)]
    _list(draft, problems)
    return lines


def _choose_sheets(
    draft: RegisterDraft, tables: Iterator[Table] | list[Table], columns: Mapping[str, str]
) -> list[tuple[Table, Header]]:
    """The sheets that are registers. Those that repeat units already read are older copies and are left out, said so."""
    found = [(table, header) for table in tables if (header := find_header(table, columns)) and header.score]
    if not found:
        raise Unreadable("no_header")
    visible = [pair for pair in found if not pair[0].hidden] or found
    best = max(header.score for _, header in visible)
    visible = [pair for pair in visible if pair[1].score * 2 > best]
    visible.sort(key=lambda pair: -pair[1].score)
    chosen, seen = [], set[str]()
    for table, header in visible:
        units = _numbers(table, header)
        if chosen and len(units & seen) * 5 > len(units):
            draft.warnings.append(say("sheet_left_out", sheet=chosen[0][0].name, other=table.name or ""))
            continue
        chosen.append((table, header))
        seen |= units
    return chosen


def _numbers(table: Table, header: Header) -> set[str]:
    places = [header.places[name] for name in ("kind", "unit") if name in header.places]
    cells = [[str(row.cells.get(place, "")) for place in places] for row in table.rows if row.number > header.row]
    return {" ".join(parts).casefold() for parts in cells if parts and parts[-1]}


def _check_columns(table: Table, header: Header, columns: Mapping[str, str]) -> Iterator[Problem]:
    where = {"sheet": table.name, "row": header.row}
    free = {"ru": ", ".join(f"«{t}»" for t in header.unmatched[:12]) or "лишних столбцов нет"}
    free["en"] = ", ".join(f"“{t}”" for t in header.unmatched[:12]) or "no column is left over"
    for name in ("unit", "area_m2"):
        instead = name == "unit" and "address" in header.places
        if name not in header.places and not instead:
            title = {"ru": BY_NAME[name].ru, "en": BY_NAME[name].en}
            yield say("column_missing", **where, column=BY_NAME[name].ru, title=title, headers=free)  # type: ignore[arg-type]
    for name, places in header.twice.items():
        used = labelled(header.titles[places[0]], places[0])
        letters = ", ".join(column_letter(place) for place in places)
        title = header.titles[places[0]]
        yield say("column_twice", **where, column=title, title=title, letters=letters, used=used)  # type: ignore[arg-type]
    for name, text in header.not_found.items():
        title = {"ru": BY_NAME[name].ru, "en": BY_NAME[name].en}
        yield say("column_not_found", **where, column=text, header=text, title=title)  # type: ignore[arg-type]


def _check_optional_columns(header: Header, lines: list[Line]) -> Iterator[Problem]:
    where = {"sheet": lines[0].sheet, "row": header.row}
    if "kind" not in header.places:
        count = sum(line.kind == "residential" for line in lines)
        yield say("no_kind_column", **where, column=BY_NAME["kind"].ru, count=str(count))  # type: ignore[arg-type]
    if not {"owner", "surname"} & header.places.keys():
        yield say("no_owner_column", **where, column=BY_NAME["owner"].ru)  # type: ignore[arg-type]
    elif "title_document" not in header.places:
        yield say("no_document_column", **where, column=BY_NAME["title_document"].ru)  # type: ignore[arg-type]
    if "share" not in header.places:
        yield say("no_share_column", **where, column=BY_NAME["share"].ru)  # type: ignore[arg-type]


def _fill_draft(draft: RegisterDraft, lines: list[Line], header: Header | None) -> None:
    problems: list[Problem] = []
    with_documents = header is None or "title_document" in header.places
    if header is not None:
        problems += _check_optional_columns(header, lines)
    if header is not None and "share" not in header.places:
        for line in lines:
            line.titles = {name: title for name, title in line.titles.items() if name != "share"}
    units = gather_units(lines, problems)
    for gathered in units:
        problems += _check_unit(gathered, with_documents=with_documents)
        shares, groups = settle_shares(gathered)
        problems += shares
        draft.units.append(gathered.unit)
        draft.holdings += holdings_of(gathered, groups)
    problems += checks.check_cadastral_once(units)
    _list(draft, problems)


def _check_unit(gathered: Gathered, *, with_documents: bool) -> Iterator[Problem]:
    yield from checks.check_area_known(gathered)
    yield from checks.check_area_same(gathered)
    yield from checks.check_cadastral_same(gathered)
    yield from checks.check_held_once(gathered)
    if with_documents:
        yield from checks.check_documents(gathered)


def _read_extracts(draft: RegisterDraft, extracts: Iterator[Extract]) -> None:
    newest: dict[str, Extract] = {}
    count = 0
    for extract in extracts:
        _list(draft, extract.problems)
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
            draft.warnings.append(say("older_extract", sheet=older.name, other=newest[key].name))
    if not count and not draft.errors:
        raise Unreadable("no_extracts")
    _fill_draft(draft, [line for extract in newest.values() for line in extract.lines], None)


def _list(draft: RegisterDraft, problems: Iterator[Problem] | list[Problem]) -> None:
    for problem in problems:
        (draft.errors if problem.level == "error" else draft.warnings).append(problem)
