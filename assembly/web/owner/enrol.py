"""Enrolling: the code of the notice, a login and a password, then where one-time codes come from."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.model import Account, Assembly, Notice
from assembly.text import Text
from assembly.use_cases.enrol_owner import enrol_owner
from assembly.use_cases.enrolment_code import enrolment_digest
from assembly.web.access import PUBLIC
from assembly.web.common.sign_in import signed_in, start_session
from assembly.web.forms import Form
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit


@page("/enrol", PUBLIC)
def enrol_page(visit: Visit) -> Answer:
    """First the code; with a code that is good, the login and password."""
    visit.form = Form({"code": [visit.query("code")]})
    if not visit.form.get("code"):
        return visit.page("owner/enrol_code.html")
    return _show(visit)


@action("/enrol", PUBLIC)
def enrol_form(visit: Visit) -> Answer:
    """Make the account (or add the flat to the one that is signed in), sign in, and go on to the second factor."""
    return visit.attempt(lambda: _enrol(visit), lambda: _show(visit))


def _enrol(visit: Visit) -> Answer:
    form = visit.form
    code = form.text("code", Text("код из сообщения"), at_most=40)
    email, password = form.email("email", Text("электронная почта")), form.secret("password")
    login = ""
    if visit.person is None:
        login = form.text("login", Text("логин"), at_most=100, at_least=3)
        if password != form.secret("again"):
            form.wrong("again", Text("Пароли не совпадают."), Text("Введите пароль ещё раз в оба поля."))
    form.check()
    with visit.writing() as session:
        account = visit.account(session) if visit.person is not None else None
        enrolment = enrol_owner(
            session, now=visit.now, keys=visit.application.keys, code=code, login=login, password=password,
            email=email, language=visit.language, account=account,
        )  # fmt: skip
        made = session.get_one(Account, enrolment.account_id)
        secret = start_session(visit, session, made) if account is None else ""
    if account is not None:
        return visit.go("/my")
    return signed_in(visit, secret, made, "/account/code?next=/my")


def _show(visit: Visit) -> Answer:
    with visit.reading() as session:
        assembly = _assembly_of(visit, session)
        if assembly is None:
            if not visit.problems and visit.refusal is None:
                unknown = Fixable.one(
                    Text("Такого кода нет."),
                    Text("Проверьте буквы: код напечатан в сообщении о собрании."),
                    field="code",
                )
                visit.problems, visit.status = unknown.problems, 422
            return visit.page("owner/enrol_code.html")
        return visit.page(
            "owner/enrol.html", house=assembly.building.address, assembly_title=assembly.title,
            wait_days=assembly.enrolment_wait_days, phone=assembly.telephone,
        )  # fmt: skip


def _assembly_of(visit: Visit, session: Session) -> Assembly | None:
    digest = enrolment_digest(visit.application.keys, visit.form.get("code"))
    return session.scalar(
        select(Assembly).join(Notice, Notice.assembly_id == Assembly.id).where(Notice.enrolment_digest == digest)
    )
