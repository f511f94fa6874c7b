"""What a question to the commission is about: every sheet and record that stands against another, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Ballot, BallotStake, CastVote, Channel, Review, ReviewReason, ScannedPage
from assembly.text import Text
from assembly.use_cases.derive_ballot import placed_pages
from assembly.views.crop import field_box
from assembly.views.recorded import contest_box
from assembly.views.walk_list import units_text
from assembly.wording import CHANNELS, format_moment, option_word, word
from ballots.code import group_code

_FIELDS = {
    ReviewReason.MISSING_SIGNATURE: "signature",
    ReviewReason.MISSING_DATE: "date",
    ReviewReason.NOT_RECEIVED: "date",
}


@dataclass(frozen=True, slots=True)
class SidePage:
    """One scanned page; crop: the contest or field to cut out of it, empty where nothing was found there.

    boxes: the boxes of the question that can be looked at closely, as (option, word).
    """

    page_id: str
    number: int
    batch: int
    position: int
    crop: str
    boxes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One sheet or record. says: what it answers where that is what differs, as (question, answer)."""

    title: str
    notes: tuple[str, ...]
    pages: tuple[SidePage, ...]
    says: tuple[tuple[str, str], ...]


def review_sides(session: Session, *, review: Review, language: str = "ru") -> tuple[Side, ...]:
    """The sheets and records the question is about; for most questions the one page."""
    assembly = session.get_one(Assembly, review.assembly_id)
    say = _Sides(session, assembly, review, language)
    reason = ReviewReason(review.reason)
    if reason == ReviewReason.DUPLICATE:
        return say.two_scans()
    if reason == ReviewReason.DIFFERING_PRINTS:
        other = session.scalar(select(Ballot).where(Ballot.code == review.detail))
        return say.records([one for one in (other, review.ballot) if one is not None], differing=True)
    if reason == ReviewReason.ALSO_ONLINE and review.ballot is not None:
        return say.records(_ballots_of_owner(session, review.ballot), differing=False)
    if reason == ReviewReason.JOINT_DIFFER:
        return say.records(_ballots_with(session, assembly, review.detail), differing=True)
    pages = [review.page] if review.page is not None else []
    if reason == ReviewReason.MISSING_PAGE and review.ballot is not None:
        pages = placed_pages(session, review.ballot)
    return (Side("", (), tuple(say.page(page) for page in pages), ()),) if pages else ()


def page_ids(sides: Sequence[Side]) -> set[str]:
    """Every page that may be looked at for the question."""
    return {page.page_id for side in sides for page in side.pages}


def marks_words(review: Review, language: str = "ru") -> str:
    """What ink the machine saw for the question: «За», «Против» (слабая)."""
    if review.page is None or review.contest is None:
        return ""
    seen = [
        (option_word(str(mark.get("option")), language), str(mark.get("state")))
        for mark in review.page.reading.get("marks", [])
        if mark.get("contest") == review.contest and mark.get("state") in {"marked", "marginal"}
    ]
    faint = Text("слабая").read(language)
    return ", ".join(f"«{name}»" + (f" ({faint})" if state == "marginal" else "") for name, state in seen)


class _Sides:
    def __init__(self, session: Session, assembly: Assembly, review: Review, language: str) -> None:
        self._session, self._assembly, self._review, self._language = session, assembly, review, language

    def page(self, page: ScannedPage) -> SidePage:
        reason = ReviewReason(self._review.reason)
        wanted = _FIELDS.get(reason) or self._review.contest or ""
        has = bool(wanted) and (field_box(page, wanted) or contest_box(page, wanted)) is not None
        found = page.reading.get("boxes_px", {}).get(self._review.contest or "", {})
        boxes = tuple((option, option_word(option, self._language)) for option in self._options() if option in found)
        return SidePage(page.id, page.page or 0, page.upload.batch.number, page.position, wanted if has else "", boxes)

    def _options(self) -> list[str]:
        item = next((one for one in self._assembly.items if one.contest_id == self._review.contest), None)
        return [str(option) for option in item.options] if item is not None else []

    def two_scans(self) -> tuple[Side, ...]:
        first, second = self._session.get(ScannedPage, self._review.detail), self._review.page
        titles = (Text("Прочитано раньше"), Text("Пришло потом"))
        return tuple(
            Side(title.read(self._language), (self._place(page),), (self.page(page),), self._read(page, first, second))
            for title, page in zip(titles, (first, second), strict=True)
            if page is not None
        )

    def records(self, ballots: Sequence[Ballot], *, differing: bool) -> tuple[Side, ...]:
        casts = [cast for ballot in ballots for cast in self._casts(ballot)]
        wanted = (
            {item.contest_id for item in self._assembly.items if _differ(casts, item.contest_id)}
            if differing
            else set()
        )
        if self._review.contest:
            wanted &= {self._review.contest}
        return tuple(self._record(cast, wanted) for cast in casts)

    def _record(self, cast: CastVote, wanted: set[str]) -> Side:
        ballot = cast.ballot
        zone, is_paper = self._assembly.building.timezone, cast.channel == Channel.PAPER
        pages = placed_pages(self._session, ballot) if is_paper else []
        units = units_text((stake.unit for stake in ballot.stakes), self._language)
        notes = (
            f"{ballot.owner.name if ballot.owner is not None else ''}, {units}".strip(", "),
            Text("получено {when}", when=format_moment(cast.received_at, zone, self._language)).read(self._language),
        )
        title = Text(
            "Решение {code}, {channel}", code=group_code(ballot.code),
            channel=word(CHANNELS, str(cast.channel), self._language),
        )  # fmt: skip
        return Side(
            title.read(self._language), notes, tuple(self.page(page) for page in pages), self._says(cast, wanted)
        )

    def _says(self, cast: CastVote, wanted: set[str]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (
                f"{item.number}. {item.title}",
                option_word(str(cast.selections.get(item.contest_id, "blank")), self._language),
            )
            for item in self._assembly.items
            if item.contest_id in wanted
        )

    def _read(
        self, page: ScannedPage, first: ScannedPage | None, second: ScannedPage | None
    ) -> tuple[tuple[str, str], ...]:
        def said(one: ScannedPage | None, contest: str) -> str:
            return str(one.reading.get("selections", {}).get(contest, "")) if one is not None else ""

        waits = Text("неясно").read(self._language)
        return tuple(
            (
                f"{item.number}. {item.title}",
                waits
                if said(page, item.contest_id) == "person"
                else option_word(said(page, item.contest_id), self._language),
            )
            for item in self._assembly.items
            if said(first, item.contest_id) != said(second, item.contest_id)
        )

    def _place(self, page: ScannedPage) -> str:
        return Text("пачка {batch}, лист {n}", batch=page.upload.batch.number, n=page.position).read(self._language)

    def _casts(self, ballot: Ballot) -> list[CastVote]:
        query = select(CastVote).where(CastVote.ballot_id == ballot.id).order_by(CastVote.received_at, CastVote.id)
        return list(self._session.scalars(query))


def _differ(casts: Sequence[CastVote], contest: str) -> bool:
    return len({str(cast.selections.get(contest, "blank")) for cast in casts}) > 1


def _ballots_of_owner(session: Session, ballot: Ballot) -> list[Ballot]:
    query = select(Ballot).where(Ballot.assembly_id == ballot.assembly_id, Ballot.owner_id == ballot.owner_id)
    return list(session.scalars(query.order_by(Ballot.number)))


def _ballots_with(session: Session, assembly: Assembly, stake_key: str) -> list[Ballot]:
    query = (
        select(Ballot)
        .join(BallotStake, BallotStake.ballot_id == Ballot.id)
        .where(Ballot.assembly_id == assembly.id, BallotStake.stake_key == stake_key)
        .order_by(Ballot.number)
    )
    return list(session.scalars(query).unique())
