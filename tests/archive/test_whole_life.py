"""From a register to a verified archive, with the service's own use cases and the documents made of what they recorded."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from sqlalchemy import select

from assembly.archive.publish import build_archive
from assembly.archive.verify import verify_archive
from assembly.bootstrap import Application
from assembly.documents.facts_delivery_list import gather_delivery_list
from assembly.documents.facts_owner_file import gather_owner_file
from assembly.documents.facts_protocol import gather_protocol
from assembly.documents.facts_sums import gather_sums
from assembly.documents.protocol import ProtocolFacts, make_protocol
from assembly.documents.sums import SumsFacts, make_sums
from assembly.errors import BrokenPromise
from assembly.events import record
from assembly.model import Account, CastVote, DisputeKind, LedgerEntry
from assembly.use_cases.answer_dispute import answer_dispute
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.use_cases.record_transfer import record_transfer
from assembly.views.printed_walk_list import printed_walk_list
from tests.use_cases.conftest import ready_application
from tests.use_cases.small_house import CLOSES, DAY, OPENS, House


@pytest.fixture
def life(tmp_path: Path) -> Iterator[House]:
    """The small house, voting: four owners enrolled, ballots issued."""
    application: Application = ready_application(tmp_path / "data")
    house = House(application).found()
    house.register()
    house.drafted(initiator={"name": "Прим Алла", "premises": "кв. 1", "passport": "серия 00 00 № 123456"}).announced()
    for name in ("Алла", "Образцов Борис", "Образцова Вера", "Глеб", "Ева"):
        house.enrol(name, login=name.split()[-1])
    house.proven().move_to(OPENS)
    with house.writing() as session:
        settings, keys = application.settings, application.keys
        open_voting(session, now=house.now, settings=settings, assembly=house.meeting(session), by=None)
        meeting = house.meeting(session)
        prepare_ballots(session, now=house.now, keys=keys, settings=settings, assembly=meeting, by=None, spares=2)
    yield house
    application.close()


def vote(house: House, login: str, choice: str = "for") -> None:
    house.move_to(house.now + timedelta(hours=1))
    with house.reading() as session:
        account = session.scalars(select(Account.id).where(Account.login == login.casefold())).one()
    assert house.cast(account, choice=choice).refusal is None


def close(house: House) -> None:
    """Acceptance ends, nobody objects further, the count."""
    house.move_to(CLOSES + timedelta(minutes=1))
    with house.writing() as session:
        end_acceptance(session, now=house.now, assembly=house.meeting(session), by=None)
        open_objections(session, now=house.now, assembly=house.meeting(session), by=None)
    with house.reading() as session:
        until = house.meeting(session).objections_until
        assert until is not None
    house.move_to(until + timedelta(minutes=1))
    with house.writing() as session:
        close_voting(session, now=house.now, assembly=house.meeting(session), by=None)


def publish(house: House, path: Path) -> tuple[ProtocolFacts, SumsFacts]:
    """Protocol, sums and archive, as the service makes them."""
    with house.writing() as session:
        meeting = house.meeting(session)
        facts = gather_protocol(session, assembly=meeting, on=house.now.date(), number="26-0001")
        sums = gather_sums(session, assembly=meeting)
        filed, public = make_protocol(facts), make_protocol(facts.for_publication())
        book = make_sums(sums.for_publication())
        record(
            session, meeting, "protocol:drawn_up", house.now, number="26-0001", sha256=sha256(filed).hexdigest(),
            public_sha256=sha256(public).hexdigest(), sums_sha256=sha256(book).hexdigest(),
        )  # fmt: skip
        with path.open("wb") as stream:
            digest = build_archive(
                session, assembly=meeting, keys=house.application.keys, now=house.now, protocol_pdf=public,
                sums_xlsx=book, stream=stream,
            )  # fmt: skip
    assert digest == sha256(path.read_bytes()).hexdigest()
    return facts, sums


def test_the_archive_of_a_real_assembly_passes_and_names_nobody(life: House, tmp_path: Path) -> None:
    for login, choice in (("Алла", "for"), ("Борис", "for"), ("Вера", "for"), ("Глеб", "against")):
        vote(life, login, choice)
    close(life)
    facts, sums = publish(life, tmp_path / "archive.zip")
    report = verify_archive(tmp_path / "archive.zip")
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []
    assert facts.has_quorum is False  # 124.9 of 342.2 m²
    assert [question.outcome for question in facts.questions] == ["Нет кворума"] * 3
    assert sum(row.votes for row in sums.rows) == sum(row.votes for row in sums.for_publication().rows)
    with zipfile.ZipFile(tmp_path / "archive.zip") as pack:
        everything = b"".join(pack.read(name) for name in pack.namelist() if not name.endswith((".pdf", ".xlsx")))
    published = _published(tmp_path / "archive.zip")
    for word in ("Алла", "Образцов", "alla@example.org", "123456"):
        assert word.encode() not in everything
    for word in ("Борис", "Вера", "Пробн", "123456", "01-1 от 01.02.2010"):
        assert word not in published


def _published(path: Path) -> str:
    """All that can be read in the documents of an archive."""
    with zipfile.ZipFile(path) as pack:
        document = pypdfium2.PdfDocument(pack.read("protocol.pdf"))
        book = openpyxl.load_workbook(BytesIO(pack.read("sums.xlsx")))
    text = "".join(document[number].get_textpage().get_text_range() for number in range(len(document)))
    document.close()
    return text + str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])


def test_objections_sales_and_joint_owners_pass_the_verifier(life: House, tmp_path: Path) -> None:
    for login, choice in (("Алла", "for"), ("Борис", "for"), ("Вера", "for"), ("Ева", "for"), ("Глеб", "for")):
        vote(life, login, choice)
    life.move_to(OPENS + 5 * DAY)
    with life.writing() as session:
        holding = life.holding(session, "11")
        record_transfer(
            session, now=life.now, holding=holding, on=(OPENS + 3 * DAY).date(), new_owner_name="Новый Фома",
            new_owner_kind="person", title_document="01-9", by=life.by(session),
        )  # fmt: skip
        cast = session.scalars(select(CastVote).order_by(CastVote.received_at)).first()
        assert cast is not None
        owner = session.get_one(Account, cast.recorded_by)
        dispute = raise_dispute(
            session, now=life.now, cast_vote=cast, kind=DisputeKind.NOT_MINE, words="Я не голосовала", by=owner
        )
        answer_dispute(
            session, now=life.now, dispute=dispute, outcome="upheld", answer="Проверено", by=life.by(session)
        )
    close(life)
    facts, _ = publish(life, tmp_path / "archive.zip")
    report = verify_archive(tmp_path / "archive.zip")
    assert [(step.checks, step.where, step.says) for step in report.steps if not step.ok] == []
    assert any("признано обоснованным" in line for line in facts.objections)
    assert {row.reason for row in facts.not_counted}


def test_nothing_is_gathered_before_the_count(life: House) -> None:
    with life.reading() as session, pytest.raises(BrokenPromise):
        gather_protocol(session, assembly=life.meeting(session), on=life.now.date())


def test_a_changed_record_stops_the_publication(life: House, tmp_path: Path) -> None:
    vote(life, "Алла")
    close(life)
    publish(life, tmp_path / "archive.zip")
    with life.writing() as session:
        entry = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "ballot:cast")).one()
        entry.record = entry.record.replace('"for"', '"against"')
    with life.reading() as session, pytest.raises(BrokenPromise, match="is not what was written"):
        build_archive(
            session, assembly=life.meeting(session), keys=life.application.keys, now=life.now, protocol_pdf=b"",
            sums_xlsx=b"", stream=BytesIO(),
        )  # fmt: skip


def test_lists_show_who_is_to_be_visited_and_never_how_anybody_answered(life: House) -> None:
    with life.reading() as session:
        before = printed_walk_list(session, assembly=life.meeting(session), now=life.now)
    vote(life, "Алла", "against")
    with life.reading() as session:
        after = printed_walk_list(session, assembly=life.meeting(session), now=life.now)
        delivery = gather_delivery_list(session, assembly=life.meeting(session), on=life.now.date())
    names = [row.owner for group in before.groups for row in group.rows]
    assert len(names) == len([row.owner for group in after.groups for row in group.rows]) + 1
    assert sum(len(group.rows) for group in delivery.groups) == len(names)


def test_an_owners_file_tells_what_is_recorded(life: House) -> None:
    vote(life, "Алла", "against")
    with life.reading() as session:
        cast = session.scalars(select(CastVote)).one()
        facts = gather_owner_file(session, cast=cast, image=lambda sha256: b"")
    assert [answer.recorded for answer in facts.answers] == ["Против"] * 3
    assert facts.counted == "Засчитано"
    assert any("ответ дан в системе" in line for line in facts.history)
    assert json.dumps(facts.premises, ensure_ascii=False)
