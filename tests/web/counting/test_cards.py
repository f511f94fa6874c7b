"""The commission's cards: answered by keys or mouse, taken back, blind for two, and never by who brought the paper."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select

from assembly.model import Ballot, BallotView, CastVote, Review, Role, ScannedPage
from tests.web.counting.counting_house import Counting, letter
from tests.web.house import PASSWORD


def _batch(counting: Counting, review: Review) -> str:
    with counting.house.application.database.reading() as session:
        return session.get_one(ScannedPage, review.page_id).upload.batch_id


def _over_the_api(counting: Counting, reader: Any, login: str) -> list[dict[str, Any]]:
    key = reader.client.post("/api/v1/tokens", json={"login": login, "password": PASSWORD}).json()["token"]
    path = f"/api/v1/assemblies/{counting.house.assembly_id}/reviews"
    told: list[dict[str, Any]] = reader.client.get(path, headers={"Authorization": f"Bearer {key}"}).json()
    return told


def _review(counting: Counting, reason: str) -> Review:
    return next(one for one in counting.reviews() if one.reason == reason)


def test_a_card_shows_crop_reason_rule_and_keys(counting: Counting, signed_in: Any) -> None:
    counting.doubtful_paper()
    counter, review = signed_in("titova"), _review(counting, "overvote")
    page = counter.open(f"/queue/{counting.house.assembly_id}")
    assert "Ждут вашего решения: 3" in page
    page = counter.open(f"/review/{review.id}")
    assert "1 из 3 · пачка 1, лист 2 · решение" in page
    assert "Вопрос 2. Утвердить плату" in page
    assert "Машина видит: «Против», «Воздержался»." in page
    assert "ст. 48 ч. 6" in page
    for key in ("1", "2", "3", "0", "Н", "←", "П", "?"):
        assert f'data-key="{key}"' in page


def test_the_answer_is_written_and_the_next_card_comes(counting: Counting, signed_in: Any) -> None:
    counting.doubtful_paper()
    counter, review = signed_in("titova"), _review(counting, "overvote")
    counter.open(f"/review/{review.id}")
    page = counter.send(f"/review/{review.id}", answer="against")
    assert counter.path == f"/review/{_review(counting, 'missing_signature').id}"
    assert "2 из 3" in page
    assert counting.cast("Галеева").selections["2"] != "against"
    page = counter.send(f"/queue/{counting.house.assembly_id}/undo")
    assert counter.path == f"/review/{review.id}"
    assert "Ваш ответ отменён" in page
    counter.send(f"/review/{review.id}", answer="against")
    other = signed_in("nosov")
    other.open(f"/review/{review.id}")
    other.send(f"/review/{review.id}", answer="against")
    assert counting.cast("Галеева").selections["2"] == "against"


def test_the_second_and_the_third_reader_see_neither_the_machine_nor_an_answer(
    counting: Counting, signed_in: Any
) -> None:
    """Not on the card, in its source, in the queue, on the pile's page, nor over the API; the buttons stand alike."""
    counting.hire_one("yudin", "Ю. Юдин", Role.COUNTER)
    counting.doubtful_paper()
    review = _review(counting, "overvote")
    cards = {}
    for login, answer, heading in (
        ("titova", "against", "Почему вам"), ("nosov", "abstain", "Второе чтение"), ("yudin", "against", "Третье чтение"),
    ):  # fmt: skip
        reader = signed_in(login)
        lists = reader.open(f"/queue/{counting.house.assembly_id}") + reader.open(f"/batch/{_batch(counting, review)}")
        (told,) = [one for one in _over_the_api(counting, reader, login) if one["id"] == review.id]
        assert "несколько ответов" not in lists
        assert (told["reason"], told["detail"], told["proposal"]) == ("mark", "", None)
        assert "answers" not in told
        cards[login] = reader.open(f"/review/{review.id}")
        assert heading in cards[login]
        assert ("Машина видит" in cards[login]) == ("несколько ответов" in cards[login]) == (login == "titova")
        reader.send(f"/review/{review.id}", answer=answer)
    buttons = {re.search(r'<div class="buttons answers-row">.*?</div>', page, re.DOTALL)[0] for page in cards.values()}  # type: ignore[index]
    assert len(buttons) == 1
    for word in ("Титова", "Носов", "overvote", "Скорее всего"):
        assert word not in cards["yudin"]
    settled = signed_in("titova").open(f"/review/{review.id}")
    assert "Этот вопрос решён" in settled
    assert "Третье чтение" not in settled
    assert not re.search(r'id="place">\d+ из', settled)
    assert re.search(r'id="place">\d+ из', cards["yudin"])
    assert counting.cast("Галеева").selections["2"] == "against"


def test_who_only_watches_sees_what_was_answered_once_it_is_settled(counting: Counting, signed_in: Any) -> None:
    counting.doubtful_paper()
    review, first, watcher = _review(counting, "overvote"), signed_in("titova"), signed_in("lisina")
    first.open(f"/review/{review.id}")
    first.send(f"/review/{review.id}", answer="abstain", note="две галочки")
    page = watcher.open(f"/watch/{counting.house.assembly_id}/reviews")
    assert "ответ виден, когда вопрос решён" in page
    assert "<strong>Воздержался</strong>" not in page
    assert "две галочки" not in page
    second = signed_in("nosov")
    second.open(f"/review/{review.id}")
    second.send(f"/review/{review.id}", answer="abstain")
    page = watcher.open(f"/watch/{counting.house.assembly_id}/reviews")
    assert page.count("<strong>Воздержался</strong>") == 2
    assert "Отмечено несколько ответов" in page


def test_too_few_counters_is_said_with_whom_to_appoint_and_one_settles_nothing(
    counting: Counting, signed_in: Any
) -> None:
    counting.receive("Галеева")
    counting.scan(
        counting.sheets("Галеева", {"1": ["for", "against"], "2": ["for"], "3": ["for"], "4": ["for"]}), by="both"
    )
    review, counter = _review(counting, "overvote"), signed_in("titova")
    counting.only_counters("titova", "nosov", "both")
    assert "Не хватает" not in counter.open(f"/queue/{counting.house.assembly_id}")  # two besides who brought it
    counting.only_counters("titova", "both")
    page = counter.open(f"/queue/{counting.house.assembly_id}")
    assert "Не хватает членов счётной комиссии: нужно назначить ещё 1." in page
    assert "«Кто ведёт собрания», поручение «счётная комиссия»" in page
    assert "Сейчас в комиссии: Д. Обоева, Р. Титова." in page
    counter.open(f"/review/{review.id}")
    counter.send(f"/review/{review.id}", answer="for")
    assert _review(counting, "overvote").settled_at is None
    assert counting.cast("Галеева").selections["1"] == "person"


def test_every_opened_scan_is_seen_by_the_owner_once(counting: Counting, signed_in: Any) -> None:
    counting.doubtful_paper()
    counter, review = signed_in("titova"), _review(counting, "overvote")
    for _ in range(2):
        counter.open(f"/review/{review.id}/mark/{review.page_id}/2")
        assert counter.answer.headers["content-type"] == "image/png"
        assert counter.answer.headers["cache-control"] == "no-store"
        counter.open(f"/review/{review.id}/page/{review.page_id}")
        assert counter.answer.headers["content-type"].startswith("image/")
    with counting.house.application.database.reading() as session:
        looks = [
            view.what for view in session.scalars(select(BallotView).where(BallotView.ballot_id == review.ballot_id))
        ]
    assert sorted(looks) == ["crop", "page"]


def test_who_brought_the_paper_sees_neither_card_nor_scan(counting: Counting, signed_in: Any) -> None:
    counting.receive("Галеева")
    counting.scan(
        counting.sheets("Галеева", {"1": ["for", "against"], "2": ["for"], "3": ["for"], "4": ["for"]}), by="both"
    )
    review = _review(counting, "overvote")
    both = signed_in("both")
    page = both.open(f"/queue/{counting.house.assembly_id}")
    assert "лист загрузили вы: решает другой" in page
    for path in ("", f"/page/{review.page_id}", f"/mark/{review.page_id}/1"):
        page = both.open(f"/review/{review.id}{path}")
        assert both.status == 403
        assert "Этот лист загрузили вы" in page
    both.open(f"/queue/{counting.house.assembly_id}")
    both.send(f"/review/{review.id}", answer="for")
    assert both.status == 403


def test_a_page_of_another_question_is_not_shown(counting: Counting, signed_in: Any) -> None:
    counting.doubtful_paper()
    first, second = _review(counting, "overvote"), _review(counting, "missing_signature")
    counter = signed_in("titova")
    counter.open(f"/review/{first.id}/page/{second.page_id}")
    assert counter.status == 404


def test_a_home_made_sheet_is_entered_by_two_and_neither_sees_the_other(counting: Counting, signed_in: Any) -> None:
    counting.scan([letter()])
    review = _review(counting, "no_code")
    with counting.house.application.database.reading() as session:
        owner = counting.house.owner(session, "Носова").id
    said = {"contest-1": "for", "contest-2": "against", "contest-3": "for", "contest-4": "blank"}
    first, second = signed_in("titova"), signed_in("nosov")
    page = first.open(f"/review/{review.id}?enter=foreign&flat=49")
    assert "Носова Клавдия Петровна" in page
    page = first.send(
        f"/review/{review.id}", answer="foreign", owner=owner, signed="yes", dated="yes", flat="49", **said
    )
    assert first.path == f"/queue/{counting.house.assembly_id}"
    assert "Ваша часть сделана" in page
    page = second.open(f"/review/{review.id}")
    assert "Второе чтение" in page
    assert "Носова" not in page
    second.open(f"/review/{review.id}?enter=foreign&flat=49")
    second.send(f"/review/{review.id}", answer="foreign", owner=owner, signed="yes", dated="yes", flat="49", **said)
    assert not counting.reviews()
    with counting.house.application.database.reading() as session:
        cast = session.scalars(select(CastVote).join(Ballot).where(Ballot.owner_id == owner)).one()
    assert cast.selections == {"1": "for", "2": "against", "3": "for", "4": "blank"}


def test_a_code_that_was_never_issued_is_said_beside_its_field(counting: Counting, signed_in: Any) -> None:
    counting.scan([letter()])
    review, counter = _review(counting, "no_code"), signed_in("titova")
    counter.open(f"/review/{review.id}?enter=belongs")
    page = counter.send(f"/review/{review.id}", answer="belongs", ballot="ABCD-EFGH", page="1")
    assert counter.status == 422
    assert "этот код не выдавался" in page
    assert 'value="ABCD-EFGH"' in page


def test_the_queue_is_for_counters_alone(counting: Counting, signed_in: Any) -> None:
    counting.doubtful_paper()
    for login in ("orlov", "lisina", "zvonova"):
        stranger = signed_in(login)
        stranger.open(f"/review/{_review(counting, 'overvote').id}")
        assert stranger.status == 403


def test_nothing_to_undo_is_said(counting: Counting, signed_in: Any) -> None:
    counter = signed_in("titova")
    counter.open(f"/queue/{counting.house.assembly_id}")
    page = counter.send(f"/queue/{counting.house.assembly_id}/undo")
    assert counter.status == 409
    assert "отменять нечего" in page
