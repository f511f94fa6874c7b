"""A ballot on paper becomes a cast vote record once all its pages are read; what is not certain is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.model import (
    Assembly,
    AssemblyState,
    Ballot,
    CastVote,
    Channel,
    Review,
    ReviewReason,
    ScannedPage,
)
from assembly.text import Text
from assembly.use_cases.ask_person import ask_person, close_question, reviews_of
from assembly.use_cases.contests import contests_of
from assembly.use_cases.deadlines import iso, local, written_until
from assembly.use_cases.derive_ballot import derive_ballot, missing_pages, placed_pages
from assembly.use_cases.settle_ballot import settle_ballot
from assembly.use_cases.tell import addresses_before, tell_owner
from ballots.code import group_code
from ballots.contest import BLANK
from ballots.rules import apply_contest_rules

PERSON = "person"
"""A contest that waits for a person: never counted."""

_KNOWN_DOUBTS = {
    "marginal_mark": ReviewReason.MARGINAL_MARK,
    "overvote": ReviewReason.OVERVOTE,
    "ink_outside_boxes": ReviewReason.INK_OUTSIDE,
}


@dataclass(slots=True)
class PaperVotes:
    """What the sheets of one ballot say. doubts: contest → the reader's reasons to ask a person."""

    original: dict[str, str]
    doubts: dict[str, list[str]] = field(default_factory=dict)
    page_of: dict[str, ScannedPage] = field(default_factory=dict)
    has_signature: bool = False
    has_date: bool = False


def record_paper_ballot(session: Session, *, now: datetime, assembly: Assembly, ballot: Ballot) -> CastVote | None:
    """Record the ballot if all its pages are here; the record that exists already otherwise, or None. Safe to repeat.

    Raises nothing: what cannot be recorded by itself becomes a question to a person.
    """
    existing = session.scalar(select(CastVote).where(CastVote.idempotency_key == f"paper:{ballot.id}"))
    pages = placed_pages(session, ballot)
    if existing is not None or not pages:
        derive_ballot(session, ballot)
        return existing
    if not _is_complete(session, now, assembly, ballot):
        derive_ballot(session, ballot)
        return None
    if ballot.owner_id is None:
        ask_person(
            session, now=now, assembly=assembly, reason=ReviewReason.UNKNOWN_CODE, key=f"ballot:{ballot.id}:spare",
            page=pages[0], ballot=ballot, detail="spare",
        )  # fmt: skip
        derive_ballot(session, ballot)
        return None
    return record_votes(session, now=now, assembly=assembly, ballot=ballot, votes=_votes_on(ballot, pages), pages=pages)


def record_votes(
    session: Session,
    *,
    now: datetime,
    assembly: Assembly,
    ballot: Ballot,
    votes: PaperVotes,
    pages: Sequence[ScannedPage],
) -> CastVote:
    """Write the cast vote record of these sheets and ask what must be asked. Once per ballot."""
    counted = applied(ballot, votes.original, set(votes.doubts))
    received_at, is_in_time = _received(assembly, ballot, pages)
    cast = CastVote(
        assembly_id=assembly.id, ballot_id=ballot.id, channel=Channel.PAPER, received_at=received_at, recorded_at=now,
        recorded_by=pages[0].upload.batch.uploaded_by, representative=_representative(ballot)[0],
        authority=_representative(ballot)[1], idempotency_key=f"paper:{ballot.id}", original=votes.original,
        rules_applied=counted, has_signature=votes.has_signature, has_date=votes.has_date,
    )  # fmt: skip
    session.add(cast)
    session.flush()
    entry = events.record(
        session, assembly, "ballot:read", now,
        ballot=ballot.code, cast=cast.id, received_at=iso(received_at), original=votes.original, rules_applied=counted,
        represented=cast.representative is not None, pages=[page.image_sha256 for page in pages],
    )  # fmt: skip
    cast.leaf_index = entry.index
    _ask(session, now, assembly, ballot, votes=votes, pages=pages, is_in_time=is_in_time)
    _tell(session, now, assembly, cast)
    settle_ballot(session, now=now, assembly=assembly, ballot=ballot)
    return cast


def applied(ballot: Ballot, original: dict[str, str], doubtful: set[str]) -> dict[str, str]:
    """What the contest rules make of the selections; a contest in doubt stays with the person."""
    certain = {contest: said for contest, said in original.items() if contest not in doubtful}
    counted = apply_contest_rules(certain, contests_of(ballot.items))
    return {contest: PERSON if contest in doubtful else said for contest, said in counted.items()}


def _is_complete(session: Session, now: datetime, assembly: Assembly, ballot: Ballot) -> bool:
    """Whether every page is here, or a person said what to do without it; asks only once acceptance has ended."""
    missing = missing_pages(session, ballot)
    asked = [review for review in reviews_of(session, ballot) if review.reason == ReviewReason.MISSING_PAGE]
    for review in asked:
        if review.settled_at is None and (review.detail == "0" or int(review.detail) not in missing):
            close_question(review, now, {"answer": "arrived"})
    settled = {int(review.detail) for review in asked if _is_answered(review)}
    if assembly.state != AssemblyState.VOTING:
        ask_missing_pages(session, now=now, assembly=assembly, ballot=ballot)
    return not missing - settled


def ask_missing_pages(session: Session, *, now: datetime, assembly: Assembly, ballot: Ballot) -> None:
    """Ask what to do without the pages that did not come; `detail` is the page, 0 where none of them came."""
    pages = placed_pages(session, ballot)
    for number in sorted(missing_pages(session, ballot)) if pages else [0]:
        ask_person(
            session, now=now, assembly=assembly, reason=ReviewReason.MISSING_PAGE,
            key=f"ballot:{ballot.id}:missing:{number}", ballot=ballot, page=pages[0] if pages else None,
            detail=str(number),
        )  # fmt: skip


def _is_answered(review: Review) -> bool:
    return review.settled_at is not None and (review.outcome or {}).get("answer") != "arrived"


def _votes_on(ballot: Ballot, pages: Sequence[ScannedPage]) -> PaperVotes:
    """What stands on the sheets; a question that a spare carries and that is not put to its owner is left alone."""
    votes = PaperVotes(dict.fromkeys((item.contest_id for item in ballot.items), BLANK))
    for page in pages:
        reading: dict[str, Any] = page.reading
        for contest, said in reading.get("selections", {}).items():
            if contest in votes.original:
                votes.original[contest] = str(said)
                votes.page_of[contest] = page
                if said == PERSON:
                    votes.doubts.setdefault(contest, [])
        for doubt in reading.get("needs_person", ()):
            reason, _, contest = str(doubt).rpartition(":")
            if contest in votes.original:
                votes.doubts.setdefault(contest, []).append(reason)
        fields = reading.get("fields") or {}
        votes.has_signature = votes.has_signature or bool(fields.get("signature"))
        votes.has_date = votes.has_date or bool(fields.get("date"))
        _unread_contests(page, votes)
    return votes


def _unread_contests(page: ScannedPage, votes: PaperVotes) -> None:
    """Contests printed on a page of which the machine could read no marks go to a person, never to «нет ответа»."""
    printed = next((one for one in page.ballot.pages if one.page == page.page), None) if page.ballot else None
    for box in printed.layout.get("options", ()) if printed is not None else ():
        contest = str(box["contest"])
        if contest in votes.original and contest not in page.reading.get("selections", {}):
            votes.original[contest] = PERSON
            votes.page_of[contest] = page
            votes.doubts[contest] = [str(page.reading.get("reason") or page.outcome)]


def _received(assembly: Assembly, ballot: Ballot, pages: Sequence[ScannedPage]) -> tuple[datetime, bool]:
    """When the paper came, and whether that is known to be in time: the desk's moment, else that of the upload."""
    if ballot.received_at is not None:
        return ballot.received_at, True
    uploaded = min(page.upload.batch.uploaded_at for page in pages)
    return uploaded, uploaded <= written_until(assembly)


def _ask(
    session: Session,
    now: datetime,
    assembly: Assembly,
    ballot: Ballot,
    *,
    votes: PaperVotes,
    pages: Sequence[ScannedPage],
    is_in_time: bool,
) -> None:
    for contest, doubts in sorted(votes.doubts.items(), key=lambda pair: int(pair[0])):
        page = votes.page_of.get(contest)
        reason = next((_KNOWN_DOUBTS[doubt] for doubt in doubts if doubt in _KNOWN_DOUBTS), ReviewReason.OTHER_MARK)
        ask_person(
            session, now=now, assembly=assembly, reason=reason, key=f"ballot:{ballot.id}:contest:{contest}",
            page=page, ballot=ballot, contest=contest, detail=",".join(doubts),
            proposal=_proposal(page, contest, votes.original[contest]),
        )  # fmt: skip
    asked = [
        (ReviewReason.MISSING_SIGNATURE, not votes.has_signature),
        (ReviewReason.MISSING_DATE, not votes.has_date),
        (ReviewReason.NOT_RECEIVED, not is_in_time),
    ]
    for reason, applies in asked:
        if applies:
            ask_person(
                session, now=now, assembly=assembly, reason=reason, key=f"ballot:{ballot.id}:{reason}",
                page=pages[-1], ballot=ballot,
            )  # fmt: skip


def _proposal(page: ScannedPage | None, contest: str, said: str) -> str | None:
    """What the machine would say: its selection, or the box with the most ink where it said none."""
    if said != PERSON or page is None:
        return None if said == PERSON else said
    inked = [
        mark for mark in page.reading.get("marks", ()) if mark["contest"] == contest and mark["state"] != "unmarked"
    ]
    return str(max(inked, key=lambda mark: mark["fill_score"])["option"]) if inked else None


def _representative(ballot: Ballot) -> tuple[str | None, str | None]:
    for stake in ballot.stakes:
        if stake.holding.representative:
            return stake.holding.representative, stake.holding.authority
    return None, None


def _tell(session: Session, now: datetime, assembly: Assembly, cast: CastVote) -> None:
    owner = cast.ballot.owner
    if owner is not None:
        tell_owner(
            session, now=now, owner=owner, assembly=assembly, key=f"paper_recorded:{cast.id}",
            also=addresses_before(session, owner),
            subject=Text("Записано ваше решение на бумаге"),
            body=Text(
                "Решение № {code}, полученное {when}, отсканировано и записано от вашего имени. "
                "Проверьте его на странице «Записано от вашего имени». Если это не ваше решение, подайте возражение.",
                code=group_code(cast.ballot.code), when=local(assembly, cast.received_at),
            ),
        )  # fmt: skip
