"""Scans: a pile of files comes in with the number of sheets counted by hand, and its page says what became of each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.errors import NotFound, Refused
from assembly.model import AssemblyState, Batch, Role, Upload
from assembly.text import Text
from assembly.use_cases.explain_count import explain_count
from assembly.use_cases.read_again import read_again
from assembly.use_cases.upload_batch import MAX_SHEETS, store_files, upload_batch
from assembly.views.batches import BatchLine, batches
from assembly.views.pile import nearest_count, pile_clock, pile_progress, pile_sheets
from assembly.web.access import one_of
from assembly.web.counting.frame import DESK, SCANS, counting_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

UPLOAD_BYTES = 2 << 30
"""Of one pile: 2 GiB is some 5,000 colour pages."""
EXPLAINERS = one_of(Role.DESK, Role.COUNTER)


@page("/scans/{assembly_id:str}", SCANS)
def scans_page(visit: Visit, assembly_id: str) -> Answer:
    """The piles, and for the desk the form for a new one."""
    return _show_all(visit)


@action("/scans/{assembly_id:str}", DESK, limit=UPLOAD_BYTES)
def upload_form(visit: Visit, assembly_id: str) -> Answer:
    """Take a pile of files in. The same file a second time is told with the day and the person."""
    return visit.attempt(lambda: _upload(visit), lambda: _show_all(visit))


@page("/batch/{batch_id:str}", SCANS)
def batch_page(visit: Visit, batch_id: str) -> Answer:
    """One pile: what became of each file and which sheets to look for."""
    return _show_batch(visit, batch_id)


@page("/batch/{batch_id:str}/progress", SCANS)
def progress_part(visit: Visit, batch_id: str) -> Answer:
    """The moving part of a pile's page, as the script asks for it while the pile is read."""
    with visit.reading() as session:
        return visit.page("counting/progress.html", **_batch_values(visit, session, batch_id))


@action("/batch/{batch_id:str}/count", EXPLAINERS)
def count_form(visit: Visit, batch_id: str) -> Answer:
    """Say why the count by hand and the pages found differ; the last word stands."""
    return visit.attempt(lambda: _explain(visit, batch_id), lambda: _show_batch(visit, batch_id))


@action("/upload/{upload_id:str}/again", EXPLAINERS)
def again_form(visit: Visit, upload_id: str) -> Answer:
    """Ask for a file once more that the machine gave up; may be repeated."""
    with visit.writing() as session:
        upload = session.get_one(Upload, upload_id)
        read_again(session, now=visit.now, upload=upload)
        return visit.go(f"/batch/{upload.batch_id}")


def _upload(visit: Visit) -> Answer:
    sheets = visit.form.whole("sheets_counted", Text("листов в пачке"), low=1, high=MAX_SHEETS)
    files = visit.form.files("files")
    if not files:
        visit.form.wrong("files", Text("Не выбрано ни одного файла."), Text("Выберите файлы со сканами."))
    visit.form.check()
    with visit.reading() as session:
        if visit.assembly(session).state not in {AssemblyState.VOTING, AssemblyState.PROCESSING}:
            raise Refused(Text("Сканы принимаются во время голосования и обработки."), code="not_scanning")
    stored = store_files(visit.application.files, [(file.name, file.content) for file in files])
    with visit.writing() as session:
        batch = upload_batch(
            session, now=visit.now, files=visit.application.files, assembly=visit.assembly(session), uploads=stored,
            sheets_counted=sheets, by=visit.account(session),
        )  # fmt: skip
        return visit.go(f"/batch/{batch.id}")


def _explain(visit: Visit, batch_id: str) -> Answer:
    note = visit.form.text("note", Text("почему число листов не сходится"), at_most=500)
    visit.form.check()
    with visit.writing() as session:
        batch = session.get_one(Batch, batch_id)
        explain_count(session, now=visit.now, batch=batch, note=note, by=visit.account(session))
    return visit.go(f"/batch/{batch_id}")


def _show_all(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        takes = assembly.state in {AssemblyState.VOTING, AssemblyState.PROCESSING}
        return visit.page(
            "counting/scans.html", **counting_frame(visit, session, "scans"),
            rows=batches(session, assembly=assembly, language=visit.language),
            takes=takes and Role.DESK in visit.roles, next_number=_next_number(session, assembly.id),
        )  # fmt: skip


def _show_batch(visit: Visit, batch_id: str) -> Answer:
    with visit.reading() as session:
        values = _batch_values(visit, session, batch_id)
        return visit.page("counting/batch.html", **counting_frame(visit, session, "scans"), **values)


def _batch_values(visit: Visit, session: Session, batch_id: str) -> dict[str, Any]:
    batch = session.get_one(Batch, batch_id)
    line = batch_line(visit, session, batch_id)
    return {
        "line": line,
        "progress": pile_progress(session, batch=batch, line=line, now=visit.now, language=visit.language),
        "sheets": pile_sheets(session, batch=batch, language=visit.language) if line.is_read else (),
        "clock": pile_clock(session, batch=batch, language=visit.language),
        "found": nearest_count(session, batch=batch),
        "may_explain": bool({Role.DESK, Role.COUNTER} & visit.roles),
        "may_count": Role.COUNTER in visit.roles,
    }  # fmt: skip


def batch_line(visit: Visit, session: Session, batch_id: str) -> BatchLine:
    """The line of one pile."""
    lines = batches(session, assembly=visit.assembly(session), language=visit.language)
    found = next((one for one in lines if one.batch_id == batch_id), None)
    if found is None:
        raise NotFound
    return found


def _next_number(session: Session, assembly_id: str) -> int:
    return (session.scalar(select(func.max(Batch.number)).where(Batch.assembly_id == assembly_id)) or 0) + 1


HANDLERS = [scans_page, upload_form, batch_page, progress_part, count_form, again_form]
