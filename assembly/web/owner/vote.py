"""Voting: one question a page, everything once more on one page, and one one-time code."""

from __future__ import annotations

import secrets

from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Account, Ballot
from assembly.text import Text
from assembly.use_cases.answer_for import standing_for
from assembly.use_cases.cast_online_vote import cast_before, cast_online_vote
from assembly.use_cases.law import takes_poll
from assembly.use_cases.save_draft import save_draft
from assembly.views.agenda import agenda
from assembly.views.answers import answers, choice_word, draft_of, next_code_number
from assembly.web.access import OWN_BALLOT
from assembly.web.owner.frame import frame_of, takes_votes
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from assembly.web.wording import moment

OPTIONS = ("for", "against", "abstain")


@page("/b/{ballot_id:str}", OWN_BALLOT)
def ballot_page(visit: Visit, ballot_id: str) -> Answer:
    """On to where this решение stands: the first question without an answer, the review, or what is recorded."""
    with visit.reading() as session:
        ballot = visit.ballot(session)
        if not _may_answer(visit, session, ballot):
            return visit.go(f"/b/{ballot_id}/record")
        given = answers(session, ballot=ballot, account=visit.account(session), language=visit.language)
    first = next((answer.number for answer in given if not answer.choice), None)
    return visit.go(f"/b/{ballot_id}/question/{first}" if first else f"/b/{ballot_id}/review")


@page("/b/{ballot_id:str}/question/{number:int}", OWN_BALLOT)
def question_page(visit: Visit, ballot_id: str, number: int) -> Answer:
    """One question; nothing is chosen for the owner."""
    return _show_question(visit, number)


@action("/b/{ballot_id:str}/question/{number:int}", OWN_BALLOT)
def answer_form(visit: Visit, ballot_id: str, number: int) -> Answer:
    """Keep the answer as a draft and go on; may be repeated."""
    return visit.attempt(lambda: _keep(visit, number), lambda: _show_question(visit, number))


@page("/b/{ballot_id:str}/review", OWN_BALLOT)
def review_page(visit: Visit, ballot_id: str) -> Answer:
    """All answers on one page, and the field for the one-time code."""
    return _show_review(visit)


@action("/b/{ballot_id:str}/cast", OWN_BALLOT)
def cast_form(visit: Visit, ballot_id: str) -> Answer:
    """Cast the vote. May be repeated: the key of the form names it, the second time gives the first one's page."""
    key = visit.form.text("key", Text("ключ"), at_most=64)
    with visit.writing() as session:
        ballot, account = visit.ballot(session), visit.account(session)
        outcome = cast_online_vote(
            session, now=visit.now, keys=visit.application.keys, ballot=ballot, account=account,
            selections=draft_of(session, ballot=ballot, account=account), code=visit.form.get("code"),
            idempotency_key=key,
        )  # fmt: skip
    if outcome.cast is None:
        sentence = outcome.refusal or Text("Голос не принят.")
        status = 422 if outcome.code in {"wrong_code", "unanswered"} else 409
        return visit.refuse(sentence, lambda: _show_review(visit), status=status, article=outcome.article)
    return visit.go(f"/b/{ballot_id}/receipt")


def _keep(visit: Visit, number: int) -> Answer:
    go, ballot_id = visit.form.get("go"), visit.place.ballot_id
    choice = "blank" if go == "skip" else visit.form.get("answer")
    if go not in {"back", "skip"}:
        choice = visit.form.choice("answer", Text("ваш ответ"), OPTIONS)
        visit.form.check()
    with visit.writing() as session:
        ballot, account = visit.ballot(session), visit.account(session)
        before, after = _neighbours(ballot, number)
        if choice:
            kept = {**draft_of(session, ballot=ballot, account=account), str(number): choice}
            save_draft(session, now=visit.now, ballot=ballot, account=account, selections=kept)
    if go == "back":
        return visit.go(f"/b/{ballot_id}/question/{before}" if before else f"/a/{visit.place.assembly_id}")
    if after is None or visit.form.get("then") == "review":
        return visit.go(f"/b/{ballot_id}/review")
    return visit.go(f"/b/{ballot_id}/question/{after}")


def _neighbours(ballot: Ballot, number: int) -> tuple[int | None, int | None]:
    """The questions before and after this one on the ballot. Raises NotFound where it is not put to this owner."""
    numbers = [item.number for item in ballot.items]
    if number not in numbers:
        raise NotFound
    place = numbers.index(number)
    return (numbers[place - 1] if place else None), (numbers[place + 1] if place + 1 < len(numbers) else None)


def _show_question(visit: Visit, number: int) -> Answer:
    with visit.reading() as session:
        ballot, account = visit.ballot(session), visit.account(session)
        if not _may_answer(visit, session, ballot):
            return visit.go(f"/b/{ballot.id}/record")
        _neighbours(ballot, number)
        questions = agenda(session, assembly=ballot.assembly, language=visit.language, area_m2=ballot.votes)
        chosen = visit.form.get("answer") or draft_of(session, ballot=ballot, account=account).get(str(number), "")
        options = [(name, choice_word(name, visit.language), "") for name in OPTIONS]
        return visit.page(
            "owner/question.html", **frame_of(visit, ballot), question=questions[number - 1], number=number,
            total=len(questions), options=options, chosen=chosen,
            then=visit.form.get("then") or visit.query("then"),
        )  # fmt: skip


def _show_review(visit: Visit) -> Answer:
    with visit.reading() as session:
        ballot, account = visit.ballot(session), visit.account(session)
        if not _may_answer(visit, session, ballot) and visit.refusal is None:
            return visit.go(f"/b/{ballot.id}/record")
        given = answers(session, ballot=ballot, account=account, language=visit.language)
        return visit.page(
            "owner/review.html", **frame_of(visit, ballot), answers=given,
            missing=[answer.number for answer in given if not answer.choice],
            votes=ballot.votes, waits=_waits(visit, session, ballot, account), factor=account.second_factor,
            code_number=next_code_number(session, account=account), takes_votes=takes_votes(visit, ballot.assembly),
            change_allowed=ballot.assembly.vote_change_allowed,
            key=visit.form.get("key") or secrets.token_hex(16),
        )  # fmt: skip


def _may_answer(visit: Visit, session: Session, ballot: Ballot) -> bool:
    """Whether questions are still open: acceptance has not ended, and nothing final was cast online."""
    assembly = ballot.assembly
    early = str(assembly.state) == "announced"
    if not (early or takes_votes(visit, assembly)) or not (assembly.online_voting or takes_poll(assembly)):
        return False
    return assembly.vote_change_allowed or cast_before(session, ballot) is None


def _waits(visit: Visit, session: Session, ballot: Ballot, account: Account) -> str:
    """From when a fresh enrolment may vote; empty where it may."""
    assembly = ballot.assembly
    standing = standing_for(session, assembly=assembly, account=account, ballot=ballot, now=visit.now)
    if visit.now >= standing.effective_at:
        return ""
    return moment(standing.effective_at, assembly.building.timezone, visit.language, now=visit.now)
