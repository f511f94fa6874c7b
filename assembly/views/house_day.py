"""«Что сделать сегодня»: what an assembly asks of its organisers now, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.model import (
    Assembly,
    AssemblyState,
    Ballot,
    Batch,
    Dispute,
    Document,
    Job,
    JobState,
    Notice,
    NoticeEvidence,
    Upload,
    UploadState,
)
from assembly.text import Text
from assembly.use_cases.explain_count import is_count_explained
from assembly.use_cases.open_objections import open_questions
from assembly.views.participation import Participation, participation
from assembly.wording import format_moment, local_moment
from ballots.manifest import BallotState


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. code names the page it leads to; number: how many; is_blocking: the next step waits for it."""

    code: str
    words: str
    number: int
    due: str
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of the assembly. is_open: may be taken now; from_when: from when it may be."""

    code: str
    words: str
    is_open: bool
    from_when: str


@dataclass(frozen=True, slots=True)
class HouseDay:
    """The organiser's day."""

    state: str
    todos: tuple[Todo, ...]
    next_step: Step | None
    so_far: Participation | None
    failed_jobs: int


def house_day(session: Session, *, assembly: Assembly, now: datetime, language: str = "ru") -> HouseDay:
    """What to do now in this assembly, blocking things first."""
    zone = assembly.building.timezone

    def moment(when: datetime | None) -> str:
        if when is None:
            return ""
        this_year = local_moment(when, zone).year == local_moment(now, zone).year
        return format_moment(when, zone, language, year=not this_year)

    found = [
        Todo(code, words.read(language), number, moment(due), is_blocking)
        for code, words, number, due, is_blocking in _todos(session, assembly, now)
        if number
    ]
    found.sort(key=lambda todo: not todo.is_blocking)
    step = _next_step(assembly, now, is_blocked=any(todo.is_blocking for todo in found))
    failed = session.scalar(select(func.count()).select_from(Job).where(Job.state == JobState.FAILED)) or 0
    has_begun = assembly.state not in {AssemblyState.DRAFT, AssemblyState.ANNOUNCED}
    return HouseDay(
        str(assembly.state), tuple(found),
        None if step is None else Step(step[0], step[1].read(language), step[2], moment(step[3])),
        participation(session, assembly=assembly, language=language) if has_begun else None, failed,
    )  # fmt: skip


_Found = tuple[str, Text, int, datetime | None, bool]


def _todos(session: Session, assembly: Assembly, now: datetime) -> list[_Found]:
    state = assembly.state
    if state == AssemblyState.DRAFT:
        return [("agenda", Text("Составить повестку"), 0 if assembly.items else 1, None, True)]
    if state == AssemblyState.ANNOUNCED:
        return _before_voting(session, assembly)
    if state in {AssemblyState.VOTING, AssemblyState.PROCESSING, AssemblyState.OBJECTIONS}:
        return _while_counting(session, assembly, now)
    missing = {"protocol", "archive"} - set(
        session.scalars(select(Document.kind).where(Document.assembly_id == assembly.id))
    )
    return [
        ("protocol", Text("Составить протокол"), int("protocol" in missing), None, True),
        ("archive", Text("Опубликовать архив"), int("archive" in missing), None, False),
    ]


def _before_voting(session: Session, assembly: Assembly) -> list[_Found]:
    undelivered = session.scalar(
        select(func.count()).select_from(Notice).where(Notice.assembly_id == assembly.id, ~Notice.deliveries.any())
    )
    proven = session.scalar(
        select(func.count()).select_from(NoticeEvidence).where(NoticeEvidence.assembly_id == assembly.id)
    )
    issued = session.scalar(select(func.count()).select_from(Ballot).where(Ballot.assembly_id == assembly.id))
    return [
        (
            "deliveries",
            Text("Вручить сообщения, вручение которых не отмечено"),
            undelivered or 0,
            assembly.opens_at,
            False,
        ),
        ("evidence", Text("Внести доказательства уведомления"), 0 if proven else 1, assembly.opens_at, True),
        ("ballots", Text("Напечатать решения собственников"), 0 if issued else 1, assembly.opens_at, False),
    ]


def _while_counting(session: Session, assembly: Assembly, now: datetime) -> list[_Found]:
    is_after = assembly.state != AssemblyState.VOTING
    received = session.scalar(
        select(func.count())
        .select_from(Ballot)
        .where(Ballot.assembly_id == assembly.id, Ballot.state == BallotState.RECEIVED)
    )
    unread = session.scalar(
        select(func.count())
        .select_from(Upload)
        .join(Batch, Batch.id == Upload.batch_id)
        .where(Batch.assembly_id == assembly.id, Upload.state.in_([UploadState.QUEUED, UploadState.READING]))
    )
    batches = session.scalars(select(Batch).where(Batch.assembly_id == assembly.id))
    unexplained = sum(1 for batch in batches if _is_read(batch) and not is_count_explained(session, batch))
    disputes = session.execute(
        select(func.count(Dispute.id), func.min(Dispute.due_at)).where(
            Dispute.assembly_id == assembly.id, Dispute.answered_at.is_(None)
        )
    ).one()
    end = assembly.closes_at if now < assembly.closes_at else None
    return [
        ("disputes", Text("Ответить на возражения собственников"), disputes[0], disputes[1], is_after),
        ("reviews", Text("Решить вопросы счётной комиссии"), open_questions(session, assembly), end, is_after),
        ("uploads", Text("Дождаться чтения загруженных файлов"), unread or 0, None, is_after),
        ("counts", Text("Объяснить, почему число листов не сходится"), unexplained, None, is_after),
        ("scan", Text("Отсканировать принятые решения"), received or 0, end, is_after),
    ]


def _is_read(batch: Batch) -> bool:
    return all(upload.state in {UploadState.READ, UploadState.REFUSED} for upload in batch.uploads)


def _next_step(
    assembly: Assembly, now: datetime, *, is_blocked: bool
) -> tuple[str, Text, bool, datetime | None] | None:
    state, until = assembly.state, assembly.objections_until
    steps: dict[AssemblyState, tuple[str, Text, bool, datetime | None]] = {
        AssemblyState.DRAFT: ("announce", Text("Разослать сообщения о собрании"), not is_blocked, None),
        AssemblyState.ANNOUNCED: (
            "open", Text("Открыть голосование"), now >= assembly.opens_at and not is_blocked, assembly.opens_at,
        ),
        AssemblyState.VOTING: ("end", Text("Закончить приём решений"), now >= assembly.closes_at, assembly.closes_at),
        AssemblyState.PROCESSING: ("objections", Text("Открыть срок возражений"), not is_blocked, None),
        AssemblyState.OBJECTIONS: (
            "close", Text("Подсчитать голоса и закрыть собрание"),
            until is not None and now >= until and not is_blocked, until,
        ),
    }  # fmt: skip
    return steps.get(AssemblyState(state))
