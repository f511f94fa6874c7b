"""The desk: what was taken in last, and one receipt in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assembly.model import Account, Assembly, Ballot, BallotStake
from assembly.use_cases.deadlines import written_until
from assembly.views.walk_list import units_text
from assembly.wording import format_m2, format_moment, legal_day, local_moment
from ballots.code import group_code

LAST = 15


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """One paper that was taken in. is_spare: nobody is named on it yet."""

    code: str
    units: str
    owner: str
    votes: str
    at: str
    who: str
    is_spare: bool


@dataclass(frozen=True, slots=True)
class DeskDay:
    """What the desk shows beside the field."""

    lines: tuple[ReceivedLine, ...]
    today: int
    total: int
    until: str
    is_over: bool
    address: str


def desk_day(session: Session, *, assembly: Assembly, now: datetime, language: str = "ru") -> DeskDay:
    """The last papers taken in, newest first, and how many there are."""
    zone = assembly.building.timezone
    received = select(Ballot).where(Ballot.assembly_id == assembly.id, Ballot.received_at.is_not(None))
    last = session.scalars(
        received.order_by(Ballot.received_at.desc(), Ballot.number.desc())
        .limit(LAST)
        .options(selectinload(Ballot.stakes).selectinload(BallotStake.unit))
    )
    moments = session.scalars(received.with_only_columns(Ballot.received_at))
    today = sum(1 for moment in moments if moment is not None and legal_day(moment, zone) == legal_day(now, zone))
    total = session.scalar(select(func.count()).select_from(received.subquery())) or 0
    until = written_until(assembly)
    return DeskDay(
        tuple(received_line(session, ballot, now=now, language=language) for ballot in last), today, total,
        format_moment(until, zone, language, year=_other_year(until, now, zone)), now > until, assembly.acceptance_address,
    )  # fmt: skip


def received_line(session: Session, ballot: Ballot, *, now: datetime, language: str = "ru") -> ReceivedLine:
    """One receipt: whose premises, when, and who took the paper in."""
    zone = ballot.assembly.building.timezone
    who = session.get(Account, ballot.received_by) if ballot.received_by else None
    at = ballot.received_at
    return ReceivedLine(
        group_code(ballot.code), units_text((stake.unit for stake in ballot.stakes), language),
        ballot.owner.name if ballot.owner is not None else "", format_m2(ballot.votes, language),
        "" if at is None else format_moment(at, zone, language, year=_other_year(at, now, zone)),
        who.display_name if who is not None else "", ballot.owner_id is None,
    )  # fmt: skip


def _other_year(moment: datetime, now: datetime, zone: str) -> bool:
    return local_moment(moment, zone).year != local_moment(now, zone).year
