"""What the voters of the demo mean, and a recount of it that knows nothing of the product's own counting."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from fractions import Fraction

from assembly.demo.agenda import HALF_OF_ALL, PARTICIPANTS, QUESTIONS, TWO_THIRDS_OF_ALL
from assembly.demo.house import DemoHouse, DemoOwner

BARRIER = 10
"""The question that fails with parking places and passes without them."""
SMALL = 70
"""Square metres of an owner whose answer moves the sum only a little."""
LIKING = {"for": 72, "against": 16, "abstain": 12}


@dataclass(slots=True)
class Voter:
    """An owner who answers: how, and what is meant. `counts` is false where the rules set the answer aside."""

    owner: DemoOwner
    channel: str
    means: dict[str, str]
    counts: bool = True
    story: str = ""
    marks: dict[str, str] = field(default_factory=dict)
    """Where the pen said something else than is meant, or than the commission will hold it to mean."""
    ballot: str = ""
    login: str = ""
    password: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def stakes(self) -> dict[str, tuple[Fraction, bool]]:
        """{what is voted once: (square metres, whether it is a parking place)}; a joint share has one name for both."""
        return {
            f"{unit.number}/{'joint' if joint else self.owner.name}": (unit.area * share, unit.kind == "машино-место")
            for unit, share, joint in self.owner.holdings
        }


def choose_voters(house: DemoHouse, rng: random.Random, contests: int = len(QUESTIONS)) -> list[Voter]:
    """A third of the owners online, a third on paper, the rest not at all; about 72 % of the house by area."""
    able = [owner for owner in house.owners if owner.holdings and owner.kind != "муниципалитет" and not owner.deceased]
    rng.shuffle(able)
    third = len(able) // 3
    chosen = _by_area(able, 2 * third, house.area * 72 / 100)
    rng.shuffle(chosen)
    voters: list[Voter] = []
    joint: dict[str, dict[str, str]] = {}
    for position, owner in enumerate(chosen):
        channel = "online" if position < third else "paper"
        means = {str(n): rng.choices(list(LIKING), list(LIKING.values()))[0] for n in range(1, contests + 1)}
        for unit, _, together in owner.holdings:  # joint owners of this house agree, but for those told below
            if together:
                means = joint.setdefault(unit.number, means)
        voters.append(Voter(owner, channel, dict(means)))
    return voters


def tell_stories(voters: list[Voter], rng: random.Random) -> None:
    """What goes wrong on paper, and what becomes of it under the rules; each happens to one or two voters."""
    paper = [voter for voter in voters if voter.channel == "paper" and _is_plain(voter)]
    online = [voter for voter in voters if voter.channel == "online" and _is_plain(voter)]
    rng.shuffle(paper)
    rng.shuffle(online)
    stories = (
        "overvotes",
        "overvotes",
        "hesitates",
        "hesitates",
        "unsigned",
        "undated",
        "twice",
        "homemade",
        "reprint",
    )
    for story, voter in zip(stories, paper, strict=False):
        voter.story = story
        if story == "overvotes":
            voter.means["6"] = "invalid"
        voter.counts = story != "unsigned"
    for story, voter in zip(("both", "forged"), online, strict=False):
        voter.story = story
        voter.counts = story != "forged"
    _let_a_couple_differ(voters)


def _is_plain(voter: Voter) -> bool:
    alone = len(voter.owner.holdings) == 1 and not voter.owner.holdings[0][2]
    return alone and voter.owner.kind == "физлицо" and not voter.owner.representative


def _let_a_couple_differ(voters: list[Voter]) -> None:
    """Joint owners who answered question 2 differently on paper: the commission asks them, and they meant «за»."""
    first: dict[str, Voter] = {}
    for voter in voters:
        together = [unit.number for unit, _, joint in voter.owner.holdings if joint]
        if voter.channel == "paper" and together and len(voter.owner.holdings) == 1:
            other = first.setdefault(together[0], voter)
            if other is not voter:
                other.story = voter.story = "couple"
                other.means["2"] = voter.means["2"] = "for"
                voter.marks["2"] = "against"
                return


def _by_area(able: list[DemoOwner], count: int, wanted: Fraction) -> list[DemoOwner]:
    """`count` owners whose areas together come near `wanted`: random ones, then the worst exchanged."""
    inside, outside = able[:count], able[count:]

    def area(owners: list[DemoOwner]) -> Fraction:
        seen = {(unit.number, owner.name if not joint else "joint"): unit.area * share
                for owner in owners for unit, share, joint in owner.holdings}  # fmt: skip
        return sum(seen.values(), Fraction(0))

    for _ in range(200):
        missing = wanted - area(inside)
        if abs(missing) < 40:
            break
        give = min(inside, key=lambda one: one.votes) if missing > 0 else max(inside, key=lambda one: one.votes)
        take = max(outside, key=lambda one: one.votes) if missing > 0 else min(outside, key=lambda one: one.votes)
        if abs(missing) < abs(take.votes - give.votes) and abs(missing) < 100:
            break
        inside[inside.index(give)], outside[outside.index(take)] = take, give
    return inside


def agree_on_the_barrier(voters: list[Voter], house: DemoHouse, rng: random.Random) -> None:
    """Let question 10 end between two thirds of the house without parking places and two thirds with them."""
    contest = str(BARRIER)
    parking = sum((unit.area for unit in house.units if unit.kind == "машино-место"), Fraction(0))
    low, high = (house.area - parking) * 2 / 3, house.area * 2 / 3
    for voter in voters:
        voter.means[contest] = "for"
    households = _households([voter for voter in voters if voter.counts and not voter.story])
    rng.shuffle(households)
    households.sort(key=lambda one: _parking_share(one[0]), reverse=True)  # who has most to park objects first
    for household in households:
        with_parking, without = recount_for(voters, contest)
        too_much_parking = with_parking - without > (high - low) / 2
        if not too_much_parking and with_parking < high:
            break
        if too_much_parking or (not _parking_share(household[0]) and household[0].owner.votes < SMALL):
            answer = rng.choice(["against", "abstain"])
            for voter in household:
                voter.means[contest] = answer
            if recount_for(voters, contest)[1] < low:  # too heavy: somebody lighter
                for voter in household:
                    voter.means[contest] = "for"


def _households(voters: list[Voter]) -> list[list[Voter]]:
    """Voters who hold something together stand together: they agree."""
    by_unit: dict[str, list[Voter]] = {}
    for voter in voters:
        together = next((unit.number for unit, _, joint in voter.owner.holdings if joint), voter.owner.name)
        by_unit.setdefault(together, []).append(voter)
    return list(by_unit.values())


def _parking_share(voter: Voter) -> Fraction:
    parking = sum((votes for votes, is_parking in voter.stakes.values() if is_parking), Fraction(0))
    return parking / voter.owner.votes if voter.owner.votes else Fraction(0)


def recount_for(voters: list[Voter], contest: str) -> tuple[Fraction, Fraction]:
    """Square metres «за» in one contest, with and without parking places."""
    sums = recount(voters, contest)
    return sums[True]["for"], sums[False]["for"]


def recount(voters: list[Voter], contest: str) -> dict[bool, dict[str, Fraction]]:
    """{with parking?: {answer: square metres}} of what was meant; each stake once."""
    sums: dict[bool, dict[str, Fraction]] = {
        way: {"for": Fraction(0), "against": Fraction(0), "abstain": Fraction(0), "taking part": Fraction(0)}
        for way in (True, False)
    }
    seen: set[str] = set()
    for voter in voters:
        if not voter.counts:
            continue
        for stake, (votes, parking) in voter.stakes.items():
            if stake in seen:
                continue
            seen.add(stake)
            for way in (True, False):
                if way or not parking:
                    sums[way]["taking part"] += votes
                    if voter.means[contest] in sums[way]:
                        sums[way][voter.means[contest]] += votes
    return sums


def outcome(majority: str, sums: dict[str, Fraction], total: Fraction) -> str:
    """The decision by the demo's own three lines of law."""
    if sums["taking part"] * 2 <= total:
        return "no_quorum"
    carried = {
        PARTICIPANTS: sums["for"] * 2 > sums["taking part"],
        HALF_OF_ALL: sums["for"] * 2 > total,
        TWO_THIRDS_OF_ALL: sums["for"] * 3 >= total * 2,
    }[majority]
    return "carried" if carried else "not_carried"
