"""Everything on paper is settled: the owners get their days to object before the count."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Refused
from assembly.model import Account, Assembly, AssemblyState, Batch, Review, Upload, UploadState
from assembly.text import Text
from assembly.use_cases.deadlines import end_of_day, iso
from assembly.use_cases.explain_count import is_count_explained
from assembly.use_cases.settle_ballot import settle_all
from assembly.use_cases.states import locked, require_state


def open_objections(session: Session, *, now: datetime, assembly: Assembly, by: Account | None) -> None:
    """Go from processing to objections, which last `objection_days` legal days after today.

    Raises Refused while a file is unread, a question is open, or sheets counted by hand and pages found differ without
    a word why.
    """
    locked(session, assembly)
    require_state(assembly, AssemblyState.PROCESSING, refusal=Text("Возражения открываются после обработки решений."))
    settle_all(session, now=now, assembly=assembly)
    must_be_settled(session, assembly)
    assembly.state = AssemblyState.OBJECTIONS
    assembly.objections_until = end_of_day(assembly, now, assembly.objection_days)
    session.flush()
    events.record(
        session, assembly, "objections:opened", now,
        until=iso(assembly.objections_until), days=assembly.objection_days, by=by.id if by is not None else None,
    )  # fmt: skip


def must_be_settled(session: Session, assembly: Assembly) -> None:
    """Raise Refused while anything on paper is unread, unexplained or waits for a person."""
    unread = session.scalar(
        select(func.count())
        .select_from(Upload)
        .join(Batch, Batch.id == Upload.batch_id)
        .where(Batch.assembly_id == assembly.id, Upload.state.in_([UploadState.QUEUED, UploadState.READING]))
    )
    if unread:
        raise Refused(Text("Ещё не прочитано файлов: {number}. Дождитесь их.", number=unread), code="unread_uploads")
    waiting = open_questions(session, assembly)
    if waiting:
        raise Refused(
            Text("В очереди счётной комиссии ещё вопросов: {number}. Сначала решите их.", number=waiting),
            code="open_reviews",
        )
    batches = session.scalars(select(Batch).where(Batch.assembly_id == assembly.id).order_by(Batch.number))
    unexplained = [str(batch.number) for batch in batches if not is_count_explained(session, batch)]
    if unexplained:
        raise Refused(
            Text("Число листов не сходится, и не сказано почему. Пачки: {batches}.", batches=", ".join(unexplained)),
            code="unexplained_count",
        )


def open_questions(session: Session, assembly: Assembly) -> int:
    """How many questions wait for a person."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Review)
            .where(Review.assembly_id == assembly.id, Review.settled_at.is_(None))
        )
        or 0
    )
