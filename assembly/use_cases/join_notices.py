"""Notices of the house or one staircase become one file for the printer."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, BinaryIO

from assembly.errors import Refused
from assembly.model import PrintRun
from assembly.text import Text
from assembly.use_cases.print_parts import ENTRANCE

if TYPE_CHECKING:
    from assembly.bootstrap import Application

A4_POINTS = (595.276, 841.89)


def join_notices(application: Application, run_id: str) -> None:
    """Make the pile of a run: every notice written so far, each beginning on a sheet of its own. May be repeated.

    Raises Refused where no notice is written yet.
    """
    from assembly.views.notice_list import ready_notices

    with application.database.reading() as session:
        run = session.get_one(PrintRun, run_id)
        entrance = run.part.removeprefix(ENTRANCE) if run.part.startswith(ENTRANCE) else ""
        kept = ready_notices(session, assembly=run.assembly, entrance=entrance)
    if not kept:
        raise Refused(Text("Сообщения ещё не готовы."))
    with tempfile.TemporaryFile() as whole:
        pages, sheets = _join(application, kept, whole)
        whole.seek(0)
        sha256 = application.files.put(whole)
    with application.database.writing() as session:
        run = session.get_one(PrintRun, run_id)
        run.papers, run.pages, run.sheets = len(kept), pages, sheets
        run.sha256, run.made_at = sha256, application.clock.now()


def _join(application: Application, kept: list[str], out: BinaryIO) -> tuple[int, int]:
    """How many pages have something on them, and how many sheets it takes."""
    import pikepdf  # not PDFium, which may be called from one thread only

    written = 0
    with pikepdf.new() as whole:
        for sha256 in kept:
            with pikepdf.open(application.files.path(sha256)) as one:
                written += len(one.pages)
                whole.pages.extend(one.pages)
                if len(one.pages) % 2:
                    whole.add_blank_page(page_size=A4_POINTS)
        sheets = len(whole.pages) // 2
        whole.save(out, deterministic_id=True)
    return written, sheets
