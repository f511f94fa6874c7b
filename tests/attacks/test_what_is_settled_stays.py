"""After objections have begun nobody changes what an owner has looked at, but by answering an objection."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from assembly.errors import Refused
from assembly.model import Account, Batch, Building, CastVote, Dispute, DisputeKind, DisputeOutcome, Review, Role
from assembly.use_cases.answer_dispute import answer_dispute
from assembly.use_cases.explain_count import explain_count
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.use_cases.undo_answer import undo_answer
from tests.use_cases.paper_house import Paper


def test_an_answer_is_not_taken_back_once_owners_have_looked(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)))
    review = paper.read_twice(paper.only_review(), "for")
    paper.end()
    paper.objections()
    with paper.house.writing() as session, pytest.raises(Refused):
        undo_answer(
            session, now=paper.house.now, review=session.get_one(Review, review.id),
            by=session.get_one(Account, paper.people["two"]),
        )  # fmt: skip


def test_who_scanned_any_page_of_a_ballot_does_not_answer_the_objection_to_it(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева"))
    paper.upload(paper.sheet("Ева", {"1": "against", "2": "for", "3": "for"}), by="one")
    house = paper.house
    eva = house.enrol("Ева")
    with house.writing() as session:
        dispute = raise_dispute(
            session, now=house.now, cast_vote=session.get_one(CastVote, paper.cast("Ева").id), kind=DisputeKind.NOT_MINE,
            words="", by=session.get_one(Account, eva),
        )  # fmt: skip
    with house.writing() as session, pytest.raises(Refused) as caught:
        answer_dispute(
            session, now=house.now, dispute=session.get_one(Dispute, dispute.id), outcome=DisputeOutcome.REJECTED,
            answer="всё верно", by=session.get_one(Account, paper.people["one"]),
        )  # fmt: skip
    assert caught.value.forbidden


def test_a_word_about_missing_sheets_is_on_record_and_final(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева"), sheets=3)

    def explain(note: str) -> None:
        with paper.house.writing() as session:
            batch = session.scalars(select(Batch)).one()
            explain_count(
                session, now=paper.house.now, batch=batch, note=note, by=session.get_one(Account, paper.people["one"])
            )

    explain("два листа пустые")
    assert "batch:explained" in paper.ledger()
    paper.end()
    paper.objections()
    paper.close()
    with pytest.raises(Refused):
        explain("другое")


def test_a_pale_sheet_is_not_hidden_by_one_that_was_scanned_before_it(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева"))
    pale = replace(paper.sheet("Ева"), outcome="unreadable", reason="too_pale", selections={}, marks=(), fields={})
    paper.upload(pale)
    assert paper.only_review().reason == "duplicate"


def test_a_role_taken_in_the_middle_of_an_assembly_can_be_seen(paper: Paper) -> None:
    before = paper.ledger().count("role:granted")
    with paper.house.writing() as session:
        building = session.get_one(Building, paper.house.building)
        by = paper.house.by(session)
        grant_role(session, now=paper.house.now, account=by, building=building, role=Role.COUNTER, by=by)
    assert paper.ledger().count("role:granted") == before + 1
