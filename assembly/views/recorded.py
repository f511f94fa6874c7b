"""«Записано от вашего имени»: everything that is recorded with one ballot, with the paper beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import (
    Account,
    Assembly,
    AssemblyState,
    Ballot,
    BallotView,
    CastVote,
    Channel,
    Dispute,
    Review,
    ScannedPage,
)
from assembly.use_cases.derive_ballot import placed_pages
from assembly.use_cases.review_choices import MARK_REASONS
from assembly.views.walk_list import units_text
from assembly.wording import CHANNELS, format_m2, format_moment, option_word, reason_word, word
from ballots.code import group_code

BoxPx = tuple[float, float, float, float]

_READERS = {
    "voter": {"ru": "вы ответили в системе", "en": "you answered online"},
    "machine": {"ru": "машина", "en": "the machine"},
    "person": {"ru": "человек", "en": "a person"},
    "two_people": {"ru": "внесли два человека, независимо друг от друга", "en": "entered by two people independently"},
    "waits": {"ru": "ждёт человека", "en": "waits for a person"},
    "dispute": {"ru": "исправлено по возражению", "en": "put right after an objection"},
}
_READINGS = {
    2: {"ru": "два человека, не видя ответа друг друга", "en": "two people who did not see each other's answer"},
    3: {"ru": "три человека: первые два ответа разошлись", "en": "three people: the first two answers differed"},
    4: {"ru": "несколько человек: ответы расходились", "en": "several people: their answers differed"},
}
"""How often a mark was read by people; the last stands for more."""
_WAITS = {"ru": "Решает счётная комиссия", "en": "The counting commission decides"}


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """One scanned page: where it lies in the pile, and its picture in the file store."""

    page_id: str
    number: int
    of: int
    image_sha256: str
    batch: int
    position: int
    file: str
    uploaded_by: str
    uploaded_at: str


@dataclass(frozen=True, slots=True)
class RecordedContest:
    """One question. read_by: voter, machine, person, two_people, waits, dispute; box_px on the picture of page_id."""

    contest: str
    number: int
    title: str
    selection: str
    words: str
    counted_words: str
    read_by: str
    read_by_words: str
    names: tuple[str, ...]
    page_id: str | None
    image_sha256: str | None
    box_px: BoxPx | None


@dataclass(frozen=True, slots=True)
class RecordedDispute:
    """One objection with its clock."""

    dispute_id: str
    kind: str
    words: str
    raised_at: str
    due_at: str
    is_overdue: bool
    outcome: str
    answer: str
    answered_by: str
    answered_at: str


@dataclass(frozen=True, slots=True)
class RecordedCast:
    """One record in the owner's name. counts False: `why_not` says why; it stays visible."""

    cast_id: str
    channel: str
    channel_words: str
    received_at: str
    received_by: str
    recorded_at: str
    recorded_by: str
    representative: str
    authority: str
    has_signature: bool
    has_date: bool
    counts: bool
    why_not: str
    is_poll: bool
    """Given online where only paper counts: an answer to a poll."""
    confirmed_at: str
    leaf_index: int | None
    pages: tuple[RecordedPage, ...]
    contests: tuple[RecordedContest, ...]
    disputes: tuple[RecordedDispute, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody opened the votes or the scan; refused: tried to and was turned away."""

    at: str
    who: str
    role: str
    what: str
    refused: bool


@dataclass(frozen=True, slots=True)
class Recorded:
    """The page of one ballot."""

    assembly_id: str
    ballot_id: str
    code: str
    state: str
    units: str
    votes: str
    handed_in_at: str
    handed_in_to: str
    waiting_pages: tuple[RecordedPage, ...]
    casts: tuple[RecordedCast, ...]
    looks: tuple[Look, ...]
    may_object: bool
    object_until: str


def recorded(session: Session, *, ballot: Ballot, now: datetime, language: str = "ru") -> Recorded:
    """Everything recorded with this ballot, newest record first."""
    say = _Sayer(session, ballot.assembly, now, language)
    casts = session.scalars(
        select(CastVote).where(CastVote.ballot_id == ballot.id).order_by(CastVote.recorded_at.desc(), CastVote.id)
    ).all()
    pages = placed_pages(session, ballot)
    is_recorded = any(cast.channel == Channel.PAPER for cast in casts)
    assembly = ballot.assembly
    until = assembly.objections_until
    open_states = {AssemblyState.VOTING, AssemblyState.PROCESSING, AssemblyState.OBJECTIONS}
    return Recorded(
        assembly_id=assembly.id, ballot_id=ballot.id, code=group_code(ballot.code), state=ballot.state,
        units=units_text((stake.unit for stake in ballot.stakes), language), votes=format_m2(ballot.votes, language),
        handed_in_at=say.moment(ballot.received_at), handed_in_to=say.name(ballot.received_by),
        waiting_pages=() if is_recorded else tuple(say.page(page) for page in pages),
        casts=tuple(say.cast(cast, pages) for cast in casts), looks=say.looks(ballot),
        may_object=bool(casts) and assembly.state in open_states and (until is None or now < until),
        object_until=say.moment(until),
    )  # fmt: skip


class _Sayer:
    """Turns rows into finished values for one assembly and one reader."""

    def __init__(self, session: Session, assembly: Assembly, now: datetime, language: str) -> None:
        self._session, self._assembly, self._now, self._language = session, assembly, now, language
        self._names: dict[str, str] = {}

    def moment(self, moment: datetime | None) -> str:
        return "" if moment is None else format_moment(moment, self._assembly.building.timezone, self._language)

    def name(self, account_id: str | None) -> str:
        if account_id is None:
            return ""
        if account_id not in self._names:
            account = self._session.get(Account, account_id)
            self._names[account_id] = account.display_name if account is not None else ""
        return self._names[account_id]

    def page(self, page: ScannedPage) -> RecordedPage:
        batch = page.upload.batch
        return RecordedPage(
            page.id, page.page or 0, int(page.reading.get("of") or 0), page.image_sha256, batch.number, page.position,
            page.upload.file_name, self.name(batch.uploaded_by), self.moment(batch.uploaded_at),
        )  # fmt: skip

    def cast(self, cast: CastVote, pages: list[ScannedPage]) -> RecordedCast:
        is_paper = cast.channel == Channel.PAPER
        own_pages = pages if is_paper else []
        reviews = self._reviews(cast) if is_paper else {}
        return RecordedCast(
            cast_id=cast.id, channel=str(cast.channel), channel_words=word(CHANNELS, str(cast.channel), self._language),
            received_at=self.moment(cast.received_at), received_by=self.name(cast.ballot.received_by) if is_paper else "",
            recorded_at=self.moment(cast.recorded_at), recorded_by=self.name(cast.recorded_by),
            representative=cast.representative or "", authority=cast.authority or "", has_signature=cast.has_signature,
            has_date=cast.has_date, counts=cast.counts,
            why_not="" if cast.counts else reason_word(cast.not_counted_reason, self._language),
            is_poll=cast.not_counted_reason == "online_not_counted",
            confirmed_at=self.moment(cast.confirmed_at), leaf_index=cast.leaf_index,
            pages=tuple(self.page(page) for page in own_pages),
            contests=tuple(self._contest(cast, item, own_pages, reviews) for item in cast.ballot.items),
            disputes=tuple(self._dispute(dispute) for dispute in self._disputes(cast)),
        )  # fmt: skip

    def looks(self, ballot: Ballot) -> tuple[Look, ...]:
        found = self._session.scalars(
            select(BallotView).where(BallotView.ballot_id == ballot.id).order_by(BallotView.at.desc()).limit(200)
        )
        return tuple(
            Look(self.moment(view.at), self.name(view.account_id), str(view.role), view.what, view.refused)
            for view in found
        )

    def _contest(
        self, cast: CastVote, item: Any, pages: list[ScannedPage], reviews: dict[str, Review]
    ) -> RecordedContest:
        contest = item.contest_id
        said = str(cast.selections.get(contest, "blank"))
        review = reviews.get(contest)
        page = next((one for one in pages if contest in one.reading.get("boxes_px", {})), None)
        reader = self._reader(cast, contest, said, review)
        names = tuple(self.name(one.account_id) for one in review.answers) if review else ()
        words = (
            word({"person": _WAITS}, said, self._language) if said == "person" else option_word(said, self._language)
        )
        counted = words if cast.counts else reason_word(cast.not_counted_reason, self._language)
        return RecordedContest(
            contest, item.number, item.title, said, words, counted, reader, self._reader_words(reader, names), names,
            page.id if page is not None else None, page.image_sha256 if page is not None else None,
            contest_box(page, contest) if page is not None else None,
        )  # fmt: skip

    def _reader(self, cast: CastVote, contest: str, said: str, review: Review | None) -> str:
        if cast.channel == Channel.ONLINE:
            return "voter"
        if said == "person":
            return "waits"
        if any(contest in (dispute.corrected or {}) for dispute in self._disputes(cast)):
            return "dispute"
        if review is not None:
            return "person"
        return "machine" if cast.ballot.pages else "two_people"

    def _reader_words(self, reader: str, names: tuple[str, ...]) -> str:
        readings = _READINGS.get(min(len(names), max(_READINGS))) if reader == "person" else None
        return (
            readings.get(self._language, readings["ru"])
            if readings is not None
            else word(_READERS, reader, self._language)
        )

    def _reviews(self, cast: CastVote) -> dict[str, Review]:
        found = self._session.scalars(
            select(Review)
            .where(Review.ballot_id == cast.ballot_id, Review.reason.in_(MARK_REASONS), Review.settled_at.is_not(None))
            .order_by(Review.settled_at)
        )
        return {review.contest: review for review in found if review.contest is not None}

    def _disputes(self, cast: CastVote) -> list[Dispute]:
        return list(
            self._session.scalars(
                select(Dispute).where(Dispute.cast_vote_id == cast.id).order_by(Dispute.raised_at, Dispute.id)
            )
        )

    def _dispute(self, dispute: Dispute) -> RecordedDispute:
        return RecordedDispute(
            dispute.id, str(dispute.kind), dispute.words, self.moment(dispute.raised_at), self.moment(dispute.due_at),
            dispute.answered_at is None and dispute.due_at < self._now, str(dispute.outcome or ""), dispute.answer,
            self.name(dispute.answered_by), self.moment(dispute.answered_at),
        )  # fmt: skip


def contest_box(page: ScannedPage, contest: str) -> BoxPx | None:
    """The rectangle around all boxes of a contest on the page's picture, in its pixels; None where none were found."""
    boxes = [tuple(float(value) for value in box) for box in page.reading.get("boxes_px", {}).get(contest, {}).values()]
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return (left, top, right - left, bottom - top)
