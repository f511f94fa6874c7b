"""What people answer about paper: never who uploaded it, blind where two are needed, and undone while nothing is built on it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assembly.errors import Fixable, Refused
from assembly.model import Account, Ballot, LedgerEntry, Message, Review, ReviewReason
from assembly.use_cases.assign_page import assign_page
from assembly.use_cases.enter_foreign_sheet import enter_foreign_sheet
from assembly.use_cases.review_choices import (
    BLIND_REASONS,
    CHOICES,
    CONTEST_REASONS,
    MARK_REASONS,
    answers_needed,
    choices_for,
)
from assembly.use_cases.show_reading import show_reading
from assembly.use_cases.undo_answer import undo_answer
from tests.use_cases.paper_house import FOR_ALL, Paper
from tests.use_cases.small_house import House


@pytest.fixture
def paper(open_house: House, monkeypatch: pytest.MonkeyPatch) -> Paper:
    return Paper(open_house, monkeypatch).ready()


def _doubtful(paper: Paper) -> Review:
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)))
    return paper.only_review()


def test_every_reason_has_its_choices_and_every_choice_a_key_of_its_own() -> None:
    for reason in ReviewReason:
        choices = choices_for(reason, ("for", "against", "abstain"))
        assert (reason in CHOICES) != (reason in CONTEST_REASONS)
        assert len(choices) >= 2
        assert len({choice.key for choice in choices}) == len(choices) == len({choice.answer for choice in choices})


def test_who_uploaded_the_sheet_may_never_settle_it(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)), by="one")
    with pytest.raises(Refused) as refused:
        paper.answer(paper.only_review(), "for", by="one")
    assert refused.value.forbidden
    paper.answer(paper.only_review(), "for", by="two")


def test_two_equal_readings_settle_a_mark_and_both_snapshots_stay(paper: Paper) -> None:
    review = _doubtful(paper)
    paper.answer(review, "against")
    assert paper.only_review().id == review.id
    assert paper.cast("Ева").selections["1"] == "person"
    paper.answer(review, "against", by="two")
    cast = paper.cast("Ева")
    assert cast.original["1"] == cast.rules_applied["1"] == "person"
    assert cast.adjudicated == {"1": "against", "2": "for", "3": "for"}
    assert paper.state("Ева") == "recorded"
    assert paper.ledger()[-1] == "ballot:adjudicated"
    with paper.house.reading() as session:
        (told,) = [one for one in session.query(Message) if one.key.startswith("adjudicated")]
    assert "ротив" not in told.body


@pytest.mark.parametrize("answer", ["yes", "", "set_aside", "overvote"])
def test_only_an_offered_answer_is_one(paper: Paper, answer: str) -> None:
    with pytest.raises(Fixable):
        paper.answer(_doubtful(paper), answer)


def test_a_settled_question_is_closed_and_the_same_answer_again_changes_nothing(paper: Paper) -> None:
    review = _doubtful(paper)
    paper.answer(review, "for")
    paper.answer(review, "for")
    assert [len(one.answers) for one in _with_answers(paper)] == [1]
    with pytest.raises(Refused) as refused:
        paper.answer(review, "against")
    assert refused.value.code == "answered"
    paper.answer(review, "for", by="two")
    paper.answer(review, "for", by="two")
    with pytest.raises(Refused) as refused:
        paper.answer(review, "against", by="three")
    assert refused.value.code == "settled"
    assert paper.ledger().count("ballot:adjudicated") == 1


def test_ones_own_last_answer_is_undone_and_both_stand_in_the_ledger(paper: Paper) -> None:
    review = _doubtful(paper)
    paper.read_twice(review, "against")
    _undo(paper, review, "two")
    assert paper.only_review().id == review.id
    assert paper.cast("Ева").selections["1"] == "person"
    assert paper.ledger()[-2:] == ["ballot:adjudicated", "ballot:adjudicated"]
    paper.answer(review, "abstain", by="two")
    assert paper.only_review().answers_needed == 3
    paper.answer(review, "abstain", by="three")
    assert paper.cast("Ева").selections["1"] == "abstain"


def test_a_reading_taken_back_before_anybody_else_read_leaves_the_question_as_it_was(paper: Paper) -> None:
    review = _doubtful(paper)
    paper.answer(review, "against")
    _undo(paper, review, "one")
    assert "ballot:adjudicated" not in paper.ledger()
    paper.read_twice(review, "for")
    assert paper.cast("Ева").selections["1"] == "for"


def test_a_reading_taken_back_after_it_had_differed_is_on_record(paper: Paper) -> None:
    review = _doubtful(paper)
    paper.answer(review, "against")
    paper.answer(review, "for", by="two")
    assert paper.only_review().answers_needed == 3
    _undo(paper, review, "two")
    assert paper.only_review().answers_needed == 2
    told = _facts(paper, "ballot:adjudicated")[-1]
    assert (told["reason"], told["answer"], told["by"]) == ("undone", None, [paper.people["two"]])
    assert [one["answer"]["answer"] for one in told["answers"]] == ["against", "for"]


@pytest.mark.parametrize("reason", sorted(BLIND_REASONS))
def test_every_blind_question_needs_two_people_from_the_start(reason: ReviewReason) -> None:
    assert answers_needed(reason) == 2


@pytest.mark.parametrize("reason", sorted(set(ReviewReason) - BLIND_REASONS))
def test_a_question_that_is_no_reading_needs_one(reason: ReviewReason) -> None:
    assert answers_needed(reason) == 1


def test_all_marks_are_read_blind_and_what_joint_owners_meant_is_decided(paper: Paper) -> None:
    assert {str(reason) for reason in MARK_REASONS} == {
        "marginal_mark", "overvote", "ink_outside_boxes", "other_mark",
    }  # fmt: skip
    assert MARK_REASONS < BLIND_REASONS
    assert ReviewReason.JOINT_DIFFER not in BLIND_REASONS


def test_three_readings_are_on_record_with_who_read_what(paper: Paper) -> None:
    review = _doubtful(paper)
    for name, said in (("one", "for"), ("two", "against"), ("three", "for")):
        paper.answer(review, said, by=name)
    assert paper.reviews() == []
    told = _facts(paper, "ballot:adjudicated")[-1]
    people = paper.people
    assert told["by"] == [people["one"], people["three"]]
    assert told["answers"] == [
        {"by": people["one"], "answer": {"answer": "for"}}, {"by": people["two"], "answer": {"answer": "against"}},
        {"by": people["three"], "answer": {"answer": "for"}},
    ]  # fmt: skip


def test_three_different_readings_settle_nothing(paper: Paper) -> None:
    review = _doubtful(paper)
    for name, said in (("one", "for"), ("two", "against"), ("three", "blank")):
        paper.answer(review, said, by=name)
    assert paper.only_review().answers_needed == 4
    assert paper.cast("Ева").selections["1"] == "person"


def test_what_the_machine_saw_is_shown_to_who_opens_first_and_to_nobody_else(paper: Paper) -> None:
    review = _doubtful(paper)
    assert _shown(paper, review, "two")
    assert _shown(paper, review, "two")
    assert not _shown(paper, review, "one")
    paper.answer(review, "for", by="one")
    assert _shown(paper, review, "two")


def test_nobody_is_shown_it_once_somebody_has_answered_without(paper: Paper) -> None:
    review = _doubtful(paper)
    paper.answer(review, "for", by="one")
    assert not _shown(paper, review, "two")
    assert not _shown(paper, review, "one")


def _undo(paper: Paper, review: Review, by: str) -> None:
    with paper.house.writing() as session:
        undo_answer(
            session, now=paper.house.now, review=session.get_one(Review, review.id),
            by=session.get_one(Account, paper.people[by]),
        )  # fmt: skip


def _shown(paper: Paper, review: Review, to: str) -> bool:
    with paper.house.writing() as session:
        person = session.get_one(Account, paper.people[to])
        return show_reading(session, review=session.get_one(Review, review.id), to=person)


def _facts(paper: Paper, kind: str) -> list[dict[str, Any]]:
    with paper.house.reading() as session:
        rows = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == kind).order_by(LedgerEntry.index))
        return [json.loads(row)["facts"] for row in rows]


def _with_answers(paper: Paper) -> list[Review]:
    with paper.house.reading() as session:
        return list(session.scalars(select(Review).options(selectinload(Review.answers))))


def test_anothers_answer_or_an_older_one_is_not_undone(paper: Paper) -> None:
    paper.upload(
        paper.sheet("Ева", {"1": "person", "2": "person", "3": "for"}, doubts=("marginal_mark:1", "marginal_mark:2"))
    )
    first, second = paper.reviews()
    paper.answer(first, "for")
    paper.house.move_to(paper.house.now + timedelta(minutes=1))
    paper.answer(second, "for")
    for by, review in (("two", first), ("one", first)):
        with pytest.raises(Refused), paper.house.writing() as session:
            undo_answer(
                session, now=paper.house.now, review=session.get_one(Review, review.id),
                by=session.get_one(Account, paper.people[by]),
            )  # fmt: skip


def test_an_unknown_sheet_goes_to_its_ballot_once_two_people_typed_the_same_code(paper: Paper) -> None:
    upload = paper.upload(paper.strange("unreadable", "code_unreadable"))
    review = paper.only_review()
    assert review.reason == ReviewReason.UNREADABLE
    assert review.answers_needed == 2
    (page,) = paper.pages(upload)
    with paper.house.writing() as session:
        for name in ("one", "two"):
            assign_page(
                session, now=paper.house.now, page=session.get_one(type(page), page.id),
                ballot=session.get_one(Ballot, paper.ballot(session, "Ева").id),
                by=session.get_one(Account, paper.people[name]),
            )  # fmt: skip
    cast = paper.cast("Ева")
    assert set(cast.rules_applied.values()) == {"person"}  # nobody has read it yet: nothing is guessed
    reasons = {(one.reason, one.contest) for one in paper.reviews()}
    assert reasons == {
        ("other_mark", "1"), ("other_mark", "2"), ("other_mark", "3"), ("missing_signature", None), ("missing_date", None),
    }  # fmt: skip


def test_where_two_disagree_a_third_is_asked_and_the_majority_stands(paper: Paper) -> None:
    paper.upload(paper.strange("foreign", "no_code"))
    review = paper.only_review()
    assert review.reason in BLIND_REASONS
    with paper.house.reading() as session:
        code = paper.ballot(session, "Ева").code
    paper.answer(review, "not_a_ballot", by="one")
    paper.answer(review, "belongs", by="two", ballot=f"{code[:4]}-{code[4:].lower()}", page="1")
    assert paper.only_review().answers_needed == 3
    paper.answer(review, "belongs", by="three", ballot=code, page=1)
    assert paper.cast("Ева").counts
    assert "page:assigned" in paper.ledger()


def test_a_home_made_sheet_is_entered_by_two_people_and_counts_like_any_other(paper: Paper) -> None:
    paper.upload(paper.strange("foreign", "no_code"))
    review = paper.only_review()
    for name in ("one", "two"):
        with paper.house.writing() as session:
            enter_foreign_sheet(
                session, now=paper.house.now, review=session.get_one(Review, review.id),
                owner=paper.house.owner(session, "Дарья"), selections={"1": "for", "3": "against"}, signed=True,
                dated=True, by=session.get_one(Account, paper.people[name]),
            )  # fmt: skip
    assert paper.reviews() == []
    cast = paper.cast("Дарья#2")
    assert cast.selections == {"1": "for", "2": "blank", "3": "against"}
    with paper.house.reading() as session:
        assert paper.ballot(session, "Дарья#2").votes * 3 == 2 * paper.house.holding(session, "12а").unit.area_m2


def test_entries_must_name_an_owner_of_the_register_and_offered_answers(paper: Paper) -> None:
    paper.upload(paper.strange("foreign", "no_code"))
    review = paper.only_review()
    with paper.house.reading() as session:
        owner = paper.house.owner(session, "Дарья").id
    wrong = (
        {"owner": "nobody"},
        {"owner": owner, "selections": {"1": "yes"}},
        {"owner": owner, "selections": {"9": "for"}},
    )
    for entry in wrong:
        with pytest.raises(Fixable):
            paper.answer(review, "foreign", **entry)


def test_a_spare_sheet_gets_its_owner_from_two_people(paper: Paper) -> None:
    paper.upload(paper.sheet("spare"))
    review = paper.only_review()
    assert (review.reason, review.detail) == ("unknown_code", "spare")
    with paper.house.reading() as session:
        owner, spare = paper.house.owner(session, "Глеб").id, review.ballot_id
    for name in ("one", "two"):
        paper.answer(review, "belongs", by=name, owner=owner)
    with paper.house.reading() as session:
        ballot = session.get_one(Ballot, spare)
        assert (ballot.owner_id, ballot.state, len(ballot.stakes)) == (owner, "recorded", 1)
    assert paper.cast("Глеб#2").selections == FOR_ALL


def test_two_prints_that_agree_are_one_and_that_differ_go_to_a_person(paper: Paper) -> None:
    paper.print_again("Ева")
    paper.print_again("Глеб")
    paper.upload(paper.sheet("Ева"), paper.sheet("Ева#2"))
    assert paper.cast("Ева").counts
    assert paper.cast("Ева#2").not_counted_reason == "duplicate"
    assert paper.reviews() == []
    paper.receive("Глеб")
    paper.house.move_to(paper.house.now + timedelta(days=1))
    paper.upload(paper.sheet("Глеб"), paper.sheet("Глеб#2", {"1": "against", "2": "for", "3": "for"}))
    review = paper.only_review()
    assert review.reason == "differing_prints"
    paper.answer(review, "later")
    assert paper.cast("Глеб").not_counted_reason == "differing_prints"
    assert paper.cast("Глеб#2").counts


def test_the_first_of_paper_and_online_counts_and_the_other_stays_visible(paper: Paper) -> None:
    account = paper.house.enrol("Ева")
    paper.receive("Ева")
    paper.house.move_to(paper.house.now + timedelta(days=4))
    assert paper.house.cast(account, choice="against").refusal is None
    paper.upload(paper.sheet("Ева"))
    by_channel = {str(cast.channel): cast for cast in paper.casts("Ева")}
    assert by_channel["paper"].counts
    assert by_channel["online"].not_counted_reason == "other_channel_first"
    assert paper.reviews() == []


def test_without_a_receipt_at_the_desk_nobody_knows_which_was_first_and_a_person_says(paper: Paper) -> None:
    account = paper.house.enrol("Ева")
    paper.house.move_to(paper.house.now + timedelta(days=4))
    paper.house.cast(account, choice="against")
    paper.house.move_to(paper.house.now + timedelta(days=1))
    paper.upload(paper.sheet("Ева"))
    review = paper.only_review()
    assert review.reason == "also_online"
    paper.answer(review, "paper")
    by_channel = {str(cast.channel): cast for cast in paper.casts("Ева")}
    assert (by_channel["paper"].counts, by_channel["online"].counts) == (True, False)


def test_equal_answers_on_paper_and_online_need_nobody(paper: Paper) -> None:
    account = paper.house.enrol("Ева")
    paper.house.move_to(paper.house.now + timedelta(days=4))
    paper.house.cast(account)
    paper.house.move_to(paper.house.now + timedelta(days=1))
    paper.upload(paper.sheet("Ева"))
    assert paper.reviews() == []
    assert {str(cast.channel): cast.counts for cast in paper.casts("Ева")} == {"paper": False, "online": True}


@pytest.mark.parametrize(("policy", "counts"), [("paper", "paper"), ("online", "online"), ("last", "online")])
def test_the_policy_fixed_before_opening_decides(paper: Paper, policy: str, counts: str) -> None:
    with paper.house.writing() as session:
        paper.house.meeting(session).cross_channel_policy = policy
    account = paper.house.enrol("Ева")
    paper.receive("Ева")
    paper.house.move_to(paper.house.now + timedelta(days=4))
    paper.house.cast(account, choice="against")
    paper.upload(paper.sheet("Ева"))
    assert [str(cast.channel) for cast in paper.casts("Ева") if cast.counts] == [counts]


def test_joint_owners_who_agree_are_counted_once_and_who_differ_are_asked_about_by_question(paper: Paper) -> None:
    paper.upload(paper.sheet("Борис"), paper.sheet("Вера"))
    assert paper.reviews() == []
    paper.print_again("Вера")
    paper.upload(paper.sheet("Глеб"))
    assert all(paper.cast(name).counts for name in ("Борис", "Вера"))


def test_joint_owners_who_differ_are_asked_about_question_by_question(paper: Paper) -> None:
    paper.receive("Борис")
    paper.house.move_to(paper.house.now + timedelta(hours=1))
    paper.upload(paper.sheet("Борис"), paper.sheet("Вера", {"1": "for", "2": "against", "3": "blank"}))
    assert [(one.reason, one.contest) for one in paper.reviews()] == [("joint_differ", "2"), ("joint_differ", "3")]
    paper.end()
    with pytest.raises(Refused) as refused:
        paper.objections()
    assert refused.value.code == "open_reviews"


def test_a_question_that_had_answered_itself_is_asked_again_when_it_arises_again(paper: Paper) -> None:
    paper.print_again("Ева")
    paper.receive("Ева")
    paper.house.move_to(paper.house.now + timedelta(hours=1))
    paper.upload(
        paper.sheet("Ева"), paper.sheet("Ева#2", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",))
    )
    mark = paper.only_review()
    paper.read_twice(mark, "against", by=("two", "one"))
    prints = paper.only_review()
    assert prints.reason == "differing_prints"

    def undo() -> None:
        with paper.house.writing() as session:
            undo_answer(
                session, now=paper.house.now, review=session.get_one(Review, mark.id),
                by=session.get_one(Account, paper.people["one"]),
            )  # fmt: skip

    undo()
    paper.answer(mark, "for")
    paper.answer(mark, "for", by="three")
    assert paper.reviews() == []
    assert paper.cast("Ева#2").not_counted_reason == "duplicate"
    undo()
    paper.answer(mark, "against")
    assert [one.id for one in paper.reviews()] == [prints.id]


def test_who_uploaded_one_of_two_compared_sheets_may_not_settle_either(paper: Paper) -> None:
    paper.upload(paper.sheet("Борис"), by="one")
    paper.house.move_to(paper.house.now + timedelta(hours=1))
    paper.upload(paper.sheet("Вера", {"1": "against", "2": "for", "3": "for"}), by="two")
    for name in ("one", "two"):
        with pytest.raises(Refused):
            paper.answer(paper.only_review(), "for", by=name)
    paper.answer(paper.only_review(), "for", by="three")
    assert paper.reviews() == []
