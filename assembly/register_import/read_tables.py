"""From the sheets of a spreadsheet to a draft: which sheets, which columns, which lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from .columns import BY_NAME
from .draft import Problem, RegisterDraft, exact_decimal
from .fill_draft import fill_draft, list_problems
from .header import Header, find_header, labelled
from .lines import Line, Sheet, column_is_percent, read_lines
from .records import Records, check_total, read_records
from .sentences import MOST_ROWS, Place, say
from .table import Table, Unreadable, column_letter
from .units import gather_units

Found = tuple[Table, Header]


def header_score(table: Table, columns: Mapping[str, str]) -> float:
    """How surely the table has a header; 0 where it has none."""
    header = find_header(table, columns)
    return header.score if header else 0


def read_tables(draft: RegisterDraft, tables: Iterable[Table], columns: Mapping[str, str], today: date) -> None:
    """Fills the draft from the sheets that are registers.

    Raises:
        Unreadable: no header, no rows, or too many of them.
    """
    chosen = _choose_sheets(draft, tables, columns)
    main_table, main = chosen[0]
    draft.sheet = ", ".join(table.name for table, _ in chosen if table.name) or None
    draft.header_row, draft.unmatched_headers = main.row, main.unmatched
    draft.columns = {name: main.titles[main.places[name]] for name in BY_NAME if name in main.places}
    if sum(_count_rows(table, header) for table, header in chosen) > MOST_ROWS:
        raise Unreadable("too_many_rows")
    list_problems(draft, _check_columns(main_table, main, columns))
    if any(problem.code == "column_missing" for problem in draft.errors):
        return
    lines = [line for table, header in chosen for line in _read_sheet(draft, table, header, today)]
    if not lines:
        raise Unreadable("no_rows")
    list_problems(draft, _check_optional_columns(main, lines))
    fill_draft(draft, lines, without=frozenset(BY_NAME.keys() - main.places.keys()))


def _count_rows(table: Table, header: Header) -> int:
    return MOST_ROWS + 1 if table.too_many_rows else sum(row.number > header.row for row in table.rows)


def _read_sheet(draft: RegisterDraft, table: Table, header: Header, today: date) -> list[Line]:
    records = read_records(table, header)
    list_problems(draft, records.problems)
    if table.hidden_rows:
        list_problems(draft, [say("hidden_rows", Place(table.name), count=str(table.hidden_rows))])
    lines = _lines_of(draft, records, header, today)
    areas = [exact_decimal(one.unit.area_m2) for one in gather_units(lines, [])]
    by_row = {line.row: exact_decimal(line.area.area) for line in lines if line.area.area}
    list_problems(draft, check_total(records, areas, list(by_row.values())))
    return lines


def _lines_of(draft: RegisterDraft, records: Records, header: Header, today: date) -> list[Line]:
    titles = {name: header.title(name) for name in BY_NAME}
    sheet = Sheet(header, titles, column_is_percent(header, records.records), today)
    problems: list[Problem] = []
    lines = [line for record in records.records for line in read_lines(record, sheet, problems)]
    list_problems(draft, problems)
    return lines


def _choose_sheets(draft: RegisterDraft, tables: Iterable[Table], columns: Mapping[str, str]) -> list[Found]:
    """The sheets that are registers, in their order. One that repeats units of another is a copy: left out, said so."""
    found = [(table, header) for table in tables if (header := find_header(table, columns)) and header.score]
    if not found:
        raise Unreadable("no_header")
    if sum(len(table.rows) for table, _ in found) > 4 * MOST_ROWS:
        raise Unreadable("too_many_rows")
    visible = [pair for pair in found if not pair[0].hidden] or found
    best = max(header.score for _, header in visible)
    chosen: list[Found] = []
    seen: set[str] = set()
    for table, header in sorted(visible, key=lambda pair: -pair[1].score):
        units = _numbers(table, header)
        if chosen and header.score * 2 <= best:
            continue
        if chosen and len(units & seen) * 5 > len(units):
            if units:
                draft.warnings.append(say("sheet_left_out", Place(chosen[0][0].name), other=table.name or ""))
            continue
        chosen.append((table, header))
        seen |= units
    return [pair for pair in visible if any(pair[0] is table for table, _ in chosen)]


def _numbers(table: Table, header: Header) -> set[str]:
    places = [header.places[name] for name in ("kind", "unit") if name in header.places]
    cells = [[str(row.cells.get(place, "")) for place in places] for row in table.rows if row.number > header.row]
    return {" ".join(parts).casefold() for parts in cells if parts and parts[-1]}


def _check_columns(table: Table, header: Header, columns: Mapping[str, str]) -> Iterator[Problem]:
    free = {"ru": ", ".join(f"«{t}»" for t in header.unmatched[:12]) or "лишних столбцов нет"}
    free["en"] = ", ".join(f"“{t}”" for t in header.unmatched[:12]) or "no column is left over"
    for name in ("unit", "area_m2"):
        instead = name == "unit" and "address" in header.places
        if name not in header.places and not instead:
            at = Place(table.name, header.row, BY_NAME[name].ru)
            yield say("column_missing", at, title=_title(name), headers=free)
    for places in header.twice.values():
        used = labelled(header.titles[places[0]], places[0])
        letters = ", ".join(column_letter(place) for place in places)
        at = Place(table.name, header.row, header.titles[places[0]])
        yield say("column_twice", at, title=header.titles[places[0]], letters=letters, used=used)
    for name, text in header.not_found.items():
        yield say("column_not_found", Place(table.name, header.row, text), header=text, title=_title(name))


def _title(name: str) -> dict[str, str]:
    return {"ru": BY_NAME[name].ru, "en": BY_NAME[name].en}


def _check_optional_columns(header: Header, lines: list[Line]) -> Iterator[Problem]:
    """Columns a register can do without are missed once, not in every row."""
    places = header.places.keys()
    missing = [
        ("no_kind_column", "kind", "kind" not in places),
        ("no_owner_column", "owner", not {"owner", "surname"} & places),
        (
            "no_document_column",
            "title_document",
            bool({"owner", "surname"} & places) and "title_document" not in places,
        ),
        ("no_share_column", "share", "share" not in places),
    ]
    count = str(len({line.number for line in lines if line.kind == "residential"}))
    for code, name, is_missing in missing:
        if is_missing:
            yield say(code, Place(lines[0].sheet, header.row, BY_NAME[name].ru), count=count)
