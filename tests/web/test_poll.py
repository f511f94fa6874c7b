"""Online since 01.03.2025: counted in a state system, a poll elsewhere; both sides of the day and of the setting."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from litestar.testing import TestClient
from sqlalchemy import select

from assembly.archive.verify import verify_archive
from assembly.bootstrap import Application, build_application
from assembly.model import Account, Ballot, Base, CastVote, Decision
from assembly.settings import Settings
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.draw_up_protocol import draw_up_protocol
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.publish_archive import publish_archive
from assembly.web.app import create_web
from tests.use_cases.small_house import PASSWORD, House
from tests.web.conftest import Browser, TestClock
from tests.web.organiser.test_register_pages import shown

LAST_DAY = datetime(2025, 2, 28, 17, 0, tzinfo=UTC)
FIRST_DAY = datetime(2025, 3, 1, 0, 0, tzinfo=UTC)
"""By the clock of the house, Europe/Moscow, the law changes at 2025-02-28 21:00 UTC."""
POLL = "Опрос, в решение не входит"
SIDES = [
    pytest.param("private", LAST_DAY, True, id="private, the day before"),
    pytest.param("private", FIRST_DAY, False, id="private, from the day on"),
    pytest.param("state_system", LAST_DAY, True, id="state, the day before"),
    pytest.param("state_system", FIRST_DAY, True, id="state, from the day on"),
]


class Life:
    """A small house voting under one setting, and the browser of one owner."""

    def __init__(self, application: Application, opens: datetime) -> None:
        self.application, self.opens, self.closes = application, opens, opens + timedelta(days=14)
        self.house = House(application)
        self.house.move_to(opens - timedelta(days=13))
        self.house.found().register()
        self.house.drafted(opens_at=opens, closes_at=self.closes).announced()
        self.account = self.house.enrol("Алла", login="alla")
        self.house.proven().move_to(opens)
        with self.house.writing() as session:
            settings = application.settings
            open_voting(session, now=opens, settings=settings, assembly=self.house.meeting(session), by=None)
        with self.house.reading() as session:
            owner = self.house.owner(session, "Алла").id
            self.ballot = session.scalars(select(Ballot.id).where(Ballot.owner_id == owner)).one()

    def close(self) -> None:
        """Count, draw up, publish."""
        moment = self.closes + timedelta(minutes=1)
        for step, wait in ((end_acceptance, 0), (open_objections, 0), (close_voting, 5)):
            moment += timedelta(days=wait)
            self.house.move_to(moment)
            with self.house.writing() as session:
                by = session.get_one(Account, self.house.organiser)
                step(session, now=moment, assembly=self.house.meeting(session), by=by)
        draw_up_protocol(self.application, self.house.assembly, None)
        publish_archive(self.application, self.house.assembly, None)


@pytest.fixture
def life(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Life]:
    operator, opens = request.param
    built = build_application(Settings(data=tmp_path, training=True, operator=operator))
    application = replace(built, clock=TestClock(opens))
    application.database.wake = None
    Base.metadata.create_all(application.database.engine)
    yield Life(application, opens)
    application.close()


@pytest.fixture
def alla(life: Life) -> Iterator[Browser]:
    with TestClient(create_web(life.application)) as client:
        browser = Browser(client)
        browser.sign_in("alla", PASSWORD)
        yield browser


def answer(alla: Browser, life: Life) -> None:
    """Answer every question «за» and send it with a code."""
    for number in (1, 2, 3):
        alla.open(f"/b/{life.ballot}/question/{number}")
        assert alla.status == 200, shown(alla)
        alla.send(f"/b/{life.ballot}/question/{number}", answer="for", go="next")
    assert alla.path.endswith("/review")
    alla.send(f"/b/{life.ballot}/cast", key="once", code=life.house.codes[life.account].pop(0))
    assert alla.path.endswith("/receipt"), shown(alla)


def words_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(BytesIO(content)) as document:
        return " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)


@pytest.mark.parametrize(
    ("life", "counts"), [pytest.param(side.values[:2], side.values[2], id=side.id) for side in SIDES], indirect=["life"]
)
def test_an_answer_given_online_counts_or_is_a_poll_from_the_first_page_to_the_archive(
    life: Life, alla: Browser, tmp_path: Path, counts: bool
) -> None:
    assembly, ballot = life.house.assembly, life.ballot
    pages = [f"/a/{assembly}", f"/b/{ballot}/question/1", f"/public/{assembly}"]
    for path in pages:
        alla.open(path)
        assert (POLL in shown(alla)) is not counts, path
        assert ("463-ФЗ" in shown(alla)) is not counts, path
    answer(alla, life)
    assert (POLL in shown(alla)) is not counts
    assert ("Ответ на опрос записан" in shown(alla)) is not counts
    alla.open(f"/b/{ballot}/receipt.pdf")
    assert ("Опрос в решение не входит" in words_of(alla.answer.content)) is not counts
    alla.open(f"/b/{ballot}/record")
    assert (POLL in shown(alla)) is not counts
    alla.open("/my")
    assert ("решения на бумаге ещё нет" in shown(alla)) is not counts
    with life.house.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        assert cast.counts is counts
    life.close()
    with life.house.reading() as session:
        decided = session.scalars(select(Decision)).all()
        assert {Fraction(one.sums["share"]["for"]) for one in decided} == {Fraction("53.8") if counts else Fraction(0)}
        assert [one.poll for one in decided] == [None if counts else {"for": "269/5"}] * 3
    alla.open(f"/public/{assembly}")
    assert ("Опрос в системе, в решение не входит За 53,8 м²" in shown(alla)) is not counts
    archive = tmp_path / "public.zip"
    archive.write_bytes(alla.client.get(f"/public/{assembly}/archive.zip").content)
    assert "Предложил(а) О. Подтвердил(а) второй человек: Н." in shown(alla)
    report = verify_archive(archive)
    assert [step.says for step in report.steps if not step.ok] == []
    with zipfile.ZipFile(archive) as pack:
        protocol = words_of(pack.read("protocol.pdf"))
        kinds = [json.loads(pack.read(name))["kind"] for name in pack.namelist() if name.startswith("records/")]
        tally = json.loads(pack.read("tally.json"))
    assert ("Опрос, вопрос 1: за 53,8 м²" in protocol) is not counts
    assert "Предложил(а): Организатор. Подтвердил(а): Наблюдатель." in protocol
    assert ("poll:summed" in kinds) is not counts
    assert "poll" not in json.dumps(tally)
