"""The sums of every contest: by share, by head and by premises; exact, and a stake never twice.

The tally knows no majority: what a sum means is the law's business.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from ballots.contest import ABSTAIN, AGAINST, BLANK, EVERYBODY, FOR, INVALID, PARKING, WITHOUT_PARKING, Part

_Place = tuple[str | None, bool]  # entrance, whether it is parking
Choices = Mapping[str, str]  # contest id → option name, "blank" or "invalid", after the contest rules


class StakeCountedTwiceError(ValueError):
    """Two counted ballots say different things for one stake: a person must have decided before the count."""


@dataclass(frozen=True, slots=True)
class Stake:
    """One holding, votes as one. unit: premises; kind: "parking" or other; share: votes in m²; stake: its id.

    Joint owners hold one stake together, whoever of them answers.
    """

    unit: str
    kind: str
    entrance: str | None
    share: Fraction
    stake: str


@dataclass(frozen=True, slots=True)
class CountedVote:
    """One ballot that counts. owner: who is one head; the ballot itself where empty."""

    ballot: str
    stakes: tuple[Stake, ...]
    choices: Choices
    owner: str = ""


@dataclass(frozen=True)
class Count:
    """One contest by one measure: what each answer got. present: everyone whose ballot counts, blanks too."""

    choices: Mapping[str, Fraction] = field(hash=False)

    @property
    def present(self) -> Fraction:
        return sum(self.choices.values(), Fraction(0))

    def of(self, choice: str) -> Fraction:
        """What this answer got; 0 where nobody gave it."""
        return self.choices.get(choice, Fraction(0))

    @property
    def for_(self) -> Fraction:
        return self.of(FOR)

    @property
    def against(self) -> Fraction:
        return self.of(AGAINST)

    @property
    def abstain(self) -> Fraction:
        return self.of(ABSTAIN)

    @property
    def blank(self) -> Fraction:
        return self.of(BLANK)

    @property
    def invalid(self) -> Fraction:
        return self.of(INVALID)


@dataclass(frozen=True, slots=True)
class Sums:
    """One contest, one electorate, three measures: m², owners, premises."""

    share: Count
    heads: Count
    units: Count


class ContestTally:
    """One contest: the sums of any part of the house, each worked out when it is asked for."""

    def __init__(self, contest: str, count: _Counting):
        self.contest = contest
        self._count = count

    def of(self, part: Part) -> Sums:
        """What the owners of this part answered, each with what he holds there."""
        return self._count.sums(self.contest, part)

    @property
    def all(self) -> Sums:
        """Everybody who was asked."""
        return self.of(EVERYBODY)

    @property
    def without_parking(self) -> Sums:
        """The same without parking places."""
        return self.of(WITHOUT_PARKING)

    @property
    def entrances(self) -> dict[str, Sums]:
        """Each entrance of which anybody answered anything, on its own."""
        return {name: self.of(Part(entrance=name)) for name in self._count.entrances}


def tally(votes: Iterable[CountedVote], contests: Sequence[str]) -> dict[str, ContestTally]:
    """The sums of these contests (ids) over all ballots that count.

    A contest that is not on a ballot is not answered by it and its votes are not present there. A stake on two ballots
    counts once, on the first; a head or a unit whose ballots disagree is "invalid" in that measure.
    Raises StakeCountedTwiceError where two ballots give one stake different answers in a contest, ValueError where one
    ballot is counted twice or a share is negative.
    """
    ballots = list(votes)
    if len({vote.ballot for vote in ballots}) != len(ballots):
        raise ValueError("a ballot is counted twice")
    count = _Counting(ballots, _each_stake_once(ballots, contests))
    return {contest: ContestTally(contest, count) for contest in contests}


def participants(votes: Iterable[CountedVote]) -> Fraction:
    """Votes in m² of everybody whose ballot counts, each stake once: what a quorum is measured by."""
    shares = {stake.stake: stake.share for vote in votes for stake in vote.stakes}
    return sum(shares.values(), Fraction(0))


def _each_stake_once(ballots: Sequence[CountedVote], contests: Sequence[str]) -> list[tuple[Stake, ...]]:
    """Each ballot's stakes without those an earlier ballot has already brought."""
    first: dict[str, CountedVote] = {}
    held = []
    for vote in ballots:
        own = []
        for stake in vote.stakes:
            if stake.share < 0:
                raise ValueError(f"the share of {stake.stake} is negative")
            earlier = first.setdefault(stake.stake, vote)
            if earlier is vote:
                own.append(stake)
            else:
                _must_agree(stake, earlier, vote, contests)
        if len({stake.stake for stake in own}) != len(own):
            raise ValueError(f"ballot {vote.ballot} brings one stake twice")
        held.append(tuple(own))
    return held


def _must_agree(stake: Stake, first: CountedVote, second: CountedVote, contests: Sequence[str]) -> None:
    for contest in contests:
        if first.choices.get(contest) != second.choices.get(contest):
            raise StakeCountedTwiceError(
                f"ballots {first.ballot} and {second.ballot} answer contest {contest} differently for {stake.stake}"
            )


class _Counting:
    """What the ballots bring, sorted once by place; a part of the house is a sum of places."""

    def __init__(self, ballots: Sequence[CountedVote], held: Sequence[Sequence[Stake]]):
        self._cells: dict[_Place, _Cell] = defaultdict(_Cell)
        self._heads: list[tuple[str, Choices, set[_Place]]] = []
        self._voices: dict[Part, _Voices] = {}
        for vote, stakes in zip(ballots, held, strict=True):
            by_place: dict[_Place, list[Stake]] = {}
            for stake in stakes:
                by_place.setdefault((stake.entrance, stake.kind == PARKING), []).append(stake)
            for place, group in by_place.items():
                self._cells[place].add(vote.choices, group)
            self._heads.append((vote.owner or vote.ballot, vote.choices, set(by_place)))

    @property
    def entrances(self) -> list[str]:
        return sorted({entrance for entrance, _ in self._cells if entrance})

    def sums(self, contest: str, part: Part) -> Sums:
        """One contest in one part of the house."""
        cells = [cell.count(contest) for place, cell in self._cells.items() if _is_in(place, part)]
        return _sums(cells, self._heads_of(part).count(contest))

    def _heads_of(self, part: Part) -> _Voices:
        if part not in self._voices:
            voices = self._voices[part] = _Voices()
            for head, choices, places in self._heads:
                if any(_is_in(place, part) for place in places):
                    voices.add(head, choices)
        return self._voices[part]


def _is_in(place: _Place, part: Part) -> bool:
    entrance, is_parking = place
    return part.has(entrance, PARKING if is_parking else "")


def _sums(parts: Iterable[tuple[Count, Count]], heads: Count) -> Sums:
    """One electorate out of the cells it is made of."""
    share: dict[str, Fraction] = {}
    units: dict[str, Fraction] = {}
    for by_share, by_unit in parts:
        for total, count in ((share, by_share), (units, by_unit)):
            for choice, amount in count.choices.items():
                total[choice] = total.get(choice, Fraction(0)) + amount
    return Sums(Count(share), heads, Count(units))


class _Cell:
    """The stakes of one entrance, parking or not: m² and premises of one electorate are sums of cells.

    Numerators are added as whole numbers, one sum for each denominator, and a stake is added once for all electorates,
    so that 10,000 ballots x 40 contests take half a second.
    """

    def __init__(self) -> None:
        self._slips: dict[int, list[tuple[Choices, int]]] = defaultdict(list)
        self._units = _Voices()
        self._counted: dict[str, tuple[Count, Count]] = {}

    def add(self, choices: Choices, stakes: Sequence[Stake]) -> None:
        weight = stakes[0].share
        for stake in stakes[1:]:
            weight += stake.share
        self._slips[weight.denominator].append((choices, weight.numerator))
        for unit in {stake.unit for stake in stakes}:
            self._units.add(unit, choices)

    def count(self, contest: str) -> tuple[Count, Count]:
        if contest not in self._counted:
            self._counted[contest] = self._share(contest), self._units.count(contest)
        return self._counted[contest]

    def _share(self, contest: str) -> Count:
        total: dict[str, Fraction] = {}
        for denominator, slips in self._slips.items():
            sums: dict[str | None, int] = defaultdict(int)
            for choices, numerator in slips:
                sums[choices.get(contest)] += numerator
            for choice, amount in sums.items():
                if choice is not None:
                    total[choice] = total.get(choice, Fraction(0)) + Fraction(amount, denominator)
        return Count(total)


class _Voices:
    """Each owner, or each premises, once: what all its ballots say, "invalid" where they disagree."""

    def __init__(self) -> None:
        self._ballots: dict[str, list[Choices]] = {}

    def add(self, voice: str, choices: Choices) -> None:
        self._ballots.setdefault(voice, []).append(choices)

    @cached_property
    def _single(self) -> list[Choices]:
        return [ballots[0] for ballots in self._ballots.values() if len(ballots) == 1]

    @cached_property
    def _several(self) -> list[list[Choices]]:
        return [ballots for ballots in self._ballots.values() if len(ballots) > 1]

    def count(self, contest: str) -> Count:
        counts: Counter[str | None] = Counter([choices.get(contest) for choices in self._single])
        for ballots in self._several:
            said = {choices[contest] for choices in ballots if contest in choices}
            if said:
                counts[said.pop() if len(said) == 1 else INVALID] += 1
        return Count({choice: Fraction(number) for choice, number in counts.items() if choice is not None})
