"""Ballots: who gets one, in which order, spares, further prints, and what stands on paper."""

from __future__ import annotations

import io
import json
from fractions import Fraction

import pytest
from sqlalchemy import select

from assembly.errors import Fixable, NotFound, Refused
from assembly.model import Ballot, BallotPage, Document, LedgerEntry
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.print_ballots import print_ballot_file, printed_layout
from assembly.use_cases.record_death import record_death
from ballots.code import is_signed, normalise_code, parse_payload
from tests.use_cases.small_house import House


def _issue(house: House, **how: object) -> list[str]:
    with house.writing() as session:
        ballots = prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=house.by(session), **how,  # type: ignore[arg-type]
        )  # fmt: skip
        return [ballot.id for ballot in ballots]


def test_every_owner_gets_one_ballot_in_the_order_of_flats(house: House) -> None:
    house.drafted().announced()
    ids = _issue(house)
    with house.reading() as session:
        ballots = [session.get_one(Ballot, one) for one in ids]
        assert [ballot.owner.name for ballot in ballots if ballot.owner] == [
            "Прим Алла", "Образцов Борис", "Образцова Вера", "Пробный Глеб", "Пробная Дарья", "Тестова Ева",
            "ООО «Пример»",
        ]  # fmt: skip
        assert [ballot.number for ballot in ballots] == [1, 2, 3, 4, 5, 6, 7]
        assert ballots[0].votes == Fraction("53.8"), "the flat and the parking place on one ballot"
        assert ballots[1].stakes[0].stake_key == ballots[2].stakes[0].stake_key
        assert all(normalise_code(ballot.code) == ballot.code for ballot in ballots)
        issued = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "ballot:issued")).all()
    assert len(issued) == 7
    assert json.loads(issued[0])["facts"]["stakes"][0]["votes"] == "81/2"


def test_issuing_again_changes_nothing_and_spares_are_topped_up(house: House) -> None:
    house.drafted().announced()
    first = _issue(house)
    assert _issue(house) == first
    with_spares = _issue(house, spares=3)
    assert with_spares[:7] == first
    assert len(with_spares) == 10
    assert _issue(house, spares=3) == with_spares
    assert _issue(house, spares=1) == with_spares[:8]


def test_another_print_is_another_ballot_of_the_same_owner_and_shares(house: House) -> None:
    house.drafted().announced()
    first = _issue(house)
    with house.writing() as session:
        former = session.get_one(Ballot, first[0])
        again = prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=None, only=[former],
        )  # fmt: skip
        assert [(one.owner_id, one.print_number, one.votes) for one in again] == [(former.owner_id, 2, former.votes)]
        assert again[0].code != former.code
        assert {stake.stake_key for stake in again[0].stakes} == {stake.stake_key for stake in former.stakes}
    assert _issue(house) == first, "the house is printed from the first prints"


def test_a_spare_is_not_printed_again_and_too_many_are_refused(house: House) -> None:
    house.drafted().announced()
    spare = _issue(house, spares=1)[-1]
    with house.writing() as session, pytest.raises(Refused):
        prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=None, only=[session.get_one(Ballot, spare)],
        )  # fmt: skip
    with pytest.raises(Fixable):
        _issue(house, spares=501)


def test_nothing_is_printed_before_the_agenda_is_frozen(house: House) -> None:
    house.drafted()
    with pytest.raises(Refused):
        _issue(house)


def test_the_dead_get_no_ballot_and_their_share_stays_in_the_house(house: House) -> None:
    with house.writing() as session:
        record_death(session, now=house.now, owner=house.owner(session, "Ева"), on=house.now.date(), by=None)
    house.drafted().announced()
    ids = _issue(house)
    with house.reading() as session:
        assert "Тестова Ева" not in [session.get_one(Ballot, one).owner.name for one in ids]  # type: ignore[union-attr]
        taken = session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "register:taken")).one()
    assert Fraction(json.loads(taken)["facts"]["area"]) == Fraction("342.2")


def test_the_whole_house_is_printed_and_every_box_remembered(house: House) -> None:
    house.drafted().announced()
    ids = _issue(house, spares=1)
    stream = io.BytesIO()
    layout = print_ballot_file(house.application, house.assembly, None, stream)
    assert stream.getvalue().startswith(b"%PDF-")
    assert len(layout["ballots"]) == 8
    with house.reading() as session:
        meeting = house.meeting(session)
        assert meeting.definition_sha256 is not None
        ballot = session.get_one(Ballot, ids[0])
        assert ballot.state == "printed"
        payload = parse_payload(ballot.pages[0].payload)
        assert payload is not None
        assert payload.ballot == ballot.code
        assert payload.definition == meeting.definition_sha256[:16].upper()
        assert is_signed(payload, house.application.keys.ballot_mac)
        boxes = [option for page in ballot.pages for option in page.layout["options"]]
        assert {box["contest"] for box in boxes} == {"1", "2", "3"}
        kept = {document.kind: document.sha256 for document in session.scalars(select(Document))}
    with house.application.files.open(kept["ballots"]) as pdf:
        assert pdf.read() == stream.getvalue()
    with house.application.files.open(kept["ballots_layout"]) as written:
        assert json.load(written)["ballots"] == layout["ballots"]


def test_a_single_print_joins_the_layout_and_leaves_the_house_file(house: House) -> None:
    house.drafted().announced()
    first = _issue(house)
    print_ballot_file(house.application, house.assembly, None)
    with house.writing() as session:
        before = session.scalars(select(Document.sha256).where(Document.kind == "ballots")).one()
        again = prepare_ballots(
            session, now=house.now, keys=house.application.keys, settings=house.application.settings,
            assembly=house.meeting(session), by=None, only=[session.get_one(Ballot, first[2])], large_print=True,
        )[0].id  # fmt: skip
    single = print_ballot_file(house.application, house.assembly, [again], io.BytesIO())
    assert len(single["ballots"]) == 1
    with house.reading() as session:
        assert session.scalars(select(Document.sha256).where(Document.kind == "ballots")).one() == before
        whole = session.scalars(select(Document.sha256).where(Document.kind == "ballots_layout")).one()
        assert session.scalars(select(BallotPage.ballot_id).where(BallotPage.ballot_id == again)).first() == again
    with house.application.files.open(whole) as written:
        assert len(json.load(written)["ballots"]) == 8


def test_the_layout_of_what_was_printed_is_remembered_as_another_print_would_say_it(house: House) -> None:
    house.drafted().announced()
    ids = _issue(house, spares=1)
    assert printed_layout(house.application, house.assembly, ids[:1])["ballots"]  # never printed: this prints it
    print_ballot_file(house.application, house.assembly, None)
    for wanted in (ids, ids[1:6:2], ids[-1:]):
        printed = print_ballot_file(house.application, house.assembly, wanted)
        assert printed_layout(house.application, house.assembly, wanted) == printed


def test_printing_again_gives_the_same_pages(house: House) -> None:
    house.drafted().announced()
    _issue(house)
    once, twice = io.BytesIO(), io.BytesIO()
    assert print_ballot_file(house.application, house.assembly, None, once) == print_ballot_file(
        house.application, house.assembly, None, twice
    )
    assert once.getvalue() == twice.getvalue()


def test_a_ballot_of_another_assembly_is_not_found(house: House) -> None:
    house.drafted().announced()
    ids = _issue(house)
    house.drafted().announced()
    with pytest.raises(NotFound):
        print_ballot_file(house.application, house.assembly, ids[:1])


def test_one_sheet_printed_once_more_leaves_the_file_of_the_house_right(house: House) -> None:
    house.drafted().announced()
    ids = _issue(house)
    print_ballot_file(house.application, house.assembly, None)
    with house.reading() as session:
        before = session.get_one(Ballot, ids[3]).pages[0].layout
    single = print_ballot_file(house.application, house.assembly, [ids[3]], io.BytesIO())
    assert single["ballots"][0]["pages"][0]["pdf_page"] == 0
    with house.reading() as session:
        assert session.get_one(Ballot, ids[3]).pages[0].layout == before
        assert before["pdf_page"] == 6, "three ballots of two pages stand before it"


def test_a_sheet_that_would_look_otherwise_is_not_printed_under_the_same_code(house: House) -> None:
    house.drafted().announced()
    ids = _issue(house)
    print_ballot_file(house.application, house.assembly, None)
    with house.writing() as session:
        ballot = session.get_one(Ballot, ids[0])
        assert ballot.owner is not None
        ballot.owner.name = "Прим-Образцова " * 12
    with pytest.raises(Refused) as caught:
        print_ballot_file(house.application, house.assembly, [ids[0]])
    assert caught.value.code == "print_differs"
