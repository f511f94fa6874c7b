"""Live participation: how much of the house has answered, by share and by head; never what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Ballot, BallotStake, CastVote, Unit
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.use_cases.tally_assembly import law_day
from assembly.wording import format_m2, format_percent
from ballots.manifest import BallotState
from legal_rules import assembly_policy


@dataclass(frozen=True, slots=True)
class Part:
    """One share for which a decision is recorded that counts so far."""

    stake: str
    unit_id: str
    owner_id: str | None
    channel: str
    received_at: datetime
    votes: Fraction


@dataclass(frozen=True, slots=True)
class Participation:
    """Finished values; `exact` amounts as "n/d" for the API.

    needed: what the quorum asks for, with the word that says whether it must be passed; missing: empty where reached.
    received: sheets taken in at the desk that are not recorded yet; they come on top.
    """

    all: str
    taken: str
    percent: str
    percent_number: int
    heads_all: int
    heads_taken: int
    online: str
    paper: str
    online_heads: int
    paper_heads: int
    needed: str
    missing: str
    has_quorum: bool
    received: int
    received_votes: str
    exact_all: str
    exact_taken: str
    exact_missing: str


def participation(session: Session, *, assembly: Assembly, language: str = "ru") -> Participation:
    """How much of the house takes part now."""
    parts = parts_of(session, assembly)
    whole = house_area(session, assembly)
    taken = sum((part.votes for part in parts), Fraction(0))
    by_channel = {
        channel: sum((part.votes for part in parts if part.channel == channel), Fraction(0))
        for channel in ("online", "paper")
    }
    heads = {channel: {part.owner_id for part in parts if part.channel == channel} for channel in ("online", "paper")}
    bound = assembly_policy(assembly.pack, law_day(assembly), str(assembly.form)).quorum_bound(whole)
    reached = bound is None or taken > bound.amount or (not bound.strict and taken == bound.amount)
    missing = Fraction(0) if bound is None or reached else bound.amount - taken
    waiting, waiting_votes = _received(session, assembly)
    return Participation(
        all=format_m2(whole, language), taken=format_m2(taken, language), percent=format_percent(taken, whole, language),
        percent_number=int(taken * 100 / whole) if whole else 0,
        heads_all=len(voters_on(holdings_of(session, assembly.snapshot_id), law_day(assembly))),
        heads_taken=len(heads["online"] | heads["paper"]),
        online=format_m2(by_channel["online"], language), paper=format_m2(by_channel["paper"], language),
        online_heads=len(heads["online"]), paper_heads=len(heads["paper"]),
        needed="" if bound is None else _needed(bound.amount, language, strict=bound.strict),
        missing="" if reached else format_m2(missing, language), has_quorum=reached,
        received=waiting, received_votes=format_m2(waiting_votes, language),
        exact_all=str(whole), exact_taken=str(taken), exact_missing=str(missing),
    )  # fmt: skip


def parts_of(session: Session, assembly: Assembly) -> list[Part]:
    """Every share with a recorded decision that counts so far, each once, the first answer first."""
    rows = session.execute(
        select(
            BallotStake.stake_key, BallotStake.unit_id, Ballot.owner_id, CastVote.channel, CastVote.received_at,
            BallotStake.votes_num, BallotStake.votes_den,
        )
        .join(Ballot, Ballot.id == BallotStake.ballot_id)
        .join(CastVote, CastVote.ballot_id == Ballot.id)
        .where(CastVote.assembly_id == assembly.id, CastVote.counts)
        .order_by(CastVote.received_at, CastVote.id, BallotStake.position)
    )  # fmt: skip
    first: dict[str, Part] = {}
    for key, unit_id, owner_id, channel, received_at, num, den in rows:
        first.setdefault(key, Part(key, unit_id, owner_id, str(channel), received_at, Fraction(num, den)))
    return list(first.values())


def house_area(session: Session, assembly: Assembly) -> Fraction:
    """The m² of the whole frozen register, unknown owners included."""
    rows = session.execute(select(Unit.area_num, Unit.area_den).where(Unit.snapshot_id == assembly.snapshot_id))
    return sum((Fraction(num, den) for num, den in rows), Fraction(0))


def _received(session: Session, assembly: Assembly) -> tuple[int, Fraction]:
    waiting = [BallotState.RECEIVED, BallotState.IDENTIFIED, BallotState.READ]
    chosen = (Ballot.assembly_id == assembly.id, Ballot.state.in_(waiting))
    count = session.scalar(select(func.count()).select_from(Ballot).where(*chosen)) or 0
    rows = session.execute(
        select(BallotStake.stake_key, BallotStake.votes_num, BallotStake.votes_den)
        .join(Ballot, Ballot.id == BallotStake.ballot_id)
        .where(*chosen)
    )
    votes = {key: Fraction(num, den) for key, num, den in rows}
    return count, sum(votes.values(), Fraction(0))


def _needed(amount: Fraction, language: str, *, strict: bool) -> str:
    words = {"ru": ("больше", "не меньше"), "en": ("more than", "at least")}["en" if language == "en" else "ru"]
    return f"{words[0 if strict else 1]} {format_m2(amount, language)}"
