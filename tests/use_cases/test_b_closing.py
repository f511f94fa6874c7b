"""The end: acceptance, objections, the count in exact fractions, and nothing after it."""

from __future__ import annotations

import json
from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select

from assembly.archive.verify import verify_archive
from assembly.errors import BrokenPromise, Fixable, NotFound, Refused
from assembly.model import (
    Account,
    BallotStake,
    Batch,
    CastVote,
    Decision,
    Dispute,
    DisputeKind,
    DisputeOutcome,
    LedgerEntry,
)
from assembly.use_cases.answer_dispute import answer_dispute
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.compose_agenda import ItemDraft
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.explain_count import explain_count
from assembly.use_cases.issue_ballots import issue
from assembly.use_cases.publish_archive import publish_archive
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.use_cases.record_transfer import record_transfer
from assembly.use_cases.review_choices import BLIND_REASONS
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import CLOSES, House

AGAINST = {"1": "against", "2": "against", "3": "against"}
DEPENDENT = [
    ItemDraft("Установить шлагбаум", "Порядок въезда приложен", "ru:44.2.2"),
    ItemDraft("Провести ремонт", "Смета", "ru:44.2.4.1"),
    ItemDraft("Уполномочить председателя", "Если принят 1", "ru:44.2.5", depends_on=1),
]


@pytest.fixture
def paper(open_house: House, monkeypatch: pytest.MonkeyPatch) -> Paper:
    return Paper(open_house, monkeypatch).ready()


def _most_of_the_house(paper: Paper) -> None:
    """286,2 of 342,2 m² on paper: Алла 40.5 + a place of 13.3, Борис 60 (joint), Дарья 22.2, Ева 45, the shop 100.1."""
    paper.upload(*(paper.sheet(name) for name in ("Алла", "Борис", "Ева", "ООО")), paper.sheet("Дарья", AGAINST))


def _sums(decisions: list[Decision], number: int, measure: str = "share") -> dict[str, Fraction]:
    return {name: Fraction(value) for name, value in decisions[number - 1].sums[measure].items()}


def test_the_stages_follow_each_other_and_none_comes_early(paper: Paper) -> None:
    _most_of_the_house(paper)
    paper.house.move_to(CLOSES - timedelta(days=1))
    with pytest.raises(Refused) as early, paper.house.writing() as session:
        end_acceptance(session, now=paper.house.now, assembly=paper.house.meeting(session), by=None)
    assert early.value.code == "too_early"
    with pytest.raises(Refused):
        paper.objections()
    paper.end()
    paper.objections()
    with paper.house.reading() as session:
        until = paper.house.meeting(session).objections_until
    assert until is not None
    assert until.isoformat() == "2026-03-31T20:59:59+00:00"  # three legal days in Moscow
    paper.house.move_to(until - timedelta(microseconds=1))
    with pytest.raises(Refused), paper.house.writing() as session:
        close_voting(session, now=paper.house.now, assembly=paper.house.meeting(session), by=None)
    paper.close()
    with pytest.raises(Refused), paper.house.writing() as session:
        close_voting(session, now=paper.house.now, assembly=paper.house.meeting(session), by=None)
    with paper.house.reading() as session:
        assert paper.house.meeting(session).state == "closed"


def test_the_count_is_exact_and_counts_the_unknown_owner_in_the_whole(paper: Paper) -> None:
    _most_of_the_house(paper)
    paper.end()
    paper.objections()
    decisions = paper.close()
    share = _sums(decisions, 3)
    assert share["all"] == Fraction("342.2")
    assert share["for"] == Fraction("258.9")
    assert share["against"] == Fraction(333, 10) * Fraction(2, 3)
    assert share["present"] == share["for"] + share["against"]
    assert _sums(decisions, 3, "heads")["for"] == 4
    assert _sums(decisions, 3, "units")["all"] == 7
    third = decisions[2]
    assert third.outcome == "carried"  # 258.9 of 342.2 is more than two thirds
    assert third.without_parking is not None
    assert Fraction(third.without_parking["sums"]["share"]["all"]) == Fraction("328.9")
    assert Fraction(third.without_parking["sums"]["share"]["for"]) == Fraction("245.6")
    assert third.flips is False
    assert "14 марта 2026" in third.because["ru"].replace("\u00a0", " ")
    assert paper.state("Ева") == "counted"
    assert paper.ledger()[-2:] == ["voting:closed", "assembly:tallied"]


def test_the_archive_of_paper_disputes_and_people_verifies(paper: Paper, tmp_path: Path) -> None:
    paper.upload(
        paper.sheet("Алла", {"1": "person", "2": "for", "3": "overvote"}, doubts=("marginal_mark:1", "overvote:3")),
        paper.sheet("Борис"), paper.sheet("Вера", AGAINST), paper.sheet("Ева", signed=False), paper.sheet("ООО"),
    )  # fmt: skip
    answers = {
        "marginal_mark": "for",
        "overvote": "invalid",
        "missing_signature": "set_aside",
        "joint_differ": "abstain",
    }
    for review in paper.reviews():
        paper.answer(review, answers[review.reason])
        if review.reason in BLIND_REASONS:
            paper.answer(review, answers[review.reason], by="two")
    account = paper.house.enrol("ООО")
    with paper.house.writing() as session:
        dispute = raise_dispute(
            session, now=paper.house.now, cast_vote=session.get_one(CastVote, paper.cast("ООО").id),
            kind=DisputeKind.MISREAD, words="по второму вопросу против", by=session.get_one(Account, account),
        )  # fmt: skip
    assert paper.state("ООО") == "disputed"
    with paper.house.writing() as session:
        answer_dispute(
            session, now=paper.house.now, dispute=session.get_one(Dispute, dispute.id), outcome=DisputeOutcome.UPHELD,
            answer="прочитано неверно", by=session.get_one(Account, paper.people["two"]), corrected={"2": "against"},
        )  # fmt: skip
    assert paper.cast("ООО").selections == {"1": "for", "2": "against", "3": "for"}
    paper.end()
    paper.objections()
    decisions = paper.close()
    assert _sums(decisions, 1)["abstain"] == 60  # what a person decided for the joint share
    assert _sums(decisions, 3)["invalid"] == Fraction("53.8")
    app = paper.house.application
    first = draw_up_protocol(app, paper.house.assembly, None, "12-2026")
    assert draw_up_protocol(app, paper.house.assembly, None).sha256 == first.sha256
    document = publish_archive(app, paper.house.assembly, None)
    assert publish_archive(app, paper.house.assembly, None).sha256 == document.sha256
    target = tmp_path / "archive.zip"
    target.write_bytes(app.files.path(document.sha256).read_bytes())
    report = verify_archive(target)
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []


def test_a_question_that_depends_on_another_says_that_it_takes_no_effect(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.drafted(items=DEPENDENT)
    paper = Paper(house.opened(), monkeypatch).ready()
    paper.upload(paper.sheet("Алла", AGAINST), paper.sheet("Борис", AGAINST), paper.sheet("ООО"))
    paper.end()
    paper.objections()
    decisions = paper.close()
    assert decisions[0].outcome == "not_carried"
    assert "Вопрос 1 не принят" in decisions[2].because["ru"]
    assert "Question 1 was not carried" in decisions[2].because["en"]


def test_who_held_it_on_the_day_decides_and_a_sold_share_votes_once(paper: Paper) -> None:
    paper.receive("Ева")
    paper.house.move_to(paper.house.now + timedelta(days=2))
    with paper.house.writing() as session:
        bought = record_transfer(
            session, now=paper.house.now, holding=paper.house.holding(session, "11"),
            on=paper.house.now.date(), new_owner_name="Новый Жан", new_owner_kind="person",
            title_document="77 от 16.03.2026", by=paper.house.by(session),
        )  # fmt: skip
        # The seller has answered already; the buyer gets no ballot by itself, but one may have been handed out.
        issue(session, now=paper.house.now, assembly=paper.house.meeting(session), to=[(bought.owner_id, [bought])])
        paper.lay_out(session, paper.ballot(session, "Жан"))
    paper.receive("Жан")
    paper.upload(paper.sheet("Ева"), paper.sheet("Жан", AGAINST))
    assert paper.reviews() == []
    paper.end()
    paper.objections()
    decisions = paper.close()
    assert _sums(decisions, 1)["for"] == 45
    assert _sums(decisions, 1)["against"] == 0
    assert paper.cast("Жан").not_counted_reason == "previous_owner"


def test_a_sheet_given_after_the_sale_is_not_counted(paper: Paper) -> None:
    paper.house.move_to(paper.house.now + timedelta(days=2))
    with paper.house.writing() as session:
        record_transfer(
            session, now=paper.house.now, holding=paper.house.holding(session, "11"),
            on=paper.house.now.date(), new_owner_name="Новый Жан", new_owner_kind="person",
            title_document="77 от 16.03.2026", by=paper.house.by(session),
        )  # fmt: skip
    sheet = paper.sheet("Ева")
    paper.upload(sheet)
    assert paper.cast("Ева").not_counted_reason == "not_holder"


def test_an_objection_blocks_the_count_until_it_is_answered_and_upheld_sets_aside(paper: Paper) -> None:
    _most_of_the_house(paper)
    account, other = paper.house.enrol("Ева"), paper.house.enrol("Глеб")
    paper.end()
    paper.objections()

    def raise_(by: str) -> Dispute:
        with paper.house.writing() as session:
            return raise_dispute(
                session, now=paper.house.now, cast_vote=session.get_one(CastVote, paper.cast("Ева").id),
                kind=DisputeKind.NOT_MINE, words="я не подписывала", by=session.get_one(Account, by),
            )  # fmt: skip

    with pytest.raises(NotFound):
        raise_(other)
    dispute = raise_(account)
    assert raise_(account).id == dispute.id
    with pytest.raises(Refused) as refused:
        paper.close()
    assert refused.value.code == "open_disputes"
    for by, words, expected in (("desk", "проверено", Refused), ("one", " ", Fixable)):
        with pytest.raises(expected), paper.house.writing() as session:
            answer_dispute(
                session, now=paper.house.now, dispute=session.get_one(Dispute, dispute.id), answer=words,
                outcome=DisputeOutcome.UPHELD, by=session.get_one(Account, paper.people[by]),
            )  # fmt: skip
    with paper.house.writing() as session:
        answer_dispute(
            session, now=paper.house.now, dispute=session.get_one(Dispute, dispute.id), answer="подпись чужая",
            outcome=DisputeOutcome.UPHELD, by=session.get_one(Account, paper.people["one"]),
        )  # fmt: skip
    assert paper.cast("Ева").not_counted_reason == "disputed"
    decisions = paper.close()
    assert _sums(decisions, 1)["for"] == Fraction("213.9")
    assert paper.state("Ева") == "set_aside"


def test_after_the_time_for_objections_none_is_heard(paper: Paper) -> None:
    _most_of_the_house(paper)
    account = paper.house.enrol("Ева")
    paper.end()
    paper.objections()
    with paper.house.reading() as session:
        until = paper.house.meeting(session).objections_until
    assert until is not None
    paper.house.move_to(until)
    with pytest.raises(Refused), paper.house.writing() as session:
        raise_dispute(
            session, now=paper.house.now, cast_vote=session.get_one(CastVote, paper.cast("Ева").id),
            kind=DisputeKind.NOT_MINE, words="", by=session.get_one(Account, account),
        )  # fmt: skip


def test_sheets_that_do_not_fit_the_pages_must_be_explained(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева"), sheets=5)
    paper.end()
    with pytest.raises(Refused) as refused:
        paper.objections()
    assert refused.value.code == "unexplained_count"
    with paper.house.writing() as session:
        batch = session.get_one(Batch, paper.batch())
        with pytest.raises(Fixable):
            explain_count(session, now=paper.house.now, batch=batch, note=" ", by=paper.house.by(session))
        explain_count(session, now=paper.house.now, batch=batch, note="четыре листа пустые", by=paper.house.by(session))
    paper.objections()


def test_unread_files_block_the_objections(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева"), read=False)
    paper.end()
    with pytest.raises(Refused) as refused:
        paper.objections()
    assert refused.value.code == "unread_uploads"


def test_sums_that_do_not_fit_the_register_stop_the_count(paper: Paper) -> None:
    _most_of_the_house(paper)
    paper.end()
    paper.objections()
    with paper.house.writing() as session:
        stake = session.scalars(
            select(BallotStake).where(BallotStake.ballot_id == paper.ballot(session, "Ева").id)
        ).one()
        stake.votes_num += 1
    with pytest.raises(BrokenPromise):
        paper.close()
    with paper.house.reading() as session:
        assert paper.house.meeting(session).state == "objections"
        assert session.scalars(select(Decision)).all() == []


def test_after_closing_no_answer_changes_anything(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)))
    review = paper.only_review()
    paper.read_twice(review, "for")
    paper.end()
    paper.objections()
    paper.close()
    with pytest.raises(Refused):
        paper.answer(review, "against", by="three")
    with paper.house.reading() as session:
        tallied = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "assembly:tallied")).one()
    assert json.loads(tallied)["facts"]["law_day"] == "2026-03-14"
