"""Paper on its way in: batches of sheets, uploaded files, pages, and what waits for a person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assembly.model.ballot import Ballot
from assembly.model.base import Named


class Batch(Named):
    """Sheets scanned together, with the number of sheets the uploader counted by hand."""

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("assembly_id", "number"),)

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    number: Mapped[int]
    uploaded_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    sheets_counted: Mapped[int]
    count_note: Mapped[str] = mapped_column(String(500), default="")
    """Why the count by hand differs from the pages found, said by a person."""
    count_note_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    count_note_at: Mapped[datetime | None]

    uploads: Mapped[list[Upload]] = relationship(back_populates="batch", order_by="Upload.position")


class UploadState(StrEnum):
    QUEUED = "queued"
    READING = "reading"
    READ = "read"
    REFUSED = "refused"


class Upload(Named):
    """One file of a batch."""

    __tablename__ = "upload"

    batch_id: Mapped[str] = mapped_column(ForeignKey("batch.id"), index=True)
    position: Mapped[int]
    file_name: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[UploadState] = mapped_column(String(10), default=UploadState.QUEUED)
    refusal: Mapped[dict[str, str] | None]
    """The sentence {ru, en} saying why the file could not be opened."""
    pages_found: Mapped[int | None]
    read_at: Mapped[datetime | None]

    batch: Mapped[Batch] = relationship(back_populates="uploads")
    pages: Mapped[list[ScannedPage]] = relationship(back_populates="upload", order_by="ScannedPage.index")


class PageState(StrEnum):
    WAITING = "waiting"
    """Something on it waits for a person, or another page of the ballot is missing."""
    RECORDED = "recorded"
    SET_ASIDE = "set_aside"
    BLANK = "blank"


class ScannedPage(Named):
    """One page of an upload with what the machine read on it; (upload, index) is its natural key."""

    __tablename__ = "scanned_page"
    __table_args__ = (UniqueConstraint("upload_id", "index"),)

    upload_id: Mapped[str] = mapped_column(ForeignKey("upload.id"), index=True)
    index: Mapped[int]
    """Counts from 0 in the file."""
    position: Mapped[int]
    """Counts from 1 in the batch: the sheet's place in the pile."""
    image_sha256: Mapped[str] = mapped_column(String(64), index=True)
    outcome: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(60))
    reading: Mapped[dict[str, Any]]
    ballot_id: Mapped[str | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    page: Mapped[int | None]
    state: Mapped[PageState] = mapped_column(String(10), default=PageState.WAITING)
    set_aside_reason: Mapped[str | None] = mapped_column(String(60))
    read_at: Mapped[datetime]

    upload: Mapped[Upload] = relationship(back_populates="pages")
    ballot: Mapped[Ballot | None] = relationship()


class ReviewReason(StrEnum):
    """Why something waits for a person."""

    MARGINAL_MARK = "marginal_mark"
    OVERVOTE = "overvote"
    INK_OUTSIDE = "ink_outside_boxes"
    OTHER_MARK = "other_mark"
    """Any other doubt of the reader about one contest; its own word stands in `detail`."""
    MISSING_SIGNATURE = "missing_signature"
    MISSING_DATE = "missing_date"
    UNKNOWN_CODE = "unknown_code"
    NO_CODE = "no_code"
    """A sheet without our code: two people enter it."""
    UNREADABLE = "unreadable"
    DUPLICATE = "duplicate"
    MISSING_PAGE = "missing_page"
    DIFFERING_PRINTS = "differing_prints"
    ALSO_ONLINE = "also_online"
    JOINT_DIFFER = "joint_differ"
    """Two joint owners answered differently for the share they hold together."""
    NOT_RECEIVED = "not_received"
    """No receipt at the desk is recorded in time."""


class Review(Named):
    """One question to a person about a page or a ballot."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(
            "ix_review_open",
            "assembly_id",
            postgresql_where=text("settled_at IS NULL"),
            sqlite_where=text("settled_at IS NULL"),
        ),
    )

    assembly_id: Mapped[str] = mapped_column(ForeignKey("assembly.id"), index=True)
    key: Mapped[str] = mapped_column(String(120))
    """Natural key, so that a task run twice asks once: e.g. `page:<id>:marginal_mark:4`."""
    reason: Mapped[ReviewReason] = mapped_column(String(20))
    detail: Mapped[str] = mapped_column(String(120), default="")
    page_id: Mapped[str | None] = mapped_column(ForeignKey("scanned_page.id"), index=True)
    ballot_id: Mapped[str | None] = mapped_column(ForeignKey("ballot.id"), index=True)
    contest: Mapped[str | None] = mapped_column(String(20))
    proposal: Mapped[str | None] = mapped_column(String(60))
    """What the machine would say; shown, never recorded by itself."""
    shown_to: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    """The one person who was shown what the machine saw of a mark: who opened it first. Everybody else reads blind."""
    answers_needed: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[dict[str, Any] | None]

    page: Mapped[ScannedPage | None] = relationship()
    ballot: Mapped[Ballot | None] = relationship()
    answers: Mapped[list[ReviewAnswer]] = relationship(back_populates="review", order_by="ReviewAnswer.answered_at")


class ReviewAnswer(Named):
    """What one person answered."""

    __tablename__ = "review_answer"
    __table_args__ = (UniqueConstraint("review_id", "account_id"),)

    review_id: Mapped[str] = mapped_column(ForeignKey("review.id"), index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime]

    review: Mapped[Review] = relationship(back_populates="answers")
