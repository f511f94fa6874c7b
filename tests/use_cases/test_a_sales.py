"""A flat is sold while voting runs, an owner dies: who held on which day decides."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from assembly.errors import Fixable, Refused
from assembly.model import Ballot, BallotStake, CastVote, Holding, LedgerEntry, Notice
from assembly.use_cases.answer_for import ballot_of_owner, ballots_of_owner
from assembly.use_cases.record_death import record_death
from assembly.use_cases.record_transfer import record_transfer
from tests.use_cases.small_house import DAY, OPENS, House, voting


def sell(house: House, seller: str, buyer: str = "Новиков Захар", on: date | None = None, **more: str) -> str:
    with house.writing() as session:
        holding = house.owner(session, seller).holdings[0]
        return record_transfer(
            session, now=house.now, holding=holding, on=on or house.now.date(), new_owner_name=buyer,
            new_owner_kind="person", title_document="26:1-77 от 15.03.2026", by=house.by(session),
            keys=house.application.keys, **more,
        ).id  # fmt: skip


def _buyers_ballots(house: House, name: str = "Захар") -> list[str]:
    with house.reading() as session:
        owner = house.owner(session, name)
        return list(session.scalars(select(Ballot.id).where(Ballot.owner_id == owner.id)))


def test_a_seller_who_has_answered_keeps_the_answer_and_the_buyer_gets_no_ballot(house: House) -> None:
    (gleb,) = voting(house, "Глеб")
    house.cast(gleb)
    house.move_to(OPENS + 2 * DAY)
    sell(house, "Глеб")
    assert _buyers_ballots(house) == []
    with house.reading() as session:
        assert session.scalars(select(CastVote.counts)).all() == [True]


def test_a_buyer_gets_a_ballot_for_the_same_stake_and_a_notice_to_enrol(house: House) -> None:
    (gleb,) = voting(house, "Глеб")
    with house.reading() as session:
        stake = house.owner(session, "Глеб").holdings[0].stake_key
    house.move_to(OPENS + 2 * DAY)
    sell(house, "Глеб", email="zahar@example.org")
    (ballot,) = _buyers_ballots(house)
    with house.reading() as session:
        keys = session.scalars(select(BallotStake.stake_key).where(BallotStake.ballot_id == ballot)).all()
        assert keys == [stake]
        assert session.scalars(select(Notice).where(Notice.owner_id == house.owner(session, "Захар").id)).one()
        facts = json.loads(
            session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "register:holding_transferred")).one()
        )["facts"]
        assert (facts["stake"], facts["votes"], facts["on"], facts["answered"]) == (stake, "111/10", "2026-03-16", [])
        with pytest.raises(Refused):
            ballot_of_owner(session, assembly=house.meeting(session), owner=house.owner(session, "Глеб"), now=house.now)
    assert "не собственник" in str(_refused(house, gleb))
    zahar = house.enrol("Захар")
    house.move_to(OPENS + 6 * DAY)
    assert house.cast(zahar).refusal is None


def _refused(house: House, account: str) -> object:
    with pytest.raises(Refused) as caught, house.reading() as session:
        ballot_of_owner(session, assembly=house.meeting(session), owner=house.owner(session, "Глеб"), now=house.now)
    assert account
    return caught.value


def test_an_answer_given_after_the_sale_falls_away_when_the_sale_is_recorded_late(house: House) -> None:
    (gleb,) = voting(house, "Глеб")
    house.move_to(OPENS + 2 * DAY)
    house.cast(gleb)
    house.move_to(OPENS + 4 * DAY)
    sell(house, "Глеб", on=(OPENS + DAY).date())
    with house.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        assert (cast.counts, cast.not_counted_reason) == (False, "not_holder")
    assert len(_buyers_ballots(house)) == 1


def test_paper_at_the_desk_before_the_sale_is_the_sellers_answer(house: House) -> None:
    house.opened()
    with house.writing() as session:
        owner = house.owner(session, "Глеб")
        ballot_of_owner(session, assembly=house.meeting(session), owner=owner, now=house.now).received_at = house.now
    house.move_to(OPENS + 2 * DAY)
    sell(house, "Глеб")
    assert _buyers_ballots(house) == []


def test_joint_owners_sell_what_they_hold_together(house: House) -> None:
    house.opened().move_to(OPENS + DAY)
    sell(house, "Борис")
    with house.reading() as session:
        ended = session.scalars(select(Holding).where(Holding.held_until.is_not(None))).all()
        assert len(ended) == 2
        bought = session.scalars(select(Holding).where(Holding.held_from.is_not(None))).one()
        assert bought.stake_key == ended[0].stake_key
        assert bought.votes == 60
    assert len(_buyers_ballots(house)) == 1


def test_a_neighbour_who_buys_answers_with_two_ballots(house: House) -> None:
    house.opened().move_to(OPENS + DAY)
    sell(house, "Глеб", buyer="Прим Алла", email="alla@example.org")
    with house.reading() as session:
        owner = house.owner(session, "Алла")
        ballots = ballots_of_owner(session, assembly=house.meeting(session), owner=owner, now=house.now)
        assert [len(ballot.stakes) for ballot in ballots] == [2, 1]


def test_who_sold_one_of_two_units_still_answers_for_the_other(house: House) -> None:
    (alla,) = voting(house, "Алла")
    house.move_to(OPENS + DAY)
    sell(house, "Алла")
    assert house.cast(alla).refusal is None
    assert len(_buyers_ballots(house)) == 1


def test_a_sale_is_recorded_once(house: House) -> None:
    house.opened().move_to(OPENS + DAY)
    first = sell(house, "Глеб")
    with house.writing() as session:
        holding = house.owner(session, "Глеб").holdings[0]
        again = record_transfer(
            session, now=house.now, holding=holding, on=house.now.date(), new_owner_name="Новиков Захар",
            new_owner_kind="person", title_document="26:1-77 от 15.03.2026", by=None,
        )  # fmt: skip
        assert again.id == first
        with pytest.raises(Refused):
            record_transfer(
                session, now=house.now, holding=holding, on=house.now.date(), new_owner_name="Другой Иван",
                new_owner_kind="person", title_document="2", by=None,
            )  # fmt: skip


def test_a_sale_needs_a_name_a_document_and_a_day_that_has_come(house: House) -> None:
    with pytest.raises(Fixable) as caught, house.writing() as session:
        record_transfer(
            session, now=house.now, holding=house.owner(session, "Глеб").holdings[0],
            on=house.now.date() + timedelta(days=1), new_owner_name=" ", new_owner_kind="person", title_document="", by=None,
        )  # fmt: skip
    assert [problem.field for problem in caught.value.problems] == ["on", "new_owner_name", "title_document"]


def test_a_sale_before_the_notice_makes_the_buyer_the_voter(house: House) -> None:
    sell(house, "Глеб")
    house.drafted().announced()
    with house.reading() as session:
        names = {notice.owner.name for notice in session.scalars(select(Notice))}
    assert "Новиков Захар" in names
    assert "Пробный Глеб" not in names


def test_what_is_given_in_the_name_of_the_dead_does_not_count(house: House) -> None:
    (eva,) = voting(house, "Ева")
    house.move_to(OPENS + 2 * DAY)
    house.cast(eva)
    with house.writing() as session:
        owner = house.owner(session, "Ева")
        for _ in range(2):
            record_death(session, now=house.now, owner=owner, on=(OPENS + DAY).date(), by=house.by(session))
        with pytest.raises(Fixable):
            record_death(session, now=house.now, owner=owner, on=house.now.date() + DAY, by=None)
        with pytest.raises(Refused):
            ballot_of_owner(session, assembly=house.meeting(session), owner=owner, now=house.now)
    with house.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        assert (cast.counts, cast.not_counted_reason) == (False, "deceased")
        assert len(session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "register:death_recorded")).all()) == 1


def test_a_vote_cast_before_the_death_stays(house: House) -> None:
    (eva,) = voting(house, "Ева")
    house.cast(eva)
    house.move_to(OPENS + 2 * DAY)
    with house.writing() as session:
        record_death(session, now=house.now, owner=house.owner(session, "Ева"), on=house.now.date(), by=None)
    with house.reading() as session:
        assert session.scalars(select(CastVote.counts)).all() == [True]
