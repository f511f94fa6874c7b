"""Objections: the list with its clock, one with all its evidence, and the commission's answer in words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assembly.errors import NotFound, Refused
from assembly.model import Dispute, DisputeKind, DisputeOutcome, Role
from assembly.text import Text
from assembly.use_cases.answer_dispute import answer_dispute
from assembly.views.objections import objection, objections
from assembly.views.recorded import RecordedCast, recorded
from assembly.web.counting.frame import COUNTER, READERS, counting_frame
from assembly.web.counting.looks import boxes_picture, note_look, page_picture, pages_of_ballot, words_of_boxes
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

OUTCOMES = {
    "upheld": Text("Согласиться: эту запись не учитывать"),
    "corrected": Text("Согласиться: исправить чтение листа"),
    "rejected": Text("Не согласиться: запись верна"),
}


@page("/objections/{assembly_id:str}", READERS)
def objections_page(visit: Visit, assembly_id: str) -> Answer:
    """Every objection, open ones first."""
    with visit.reading() as session:
        here = "objections" if Role.COUNTER in visit.roles else "watch"
        rows = objections(
            session,
            assembly=visit.assembly(session),
            account=visit.account(session),
            now=visit.now,
            language=visit.language,
        )
        return visit.page("counting/objections.html", **counting_frame(visit, session, here), rows=rows)


@page("/objection/{dispute_id:str}", READERS)
def objection_page(visit: Visit, dispute_id: str) -> Answer:
    """One objection: what the owner says, what is recorded, the scan, and who touched it."""
    with visit.reading() as session:
        dispute = session.get_one(Dispute, dispute_id)
        _must_not_be_own(visit, dispute)
        ballot_id = dispute.ballot_id
    note_look(visit, ballot_id, "votes")
    return _show(visit, dispute_id)


@action("/objection/{dispute_id:str}", COUNTER)
def objection_form(visit: Visit, dispute_id: str) -> Answer:
    """Answer the objection, once and for ever."""
    return visit.attempt(lambda: _answer(visit, dispute_id), lambda: _show(visit, dispute_id))


@page("/objection/{dispute_id:str}/page/{page_id:str}", READERS)
def evidence_page(visit: Visit, dispute_id: str, page_id: str) -> Answer:
    """A scanned page of the решение objected to."""
    _must_belong(visit, dispute_id, page_id)
    return page_picture(visit, page_id)


@page("/objection/{dispute_id:str}/mark/{page_id:str}/{contest:str}", READERS)
def evidence_mark(visit: Visit, dispute_id: str, page_id: str, contest: str) -> Answer:
    """One mark of it."""
    _must_belong(visit, dispute_id, page_id)
    return boxes_picture(visit, page_id, contest)


def _answer(visit: Visit, dispute_id: str) -> Answer:
    form = visit.form
    said = form.choice("outcome", Text("решение комиссии"), OUTCOMES)
    words = form.text("answer", Text("ответ собственнику"), at_most=4000, at_least=3)
    corrected = {
        name.removeprefix("contest-"): form.get(name)
        for name in form.names()
        if name.startswith("contest-") and form.get(name)
    }
    if said == "corrected" and not corrected:
        form.wrong(
            "corrected", Text("Не указано, что исправить."), Text("Выберите верный ответ хотя бы в одном вопросе.")
        )
    form.check()
    with visit.writing() as session:
        answer_dispute(
            session, now=visit.now, dispute=session.get_one(Dispute, dispute_id), answer=words, by=visit.account(session),
            outcome=DisputeOutcome.REJECTED if said == "rejected" else DisputeOutcome.UPHELD,
            corrected=corrected if said == "corrected" else None,
        )  # fmt: skip
    return visit.go(f"/objections/{visit.place.assembly_id}?answered=1")


def _show(visit: Visit, dispute_id: str) -> Answer:
    with visit.reading() as session:
        dispute = session.get_one(Dispute, dispute_id)
        one = objection(
            session, dispute=dispute, account=visit.account(session), now=visit.now, language=visit.language
        )
        may_correct = dispute.kind == DisputeKind.MISREAD and one.is_paper
        options = [
            (name, visit.say(words), "") for name, words in OUTCOMES.items() if name != "corrected" or may_correct
        ]
        found = recorded(session, ballot=dispute.ballot, now=visit.now, language=visit.language)
        cast = _cast_of(visit, session, dispute)
        return visit.page(
            "counting/objection.html",
            **counting_frame(visit, session, "objections" if Role.COUNTER in visit.roles else "watch"),
            one=one, found=found, cast=cast, boxes=words_of_boxes(session, [cast], visit.language), outcomes=options,
            may_correct=may_correct,
            may_answer=Role.COUNTER in visit.roles and not one.outcome,
            items=[(item.contest_id, item.number, item.title, list(item.options)) for item in dispute.ballot.items],
        )  # fmt: skip


def _cast_of(visit: Visit, session: Session, dispute: Dispute) -> RecordedCast:
    found = recorded(session, ballot=dispute.ballot, now=visit.now, language=visit.language)
    cast = next((one for one in found.casts if one.cast_id == dispute.cast_vote_id), None)
    if cast is None:
        raise NotFound
    return cast


def _must_not_be_own(visit: Visit, dispute: Dispute) -> None:
    """Who brought the paper does not judge it, and does not look at it either (four eyes)."""
    is_judge = Role.COUNTER in visit.roles
    if (
        is_judge
        and dispute.answered_at is None
        and visit.account_id in {dispute.cast_vote.recorded_by, dispute.raised_by}
    ):
        raise Refused(
            Text("На возражение отвечает тот, кто не записывал это решение и не подавал возражение."),
            code="own_record", forbidden=True,
        )  # fmt: skip


def _must_belong(visit: Visit, dispute_id: str, page_id: str) -> None:
    with visit.reading() as session:
        dispute = session.get_one(Dispute, dispute_id)
        _must_not_be_own(visit, dispute)
        if page_id not in pages_of_ballot(session, dispute.ballot_id):
            raise NotFound


HANDLERS = [objections_page, objection_page, objection_form, evidence_page, evidence_mark]
