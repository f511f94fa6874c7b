"""The agenda: questions, the kind that the catalogue of the law proposes, and what two people stand for."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assembly.errors import Fixable, NotFound
from assembly.model import AgendaItem, Attachment
from assembly.text import Text
from assembly.use_cases.attach_document import attach_document
from assembly.use_cases.change_question import change_question
from assembly.use_cases.compose_agenda import ItemDraft
from assembly.use_cases.confirm_category import confirm_category
from assembly.use_cases.detach_document import detach_document
from assembly.use_cases.electorates import entrances_of
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.move_question import move_question, remove_question
from assembly.use_cases.read_law import read_law
from assembly.views.draft import items_of, kind_of, kinds_of, second_people
from assembly.web.forms import Form
from assembly.web.organiser.frame import ACT, LOOK, assembly_frame
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from ballots.share import parse_decimal

DOCUMENT_BYTES = 26 << 20
MONEY = ("once_per_m2", "monthly_per_m2")


@page("/assembly/{assembly_id:str}/agenda", LOOK)
def agenda_page(visit: Visit, assembly_id: str) -> Answer:
    """All questions with majority, base and article."""
    return _show_agenda(visit)


@page("/assembly/{assembly_id:str}/agenda/kinds", ACT)
def kinds_page(visit: Visit, assembly_id: str) -> Answer:
    """The catalogue of decisions: what is decided, by which majority, by which article."""
    with visit.reading() as session:
        assembly = visit.assembly(session)
        on = legal_day(assembly.building, assembly.opens_at)
        item = _item_of_query(visit, session)
        return visit.page(
            "organiser/kinds.html", **assembly_frame(visit, session, "agenda"), q=visit.query("q"), item=item,
            kinds=kinds_of(assembly.pack, on, query=visit.query("q"), language=visit.language),
        )  # fmt: skip


@page("/assembly/{assembly_id:str}/agenda/new", ACT)
def new_question_page(visit: Visit, assembly_id: str) -> Answer:
    """A new question of the chosen kind."""
    return _show_question(visit, None, visit.query("decision"))


@action("/assembly/{assembly_id:str}/agenda/new", ACT)
def new_question_form(visit: Visit, assembly_id: str) -> Answer:
    """Add a question after the last one. The same title is not added twice."""
    return visit.attempt(lambda: _save(visit, None), lambda: _show_question(visit, None, visit.form.get("decision")))


@page("/assembly/{assembly_id:str}/agenda/{item_id:str}", ACT)
def question_page(visit: Visit, assembly_id: str, item_id: str) -> Answer:
    """One question to change."""
    return _show_question(visit, item_id, visit.query("decision"))


@action("/assembly/{assembly_id:str}/agenda/{item_id:str}", ACT)
def question_form(visit: Visit, assembly_id: str, item_id: str) -> Answer:
    """Change a question; its papers stay. May be repeated."""
    return visit.attempt(
        lambda: _save(visit, item_id), lambda: _show_question(visit, item_id, visit.form.get("decision"))
    )


@action("/assembly/{assembly_id:str}/agenda/{item_id:str}/move", ACT)
def move_form(visit: Visit, assembly_id: str, item_id: str) -> Answer:
    """Put a question at another place. May be repeated."""
    return visit.attempt(lambda: _move(visit, item_id), lambda: _show_agenda(visit))


@action("/assembly/{assembly_id:str}/agenda/{item_id:str}/remove", ACT)
def remove_form(visit: Visit, assembly_id: str, item_id: str) -> Answer:
    """Take a question out of the draft."""
    return visit.attempt(lambda: _remove(visit, item_id), lambda: _show_agenda(visit))


@action("/assembly/{assembly_id:str}/agenda/{item_id:str}/confirm", LOOK)
def confirm_form(visit: Visit, assembly_id: str, item_id: str) -> Answer:
    """A second person stands for the kind of decision. May be repeated."""
    return visit.attempt(lambda: _confirm(visit, item_id), lambda: _show_agenda(visit))


@action("/assembly/{assembly_id:str}/agenda/{item_id:str}/papers", ACT, limit=DOCUMENT_BYTES)
def paper_form(visit: Visit, assembly_id: str, item_id: str) -> Answer:
    """Put documents beside a question. May be repeated: the same file is kept once."""
    return visit.attempt(lambda: _attach(visit, item_id), lambda: _show_question(visit, item_id, ""))


@page("/assembly/{assembly_id:str}/papers/{attachment_id:str}", LOOK)
def paper_file(visit: Visit, assembly_id: str, attachment_id: str) -> Answer:
    """A document of a question, a draft's too; shown in the browser only where it can do no harm there."""
    with visit.reading() as session:
        kept = session.get_one(Attachment, attachment_id)
    harmless = kept.media_type in {"application/pdf", "image/png", "image/jpeg"}
    return visit.kept_file(
        kept.sha256, kept.media_type if harmless else "application/octet-stream", kept.name, inline=harmless
    )


@action("/assembly/{assembly_id:str}/papers/{attachment_id:str}/remove", ACT)
def remove_paper_form(visit: Visit, assembly_id: str, attachment_id: str) -> Answer:
    """Take a document away from a question of a draft."""
    return visit.attempt(lambda: _detach(visit, attachment_id), lambda: _show_agenda(visit))


@action("/assembly/{assembly_id:str}/agenda/confirm-all", LOOK)
def confirm_all_form(visit: Visit, assembly_id: str) -> Answer:
    """The second person's word for everything that waits for it, in one sitting; reading the law too. May be repeated."""
    return visit.attempt(lambda: _confirm_all(visit), lambda: _show_agenda(visit))


@action("/assembly/{assembly_id:str}/agenda/read-all", LOOK)
def read_all_form(visit: Visit, assembly_id: str) -> Answer:
    """Somebody has read the text of the law of every question that waits for it. May be repeated."""
    return visit.attempt(lambda: _read_all(visit), lambda: _show_agenda(visit))


def _show_agenda(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        items = items_of(session, assembly=assembly, account=visit.account(session), language=visit.language)
        return visit.page(
            "organiser/agenda.html", **assembly_frame(visit, session, "agenda"), items=items,
            people=second_people(session, assembly=assembly),
        )  # fmt: skip


def _item(visit: Visit, session: Session, item_id: str) -> AgendaItem:
    item = session.get(AgendaItem, item_id)
    if item is None or item.assembly_id != visit.place.assembly_id:
        raise NotFound
    return item


def _item_of_query(visit: Visit, session: Session) -> str:
    item_id = visit.query("item")
    return _item(visit, session, item_id).id if item_id else ""


def _show_question(visit: Visit, item_id: str | None, decision: str) -> Answer:
    with visit.reading() as session:
        assembly = visit.assembly(session)
        item = _item(visit, session, item_id) if item_id else None
        decision = decision or (item.decision if item else "")
        on = legal_day(assembly.building, assembly.opens_at)
        kind = kind_of(decision, on, language=visit.language) if decision else None
        catalogue = kinds_of(assembly.pack, on, query="", language=visit.language)
        kinds = [(one.decision, one.subject) for one in catalogue if one.known]
        earlier = [(str(one.number), f"{one.number}. {one.title}") for one in assembly.items if _before(one, item)]
        return visit.page(
            "organiser/question.html", **assembly_frame(visit, session, "agenda"), item=item, kind=kind,
            kinds=kinds, earlier=earlier, entrances=entrances_of(session, assembly.snapshot_id),
            papers=list(item.attachments) if item else [], meaning=item.meaning if item else {},
            number=item.number if item else len(assembly.items) + 1,
        )  # fmt: skip


def _before(one: AgendaItem, item: AgendaItem | None) -> bool:
    return item is None or one.number < item.number


def _save(visit: Visit, item_id: str | None) -> Answer:
    draft = _read_draft(visit.form)
    with visit.writing() as session:
        item = _item(visit, session, item_id) if item_id else None
        saved = change_question(
            session, now=visit.now, assembly=visit.assembly(session), item=item, draft=draft, by=visit.account(session)
        )
        go_on = visit.form.get("then") == "papers"
        path = f"/assembly/{visit.place.assembly_id}/agenda"
        return visit.go(f"{path}/{saved.id}#papers" if go_on else f"{path}#item-{saved.number}")


def _read_draft(form: Form) -> ItemDraft:
    title = form.text("title", Text("заголовок вопроса"), at_most=500)
    text = form.text("text", Text("пояснение"), at_most=8000, required=False)
    proposal = form.text("proposal", Text("что предложено решить"), at_most=8000, required=False)
    decision = form.text("decision", Text("вид решения"), at_most=40, required=False)
    meaning = {name: _money(form, name) for name in MONEY if form.get(name)}
    if form.get("note"):
        meaning["note"] = form.text("note", Text("что это значит"), at_most=300)
    depends_on = (
        form.whole("depends_on", Text("от какого вопроса зависит"), low=1, high=999) if form.get("depends_on") else None
    )
    form.check()
    return ItemDraft(
        title=title, text=text, decision=decision, meaning=meaning, speaker=form.get("speaker")[:300] or None,
        proposal=proposal, depends_on=depends_on, entrance=form.get("entrance")[:30] or None,
    )  # fmt: skip


def _money(form: Form, name: str) -> str:
    """Roubles per m² as exact decimal text with a point; a sign stays."""
    typed = form.get(name).replace("\u00a0", "").replace(" ", "").replace("₽", "")
    sign = "+" if typed.startswith("+") else ""
    try:
        parse_decimal(typed.lstrip("+"))
    except ValueError:
        form.wrong(name, Text("Нужна сумма в рублях."), Text("Например: 2,98."))
        return ""
    return sign + typed.lstrip("+").replace(",", ".")


def _move(visit: Visit, item_id: str) -> Answer:
    to = visit.form.whole("to", Text("новое место"), low=1, high=999)
    visit.form.check()
    with visit.writing() as session:
        move_question(session, now=visit.now, item=_item(visit, session, item_id), to=to, by=visit.account(session))
    return visit.go(f"/assembly/{visit.place.assembly_id}/agenda#item-{to}")


def _remove(visit: Visit, item_id: str) -> Answer:
    with visit.writing() as session:
        remove_question(session, now=visit.now, item=_item(visit, session, item_id), by=visit.account(session))
    return visit.go(f"/assembly/{visit.place.assembly_id}/agenda")


def _confirm(visit: Visit, item_id: str) -> Answer:
    with visit.writing() as session:
        item, by = _item(visit, session, item_id), visit.account(session)
        confirm_category(session, now=visit.now, item=item, by=by, seen=visit.form.get(f"shown_{item.id}"))
        if visit.form.ticked("read"):
            read_law(session, now=visit.now, item=item, by=by)
        return visit.go(f"/assembly/{visit.place.assembly_id}/agenda#item-{item.number}")


def _confirm_all(visit: Visit) -> Answer:
    read = visit.form.ticked("read")
    with visit.writing() as session:
        assembly, by = visit.assembly(session), visit.account(session)
        for one in items_of(session, assembly=assembly, account=by, language=visit.language):
            item = _item(visit, session, one.item_id)
            if one.may_confirm:
                confirm_category(session, now=visit.now, item=item, by=by, seen=visit.form.get(f"shown_{item.id}"))
            if one.may_read and read:
                read_law(session, now=visit.now, item=item, by=by)
    return visit.go(f"/assembly/{visit.place.assembly_id}/agenda")


def _read_all(visit: Visit) -> Answer:
    if not visit.form.ticked("read"):
        raise Fixable.one(
            Text("Не отмечено, что статьи прочитаны."), Text("Прочитайте их текст и поставьте отметку."), field="read"
        )
    with visit.writing() as session:
        assembly, by = visit.assembly(session), visit.account(session)
        for one in items_of(session, assembly=assembly, account=by, language=visit.language):
            if one.may_read:
                read_law(session, now=visit.now, item=_item(visit, session, one.item_id), by=by)
    return visit.go(f"/assembly/{visit.place.assembly_id}/agenda")


def _detach(visit: Visit, attachment_id: str) -> Answer:
    with visit.writing() as session:
        attachment = session.get_one(Attachment, attachment_id)
        item_id = attachment.item_id
        detach_document(session, attachment=attachment)
    return visit.go(f"/assembly/{visit.place.assembly_id}/agenda/{item_id}#papers")


def _attach(visit: Visit, item_id: str) -> Answer:
    files = visit.form.files("file")
    if not files:
        visit.form.wrong("file", Text("Не выбран файл."), Text("Выберите документ: PDF, JPEG, PNG, DOCX или XLSX."))
    visit.form.check()
    given = [(file.name, file.content.read(), file.media_type) for file in files]
    with visit.writing() as session:
        item, by = _item(visit, session, item_id), visit.account(session)
        for name, content, media_type in given:
            attach_document(
                session, now=visit.now, files=visit.application.files, item=item, name=name, content=content,
                media_type=media_type, by=by,
            )  # fmt: skip
    return visit.go(f"/assembly/{visit.place.assembly_id}/agenda/{item_id}#papers")


HANDLERS = [
    agenda_page,
    kinds_page,
    new_question_page,
    new_question_form,
    question_page,
    question_form,
    move_form,
    remove_form,
    confirm_form,
    confirm_all_form,
    read_all_form,
    paper_form,
    paper_file,
    remove_paper_form,
]
