"""Which shares each recorded decision brings into the count: every stake once, each as it was held on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assembly.errors import BrokenPromise
from assembly.model import Assembly, Ballot, BallotStake, CastVote, Channel, Owner, Review, ReviewReason
from assembly.wording import legal_day
from ballots.contest import BLANK, INVALID
from ballots.tally import CountedVote, Stake


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the count: a record with the stakes it brings. Stakes of different entries never meet."""

    cast: CastVote
    stakes: tuple[BallotStake, ...]
    selections: dict[str, str]
    represented_by: str | None = None

    def as_record(self) -> dict[str, Any]:
        """The line as the ledger holds it."""
        return {
            "cast": self.cast.id, "ballot": self.cast.ballot.code, "channel": str(self.cast.channel),
            "stakes": [stake.stake_key for stake in self.stakes], "selections": self.selections,
            "represented_by": self.represented_by,
        }  # fmt: skip


@dataclass(slots=True)
class Counting:
    """Everything that counts, and the records whose every stake another one has brought already, with why."""

    entries: list[Entry] = field(default_factory=list)
    votes: list[CountedVote] = field(default_factory=list)
    represented: dict[str, str] = field(default_factory=dict)
    """{vote: who gave it for its owner}, as `agents_of` names them."""
    left_over: list[tuple[CastVote, str]] = field(default_factory=list)

    @property
    def share(self) -> Fraction:
        """The m² of all entries together."""
        return sum((stake.votes for entry in self.entries for stake in entry.stakes), Fraction(0))


def counted_votes(session: Session, assembly: Assembly) -> Counting:
    """The count's lines, in the order in which the owners answered; for a shared stake the first answer speaks.

    Where joint owners differ, what a person decided stands for their share alone. Raises BrokenPromise where a record
    still waits for a person, or a stake weighs something else than in the register.
    """
    counting, first = Counting(), dict[str, CastVote]()
    decided = _decided_by_people(session, assembly)
    casts = _counting_casts(session, assembly)
    agents = agents_of(session, assembly, casts)
    for cast in casts:
        _must_be_countable(assembly, cast)
        day = legal_day(cast.received_at, assembly.building.timezone)
        held = [stake for stake in cast.ballot.stakes if stake.holding.is_held_on(day)]
        new = [stake for stake in held if first.setdefault(stake.stake_key, cast) is cast]
        for stake in held:
            _must_be_decided(first[stake.stake_key], cast, stake.stake_key, day, decided.get(stake.stake_key, {}))
        if not new:
            counting.left_over.append((cast, _why_left(held, first)))
            continue
        plain = [stake for stake in new if not _differs(cast, decided.get(stake.stake_key))]
        agent = agents.get(cast.id)
        _add(counting, Entry(cast, tuple(plain), dict(cast.selections), agent), cast.ballot.code)
        for stake in new:
            if stake not in plain:
                said = {**cast.selections, **decided[stake.stake_key]}
                _add(counting, Entry(cast, (stake,), said, agent), f"{cast.ballot.code}+{stake.stake_key}")
    return counting


def _counting_casts(session: Session, assembly: Assembly) -> list[CastVote]:
    session.flush()
    return list(
        session.scalars(
            select(CastVote)
            .join(Ballot, Ballot.id == CastVote.ballot_id)
            .where(CastVote.assembly_id == assembly.id, CastVote.counts)
            .order_by(CastVote.received_at, CastVote.recorded_at, Ballot.number, CastVote.id)
            .options(
                selectinload(CastVote.ballot).selectinload(Ballot.stakes).selectinload(BallotStake.holding),
                selectinload(CastVote.ballot).selectinload(Ballot.stakes).selectinload(BallotStake.unit),
            )
        )
    )


def agents_of(session: Session, assembly: Assembly, casts: Sequence[CastVote]) -> dict[str, str]:
    """{record: who gave it for its owner}: an owner of this house by id, another account by id, a name by a number.

    The law of some countries caps what one person says in the room for himself and for others.
    """
    represented = [cast for cast in casts if cast.representative]
    enrolled = select(Owner.account_id, Owner.id).where(Owner.building_id == assembly.building_id)
    owners = {str(account): owner for account, owner in session.execute(enrolled.where(Owner.account_id.is_not(None)))}
    names: dict[str, str] = {}
    found = {}
    for cast in represented:
        if cast.channel == Channel.ONLINE and cast.recorded_by is not None:
            found[cast.id] = owners.get(cast.recorded_by, cast.recorded_by)
        else:
            name = " ".join(str(cast.representative).split()).casefold()
            found[cast.id] = names.setdefault(name, f"p{len(names) + 1}")
    return found


def _add(counting: Counting, entry: Entry, name: str) -> None:
    if not entry.stakes:
        return
    counting.entries.append(entry)
    values = tuple(
        Stake(stake.unit_id, str(stake.unit.kind), stake.unit.entrance, stake.votes, stake.stake_key)
        for stake in entry.stakes
    )
    counting.votes.append(CountedVote(name, values, entry.selections, entry.cast.ballot.owner_id or ""))
    if entry.represented_by is not None:
        counting.represented[name] = entry.represented_by


def _decided_by_people(session: Session, assembly: Assembly) -> dict[str, dict[str, str]]:
    """{stake: {contest: answer}} where joint owners differed and a person said what counts."""
    decided: dict[str, dict[str, str]] = {}
    asked = select(Review).where(Review.assembly_id == assembly.id, Review.reason == ReviewReason.JOINT_DIFFER)
    for review in session.scalars(asked):
        answer = (review.outcome or {}).get("answer")
        if answer is not None and answer != "moot" and review.contest is not None:
            decided.setdefault(review.detail, {})[review.contest] = str(answer)
    return decided


def _differs(cast: CastVote, decided: dict[str, str] | None) -> bool:
    return decided is not None and any(cast.selections.get(contest) != said for contest, said in decided.items())


def _why_left(held: list[BallotStake], first: dict[str, CastVote]) -> str:
    """Why a record brings nothing: the other joint owner was first, or the owner before the sale was."""
    for stake in held:
        winner = first[stake.stake_key].ballot
        theirs = next(one for one in winner.stakes if one.stake_key == stake.stake_key)
        if theirs.holding.held_until is not None and stake.holding.held_from == theirs.holding.held_until:
            return "previous_owner"
    return "other_joint_owner"


def _must_be_decided(first: CastVote, cast: CastVote, key: str, day: date, decided: dict[str, str]) -> None:
    """Raise BrokenPromise where two who hold a share together differ and no person has said what counts."""
    theirs = next(stake for stake in first.ballot.stakes if stake.stake_key == key)
    if first is cast or not theirs.holding.is_held_on(day):
        return
    differing = {name for name, said in cast.selections.items() if first.selections.get(name) != said}
    if differing - set(decided):
        raise BrokenPromise(f"records {first.id} and {cast.id} differ about share {key} and nobody has decided")


def _must_be_countable(assembly: Assembly, cast: CastVote) -> None:
    for item in cast.ballot.items:
        said = cast.selections.get(item.contest_id)
        if said not in {*item.options, BLANK, INVALID}:
            raise BrokenPromise(f"record {cast.id} says {said!r} to question {item.number}: it cannot be counted")
    for stake in cast.ballot.stakes:
        if stake.votes != stake.holding.votes:
            raise BrokenPromise(f"stake {stake.stake_key} weighs {stake.votes}, in the register {stake.holding.votes}")
