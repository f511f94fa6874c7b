"""One pile while it is read and after: how far the machine is, and which sheets somebody must find again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Batch, PageState, Review, ScannedPage, Upload
from assembly.text import Text
from assembly.use_cases.explain_count import sheets_found
from assembly.views.batches import BatchLine
from assembly.views.review_queue import open_words
from assembly.wording import reason_word
from ballots.code import group_code
from scanner.reading import REASONS as READER_WORDS

ENOUGH_PAGES = 4
"""From so many pages on the speed of reading says something."""


@dataclass(frozen=True, slots=True)
class PileProgress:
    """How far a pile is read; thousandths for the bar; left: «около 12 с», empty where nobody can say."""

    pages: int
    thousandths: int
    left: str
    recorded: int
    waiting: int
    set_aside: int
    blank: int
    refused: int
    failed: int
    is_read: bool


@dataclass(frozen=True, slots=True)
class PageLine:
    """A sheet that is not simply recorded. state: waiting or set_aside."""

    position: int
    file: str
    ballot: str
    state: str
    why: str


def pile_progress(
    session: Session, *, batch: Batch, line: BatchLine, now: datetime, language: str = "ru"
) -> PileProgress:
    """How far the reading is; sheets are counted by hand, so more pages than sheets means that both sides were scanned."""
    moments = list(
        session.scalars(
            select(ScannedPage.read_at)
            .join(Upload, Upload.id == ScannedPage.upload_id)
            .where(Upload.batch_id == batch.id)
        )
    )
    pages = len(moments)
    expected = batch.sheets_counted if pages <= batch.sheets_counted else batch.sheets_counted * 2
    done = 1000 if line.is_read else min(990, pages * 1000 // max(expected, 1))
    return PileProgress(
        pages, done, "" if line.is_read else _left(moments, expected, now, language),
        sum(file.recorded for file in line.files), sum(file.waiting for file in line.files),
        sum(file.set_aside for file in line.files), sum(file.blank for file in line.files),
        sum(1 for file in line.files if file.state == "refused"),
        sum(1 for file in line.files if file.state == "failed"), line.is_read,
    )  # fmt: skip


def pile_sheets(session: Session, *, batch: Batch, language: str = "ru") -> tuple[PageLine, ...]:
    """The sheets of a pile that wait or were set aside, in the order of the pile, with the reason of each."""
    rows = session.scalars(
        select(ScannedPage)
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .where(Upload.batch_id == batch.id, ScannedPage.state.in_([PageState.WAITING, PageState.SET_ASIDE]))
        .order_by(ScannedPage.position)
    ).all()
    asked: dict[str, str] = {}
    for review in session.scalars(
        select(Review).where(Review.page_id.in_([page.id for page in rows]), Review.settled_at.is_(None))
    ):
        asked.setdefault(review.page_id or "", open_words(review, language))
    return tuple(
        PageLine(
            page.position, page.upload.file_name, group_code(page.ballot.code) if page.ballot is not None else "",
            str(page.state), _why(page, asked.get(page.id, ""), language),
        )
        for page in rows
    )  # fmt: skip


def nearest_count(session: Session, *, batch: Batch) -> int:
    """The number of sheets that the pages found most likely are: the nearest to what was counted by hand."""
    return min(sheets_found(session, batch), key=lambda found: (abs(found - batch.sheets_counted), found))


def _why(page: ScannedPage, asked: str, language: str) -> str:
    if page.state == PageState.SET_ASIDE:
        reason = page.set_aside_reason or page.reason or ""
        told = READER_WORDS.get(reason)
        return (told.get(language) or told["ru"]).rstrip(".") if told else reason_word(reason, language)
    return asked or Text("Ждёт другой страницы этого решения").read(language)


def _left(moments: list[datetime], expected: int, now: datetime, language: str) -> str:
    passed = int((now - min(moments)).total_seconds()) if moments else 0
    if len(moments) < ENOUGH_PAGES or expected <= len(moments) or passed <= 0:
        return ""
    seconds = passed * (expected - len(moments)) // len(moments) + 1
    if seconds < 60:
        return Text("около {n} с", n=seconds).read(language)
    return Text("около {n} мин", n=(seconds + 59) // 60).read(language)
