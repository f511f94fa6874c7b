"""What pages show of paper, participation and the count: nothing of how anybody answered before the end."""

from __future__ import annotations

import io
import re
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from assembly.errors import NotFound
from assembly.model import Account, Batch, CastVote, DisputeKind, Review, Role, Upload, UploadState
from assembly.use_cases.explain_count import explain_count
from assembly.use_cases.note_view import note_view
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.show_reading import show_reading
from assembly.views.batches import batches
from assembly.views.crop import crop_of
from assembly.views.house_day import house_day
from assembly.views.participation import participation
from assembly.views.phone_state import phone_state
from assembly.views.pile import _span, pile_clock, pile_progress, pile_sheets
from assembly.views.recorded import Recorded, recorded
from assembly.views.review_queue import Shortage, review_card, review_queue
from assembly.views.taking_part import taking_part
from assembly.views.walk_list import walk_list
from tests.use_cases.paper_house import Paper

CHOICES = ("За", "Против", "Воздержался", "against", "abstain")


def _spaces(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _recorded(paper: Paper, owner: str) -> Recorded:
    with paper.house.reading() as session:
        return recorded(session, ballot=paper.ballot(session, owner), now=paper.house.now)


def test_participation_counts_m2_and_heads_and_says_what_is_missing(paper: Paper) -> None:
    account = paper.house.enrol("Ева")
    paper.house.move_to(paper.house.now + timedelta(days=4))
    paper.house.cast(account)
    paper.upload(paper.sheet("Борис"), paper.sheet("Вера"))
    paper.receive("Алла")
    with paper.house.reading() as session:
        seen = participation(session, assembly=paper.house.meeting(session))
    assert (seen.exact_all, seen.exact_taken, seen.exact_missing) == ("1711/5", "105", "661/10")
    assert _spaces(seen.taken) == "105,0 м²"
    assert _spaces(seen.percent) == "30,68 %"
    assert _spaces(seen.needed) == "больше 171,1 м²"
    assert _spaces(seen.missing) == "66,1 м²"
    assert (seen.heads_all, seen.heads_taken, seen.online_heads, seen.paper_heads) == (7, 2, 1, 1)
    assert (seen.received, _spaces(seen.received_votes)) == (1, "53,8 м²")
    assert not seen.has_quorum


def test_the_walk_list_goes_by_staircase_and_leaves_out_who_answered_for_the_share(paper: Paper) -> None:
    paper.upload(paper.sheet("Борис"))
    paper.receive("Ева")
    with paper.house.reading() as session:
        seen = walk_list(session, assembly=paper.house.meeting(session), now=paper.house.now)
    by_entrance = {entrance.entrance: entrance for entrance in seen.entrances}
    assert list(by_entrance) == ["1", "2", ""]
    assert [line.owner for line in by_entrance["1"].lines] == ["Прим Алла", "Пробный Глеб", "Пробная Дарья"]
    assert (by_entrance["1"].owners, by_entrance["1"].silent) == (5, 3)
    (eva,) = by_entrance["2"].lines
    assert (_spaces(eva.units), eva.note) == ("кв. 11", "лист принят, ещё не записан")
    assert seen.silent == 5


def test_the_house_sees_which_flats_took_part_and_never_how(paper: Paper) -> None:
    paper.upload(paper.sheet("Глеб", {"1": "against", "2": "abstain", "3": "for"}))
    with paper.house.reading() as session:
        seen = taking_part(session, assembly=paper.house.meeting(session))
    parts = {_spaces(unit.unit): (unit.part, unit.channels, _spaces(unit.answered)) for unit in seen}
    assert parts["кв. 12а"] == ("some", "на бумаге", "11,1 м²")
    assert parts["кв. 11"] == ("none", "", "")
    assert not any(choice in str([asdict(unit) for unit in seen]) for choice in CHOICES)


def test_a_pile_says_what_became_of_it(paper: Paper) -> None:
    paper.upload(
        paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)), paper.sheet("Глеб"),
        paper.strange("blank", "blank_back"), paper.sheet("Глеб"), sheets=4,
    )  # fmt: skip
    with paper.house.reading() as session:
        (pile,) = batches(session, assembly=paper.house.meeting(session))
    (file,) = pile.files
    assert (file.pages, file.recorded, file.waiting, file.set_aside, file.blank) == (4, 1, 1, 1, 1)
    assert (pile.is_read, pile.fits, pile.is_explained, pile.open, pile.uploaded_by) == (True, True, True, 1, "Desk")


def test_the_sheets_of_a_pile_with_the_clock_from_upload_to_record(paper: Paper) -> None:
    upload = paper.upload(
        paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)), paper.sheet("Глеб"),
        paper.strange("blank", "blank_back"), paper.sheet("Глеб"), sheets=7, read=False,
    )  # fmt: skip
    paper.house.move_to(paper.house.now + timedelta(minutes=3, seconds=12))
    read_upload(paper.house.application, upload)
    paper.house.move_to(paper.house.now + timedelta(hours=2))
    with paper.house.writing() as session:
        batch = session.scalars(select(Batch)).one()
        explain_count(
            session, now=paper.house.now, batch=batch, note="три листа пустые",
            by=session.get_one(Account, paper.people["one"]),
        )  # fmt: skip
    with paper.house.reading() as session:
        batch = session.scalars(select(Batch)).one()
        (line,) = batches(session, assembly=paper.house.meeting(session))
        sheets, clock = pile_sheets(session, batch=batch), pile_clock(session, batch=batch)
        progress = pile_progress(session, batch=batch, line=line, now=paper.house.now)
    assert [(one.position, one.state, one.why, one.recorded_after) for one in sheets] == [
        (1, "waiting", "Неясная отметка", ""), (2, "recorded", "", "3 мин 12 с"), (3, "blank", "", ""),
        (4, "set_aside", sheets[3].why, ""),
    ]  # fmt: skip
    assert sheets[3].why
    assert (clock.read, clock.first_recorded, clock.last_recorded) == ("3 мин 12 с",) * 3
    assert (line.count_note, line.count_note_by, _spaces(line.count_note_at)) == (
        "три листа пустые", "One", "14 марта 2026 г., 22:03",
    )  # fmt: skip
    assert (progress.speed, progress.left, progress.thousandths) == ("", "", 1000)


@pytest.mark.parametrize(
    ("sheets", "seconds", "speed", "left", "thousandths"),
    [
        (40, 2, "2,0 страницы в секунду", "от 18 с до 38 с", 50),  # one side of each sheet, or both
        (4, 2, "2,0 страницы в секунду", "около 2 с", 500),  # as many as sheets and still reading: both sides
        (40, 240, "1,0 страницы в минуту", "от 36 мин до 76 мин", 50),
        (40, 0, "", "", 50),
    ],
)
def test_how_long_a_pile_still_takes_is_a_range_until_it_is_known(
    paper: Paper, *, sheets: int, seconds: int, speed: str, left: str, thousandths: int
) -> None:
    paper.upload(*(paper.sheet(name) for name in ("Ева", "Глеб", "Борис", "Вера")), sheets=sheets)
    with paper.house.writing() as session:
        session.scalars(select(Upload)).one().state = UploadState.READING
    with paper.house.reading() as session:
        (line,) = batches(session, assembly=paper.house.meeting(session))
        now = paper.house.now + timedelta(seconds=seconds)
        progress = pile_progress(session, batch=session.scalars(select(Batch)).one(), line=line, now=now)
    assert (progress.speed, progress.left, progress.thousandths) == (speed, left, thousandths)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "меньше секунды"), (1, "1 с"), (59, "59 с"), (60, "1 мин 0 с"), (3599, "59 мин 59 с"), (3600, "1 ч 0 мин"),
     (86399, "23 ч 59 мин"), (86400, "1 д 0 ч"), (100000, "1 д 3 ч")],
)  # fmt: skip
def test_a_span_is_told_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert _span(timedelta(seconds=seconds), "ru") == words


def test_too_few_counters_are_told_of_by_how_many_must_still_read(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)), by="one")
    review = paper.only_review()

    def shortage() -> Shortage | None:
        with paper.house.reading() as session:
            account = session.get_one(Account, paper.people["one"])
            return review_queue(session, assembly=paper.house.meeting(session), account=account).shortage

    assert shortage() is None  # two and three may read it
    paper.answer(review, "for", by="two")
    assert shortage() is None
    paper.answer(review, "against", by="three")
    assert shortage() == Shortage(1, 1, ("One", "Three", "Two"))  # they differ, and nobody is left


def test_the_queue_shows_a_person_what_is_theirs_to_do_and_hides_what_others_said(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)), by="one")
    paper.upload(paper.strange("foreign", "no_code"))
    whose = next(review for review in paper.reviews() if review.reason == "no_code")
    paper.answer(whose, "not_a_ballot", by="two")
    with paper.house.reading() as session:
        meeting = paper.house.meeting(session)
        people = {name: session.get_one(Account, account) for name, account in paper.people.items()}
        one = review_queue(session, assembly=meeting, account=people["one"])
        two = review_queue(session, assembly=meeting, account=people["two"])
        card = review_card(session, review=session.get_one(Review, whose.id), account=people["one"])
    assert (one.open, one.mine_to_do, two.mine_to_do) == (2, 1, 1)
    assert [(line.reason, line.is_own) for line in one.lines] == [("no_code", False), ("mark", True)]
    assert card.is_blind
    assert card.line.answers_given == 1
    assert (card.settled, card.proposal, card.may_undo) == ("", "", False)
    assert "not_a_ballot" not in str([value for name, value in asdict(card).items() if name != "choices"])


def test_the_card_carries_the_crop_the_choices_and_the_next_question(paper: Paper) -> None:
    paper.upload(
        paper.sheet("Ева", {"1": "person", "2": "overvote", "3": "for"}, doubts=("marginal_mark:1", "overvote:2"))
    )
    first, second = paper.reviews()
    with paper.house.reading() as session:
        account = session.get_one(Account, paper.people["one"])
        blind = review_card(session, review=session.get_one(Review, first.id), account=account, language="en")
    with paper.house.writing() as session:
        show_reading(session, review=session.get_one(Review, first.id), to=account)
        card = review_card(session, review=session.get_one(Review, first.id), account=account, language="en")
    assert card.box_px == (100.0, 50.0, 20.0, 20.0)
    assert [choice.answer for choice in card.choices] == ["for", "against", "abstain", "blank", "invalid"]
    assert [line.review_id for line in card.queue.lines] == [first.id, second.id]
    assert (blind.is_blind, blind.why, blind.detail, blind.proposal) == (True, "", "", "")
    assert (card.is_blind, card.why) == (False, "Faint mark")
    assert card.question.startswith("1. ")
    assert card.detail == "The mark is too faint or too small."
    assert card.line.detail == ""


def test_the_owner_sees_everything_recorded_in_their_name_and_who_read_it(paper: Paper) -> None:
    account = paper.house.enrol("Ева")
    paper.receive("Ева")
    paper.upload(
        paper.sheet("Ева", {"1": "person", "2": "against", "3": "person"}, doubts=("marginal_mark:1", "struck_out:3"))
    )
    paper.read_twice(paper.reviews()[0], "for")
    with paper.house.writing() as session:
        ballot = paper.ballot(session, "Ева")
        note_view(
            session, now=paper.house.now, ballot=ballot, by=session.get_one(Account, paper.people["one"]),
            role=Role.COUNTER, what="page",
        )  # fmt: skip
        note_view(session, now=paper.house.now, ballot=ballot, by=None, role=Role.OWNER, what="votes", refused=True)
        raise_dispute(
            session, now=paper.house.now, cast_vote=session.get_one(CastVote, paper.cast("Ева").id),
            kind=DisputeKind.NOT_MINE, words="не моё", by=session.get_one(Account, account),
        )  # fmt: skip
    seen = _recorded(paper, "Ева")
    (cast,) = seen.casts
    assert (cast.channel_words, cast.received_by, cast.recorded_by, cast.counts) == ("на бумаге", "Desk", "Desk", True)
    assert [(one.read_by, one.words, one.names) for one in cast.contests] == [
        ("person", "За", ("One", "Two")), ("machine", "Против", ()), ("waits", "Решает счётная комиссия", ()),
    ]  # fmt: skip
    assert cast.contests[0].read_by_words == "два человека, не видя ответа друг друга"
    assert (cast.pages[0].batch, cast.pages[0].position, cast.pages[0].number) == (1, 1, 1)
    assert cast.contests[0].box_px == (100.0, 50.0, 20.0, 20.0)
    assert [(look.role, look.refused) for look in sorted(seen.looks, key=lambda look: look.role)] == [
        ("counter", False), ("owner", True),
    ]  # fmt: skip
    (dispute,) = cast.disputes
    assert (dispute.outcome, dispute.is_overdue) == ("", False)
    assert _spaces(dispute.due_at) == "17 марта 2026 г., 23:59"
    assert seen.may_object


def test_what_another_channel_brought_stays_visible_with_its_reason(paper: Paper) -> None:
    account = paper.house.enrol("Ева")
    paper.receive("Ева")
    paper.house.move_to(paper.house.now + timedelta(days=4))
    paper.house.cast(account, choice="against")
    paper.upload(paper.sheet("Ева"))
    by_channel = {cast.channel: cast for cast in _recorded(paper, "Ева").casts}
    assert by_channel["paper"].counts
    assert not by_channel["online"].counts
    assert "другим способом" in by_channel["online"].why_not
    assert {one.read_by for one in by_channel["online"].contests} == {"voter"}


def test_a_crop_is_a_small_picture_and_of_nothing_it_is_not_found(paper: Paper) -> None:
    stream = io.BytesIO()
    Image.new("L", (400, 300), 255).save(stream, "JPEG")
    upload = paper.upload(paper.sheet("Ева"))
    (page,) = paper.pages(upload)
    with paper.house.writing() as session:
        row = session.get_one(type(page), page.id)
        row.image_sha256 = paper.house.application.files.put(stream.getvalue())
    picture = Image.open(io.BytesIO(crop_of(paper.house.application, page.id, "2")))
    assert picture.format == "PNG"
    assert picture.width < 400
    for contest in ("9", "signature"):
        with pytest.raises(NotFound):
            crop_of(paper.house.application, page.id, contest)


def test_the_operator_finds_a_flat_by_its_number_and_sees_no_choice(paper: Paper) -> None:
    paper.upload(paper.sheet("Глеб", {"1": "against", "2": "abstain", "3": "for"}))
    with paper.house.reading() as session:
        (flat,) = phone_state(session, assembly=paper.house.meeting(session), number=" 12А ")
        assert phone_state(session, assembly=paper.house.meeting(session), number="99") == ()
        assert phone_state(session, assembly=paper.house.meeting(session), number="") == ()
    states = {ballot.owner: (ballot.words, ballot.channel, bool(ballot.cast_id)) for ballot in flat.ballots}
    assert states == {
        "Пробный Глеб": ("решение записано", "на бумаге", True), "Пробная Дарья": ("не отвечал(а)", "", False),
    }  # fmt: skip
    assert not any(choice in str(asdict(flat)) for choice in CHOICES)


def test_the_organisers_day_names_what_blocks_the_next_step(paper: Paper) -> None:
    paper.receive("Алла")
    paper.upload(paper.sheet("Ева", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",)), sheets=9)
    with paper.house.reading() as session:
        day = house_day(session, assembly=paper.house.meeting(session), now=paper.house.now)
    assert {todo.code: (todo.number, todo.is_blocking) for todo in day.todos} == {
        "reviews": (1, False), "counts": (1, False), "scan": (1, False),
    }  # fmt: skip
    assert day.next_step is not None
    assert (day.next_step.code, day.next_step.is_open) == ("end", False)
    paper.end()
    with paper.house.reading() as session:
        day = house_day(session, assembly=paper.house.meeting(session), now=paper.house.now)
    assert day.next_step is not None
    assert (day.next_step.code, day.next_step.is_open) == ("objections", False)
    assert all(todo.is_blocking for todo in day.todos)


def test_no_view_tells_a_subtotal_before_the_end(paper: Paper) -> None:
    paper.upload(paper.sheet("Ева", {"1": "against", "2": "abstain", "3": "against"}))
    with paper.house.reading() as session:
        meeting = paper.house.meeting(session)
        seen = [
            asdict(participation(session, assembly=meeting)), asdict(walk_list(session, assembly=meeting)),
            [asdict(one) for one in taking_part(session, assembly=meeting)],
            [asdict(one) for one in batches(session, assembly=meeting)],
            asdict(replace(house_day(session, assembly=meeting, now=paper.house.now))),
        ]  # fmt: skip
    assert not any(re.search(rf"\b{choice}\b", str(one)) for choice in CHOICES for one in seen)
