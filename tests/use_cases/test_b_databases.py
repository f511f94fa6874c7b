"""Paper from the desk to the verified archive, on every database."""

from __future__ import annotations

from pathlib import Path

import pytest

from assembly.archive.verify import verify_archive
from assembly.model import Account, CastVote, Dispute, DisputeKind, DisputeOutcome, Review
from assembly.tasks.work import work_on
from assembly.use_cases.answer_dispute import answer_dispute
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.publish_archive import publish_archive
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.use_cases.undo_answer import undo_answer
from tests.use_cases.conftest import ready_application
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House


def test_the_whole_life_of_paper(a_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    application = ready_application(tmp_path / "data", a_database_url)
    house = House(application).found()
    house.register()
    paper = Paper(house.opened(), monkeypatch).ready()
    owner = house.enrol("Ева")
    paper.receive("Ева")
    paper.upload(
        paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)),
        paper.sheet("Борис"), paper.sheet("Вера", {"1": "against", "2": "for", "3": "for"}), paper.sheet("ООО"),
        paper.strange("foreign", "no_code"), read=False,
    )  # fmt: skip
    assert work_on(application) >= 1
    for review in paper.reviews():
        if review.reason == "no_code":
            paper.answer(review, "not_a_ballot", by="one")
            paper.answer(review, "not_a_ballot", by="two")
        elif review.contest is not None:
            paper.answer(review, "for")
            if review.reason == "marginal_mark":
                paper.answer(review, "for", by="two")
                with house.writing() as session:
                    undo_answer(
                        session, now=house.now, review=session.get_one(Review, review.id),
                        by=session.get_one(Account, paper.people["one"]),
                    )  # fmt: skip
                paper.answer(review, "against")
                paper.answer(review, "against", by="three")
    with house.writing() as session:
        dispute = raise_dispute(
            session, now=house.now, cast_vote=session.get_one(CastVote, paper.cast("Ева").id), kind=DisputeKind.NOT_MINE,
            words="", by=session.get_one(Account, owner),
        )  # fmt: skip
    with house.writing() as session:
        answer_dispute(
            session, now=house.now, dispute=session.get_one(Dispute, dispute.id), outcome=DisputeOutcome.REJECTED,
            answer="подпись сверена", by=session.get_one(Account, paper.people["two"]),
        )  # fmt: skip
    paper.end()
    paper.objections()
    decisions = paper.close()
    assert [decision.outcome for decision in decisions] == ["carried", "carried", "not_carried"]
    draw_up_protocol(application, house.assembly, None)
    kept = publish_archive(application, house.assembly, None)
    report = verify_archive(application.files.path(kept.sha256))
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []
    application.close()
