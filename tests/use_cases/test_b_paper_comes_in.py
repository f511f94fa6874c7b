"""Paper at the desk, in the scanner, on record: what is certain, what is asked, what is told."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from assembly.errors import Fixable, Refused
from assembly.model import Account, Assembly, Message
from assembly.use_cases.deadlines import end_of_day
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.receive_ballot import receive_ballot
from assembly.use_cases.upload_batch import upload_batch
from ballots.code import parse_payload, sign_payload
from scanner.refusals import FileRefused
from tests.use_cases.paper_house import FOR_ALL, Paper
from tests.use_cases.small_house import CLOSES, House


@pytest.fixture
def paper(open_house: House, monkeypatch: pytest.MonkeyPatch) -> Paper:
    return Paper(open_house, monkeypatch).ready()


@pytest.fixture
def long_paper(open_house: House, monkeypatch: pytest.MonkeyPatch) -> Paper:
    return Paper(open_house, monkeypatch, pages_a_ballot=2).ready()


def _receive(paper: Paper, code: str) -> None:
    with paper.house.writing() as session:
        receive_ballot(
            session, now=paper.house.now, assembly=paper.house.meeting(session), code=code,
            by=session.get_one(Account, paper.people["desk"]),
        )  # fmt: skip


def test_the_desk_notes_the_moment_and_the_receiver_and_says_so_the_second_time(paper: Paper) -> None:
    with paper.house.reading() as session:
        code = paper.ballot(session, "Ева").code
    _receive(paper, f" {code[:4].lower()}-{code[4:]} ")
    with paper.house.reading() as session:
        ballot = paper.ballot(session, "Ева")
        assert (ballot.state, ballot.received_at) == ("received", paper.house.now)
    with pytest.raises(Refused) as refused:
        _receive(paper, code)
    assert refused.value.code == "already_received"
    assert "Desk" in str(refused.value.sentence)
    assert "14.03.2026, 20:00" in str(refused.value.sentence)
    assert paper.ledger().count("ballot:received") == 1


def test_a_mistyped_code_is_a_form_to_mend_and_a_scanned_square_must_be_one_we_printed(paper: Paper) -> None:
    with paper.house.reading() as session:
        ballot = paper.ballot(session, "Ева")
        code, payload = ballot.code, ballot.pages[0].payload
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    for typed in (wrong, "", "что это", payload[:-1] + ("A" if payload[-1] != "A" else "B")):
        with pytest.raises(Fixable):
            _receive(paper, typed)
    _receive(paper, payload)
    assert paper.state("Ева") == "received"


def test_after_the_last_moment_the_desk_refuses_with_the_article(paper: Paper) -> None:
    paper.house.move_to(CLOSES)
    paper.receive("Ева")
    paper.house.move_to(CLOSES + timedelta(microseconds=1))
    with pytest.raises(Refused) as refused:
        paper.receive("Алла")
    assert refused.value.code == "acceptance_over"
    assert "47.1" in str(refused.value.article)


def test_an_earlier_last_moment_for_paper_is_kept(paper: Paper) -> None:
    with paper.house.writing() as session:
        paper.house.meeting(session).written_until = CLOSES - timedelta(days=2)
    paper.house.move_to(CLOSES - timedelta(days=1))
    with pytest.raises(Refused):
        paper.receive("Ева")


def test_a_certain_sheet_is_recorded_once_and_its_owner_is_told_without_the_choice(paper: Paper) -> None:
    paper.receive("Ева")
    received = paper.house.now
    paper.house.move_to(received + timedelta(hours=2))
    upload = paper.upload(paper.sheet("Ева", {"1": "for", "2": "against", "3": "abstain"}))
    cast = paper.cast("Ева")
    assert cast.selections == {"1": "for", "2": "against", "3": "abstain"}
    assert (cast.received_at, cast.counts, cast.channel) == (received, True, "paper")
    assert paper.state("Ева") == "recorded"
    assert [page.state for page in paper.pages(upload)] == ["recorded"]
    read_upload(paper.house.application, upload)
    assert len(paper.casts("Ева")) == 1
    assert paper.reviews() == []
    assert paper.ledger()[-3:] == ["batch:uploaded", "page:read", "ballot:read"]
    with paper.house.reading() as session:
        (told,) = [one for one in session.query(Message) if one.key.startswith("paper_recorded")]
    assert told.address == "eva@example.org"
    assert not any(word in told.body for word in ("Против", "За ", "Воздержался"))


def test_pages_of_one_ballot_join_across_files_and_days(long_paper: Paper) -> None:
    long_paper.upload(long_paper.sheet("Ева", page=2))
    assert long_paper.casts("Ева") == []
    assert long_paper.state("Ева") == "identified"
    assert long_paper.reviews() == []
    long_paper.house.move_to(long_paper.house.now + timedelta(days=3))
    long_paper.upload(long_paper.sheet("Ева", {"1": "against", "2": "for"}, page=1))
    assert long_paper.cast("Ева").selections == {"1": "against", "2": "for", "3": "for"}
    assert long_paper.state("Ева") == "recorded"


def test_a_missing_page_is_asked_for_after_the_end_and_arriving_closes_the_question(long_paper: Paper) -> None:
    long_paper.receive("Ева")
    long_paper.upload(long_paper.sheet("Ева", page=1))
    long_paper.end()
    review = long_paper.only_review()
    assert (review.reason, review.detail) == ("missing_page", "2")
    with pytest.raises(Refused):
        long_paper.objections()
    long_paper.upload(long_paper.sheet("Ева", page=2))
    assert long_paper.reviews() == []
    assert long_paper.cast("Ева").selections == FOR_ALL


def test_without_the_page_a_person_lets_it_count_as_blank_and_the_late_page_is_asked_about(long_paper: Paper) -> None:
    long_paper.receive("Ева")
    long_paper.upload(long_paper.sheet("Ева", page=1))
    long_paper.end()
    with pytest.raises(Fixable):
        long_paper.answer(long_paper.only_review(), "accept", note=" ")
    long_paper.answer(long_paper.only_review(), "accept")
    assert long_paper.cast("Ева").selections == {"1": "for", "2": "for", "3": "blank"}
    (signature, date) = sorted(long_paper.reviews(), key=lambda one: one.reason, reverse=True)
    assert [signature.reason, date.reason] == ["missing_signature", "missing_date"]
    long_paper.house.move_to(long_paper.house.now + timedelta(hours=1))
    long_paper.upload(long_paper.sheet("Ева", page=2))
    late = [one for one in long_paper.reviews() if one.contest == "3"]
    assert [one.detail for one in late] == ["late_page"]
    long_paper.read_twice(late[0], "for")
    assert long_paper.cast("Ева").selections == FOR_ALL


def test_paper_received_and_never_scanned_blocks_the_objections_until_a_person_answers(paper: Paper) -> None:
    paper.receive("Ева")
    paper.end()
    review = paper.only_review()
    assert (review.reason, review.detail) == ("missing_page", "0")
    paper.answer(review, "set_aside")
    assert paper.state("Ева") == "set_aside"
    paper.objections()


def test_the_same_file_again_is_told_with_the_day_and_the_person(paper: Paper) -> None:
    def upload() -> None:
        with paper.house.writing() as session:
            upload_batch(
                session, now=paper.house.now, files=paper.house.application.files,
                assembly=paper.house.meeting(session), uploads=[("a.pdf", io.BytesIO(b"the same"))], sheets_counted=1,
                by=session.get_one(Account, paper.people["desk"]),
            )  # fmt: skip

    upload()
    with pytest.raises(Fixable) as told:
        upload()
    assert "14.03.2026" in str(told.value)
    assert "Desk" in str(told.value)


def test_a_rescan_that_says_the_same_is_set_aside_and_the_very_same_picture_too(paper: Paper) -> None:
    first = paper.sheet("Ева")
    upload = paper.upload(first, first, paper.sheet("Ева"))
    assert [page.state for page in paper.pages(upload)] == ["recorded", "set_aside", "set_aside"]
    assert {page.set_aside_reason for page in paper.pages(upload)[1:]} == {"duplicate"}
    assert paper.reviews() == []


def test_two_scans_that_differ_are_shown_to_a_person_who_decides_each_question(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева"), paper.sheet("Ева", {"1": "for", "2": "against", "3": "for"}))
    review = paper.only_review()
    assert review.reason == "duplicate"
    assert paper.state("Ева") == "in_review"
    paper.answer(review, "look_again")
    (asked,) = paper.reviews()
    assert (asked.contest, asked.proposal) == ("2", "against")
    paper.read_twice(asked, "against")
    assert paper.cast("Ева").selections["2"] == "against"
    assert paper.cast("Ева").rules_applied["2"] == "for"


def test_doubtful_questions_wait_and_the_certain_ones_do_not(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "overvote", "3": "for"},
                             doubts=("marginal_mark:1", "struck_out:1", "overvote:2")))  # fmt: skip
    cast = paper.cast("Ева")
    assert cast.original == {"1": "person", "2": "overvote", "3": "for"}
    assert cast.rules_applied == {"1": "person", "2": "person", "3": "for"}
    assert paper.state("Ева") == "in_review"
    assert [(one.contest, one.reason, one.detail) for one in paper.reviews()] == [
        ("1", "marginal_mark", "marginal_mark,struck_out"), ("2", "overvote", "overvote"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("signed", "dated", "reason", "answer", "counts", "why"),
    [
        (False, True, "missing_signature", "set_aside", False, "no_signature"),
        (False, True, "missing_signature", "signed", True, None),
        (True, False, "missing_date", "accept", True, None),
        (True, False, "missing_date", "set_aside", False, "no_date"),
    ],
)
def test_a_person_decides_about_signature_and_date(
    paper: Paper, *, signed: bool, dated: bool, reason: str, answer: str, counts: bool, why: str | None
) -> None:
    paper.upload(paper.sheet("Ева", signed=signed, dated=dated))
    review = paper.only_review()
    assert review.reason == reason
    paper.answer(review, answer)
    cast = paper.cast("Ева")
    assert (cast.counts, cast.not_counted_reason) == (counts, why)
    assert paper.state("Ева") == ("recorded" if counts else "set_aside")


def test_paper_scanned_after_the_end_without_a_receipt_is_asked_about(paper: Paper) -> None:
    paper.end()
    paper.upload(paper.sheet("Ева"))
    review = paper.only_review()
    assert review.reason == "not_received"
    paper.answer(review, "set_aside")
    assert paper.cast("Ева").not_counted_reason == "not_received"


def test_a_file_that_cannot_be_opened_is_refused_with_its_sentence(paper: Paper) -> None:
    upload = paper.upload(read=False)

    def refuse(*_args: object, **_more: object) -> object:
        raise FileRefused("too_large")

    paper.monkeypatch.setattr("scanner.read_upload", refuse)
    read_upload(paper.house.application, upload)
    row = paper.upload_row(upload)
    assert row.state == "refused"
    assert row.refusal is not None
    assert row.refusal["ru"].startswith("Файл или лист слишком велик")


def test_a_reader_that_dies_goes_on_where_it_was(paper: Paper) -> None:
    readings = [paper.sheet("Ева"), paper.sheet("Алла"), paper.sheet("Глеб")]
    upload = paper.upload(read=False)
    for died in (1, 2):
        paper.will_read(readings, dies_after=died)
        with pytest.raises(KeyboardInterrupt):
            read_upload(paper.house.application, upload)
        assert len(paper.pages(upload)) == died
        assert paper.upload_row(upload).state == "reading"
    paper.will_read(readings)
    read_upload(paper.house.application, upload)
    assert [page.position for page in paper.pages(upload)] == [1, 2, 3]
    assert paper.upload_row(upload).state == "read"
    assert paper.ledger().count("page:read") == 3
    assert all(len(paper.casts(name)) == 1 for name in ("Ева", "Алла", "Глеб"))


def test_a_forged_square_and_one_of_another_assembly_find_no_ballot(paper: Paper) -> None:
    with paper.house.reading() as session:
        ballot = paper.ballot(session, "Ева")
        genuine, code, token = ballot.pages[0].payload, ballot.code, ballot.token
    parsed = parse_payload(genuine)
    assert parsed is not None
    forged = sign_payload(b"x" * 32, ballot=code, page=1, of=1, definition=parsed.definition, token=token)
    other = sign_payload(
        paper.house.application.keys.ballot_mac, ballot=code, page=1, of=1, definition="0" * 16, token=token
    )
    paper.upload(*(paper.strange("foreign", "other_code", payload) for payload in (forged, other)))
    assert {(one.reason, one.detail) for one in paper.reviews()} == {
        ("unknown_code", "bad_mac"), ("unknown_code", "other_assembly"),
    }  # fmt: skip
    assert paper.casts("Ева") == []


def test_blank_sides_are_put_down_and_ask_nothing(paper: Paper) -> None:
    upload = paper.upload(paper.strange("blank", "blank_back"), paper.strange("blank", "blank_back"))
    assert [page.state for page in paper.pages(upload)] == ["blank", "blank"]
    assert paper.reviews() == []


def test_days_end_where_the_building_stands(paper: Paper) -> None:
    with paper.house.reading() as session:
        meeting: Assembly = paper.house.meeting(session)
        assert end_of_day(meeting, CLOSES, 3).isoformat() == "2026-03-31T20:59:59+00:00"


def test_positions_count_through_the_whole_pile_whichever_file_is_read_first(paper: Paper) -> None:
    with paper.house.writing() as session:
        batch = upload_batch(
            session, now=paper.house.now, files=paper.house.application.files, assembly=paper.house.meeting(session),
            uploads=[("a.pdf", io.BytesIO(b"first")), ("b.pdf", io.BytesIO(b"second"))], sheets_counted=3,
            by=session.get_one(Account, paper.people["desk"]),
        )  # fmt: skip
        first, second = (upload.id for upload in batch.uploads)
    paper.will_read([paper.sheet("Ева")])
    read_upload(paper.house.application, second)
    paper.will_read([paper.sheet("Алла"), paper.sheet("Глеб")])
    read_upload(paper.house.application, first)
    assert [page.position for page in paper.pages(first)] == [1, 2]
    assert [page.position for page in paper.pages(second)] == [3]
