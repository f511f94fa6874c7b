"""The register: the table, an upload with its check, the import, and the history."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Building, RegisterSnapshot
from assembly.register_import import COLUMNS, RegisterDraft, compare
from assembly.text import Text
from assembly.use_cases.import_register import import_register
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.snapshot_as_draft import snapshot_as_draft
from assembly.use_cases.stakes import holdings_of
from assembly.views.buildings import summary_of
from assembly.views.register_table import register_table, snapshot_row, snapshots_of
from assembly.web.organiser.frame import ACT, LOOK, house_frame, today
from assembly.web.organiser.register_file import (
    CHOSEN,
    FILE_BYTES,
    KeptFile,
    chosen_columns,
    day_of,
    keep_file,
    kept_file,
    read_kept,
)
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from assembly.wording import UNIT_GROUPS, format_date, format_m2, word

MOST_SHOWN = 200
"""Problems of one file that a page lists; the count says how many there are."""


@page("/house/{building_id:str}/register", LOOK)
def register_page(visit: Visit, building_id: str) -> Answer:
    """The register in force, with a search by flat and name."""
    with visit.reading() as session:
        building = visit.building(session)
        snapshot = latest_snapshot(session, building)
        if snapshot is None:
            return visit.page("organiser/register_none.html", **house_frame(visit, building, "register"))
        query, entrance = visit.query("q"), visit.query("entrance")
        table = register_table(
            session, snapshot=snapshot, query=query, entrance=entrance, page=visit.query_number("page"),
            today=today(visit, building), language=visit.language,
        )  # fmt: skip
        return visit.page(
            "organiser/register.html", **house_frame(visit, building, "register"), table=table, q=query,
            entrance=entrance, summary=summary_of(session, snapshot, visit.language),
        )  # fmt: skip


@page("/house/{building_id:str}/register/history", LOOK)
def history_page(visit: Visit, building_id: str) -> Answer:
    """Every snapshot with its day, its file and the file's fingerprint."""
    with visit.reading() as session:
        building = visit.building(session)
        rows = snapshots_of(session, building=building, language=visit.language)
        return visit.page("organiser/register_history.html", **house_frame(visit, building, "register"), rows=rows)


@page("/house/{building_id:str}/register/snapshot/{snapshot_id:str}", LOOK)
def snapshot_page(visit: Visit, building_id: str, snapshot_id: str) -> Answer:
    """One snapshot: what it changed, and what was confirmed with it."""
    with visit.reading() as session:
        building, snapshot = visit.building(session), session.get_one(RegisterSnapshot, snapshot_id)
        return visit.page(
            "organiser/register_snapshot.html", **house_frame(visit, building, "register"),
            row=snapshot_row(session, snapshot=snapshot, building=building, language=visit.language),
            summary=summary_of(session, snapshot, visit.language), changes=snapshot.changes,
            warnings=[_as_shown(one, visit.language) for one in snapshot.warnings],
            has_file=visit.application.files.has(snapshot.file_sha256),
        )  # fmt: skip


@page("/house/{building_id:str}/register/snapshot/{snapshot_id:str}/file", LOOK)
def snapshot_file(visit: Visit, building_id: str, snapshot_id: str) -> Answer:
    """The very file that was imported."""
    with visit.reading() as session:
        snapshot = session.get_one(RegisterSnapshot, snapshot_id)
    if not visit.application.files.has(snapshot.file_sha256):
        raise NotFound
    return visit.kept_file(snapshot.file_sha256, "application/octet-stream", snapshot.file_name)


@page("/house/{building_id:str}/register/upload", ACT)
def upload_page(visit: Visit, building_id: str) -> Answer:
    """The form for a register file."""
    return _show_upload(visit)


@action("/house/{building_id:str}/register/upload", ACT, limit=FILE_BYTES)
def upload_form(visit: Visit, building_id: str) -> Answer:
    """Keep the file and go on to its check; imports nothing. May be repeated."""
    return visit.attempt(lambda: _take_file(visit), lambda: _show_upload(visit))


@page("/house/{building_id:str}/register/check", ACT)
def check_page(visit: Visit, building_id: str) -> Answer:
    """Everything that is wrong with the file, its columns to correct, and what it would change."""
    asked = {str(name): str(value) for name, value in visit.request.query_params.items()}
    return _show_check(visit, kept_file(visit, of_form=False), chosen_columns(asked))


@action("/house/{building_id:str}/register/import", ACT)
def import_form(visit: Visit, building_id: str) -> Answer:
    """Import the checked file; warnings must be confirmed. May be repeated: the same file for the same day is one."""
    file = kept_file(visit, of_form=True)
    columns = chosen_columns({name: visit.form.get(name) for name in visit.form.names()})
    return visit.attempt(lambda: _import(visit, file, columns), lambda: _show_check(visit, file, columns))


def _show_upload(visit: Visit) -> Answer:
    with visit.reading() as session:
        building = visit.building(session)
        return visit.page(
            "organiser/register_upload.html", **house_frame(visit, building, "register"),
            today=today(visit, building).isoformat(), first=latest_snapshot(session, building) is None,
        )  # fmt: skip


def _take_file(visit: Visit) -> Answer:
    form = visit.form
    on = form.day("effective_on", Text("на какой день верен реестр"))
    with visit.reading() as session:
        latest = today(visit, visit.building(session))
    if not form.problems and on > latest:
        form.wrong(
            "effective_on", Text("Реестр не может быть на день, который ещё не наступил."),
            Text("Укажите день, на который реестр верен."),
        )  # fmt: skip
    files = form.files("file")
    if not files:
        form.wrong("file", Text("Не выбран файл."), Text("Выберите файл реестра: XLSX, CSV, XML или ZIP."))
    form.check()
    return visit.go(f"/house/{visit.place.building_id}/register/check?{keep_file(visit, files[0], on).query}")


def _import(visit: Visit, file: KeptFile, columns: dict[str, str]) -> Answer:
    with visit.reading() as session:
        building = visit.building(session)
        remembered, day = dict(building.register_columns), today(visit, building)
    draft = read_kept(visit, file, columns or remembered, day)
    with visit.writing() as session:
        snapshot = import_register(
            session, now=visit.now, building=visit.building(session), draft=draft, effective_on=day_of(file),
            by=visit.account(session), warnings_confirmed=visit.form.ticked("confirmed"),
        )  # fmt: skip
        return visit.go(f"/house/{visit.place.building_id}/register/snapshot/{snapshot.id}")


def _show_check(visit: Visit, file: KeptFile, columns: dict[str, str]) -> Answer:
    with visit.reading() as session:
        building = visit.building(session)
        remembered, day = dict(building.register_columns), today(visit, building)
    draft = read_kept(visit, file, columns or remembered, day)
    on = format_date(day_of(file), visit.language)
    with visit.reading() as session:
        return visit.page(
            "organiser/register_check.html", **house_frame(visit, visit.building(session), "register"), file=file,
            on=on, **_draft_values(draft, visit.language), **_changes(visit, session, building, draft),
        )  # fmt: skip


def _changes(visit: Visit, session: Session, building: Building, draft: RegisterDraft) -> dict[str, Any]:
    former = latest_snapshot(session, building)
    if former is None or draft.errors:
        return {"changes": [], "former": None}
    found = compare(snapshot_as_draft(former, holdings_of(session, former.id)), draft).all()
    return {
        "changes": [change.sentence for change in found],
        "former": format_date(former.effective_on, visit.language),
    }


def _draft_values(draft: RegisterDraft, language: str) -> dict[str, Any]:
    headers = [*dict.fromkeys([*draft.columns.values(), *draft.unmatched_headers])]
    return {
        "errors": [_as_shown(one.as_json(), language) for one in draft.errors[:MOST_SHOWN]],
        "error_count": len(draft.errors),
        "warnings": [_as_shown(one.as_json(), language) for one in draft.warnings[:MOST_SHOWN]],
        "warning_count": len(draft.warnings),
        "units": len(draft.units), "holdings": len(draft.holdings), "area": format_m2(draft.area_m2, language),
        "by_kind": [(word(UNIT_GROUPS, kind, language), format_m2(area, language)) for kind, area in draft.by_kind.items()],
        "columns": [
            (CHOSEN + column.name, column.ru if language == "ru" else column.en.replace("_", " ").capitalize(),
             draft.columns.get(column.name, ""))
            for column in COLUMNS
        ],
        "headers": headers, "unmatched": draft.unmatched_headers, "has_columns": bool(headers), "sheet": draft.sheet,
        "unknown_units": draft.unknown_owner_units,
    }  # fmt: skip


def _as_shown(one: dict[str, Any], language: str) -> dict[str, str]:
    """A problem of a file with its place in words."""
    places = [
        Text("лист «{sheet}»", sheet=one["sheet"]).read(language) if one.get("sheet") else "",
        Text("строка {row}", row=one["row"]).read(language) if one.get("row") else "",
        Text("столбец «{column}»", column=one["column"]).read(language) if one.get("column") else "",
    ]
    ending = "" if language == "ru" else "_en"
    return {
        "place": ", ".join(part for part in places if part), "problem": str(one["problem" + ending]),
        "fix": str(one["fix" + ending]),
    }  # fmt: skip


HANDLERS = [
    register_page, history_page, snapshot_page, snapshot_file, upload_page, upload_form, check_page, import_form,
]  # fmt: skip
