"""«Ответы по телефону»: where a flat's решения stand, without a single answer; every look is seen by the owner."""

from __future__ import annotations

from assembly.errors import NotFound
from assembly.model import AssemblyState, CastVote, DisputeKind
from assembly.text import Text
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.views.my_assemblies import assembly_says
from assembly.views.objections import KIND_WORDS
from assembly.views.participation import participation
from assembly.views.phone_state import PhoneState, phone_state
from assembly.web.counting.frame import OPERATOR, counting_frame
from assembly.web.counting.looks import note_look
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit

OPEN = {AssemblyState.VOTING, AssemblyState.PROCESSING, AssemblyState.OBJECTIONS}


@page("/phone/{assembly_id:str}", OPERATOR)
def phone_page(visit: Visit, assembly_id: str) -> Answer:
    """The field for a flat, and what the caller may be told about the assembly."""
    return _show(visit, ())


@action("/phone/{assembly_id:str}", OPERATOR)
def look_up_form(visit: Visit, assembly_id: str) -> Answer:
    """Look a flat up: the owners of its решения see that somebody did."""
    return visit.attempt(lambda: _look_up(visit), lambda: _show(visit, ()))


@action("/phone/{assembly_id:str}/objection", OPERATOR)
def objection_for_caller(visit: Visit, assembly_id: str) -> Answer:
    """Open an objection in the caller's words; one that is open already stays the one."""
    return visit.attempt(lambda: _object(visit), lambda: _look_up(visit))


def _look_up(visit: Visit) -> Answer:
    flat = visit.form.text("flat", Text("номер квартиры или помещения"), at_most=40)
    if not visit.problems:
        visit.form.check()
    with visit.reading() as session:
        found = phone_state(session, assembly=visit.assembly(session), number=flat, language=visit.language)
    for one in found:
        for ballot in one.ballots:
            note_look(visit, ballot.ballot_id, "state")
    return _show(visit, found)


def _object(visit: Visit) -> Answer:
    kind = visit.form.choice("kind", Text("что неверно"), [str(one) for one in KIND_WORDS])
    words = visit.form.text("words", Text("слова звонящего"), at_most=1900, at_least=3)
    visit.form.check()
    with visit.writing() as session:
        cast = session.get(CastVote, visit.form.get("cast"))
        if cast is None or cast.assembly_id != visit.place.assembly_id:
            raise NotFound
        told = Text("По телефону: {words}", words=words).read("ru")
        raise_dispute(
            session, now=visit.now, cast_vote=cast, kind=DisputeKind(kind), words=told, by=visit.account(session)
        )
    return visit.go(f"/phone/{visit.place.assembly_id}?objected=1")


def _show(visit: Visit, found: tuple[PhoneState, ...]) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        return visit.page(
            "counting/phone.html", **counting_frame(visit, session, "phone"), found=found,
            wanted=visit.form.get("flat"), asked=bool(visit.form.get("flat")), objected=bool(visit.query("objected")),
            kinds=[(str(kind), visit.say(words)) for kind, words in KIND_WORDS.items()],
            may_object=assembly.state in OPEN, says=assembly_says(assembly, now=visit.now, language=visit.language),
            address=assembly.acceptance_address,
            so_far=participation(session, assembly=assembly, language=visit.language) if assembly.opened_at else None,
        )  # fmt: skip


HANDLERS = [phone_page, look_up_form, objection_for_caller]
