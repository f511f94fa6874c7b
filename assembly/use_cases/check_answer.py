"""Whether what a person entered about a sheet can be an answer at all, written so that equal answers are equal."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.model import Assembly, Ballot, Owner, Review
from assembly.text import Text
from assembly.use_cases.review_choices import BELONGS, FOREIGN, choices_of
from assembly.use_cases.stakes import holdings_of
from ballots.code import normalise_code
from ballots.contest import BLANK, INVALID


def check_answer(
    session: Session, assembly: Assembly, review: Review, answer: dict[str, Any], note: str
) -> dict[str, Any]:
    """The answer in its one written form. Raises Fixable where it is none of the choices or lacks what it needs."""
    said = str(answer.get("answer", ""))
    choice = next((one for one in choices_of(review, assembly.items) if one.answer == said), None)
    if choice is None:
        raise Fixable.one(
            Text("Такого ответа на этот вопрос нет."), Text("Выберите один из предложенных ответов."), field="answer"
        )
    if choice.needs_note and not note.strip():
        raise Fixable.one(
            Text("Не сказано, почему."), Text("Напишите одной фразой, на чём основано решение."), field="note"
        )
    if said == BELONGS:
        return {"answer": said, **_belongs(session, assembly, review, answer)}
    if said == FOREIGN:
        return {"answer": said, **_foreign(session, assembly, answer)}
    return {"answer": said}


def _belongs(session: Session, assembly: Assembly, review: Review, answer: dict[str, Any]) -> dict[str, Any]:
    if review.detail == "spare":
        return {"owner": known_owner(session, assembly, str(answer.get("owner", ""))).id}
    code = normalise_code(str(answer.get("ballot", "")))
    ballot = session.scalar(select(Ballot).where(Ballot.code == code, Ballot.assembly_id == assembly.id))
    if code is None or ballot is None:
        raise Fixable.one(
            Text("Такого решения нет: этот код не выдавался."),
            Text("Сверьте восемь знаков кода с листом."),
            field="ballot",
        )
    page = str(answer.get("page", ""))
    if page not in {str(printed.page) for printed in ballot.pages}:
        raise Fixable.one(
            Text("Такой страницы у этого решения нет."),
            Text("Введите номер страницы, напечатанный на листе."),
            field="page",
        )
    return {"ballot": ballot.code, "page": int(page)}


def _foreign(session: Session, assembly: Assembly, answer: dict[str, Any]) -> dict[str, Any]:
    given = answer.get("selections")
    selections = {str(name): str(said) for name, said in given.items()} if isinstance(given, dict) else {}
    full = {}
    for item in assembly.items:
        said = selections.pop(item.contest_id, BLANK)
        if said not in {*item.options, BLANK, INVALID}:
            raise Fixable.one(
                Text("По вопросу {number} такого ответа нет.", number=item.number),
                Text("Выберите один из ответов, напечатанных на листе."),
                field=f"selections.{item.contest_id}",
            )
        full[item.contest_id] = said
    if selections:
        raise Fixable.one(Text("Такого вопроса в повестке нет."), Text("Введите ответы по вопросам повестки."))
    owner = known_owner(session, assembly, str(answer.get("owner", "")))
    flags = {name: str(answer.get(name)).casefold() in {"true", "1", "on", "yes"} for name in ("signed", "dated")}
    return {"owner": owner.id, "selections": full, **flags}


def known_owner(session: Session, assembly: Assembly, owner_id: str) -> Owner:
    """The owner with this id who holds something in the frozen register. Raises Fixable."""
    owner = session.get(Owner, owner_id)
    if owner is None or not holdings_of(session, assembly.snapshot_id, owner_id):
        raise Fixable.one(
            Text("Такого собственника нет в реестре собрания."),
            Text("Найдите собственника по номеру помещения."),
            field="owner",
        )
    return owner
