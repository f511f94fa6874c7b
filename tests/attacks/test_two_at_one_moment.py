"""Two people act at one moment on PostgreSQL, where nobody queues for them: one of them comes second and is told so."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from assembly.errors import Refused
from assembly.model import Account, Assembly, Ballot, Review
from assembly.use_cases.adjudicate_review import adjudicate_review
from assembly.use_cases.receive_ballot import receive_ballot
from assembly.use_cases.upload_batch import upload_batch
from tests.use_cases.conftest import ready_application
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House


@pytest.fixture
def paper(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Paper]:
    built = ready_application(tmp_path / "data", postgres_url)
    house = House(built).found()
    house.register()
    yield Paper(house.opened(), monkeypatch).ready()
    built.close()


@pytest.mark.postgres
def test_the_second_of_two_sees_what_the_first_has_done(paper: Paper) -> None:
    house = paper.house
    paper.upload(paper.sheet("Ева", signed=False))
    question = paper.only_review().id
    with house.writing() as late:
        review, by = late.get_one(Review, question), late.get_one(Account, paper.people["two"])
        paper.answer(question, "set_aside", by="one")
        with pytest.raises(Refused) as caught:
            adjudicate_review(late, now=house.now, review=review, answer={"answer": "signed"}, by=by)
    assert caught.value.code == "settled"

    with house.writing() as late:
        meeting, by = house.meeting(late), late.get_one(Account, paper.people["one"])
        ballot = paper.ballot(late, "Алла")
        paper.receive("Алла")
        with pytest.raises(Refused) as caught:
            receive_ballot(late, now=house.now, assembly=meeting, code=ballot.code, by=by)
    assert caught.value.code == "already_received"

    with house.writing() as late:
        meeting, by = late.get_one(Assembly, house.assembly), late.get_one(Account, paper.people["desk"])
        paper.end()
        for asked in paper.reviews():
            paper.answer(asked, "set_aside")
        paper.objections()
        with pytest.raises(Refused) as caught:
            upload_batch(
                late, now=house.now, files=house.application.files, assembly=meeting, sheets_counted=1, by=by,
                uploads=[("late.pdf", io.BytesIO(b"late"))],
            )  # fmt: skip
    assert caught.value.code == "not_scanning"
    with house.reading() as session:
        assert session.scalars(select(Ballot.received_by).where(Ballot.received_at.is_not(None))).all() == [
            paper.people["desk"]
        ]
