"""One card of the queue: the mark enlarged, the sheet beside it, why it came here, and the answers with their keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Review
from assembly.use_cases.adjudicate_review import adjudicate_review, must_not_have_uploaded
from assembly.use_cases.review_choices import BELONGS, FOREIGN, MARK_REASONS, Choice
from assembly.use_cases.show_reading import show_reading
from assembly.views.owners_of_flat import owners_of_flat
from assembly.views.review_queue import QueueLine, ReviewCard, ReviewQueue, review_card, review_queue
from assembly.views.review_sides import Side, marks_words, page_ids, review_sides
from assembly.web.counting.frame import COUNTER, counting_frame
from assembly.web.counting.looks import mark_picture, one_box, page_picture
from assembly.web.counting.rules import rule_of
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

ENTERED = {BELONGS, FOREIGN}
"""Answers that carry more than themselves: they open a form."""
MOST_LEFT = 20


@page("/review/{review_id:str}", COUNTER)
def card_page(visit: Visit, review_id: str) -> Answer:
    """The card; refused to who uploaded the sheet. Who opens it first is shown what the machine saw of a mark."""
    return _show(visit, review_id)


@action("/review/{review_id:str}", COUNTER)
def card_form(visit: Visit, review_id: str) -> Answer:
    """Write down the answer and go on to the next card. The same answer again changes nothing."""
    return visit.attempt(lambda: _answer(visit, review_id), lambda: _show(visit, review_id))


@page("/review/{review_id:str}/page/{page_id:str}", COUNTER)
def sheet_picture(visit: Visit, review_id: str, page_id: str) -> Answer:
    """A scanned page the question is about."""
    _must_be_about(visit, review_id, page_id)
    return page_picture(visit, page_id)


@page("/review/{review_id:str}/mark/{page_id:str}/{contest:str}", COUNTER)
def crop_picture(visit: Visit, review_id: str, page_id: str, contest: str) -> Answer:
    """The marks the question is about."""
    _must_be_about(visit, review_id, page_id)
    return mark_picture(visit, page_id, contest)


@page("/review/{review_id:str}/box/{page_id:str}/{contest:str}/{option:str}", COUNTER)
def box_picture(visit: Visit, review_id: str, page_id: str, contest: str, option: str) -> Answer:
    """One box, enlarged."""
    _must_be_about(visit, review_id, page_id)
    return one_box(visit, page_id, contest, option)


def _must_be_about(visit: Visit, review_id: str, page_id: str) -> None:
    with visit.reading() as session:
        review = session.get_one(Review, review_id)
        must_not_have_uploaded(session, review, visit.account(session))
        if page_id not in page_ids(review_sides(session, review=review)):
            raise NotFound


def _answer(visit: Visit, review_id: str) -> Answer:
    said, note = visit.form.get("answer"), visit.form.get("note")
    with visit.writing() as session:
        review = session.get_one(Review, review_id)
        answer = {"answer": said, **(_entered(visit) if said in ENTERED else {})}
        account = visit.account(session)
        adjudicate_review(session, now=visit.now, review=review, answer=answer, by=account, note=note)
        session.flush()
        queue = review_queue(session, assembly=visit.assembly(session), account=account, language=visit.language)
        following = _next(queue.lines, review_id, _left(visit.form.get("left")))
    return visit.go(_go_on(visit, following, visit.form.get("left")))


def _entered(visit: Visit) -> dict[str, Any]:
    form = visit.form
    chosen = {name.removeprefix("contest-"): form.get(name) for name in form.names() if name.startswith("contest-")}
    return {
        "ballot": form.get("ballot"), "page": form.get("page"), "owner": form.get("owner"), "selections": chosen,
        "signed": form.get("signed") == "yes", "dated": form.get("dated") == "yes",
    }  # fmt: skip


def _show(visit: Visit, review_id: str) -> Answer:
    _open(visit, review_id)
    with visit.reading() as session:
        review, account = session.get_one(Review, review_id), visit.account(session)
        assembly = visit.assembly(session)
        card = review_card(session, review=review, account=account, language=visit.language)
        queue, sides = card.queue, review_sides(session, review=review, language=visit.language)
        left = visit.form.get("left") or visit.query("left")
        skipped = ".".join([*_left(left), review_id][-MOST_LEFT:])
        following = _next(queue.lines, review_id, _left(skipped))
        after = _next(queue.lines, review_id, _left(left))
        return visit.page(
            "counting/card.html", **counting_frame(visit, session, "queue"), card=card, line=card.line, sides=sides,
            ahead=_ahead(visit, session, after), onward=_go_on(visit, after, left),
            marks="" if card.is_blind else marks_words(review, visit.language),
            rule=rule_of(review, assembly), number=_number(queue, review_id),
            total=queue.settled + queue.open, left=left, later=_go_on(visit, following, skipped) if following else "",
            choices=[_button(visit, card, choice) for choice in card.choices], undone=bool(visit.query("undone")),
            answered=card.line.is_mine or bool(card.settled), review_id=review_id, **_entry(visit, session, review),
        )  # fmt: skip


def _open(visit: Visit, review_id: str) -> None:
    """Turn away who brought the sheet; note who was shown what the machine saw, before it is shown."""
    with visit.reading() as session:
        review = session.get_one(Review, review_id)
        must_not_have_uploaded(session, review, visit.account(session))
        is_free = review.reason in MARK_REASONS and review.shown_to is None and review.settled_at is None
    if is_free:
        with visit.writing() as session:
            show_reading(session, review=session.get_one(Review, review_id), to=visit.account(session))


def _pictures(review_id: str, sides: Sequence[Side]) -> list[str]:
    """The addresses of the pictures on a card, the large ones first."""
    pages = [page for side in sides for page in side.pages]
    boxes = [f"/box/{page.page_id}/{page.crop}/{option}" for page in pages if page.crop for option, _ in page.boxes]
    crops = [f"/mark/{page.page_id}/{page.crop}" for page in pages if page.crop]
    return [f"/review/{review_id}{part}" for part in (*boxes, *crops, *(f"/page/{page.page_id}" for page in pages))]


def _ahead(visit: Visit, session: Session, following: str) -> list[str]:
    """The pictures of the next card, fetched while this one is looked at."""
    if not following:
        return []
    review = session.get_one(Review, following)
    return _pictures(following, review_sides(session, review=review, language=visit.language))


def _button(visit: Visit, card: ReviewCard, choice: Choice) -> dict[str, Any]:
    opens = choice.answer if choice.answer in ENTERED else ""
    return {
        "answer": choice.answer, "words": visit.say(choice.words), "key": choice.key, "needs_note": choice.needs_note,
        "opens": opens, "proposed": card.proposal == choice.answer,
    }  # fmt: skip


def _entry(visit: Visit, session: Session, review: Review) -> dict[str, Any]:
    """The form for a sheet that does not say itself whose it is; nothing is filled in from what anybody else entered."""
    assembly = visit.assembly(session)
    enter = visit.form.get("answer") or visit.query("enter")
    wanted = visit.form.get("flat") or visit.query("flat")
    needs_owner = enter == FOREIGN or (enter == BELONGS and review.detail == "spare")
    owners = owners_of_flat(session, assembly=assembly, number=wanted, language=visit.language) if needs_owner else ()
    return {
        "enter": enter if enter in ENTERED else "", "wanted": wanted, "needs_owner": needs_owner, "owners": owners,
        "items": [(item.contest_id, item.number, item.title, list(item.options)) for item in assembly.items],
    }  # fmt: skip


def _left(text: str) -> list[str]:
    return [one for one in text.split(".") if one][-MOST_LEFT:]


def _next(lines: tuple[QueueLine, ...], here: str, left: list[str]) -> str:
    """The next card of this person; those left to others come last."""
    todo = [line.review_id for line in lines if not line.is_own and not line.is_mine and line.review_id != here]
    return next((one for one in todo if one not in left), "")


def _number(queue: ReviewQueue, here: str) -> int:
    """Which question this is for this person: after those that are settled and those answered already."""
    place = next((at for at, line in enumerate(queue.lines) if line.review_id == here), 0)
    return queue.settled + sum(line.is_mine for line in queue.lines) + 1 + place


def _go_on(visit: Visit, following: str, left: str) -> str:
    if not following:
        return f"/queue/{visit.place.assembly_id}?done=1"
    return f"/review/{following}" + (f"?left={left}" if left else "")


HANDLERS = [card_page, card_form, sheet_picture, crop_picture, box_picture]
