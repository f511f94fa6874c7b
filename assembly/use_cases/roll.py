"""The roll of an assembly: who may vote with what on the day whose law decides; and as whom the law counts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, OwnerMark, Unit
from assembly.use_cases.stakes import holdings_of, is_voter
from ballots.contest import INVALID, Part
from ballots.tally import CountedVote
from legal_rules import Voter

ABSENT = "absent"
NOUGHT, ONE = Fraction(0), Fraction(1)
Mark = tuple[str, str | None]
"""What is known of an owner, by the word of the law, and the contest it concerns: None for all."""


@dataclass(frozen=True, slots=True)
class RollStake:
    """One share that votes once. owners: who may answer for it on the day; several hold it together, none: unknown."""

    unit: str
    votes: Fraction
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roll:
    """The register as the law of that day sees it. units: id → the unit; marks: owner → what the law asks about him."""

    stakes: Mapping[str, RollStake]
    units: Mapping[str, Unit]
    marks: Mapping[str, frozenset[Mark]]

    def units_in(self, part: Part) -> set[str]:
        """The premises of a part of the house."""
        return {name for name, unit in self.units.items() if part.has(unit.entrance, unit.kind)}


def roll_of(session: Session, assembly: Assembly, on: date) -> Roll:
    """The roll on a legal day, from the frozen register with its sales and deaths."""
    owners: dict[str, list[str]] = {}
    held: dict[str, tuple[str, Fraction]] = {}
    for holding in holdings_of(session, assembly.snapshot_id):
        key = holding.stake_key
        held.setdefault(key, (holding.unit_id, holding.votes))
        named = owners.setdefault(key, [])
        if holding.owner_id is not None and holding.is_held_on(on) and is_voter(holding.owner, on):
            named.append(holding.owner_id)
    units = session.scalars(select(Unit).where(Unit.snapshot_id == assembly.snapshot_id).order_by(Unit.position))
    stakes = {key: RollStake(unit, votes, tuple(dict.fromkeys(owners[key]))) for key, (unit, votes) in held.items()}
    return Roll(stakes, {unit.id: unit for unit in units}, marks_of(session, assembly))


def marks_of(session: Session, assembly: Assembly) -> dict[str, frozenset[Mark]]:
    """{owner: marks} of the facts about owners that stand in this assembly."""
    found: dict[str, set[Mark]] = {}
    contests = {item.id: item.contest_id for item in assembly.items}
    query = select(OwnerMark).where(OwnerMark.assembly_id == assembly.id, OwnerMark.lifted_at.is_(None))
    for mark in session.scalars(query):
        found.setdefault(mark.owner_id, set()).add((mark.tag, contests[mark.item_id] if mark.item_id else None))
    return {owner: frozenset(marks) for owner, marks in found.items()}


@dataclass(slots=True)
class Holder:
    """One voter of a part: what is held, and the decisions counted for it. A decision of None: nothing was answered.

    marks: of each of its owners; pieces: m² by decision; head: the decisions of an owner, None where it is no owner;
    units: those for each of the premises held by nobody else.
    """

    name: str
    marks: tuple[frozenset[Mark], ...]
    pieces: dict[str, tuple[CountedVote | None, Fraction]] = field(default_factory=dict)
    head: dict[str, CountedVote] | None = None
    units: list[dict[str, CountedVote]] = field(default_factory=list)

    def hold(self, vote: CountedVote | None, share: Fraction) -> None:
        """Add a share with the decision counted for it."""
        name = vote.ballot if vote is not None else ""
        held = self.pieces.get(name)
        self.pieces[name] = vote, share if held is None else held[1] + share

    def tags(self, contest: str) -> frozenset[str]:
        """What is known of the holder for one question; of several owners only what is known of each of them."""
        if not any(self.marks):
            return frozenset()
        return frozenset.intersection(
            *(frozenset(tag for tag, only in marks if only in {None, contest}) for marks in self.marks)
        )

    @property
    def is_of_one_mind(self) -> bool:
        """Whether one decision, or none, speaks for everything held."""
        said = [*([self.head] if self.head is not None else []), *self.units]
        return len(self.pieces) == 1 and all(one.keys() == self.pieces.keys() - {""} for one in said)

    def voters(self, contest: str, represented: Mapping[str, str]) -> list[Voter]:
        """The voter; several where the decisions differ, who then stand together as one in the room."""
        found: dict[str, Voter] = {}

        def voter(answer: str, vote: CountedVote | None) -> Voter:
            if answer not in found:
                agent = represented.get(vote.ballot) if vote is not None else None
                name = f"{self.name}+{answer}" if found else self.name
                agent = agent or (self.name if found else None)
                found[answer] = Voter(name, answer, NOUGHT, NOUGHT, NOUGHT, None, self.tags(contest), agent)
            return found[answer]

        for vote, share in self.pieces.values():
            one = voter(ABSENT if vote is None else vote.choices[contest], vote)
            one.share = (one.share or NOUGHT) + share
        if self.head is not None:
            voter(*_together(self.head, contest)).heads = ONE
        for votes in self.units:
            one = voter(*_together(votes, contest))
            one.units = (one.units or NOUGHT) + 1
        return list(found.values())


class PartRoll:
    """One part of the house with what was counted of it: its totals, and its voters as the law counts them.

    By share and by premises a voter is whoever holds: an owner with all that is his alone; a share held together
    stands for itself, and so do premises of several holders, an owner nobody knows and a remainder nobody holds.
    By heads a voter is an owner. represented: decision → who gave it for its owner, where somebody did.
    """

    def __init__(self, roll: Roll, part: Part, votes: Sequence[CountedVote], represented: Mapping[str, str]):
        self._roll, self._represented = roll, represented
        self._inside = roll.units_in(part)
        self._by_stake = {one.stake: vote for vote in votes for one in vote.stakes if one.unit in self._inside}
        self._holders: dict[str, Holder] = {}
        self._place_shares()
        self._place_heads()
        self.share = sum((roll.units[name].area_m2 for name in self._inside), NOUGHT)
        self.heads = Fraction(sum(one.head is not None for one in self._holders.values()))
        self.units = Fraction(len(self._inside))
        self._steady = [one for one in self._holders.values() if one.is_of_one_mind]
        self._moved = [one for one in self._holders.values() if not one.is_of_one_mind]

    def voters(self, contest: str) -> list[Voter]:
        """Everybody of this part with the answer to one contest; who gave none is absent."""
        found = []
        for one in self._steady:
            ((vote, share),) = one.pieces.values()
            answer, agent = (
                (ABSENT, None) if vote is None else (vote.choices[contest], self._represented.get(vote.ballot))
            )
            heads = NOUGHT if one.head is None else ONE
            found.append(
                Voter(one.name, answer, share, heads, Fraction(len(one.units)), None, one.tags(contest), agent)
            )
        for one in self._moved:
            found += one.voters(contest, self._represented)
        return found

    def _place_shares(self) -> None:
        rest = {name: self._roll.units[name].area_m2 for name in self._inside}
        holders: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in rest}
        said: dict[str, dict[str, CountedVote]] = {name: {} for name in rest}
        for key, stake in self._roll.stakes.items():
            if stake.unit not in self._inside:
                continue
            vote = self._by_stake.get(key)
            alone = stake.owners if vote is None else (vote.owner,)
            together = len(stake.owners) > 1 or not alone
            name, owners = (key, stake.owners) if together else (alone[0], alone)
            self._holder(name, owners).hold(vote, stake.votes)
            holders[stake.unit][name] = owners
            rest[stake.unit] -= stake.votes
            if vote is not None:
                said[stake.unit][vote.ballot] = vote
        for unit, left in rest.items():
            if left:
                self._holder(f"rest-{unit}", ()).hold(None, left)
            several = tuple(owner for owners in holders[unit].values() for owner in owners)
            name, owners = next(iter(holders[unit].items())) if len(holders[unit]) == 1 else (f"unit-{unit}", several)
            self._holder(name, owners).units.append(said[unit])

    def _place_heads(self) -> None:
        """Each owner of the part; who bought and answered since the day of the law is one too."""
        for key, stake in self._roll.stakes.items():
            if stake.unit not in self._inside:
                continue
            vote = self._by_stake.get(key)
            for owner in (*stake.owners, *((vote.owner,) if vote is not None else ())):
                holder = self._holder(owner, (owner,))
                holder.head = {} if holder.head is None else holder.head
                if vote is not None and vote.owner == owner:
                    holder.head[vote.ballot] = vote

    def _holder(self, name: str, owners: tuple[str, ...]) -> Holder:
        if name not in self._holders:
            self._holders[name] = Holder(
                name, tuple(self._roll.marks.get(owner, frozenset[Mark]()) for owner in owners)
            )
        return self._holders[name]


def _together(votes: Mapping[str, CountedVote], contest: str) -> tuple[str, CountedVote | None]:
    """What these decisions say together, void where they differ, and the first of them."""
    if not votes:
        return ABSENT, None
    said = {vote.choices[contest] for vote in votes.values()}
    return said.pop() if len(said) == 1 else INVALID, next(iter(votes.values()))
