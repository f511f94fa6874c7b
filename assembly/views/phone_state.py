"""What the telephone operator sees: where a flat's decisions stand, without a single choice."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assembly.model import Assembly, Ballot, BallotStake, CastVote, Dispute, Unit
from assembly.wording import CHANNELS, format_m2, format_moment, reason_word, unit_name, word

STATES = {
    "issued": {"ru": "не отвечал(а)", "en": "has not answered"},
    "printed": {"ru": "не отвечал(а)", "en": "has not answered"},
    "received": {"ru": "лист принят, ещё не отсканирован", "en": "the sheet was taken in, not scanned yet"},
    "identified": {"ru": "отсканированы не все страницы", "en": "not all pages are scanned"},
    "read": {"ru": "лист прочитан", "en": "the sheet is read"},
    "in_review": {"ru": "лист смотрит счётная комиссия", "en": "the counting commission looks at the sheet"},
    "recorded": {"ru": "решение записано", "en": "the decision is recorded"},
    "disputed": {"ru": "подано возражение", "en": "an objection is open"},
    "counted": {"ru": "решение засчитано", "en": "the decision was counted"},
    "set_aside": {"ru": "решение не засчитано", "en": "the decision does not count"},
}


@dataclass(frozen=True, slots=True)
class PhoneBallot:
    """One ballot of the flat. cast_id: the record an objection can be opened to, empty where there is none."""

    ballot_id: str
    owner_id: str
    owner: str
    votes: str
    state: str
    words: str
    channel: str
    when: str
    why_not: str
    cast_id: str
    objection: str


@dataclass(frozen=True, slots=True)
class PhoneState:
    """One of the premises with its ballots."""

    unit_id: str
    unit: str
    entrance: str
    ballots: tuple[PhoneBallot, ...]


def phone_state(session: Session, *, assembly: Assembly, number: str, language: str = "ru") -> tuple[PhoneState, ...]:
    """The premises with this number (as on the door, any case), with where each decision stands.

    The caller notes the look for each ballot (`note_view`), so that its owner sees it.
    """
    wanted = "".join(number.casefold().split())
    units = session.scalars(select(Unit).where(Unit.snapshot_id == assembly.snapshot_id).order_by(Unit.position))
    return tuple(
        _unit(session, assembly, unit, language)
        for unit in units
        if wanted and wanted in {_bare(unit.number), _bare(unit_name(str(unit.kind), unit.number))}
    )


def _bare(name: str) -> str:
    return "".join(name.casefold().split())


def _unit(session: Session, assembly: Assembly, unit: Unit, language: str) -> PhoneState:
    found = session.scalars(
        select(Ballot)
        .join(BallotStake, BallotStake.ballot_id == Ballot.id)
        .where(Ballot.assembly_id == assembly.id, BallotStake.unit_id == unit.id)
        .options(selectinload(Ballot.stakes))
        .order_by(Ballot.number)
    ).unique()
    return PhoneState(
        unit.id, unit_name(str(unit.kind), unit.number, language), unit.entrance or "",
        tuple(_ballot(session, assembly, ballot, language) for ballot in found),
    )  # fmt: skip


def _ballot(session: Session, assembly: Assembly, ballot: Ballot, language: str) -> PhoneBallot:
    cast = session.scalars(
        select(CastVote)
        .where(CastVote.ballot_id == ballot.id)
        .order_by(CastVote.counts.desc(), CastVote.recorded_at.desc())
    ).first()
    dispute = session.scalars(
        select(Dispute).where(Dispute.ballot_id == ballot.id).order_by(Dispute.raised_at.desc())
    ).first()
    when = cast.received_at if cast is not None else ballot.received_at
    return PhoneBallot(
        ballot.id, ballot.owner_id or "", ballot.owner.name if ballot.owner is not None else "",
        format_m2(ballot.votes, language), ballot.state, word(STATES, ballot.state, language),
        word(CHANNELS, str(cast.channel), language) if cast is not None else "",
        format_moment(when, assembly.building.timezone, language) if when is not None else "",
        "" if cast is None or cast.counts else reason_word(cast.not_counted_reason, language),
        cast.id if cast is not None else "",
        "" if dispute is None else format_moment(dispute.due_at, assembly.building.timezone, language),
    )  # fmt: skip
