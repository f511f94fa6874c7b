from __future__ import annotations

import random
import sys
import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ballots.contest import Part
from ballots.tally import Count, CountedVote, Stake, StakeCountedTwiceError, participants, tally

ANSWERS = ["for", "against", "abstain", "blank", "invalid"]
shares = st.builds(Fraction, st.integers(0, 99999), st.integers(1, 997))


def stake(name: str, share: int | Fraction = 1, *, kind: str = "residential", entrance: str | None = None) -> Stake:
    return Stake(f"unit {name}", kind, entrance, Fraction(share), name)


@st.composite
def houses(draw: st.DrawFn) -> list[CountedVote]:
    votes = []
    for number in range(draw(st.integers(0, 12))):
        stakes = tuple(
            Stake(
                f"unit {number}-{place}",
                draw(st.sampled_from(["residential", "parking", "non_residential"])),
                draw(st.sampled_from([None, "1", "2"])),
                draw(shares),
                f"stake {number}-{place}",
            )
            for place in range(draw(st.integers(0, 3)))
        )
        choices = {contest: draw(st.sampled_from(ANSWERS)) for contest in ("1", "2") if draw(st.booleans())}
        votes.append(CountedVote(f"ballot {number}", stakes, choices, f"owner {draw(st.integers(0, 20))}"))
    return votes


@given(houses())
def test_the_sums_are_what_addition_by_hand_gives(votes: list[CountedVote]) -> None:
    tallied = tally(votes, ["1", "2"])
    for contest in ("1", "2"):
        answered = [(vote, one) for vote in votes if contest in vote.choices for one in vote.stakes]
        for answer in ANSWERS:
            said = [one for vote, one in answered if vote.choices[contest] == answer]
            sums = tallied[contest]
            assert sums.all.share.of(answer) == sum((one.share for one in said), Fraction(0))
            assert sums.without_parking.share.of(answer) == sum(
                (one.share for one in said if one.kind != "parking"), Fraction(0)
            )
            assert sums.all.units.of(answer) == len({one.unit for one in said})
            for entrance, part in sums.entrances.items():
                assert part.share.of(answer) == sum(
                    (one.share for one in said if one.entrance == entrance), Fraction(0)
                )
        owners = {vote.owner for vote, _ in answered}
        assert tallied[contest].all.heads.present == len(owners)
        assert tallied[contest].all.share.present == sum((one.share for _, one in answered), Fraction(0))
    assert participants(votes) == sum((one.share for vote in votes for one in vote.stakes), Fraction(0))


@given(houses(), st.randoms(use_true_random=False))
def test_the_order_of_the_pile_does_not_matter(votes: list[CountedVote], rng: random.Random) -> None:
    shuffled = votes.copy()
    rng.shuffle(shuffled)
    before, after = tally(votes, ["1"])["1"], tally(shuffled, ["1"])["1"]
    assert before.all.share == after.all.share
    assert before.all.heads == after.all.heads
    assert before.entrances == after.entrances


def test_thirds_add_up_to_one() -> None:
    votes = [CountedVote(f"b{n}", (stake(f"s{n}", Fraction(1, 3)),), {"1": "for"}) for n in range(3)]
    assert tally(votes, ["1"])["1"].all.share.for_ == 1


def test_weight_zero_stays_zero_and_its_owner_is_still_a_head() -> None:
    sums = tally([CountedVote("b", (stake("s", 0),), {"1": "against"})], ["1"])["1"].all
    assert sums.share.against == 0
    assert sums.heads.against == 1


def test_blank_and_invalid_are_present() -> None:
    votes = [
        CountedVote("a", (stake("a", 5),), {"1": "blank"}),
        CountedVote("b", (stake("b", 7),), {"1": "invalid"}),
        CountedVote("c", (stake("c", 11),), {"1": "abstain"}),
        CountedVote("d", (stake("d", 13),), {}),
    ]
    share = tally(votes, ["1"])["1"].all.share
    assert (share.blank, share.invalid, share.abstain, share.for_) == (5, 7, 11, 0)
    assert share.present == 23  # d has another ballot style: this contest is not on it
    assert participants(votes) == 36


def test_joint_owners_hold_one_stake() -> None:
    flat = stake("flat", 46)
    agreed = [CountedVote("a", (flat,), {"1": "for"}, "A"), CountedVote("b", (flat,), {"1": "for"}, "B")]
    assert tally(agreed, ["1"])["1"].all.share.for_ == 46
    assert participants(agreed) == 46
    differing = [agreed[0], CountedVote("b", (flat,), {"1": "against"}, "B")]
    with pytest.raises(StakeCountedTwiceError, match="answer contest 1 differently"):
        tally(differing, ["1"])


def test_an_owner_of_five_flats_is_one_head() -> None:
    votes = [CountedVote(f"b{n}", (stake(f"s{n}"),), {"1": "for"}, "the same") for n in range(5)]
    sums = tally(votes, ["1"])["1"].all
    assert (sums.heads.for_, sums.units.for_, sums.share.for_) == (1, 5, 5)


def test_a_head_or_a_unit_that_disagrees_with_itself_is_invalid_in_that_measure_only() -> None:
    halves = [Stake("unit 1", "residential", None, Fraction(10), name) for name in ("left", "right")]
    votes = [
        CountedVote("a", (halves[0],), {"1": "for"}, "A"),
        CountedVote("b", (halves[1],), {"1": "against"}, "B"),
        CountedVote("c", (stake("c"),), {"1": "for"}, "A"),
        CountedVote("d", (stake("d"),), {"1": "against"}, "A"),
    ]
    sums = tally(votes, ["1"])["1"].all
    assert (sums.share.for_, sums.share.against) == (11, 11)
    assert (sums.units.invalid, sums.units.for_, sums.units.against) == (1, 1, 1)
    assert (sums.heads.invalid, sums.heads.against) == (1, 1)


def test_an_owner_with_only_a_parking_place_is_no_head_without_parking() -> None:
    votes = [
        CountedVote("a", (stake("flat", 30), stake("place", 13, kind="parking")), {"1": "for"}, "A"),
        CountedVote("b", (stake("place 2", 13, kind="parking"),), {"1": "for"}, "B"),
    ]
    sums = tally(votes, ["1"])["1"]
    assert (sums.all.share.for_, sums.without_parking.share.for_) == (56, 30)
    assert (sums.all.heads.for_, sums.without_parking.heads.for_) == (2, 1)
    assert (sums.all.units.for_, sums.without_parking.units.for_) == (3, 1)


def test_each_entrance_is_counted_on_its_own() -> None:
    votes = [CountedVote(name, (stake(name, 10, entrance=name),), {"1": "for"}) for name in ("1", "2")]
    entrances = tally(votes, ["1"])["1"].entrances
    assert sorted(entrances) == ["1", "2"]
    assert entrances["1"].share.for_ == entrances["1"].share.present == 10
    assert entrances["2"].heads.for_ == 1


def test_a_part_is_counted_with_what_its_owners_hold_there() -> None:
    votes = [
        CountedVote("a", (stake("one", 30, entrance="1"), stake("two", 20, entrance="2")), {"1": "for"}, "A"),
        CountedVote("b", (stake("place", 13, kind="parking", entrance="2"),), {"1": "against"}, "B"),
    ]
    sums = tally(votes, ["1"])["1"]
    second, parking = sums.of(Part(entrance="2")), sums.of(Part(parking=True))
    assert (second.share.for_, second.share.against, second.heads.present, second.units.present) == (20, 13, 2, 2)
    assert (parking.share.for_, parking.share.against, parking.heads.present) == (0, 13, 1)
    assert sums.of(Part(entrance="2", parking=False)).share.present == 20
    assert sums.of(Part(entrance="3")).heads.present == 0


@pytest.mark.parametrize(
    ("part", "inside"),
    [
        (Part(), {("1", "parking"), ("1", "residential"), (None, "parking"), (None, "residential")}),
        (Part(entrance="1"), {("1", "parking"), ("1", "residential")}),
        (Part(parking=True), {("1", "parking"), (None, "parking")}),
        (Part(entrance="1", parking=False), {("1", "residential")}),
        (Part(entrance="2"), set()),
    ],
)
def test_who_belongs_to_a_part(part: Part, inside: set[tuple[str | None, str]]) -> None:
    places = [("1", "parking"), ("1", "residential"), (None, "parking"), (None, "residential")]
    assert {place for place in places if part.has(*place)} == inside


def test_what_cannot_be_is_an_error() -> None:
    vote = CountedVote("a", (stake("s"),), {"1": "for"})
    with pytest.raises(ValueError, match="counted twice"):
        tally([vote, vote], ["1"])
    with pytest.raises(ValueError, match="negative"):
        tally([CountedVote("a", (stake("s", -1),), {"1": "for"})], ["1"])
    with pytest.raises(ValueError, match="brings one stake twice"):
        tally([CountedVote("a", (stake("s"), stake("s")), {"1": "for"})], ["1"])


def test_nobody_voted() -> None:
    sums = tally([], ["1"])["1"]
    assert sums.all.share.present == 0
    assert sums.entrances == {}
    assert Count({}).of("for") == 0


def test_ten_thousand_ballots_of_forty_questions_take_less_than_a_second() -> None:
    rng = random.Random(1)
    contests = [str(number) for number in range(40)]
    votes = [
        CountedVote(
            f"b{number}",
            (Stake(f"u{number}", "residential", str(number % 6), Fraction(rng.randint(100, 9999), 300), f"s{number}"),),
            {contest: rng.choice(ANSWERS) for contest in contests},
            f"o{number}",
        )
        for number in range(10_000)
    ]
    started = time.process_time()
    tallied = tally(votes, contests)
    assert all(one.all and one.without_parking and len(one.entrances) == 6 for one in tallied.values())
    traced = sys.gettrace() is not None  # measuring coverage slows every line
    assert time.process_time() - started < (10 if traced else 1)
    assert tallied["7"].all.share.present == participants(votes)
