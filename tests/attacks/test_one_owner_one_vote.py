"""One owner, one answer: however many sheets were printed and whoever answers for whom."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from assembly.model import Account, Ballot, CastVote, Dispute, DisputeKind, DisputeOutcome
from assembly.use_cases.answer_dispute import answer_dispute
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.raise_dispute import raise_dispute
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House, voting


def _second_print(house: House, name: str) -> str:
    with house.writing() as session:
        first = session.scalars(select(Ballot).where(Ballot.owner_id == house.owner(session, name).id)).one()
        return prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=None, only=[first],
        )[0].id  # fmt: skip


def test_a_second_print_is_no_second_vote_online(house: House) -> None:
    (alla,) = voting(house, "Алла")
    second = _second_print(house, "Алла")
    assert house.cast(alla, choice="for", key="k1").refusal is None
    assert house.cast(alla, choice="against", key="k2", ballot=second).code == "already_voted"


def test_an_answer_changed_on_another_print_replaces_the_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    (alla,) = voting(house, "Алла", vote_change_allowed=True)
    second = _second_print(house, "Алла")
    house.cast(alla, choice="for", key="k1")
    assert house.cast(alla, choice="against", key="k2", ballot=second).refusal is None
    with house.reading() as session:
        casts = session.scalars(select(CastVote).order_by(CastVote.leaf_index)).all()
        assert [(cast.counts, cast.not_counted_reason) for cast in casts] == [(False, "replaced"), (True, None)]
    paper = Paper(house, monkeypatch)
    paper.end()
    paper.objections()
    paper.close()


def test_what_people_decided_between_spouses_goes_when_a_forged_sheet_goes(paper: Paper) -> None:
    house = paper.house
    paper.upload(paper.sheet("Борис"), paper.sheet("Вера", {"1": "against", "2": "for", "3": "for"}))
    paper.answer(paper.only_review(), "against")
    vera = house.enrol("Вера")
    with house.writing() as session:
        forged = session.get_one(CastVote, paper.cast("Вера").id)
        dispute = raise_dispute(
            session,
            now=house.now,
            cast_vote=forged,
            kind=DisputeKind.NOT_MINE,
            words="",
            by=session.get_one(Account, vera),
        )
    with house.writing() as session:
        answer_dispute(
            session, now=house.now, dispute=session.get_one(Dispute, dispute.id), outcome=DisputeOutcome.UPHELD,
            answer="подпись чужая", by=session.get_one(Account, paper.people["two"]),
        )  # fmt: skip
    paper.end()
    paper.objections()
    first = paper.close()[0]
    assert first.sums["share"]["for"] == "60/1", "what is left is what the spouse said"
    assert first.sums["share"]["against"] == "0/1"


def test_an_objection_of_the_owner_is_not_swallowed_by_one_that_somebody_else_raised(paper: Paper) -> None:
    house = paper.house
    paper.upload(paper.sheet("Ева"))
    eva = house.enrol("Ева")
    with house.writing() as session:
        cast = session.get_one(CastVote, paper.cast("Ева").id)
        theirs = raise_dispute(
            session, now=house.now, cast_vote=cast, kind=DisputeKind.MISREAD, words="",
            by=session.get_one(Account, paper.people["desk"]),
        )  # fmt: skip
        own = raise_dispute(
            session,
            now=house.now,
            cast_vote=cast,
            kind=DisputeKind.NOT_MINE,
            words="Не я",
            by=session.get_one(Account, eva),
        )
        again = raise_dispute(
            session,
            now=house.now,
            cast_vote=cast,
            kind=DisputeKind.NOT_MINE,
            words="Не я",
            by=session.get_one(Account, eva),
        )
        assert own.id != theirs.id
        assert (own.kind, own.words) == (DisputeKind.NOT_MINE, "Не я")
        assert again.id == own.id
