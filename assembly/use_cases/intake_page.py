"""A page that was read finds its ballot, or becomes a question to a person; nothing is dropped and nothing guessed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.adapters.keys import Keys
from assembly.model import Assembly, Ballot, Batch, PageState, Review, ReviewReason, ScannedPage, Upload
from assembly.use_cases.ask_person import ask_person
from assembly.use_cases.derive_ballot import derive_ballot, placed_pages
from assembly.use_cases.record_paper_ballot import record_paper_ballot
from ballots.code import is_signed, parse_payload


def intake_page(session: Session, *, now: datetime, keys: Keys, assembly: Assembly, page: ScannedPage) -> None:
    """Give a freshly read page its place. Safe to repeat for a page that has one."""
    if page.state != PageState.WAITING or page.ballot_id is not None:
        return
    if page.outcome == "blank":
        page.state = PageState.BLANK
        return
    if _same_picture(session, assembly, page):
        set_page_aside(page, "duplicate")
        return
    ballot, number, doubt = _identify(session, keys, assembly, page.reading)
    if ballot is not None and number is not None:
        place_page(session, now=now, assembly=assembly, page=page, ballot=ballot, number=number)
    elif page.outcome == "duplicate":
        set_page_aside(page, "duplicate")
    else:
        _ask_whose(session, now, assembly, page, doubt)


def place_page(
    session: Session, *, now: datetime, assembly: Assembly, page: ScannedPage, ballot: Ballot, number: int
) -> None:
    """Put the page to its ballot; a second sight of the same page is compared with the first."""
    first = next((one for one in placed_pages(session, ballot) if one.page == number and one.id != page.id), None)
    page.ballot_id, page.page = ballot.id, number
    if first is not None:
        _second_sight(session, now, assembly, ballot, first=first, page=page)
        return
    session.flush()
    session.refresh(page, ["ballot"])
    recorded = record_paper_ballot(session, now=now, assembly=assembly, ballot=ballot)
    if recorded is not None and recorded.recorded_at < now:
        _came_late(session, now, assembly, page, ballot)


def _came_late(session: Session, now: datetime, assembly: Assembly, page: ScannedPage, ballot: Ballot) -> None:
    """A page that a person had given up arrives after all: a person decides each contest on it."""
    for contest, said in sorted(page.reading.get("selections", {}).items()):
        ask_person(
            session, now=now, assembly=assembly, reason=ReviewReason.OTHER_MARK,
            key=f"ballot:{ballot.id}:contest:{contest}:late", page=page, ballot=ballot, contest=contest,
            detail="late_page", proposal=None if said == "person" else said,
        )  # fmt: skip
    derive_ballot(session, ballot)


def set_page_aside(page: ScannedPage, reason: str) -> None:
    """The page stays visible with its reason and says nothing."""
    page.state, page.set_aside_reason = PageState.SET_ASIDE, reason


def _second_sight(
    session: Session, now: datetime, assembly: Assembly, ballot: Ballot, *, first: ScannedPage, page: ScannedPage
) -> None:
    """A copy that says the same is set aside by itself; one that says something else, or is not legible, goes to a person.

    The copy stands aside meanwhile: the ballot is recorded from the first sight, and people decide where they differ.
    """
    set_page_aside(page, "duplicate")
    if page.outcome != "duplicate" and _says(page.reading) != _says(first.reading):
        review = ask_person(
            session, now=now, assembly=assembly, reason=ReviewReason.DUPLICATE, key=f"page:{page.id}:duplicate",
            page=page, ballot=ballot, detail=first.id,
        )  # fmt: skip
        session.refresh(review, ["page"])
    derive_ballot(session, ballot)


def _says(reading: dict[str, Any]) -> tuple[Any, ...]:
    fields = reading.get("fields") or {}
    return (reading.get("selections"), sorted(reading.get("needs_person") or ()), fields.get("signature"))


def _same_picture(session: Session, assembly: Assembly, page: ScannedPage) -> bool:
    """Whether the very same picture was read before in this assembly."""
    if not page.image_sha256:
        return False  # a page that could not be opened has no picture
    earlier = session.scalar(
        select(ScannedPage.id)
        .join(Upload, Upload.id == ScannedPage.upload_id)
        .join(Batch, Batch.id == Upload.batch_id)
        .where(Batch.assembly_id == assembly.id, ScannedPage.image_sha256 == page.image_sha256)
        .where(ScannedPage.id != page.id)
        .limit(1)
    )
    return earlier is not None


def _identify(
    session: Session, keys: Keys, assembly: Assembly, reading: dict[str, Any]
) -> tuple[Ballot | None, int | None, str]:
    """The ballot and page whose QR this is, or why it is none: bad_mac, other_assembly, unknown, or the reader's word."""
    payload = parse_payload(str(reading.get("payload") or ""))
    if payload is None:
        return None, None, str(reading.get("reason") or reading.get("outcome") or "unknown")
    if not is_signed(payload, keys.ballot_mac):
        return None, None, "bad_mac"
    if payload.definition != (assembly.definition_sha256 or "")[:16].upper():
        return None, None, "other_assembly"
    ballot = session.scalar(select(Ballot).where(Ballot.code == payload.ballot, Ballot.assembly_id == assembly.id))
    if ballot is None:
        return None, None, "unknown"
    if all(printed.payload != payload.text for printed in ballot.pages):
        return None, None, "another_print"
    return ballot, payload.page, ""


def _ask_whose(session: Session, now: datetime, assembly: Assembly, page: ScannedPage, doubt: str) -> Review:
    """Two people say whose sheet this is: ours with a code that is not read or not known, one without, or none."""
    if page.reading.get("payload"):
        reason = ReviewReason.UNKNOWN_CODE
    elif page.outcome == "foreign":
        reason = ReviewReason.UNKNOWN_CODE if doubt == "other_code" else ReviewReason.NO_CODE
    else:
        reason = ReviewReason.UNREADABLE
    return ask_person(
        session, now=now, assembly=assembly, reason=reason, key=f"page:{page.id}:whose", page=page, detail=doubt,
        proposal=page.reading.get("ballot"),
    )  # fmt: skip
