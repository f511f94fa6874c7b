"""Pictures of paper, and the note that somebody looked: the owner of the решение sees who, when and in what role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Ballot, BallotView, ScannedPage
from assembly.use_cases.note_view import note_view
from assembly.views.crop import box_of, crop_of
from assembly.views.marks import mark_words, marks_picture
from assembly.views.recorded import RecordedCast
from assembly.web.counting.frame import role_of
from assembly.web.visit import Answer, Visit

SAME_LOOK = timedelta(minutes=5)
"""A page that is drawn again within this is the same look, not another one."""


def note_look(visit: Visit, ballot_id: str | None, what: str) -> None:
    """Write down that this person opened the scan, a mark, the votes or the state of a ballot."""
    if ballot_id is None:
        return
    with visit.writing() as session:
        last = session.scalar(
            select(BallotView.at)
            .where(BallotView.ballot_id == ballot_id, BallotView.account_id == visit.account_id)
            .where(BallotView.what == what, BallotView.role == role_of(visit), BallotView.refused.is_(False))
            .order_by(BallotView.at.desc())
            .limit(1)
        )
        if last is None or visit.now - last > SAME_LOOK:
            ballot = session.get_one(Ballot, ballot_id)
            note_view(session, now=visit.now, ballot=ballot, by=visit.account(session), role=role_of(visit), what=what)


def page_picture(visit: Visit, page_id: str) -> Answer:
    """One scanned page; the look is noted first."""
    with visit.reading() as session:
        found = session.get_one(ScannedPage, page_id)
        sha256, ballot_id = found.image_sha256, found.ballot_id
    if not sha256 or not visit.application.files.has(sha256):
        raise NotFound
    note_look(visit, ballot_id, "page")
    return visit.kept_file(sha256, picture_type(visit.application.files.path(sha256)))


def mark_picture(visit: Visit, page_id: str, contest: str) -> Answer:
    """The marks of one question, or a field, cut out of a page; the look is noted first."""
    with visit.reading() as session:
        ballot_id = session.get_one(ScannedPage, page_id).ballot_id
    picture = crop_of(visit.application, page_id, contest)
    note_look(visit, ballot_id, "crop")
    return visit.content(picture, "image/png")


def boxes_picture(visit: Visit, page_id: str, contest: str) -> Answer:
    """The boxes of one question side by side, large enough to read beside what is recorded; the look is noted first."""
    with visit.reading() as session:
        ballot_id = session.get_one(ScannedPage, page_id).ballot_id
    picture = marks_picture(visit.application, page_id, contest)
    note_look(visit, ballot_id, "crop")
    return visit.content(picture, "image/png")


def words_of_boxes(session: Session, casts: Iterable[RecordedCast], language: str) -> dict[str, tuple[str, ...]]:
    """{page and contest: the words of its boxes in the order of that picture}."""
    return {
        f"{line.page_id} {line.contest}": mark_words(session.get_one(ScannedPage, line.page_id), line.contest, language)
        for cast in casts
        for line in cast.contests
        if line.page_id
    }


def one_box(visit: Visit, page_id: str, contest: str, option: str) -> Answer:
    """One box of a question, enlarged; the look is noted first."""
    with visit.reading() as session:
        ballot_id = session.get_one(ScannedPage, page_id).ballot_id
    picture = box_of(visit.application, page_id, contest, option)
    note_look(visit, ballot_id, "crop")
    return visit.content(picture, "image/png")


def pages_of_ballot(session: Session, ballot_id: str) -> set[str]:
    """The scanned pages that lie with a ballot."""
    return set(session.scalars(select(ScannedPage.id).where(ScannedPage.ballot_id == ballot_id)))


def picture_type(path: Path) -> str:
    """JPEG or PNG, by how the file begins."""
    with path.open("rb") as file:
        head = file.read(4)
    return "image/png" if head == b"\x89PNG" else "image/jpeg"
