"""One pile while it is read and after: how far the machine is, and which sheets somebody must find again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, defer

from assembly.model import Ballot, Batch, CastVote, Channel, PageState, Review, ScannedPage, Upload
from assembly.text import Text
from assembly.use_cases.explain_count import sheets_found
from assembly.views.batches import BatchLine
from assembly.views.review_queue import open_words
from assembly.wording import format_number, reason_word
from ballots.code import group_code
from scanner.reading import REASONS as READER_WORDS

ENOUGH_PAGES = 4
"""From so many pages on the speed of reading says something."""


@dataclass(frozen=True, slots=True)
class PileProgress:
    """How far a pile is read; thousandths for the bar; speed so far: «2,3 страницы в секунду».

    left: «около 12 с», «от 12 с до 30 с» where both sides may be scanned. Both are empty where nobody can say.
    """

    pages: int
    thousandths: int
    speed: str
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
    """A page of the pile. state: recorded, waiting, set_aside or blank; why: for waiting and set aside.

    recorded_after: how long after the upload its ballot was recorded, «3 мин 12 с».
    """

    position: int
    file: str
    ballot: str
    state: str
    why: str
    recorded_after: str


@dataclass(frozen=True, slots=True)
class PileClock:
    """How long after the upload: read to the end, its first ballot recorded, its last one so far. Empty: not yet."""

    read: str
    first_recorded: str
    last_recorded: str


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
    pages, sheets = len(moments), max(batch.sheets_counted, 1)
    expected = [sheets, 2 * sheets] if pages < sheets else [2 * sheets]
    done = 1000 if line.is_read else min(990, pages * 1000 // expected[-1])
    passed = int((now - min(moments)).total_seconds()) if moments else 0
    is_known = not line.is_read and pages >= ENOUGH_PAGES and passed > 0
    return PileProgress(
        pages, done, _speed(pages, passed, language) if is_known else "",
        _left(pages, passed, expected, language) if is_known else "",
        sum(file.recorded for file in line.files), sum(file.waiting for file in line.files),
        sum(file.set_aside for file in line.files), sum(file.blank for file in line.files),
        sum(1 for file in line.files if file.state == "refused"),
        sum(1 for file in line.files if file.state == "failed"), line.is_read,
    )  # fmt: skip


def pile_sheets(session: Session, *, batch: Batch, language: str = "ru") -> tuple[PageLine, ...]:
    """The pages of a pile in its order: what became of each, why it waits or was set aside, when it was recorded."""
    rows = session.execute(
        select(
            ScannedPage, Upload.file_name, ScannedPage.reading["member"].as_string(), Ballot.code, CastVote.recorded_at
        )
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .outerjoin(Ballot, Ballot.id == ScannedPage.ballot_id)
        .outerjoin(CastVote, and_(CastVote.ballot_id == Ballot.id, CastVote.channel == Channel.PAPER))
        .where(Upload.batch_id == batch.id)
        .order_by(ScannedPage.position)
        .options(defer(ScannedPage.reading))
    ).all()
    asked = _asked(session, batch, language)
    return tuple(
        PageLine(
            page.position, f"{file}: {member}" if member else file, group_code(code) if code else "", str(page.state),
            _why(page, asked.get(page.id, ""), language),
            _span(recorded_at - batch.uploaded_at, language) if recorded_at and page.state == PageState.RECORDED else "",
        )
        for page, file, member, code, recorded_at in rows
    )  # fmt: skip


def pile_clock(session: Session, *, batch: Batch, language: str = "ru") -> PileClock:
    """The clock from upload to record."""
    first, last = session.execute(
        select(func.min(CastVote.recorded_at), func.max(CastVote.recorded_at))
        .join(ScannedPage, ScannedPage.ballot_id == CastVote.ballot_id)
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .where(Upload.batch_id == batch.id, CastVote.channel == Channel.PAPER)
        .where(ScannedPage.state == PageState.RECORDED)
    ).one()
    ends = [upload.read_at for upload in batch.uploads]
    read = max((end for end in ends if end is not None), default=None) if all(ends) else None
    words = (_span(at - batch.uploaded_at, language) if at is not None else "" for at in (read, first, last))
    return PileClock(*words)


def _asked(session: Session, batch: Batch, language: str) -> dict[str, str]:
    """{page: what a person is asked about it}."""
    found = session.scalars(
        select(Review)
        .join(ScannedPage, ScannedPage.id == Review.page_id)
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .where(Upload.batch_id == batch.id, Review.settled_at.is_(None))
    )
    return {review.page_id or "": open_words(review, language) for review in found}


def nearest_count(session: Session, *, batch: Batch) -> int:
    """The number of sheets that the pages found most likely are: the nearest to what was counted by hand."""
    return min(sheets_found(session, batch), key=lambda found: (abs(found - batch.sheets_counted), found))


def _why(page: ScannedPage, asked: str, language: str) -> str:
    if page.state in {PageState.RECORDED, PageState.BLANK}:
        return ""
    if page.state == PageState.SET_ASIDE or (asked and page.outcome == "unreadable"):
        reason = page.set_aside_reason or page.reason or ""
        told = READER_WORDS.get(reason)
        return (told.get(language) or told["ru"]).rstrip(".") if told else reason_word(reason, language)
    return asked or Text("Ждёт другой страницы этого решения").read(language)


def _speed(pages: int, passed: int, language: str) -> str:
    if pages >= passed:
        return Text("{n} страницы в секунду", n=format_number(Fraction(pages, passed), language, 1)).read(language)
    return Text("{n} страницы в минуту", n=format_number(Fraction(60 * pages, passed), language, 1)).read(language)


def _left(pages: int, passed: int, expected: Sequence[int], language: str) -> str:
    """How long the rest takes at the speed so far, for each number of pages that the pile may have."""
    spans = [_about(-(-passed * (all_pages - pages) // pages), language) for all_pages in expected]
    if spans[0] == spans[-1]:
        return Text("около {span}", span=spans[-1]).read(language)
    return Text("от {low} до {high}", low=spans[0], high=spans[-1]).read(language)


def _about(seconds: int, language: str) -> str:
    """«12 с», «4 мин»: no finer than an estimate is."""
    if seconds < 60:
        return Text("{n} с", n=max(1, seconds)).read(language)
    return Text("{n} мин", n=-(-seconds // 60)).read(language)


def _span(passed: timedelta, language: str) -> str:
    """«12 с», «3 мин 12 с», «2 ч 10 мин», «3 д 4 ч»: the two largest units."""
    seconds = int(passed.total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 1:
        return Text("меньше секунды").read(language)
    if days:
        return Text("{n} д {m} ч", n=days, m=hours % 24).read(language)
    if hours:
        return Text("{n} ч {m} мин", n=hours, m=minutes % 60).read(language)
    if minutes:
        return Text("{n} мин {m} с", n=minutes, m=seconds % 60).read(language)
    return Text("{n} с", n=seconds).read(language)
