"""Two people said whose sheet it is: it goes to its ballot, becomes a ballot of its own, or is set aside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import BrokenPromise
from assembly.model import Assembly, Ballot, BallotStake, Owner, Review, ScannedPage
from assembly.use_cases.check_answer import known_owner
from assembly.use_cases.intake_page import place_page, set_page_aside
from assembly.use_cases.record_paper_ballot import PaperVotes, record_paper_ballot, record_votes
from assembly.use_cases.review_choices import BELONGS, FOREIGN
from assembly.use_cases.stakes import holdings_of
from assembly.wording import legal_day
from ballots.canonical import fraction_text
from ballots.code import new_ballot_code, new_token
from ballots.contest import BLANK


def take_sheet(session: Session, *, now: datetime, assembly: Assembly, review: Review) -> None:
    """Do what the settled question says about its page, and put that on record. Once per question."""
    page, outcome = review.page, review.outcome or {}
    if page is None:
        raise BrokenPromise(f"question {review.id} about a sheet has no page")
    ballot: Ballot | None = None
    if outcome["answer"] == BELONGS:
        ballot = _belonging(session, now, assembly, review, outcome)
    elif outcome["answer"] == FOREIGN:
        ballot = _own_ballot(session, now, assembly, known_owner(session, assembly, str(outcome["owner"])))
    else:
        set_page_aside(page, "not_a_ballot")
    events.record(
        session, assembly, "page:assigned", now,
        upload=page.upload_id, index=page.index, image_sha256=page.image_sha256, answer=outcome["answer"],
        ballot=ballot.code if ballot is not None else None, page=outcome.get("page"),
        by=outcome.get("by", []), answers=[{"by": one.account_id, "answer": one.answer} for one in review.answers],
    )  # fmt: skip
    if ballot is None:
        return
    if outcome["answer"] == FOREIGN:
        _record_foreign(session, now, assembly, ballot, page=page, outcome=outcome)
    elif review.detail == "spare":
        record_paper_ballot(session, now=now, assembly=assembly, ballot=ballot)
    else:
        place_page(session, now=now, assembly=assembly, page=page, ballot=ballot, number=int(outcome["page"]))


def _belonging(session: Session, now: datetime, assembly: Assembly, review: Review, outcome: dict[str, Any]) -> Ballot:
    if review.ballot is not None and review.detail == "spare":
        name_spare(session, now=now, assembly=assembly, ballot=review.ballot,
                   owner=known_owner(session, assembly, str(outcome["owner"])))  # fmt: skip
        return review.ballot
    return session.scalars(
        select(Ballot).where(Ballot.code == str(outcome["ballot"]), Ballot.assembly_id == assembly.id)
    ).one()


def name_spare(session: Session, *, now: datetime, assembly: Assembly, ballot: Ballot, owner: Owner) -> None:
    """Give a spare sheet its owner, with the shares that the owner holds on the day it came. Once per sheet."""
    prints = select(func.max(Ballot.print_number)).where(Ballot.assembly_id == assembly.id, Ballot.owner_id == owner.id)
    ballot.print_number = (session.scalar(prints) or 0) + 1
    ballot.owner_id = owner.id
    day = legal_day(ballot.received_at or now, assembly.building.timezone)
    own = holdings_of(session, assembly.snapshot_id, owner.id)
    for position, held in enumerate([one for one in own if one.is_held_on(day)] or own):
        ballot.stakes.append(
            BallotStake(
                ballot_id=ballot.id, holding_id=held.id, unit_id=held.unit_id, stake_key=held.stake_key,
                votes_num=held.votes.numerator, votes_den=held.votes.denominator, position=position,
            )
        )  # fmt: skip
    session.flush()
    session.refresh(ballot)
    events.record(
        session, assembly, "ballot:issued", now, ballot=ballot.code, owner=owner.id, print=ballot.print_number,
        stakes=[{"key": stake.stake_key, "votes": fraction_text(stake.votes)} for stake in ballot.stakes],
    )  # fmt: skip


def _own_ballot(session: Session, now: datetime, assembly: Assembly, owner: Owner) -> Ballot:
    """A ballot for a sheet that was not printed here: without pages of ours, with the owner's shares."""
    last = session.scalar(select(func.max(Ballot.number)).where(Ballot.assembly_id == assembly.id))
    ballot = Ballot(
        assembly_id=assembly.id, number=(last or 0) + 1, code=new_ballot_code(), token=new_token(), issued_at=now,
        state="identified",
    )  # fmt: skip
    session.add(ballot)
    session.flush()
    name_spare(session, now=now, assembly=assembly, ballot=ballot, owner=owner)
    return ballot


def _record_foreign(
    session: Session, now: datetime, assembly: Assembly, ballot: Ballot, *, page: ScannedPage, outcome: dict[str, Any]
) -> None:
    page.ballot_id, page.page = ballot.id, 1
    session.flush()
    session.refresh(page, ["ballot"])
    votes = PaperVotes(
        original={item.contest_id: str(outcome["selections"].get(item.contest_id, BLANK)) for item in ballot.items},
        has_signature=bool(outcome["signed"]), has_date=bool(outcome["dated"]),
    )  # fmt: skip
    record_votes(session, now=now, assembly=assembly, ballot=ballot, votes=votes, pages=[page])
