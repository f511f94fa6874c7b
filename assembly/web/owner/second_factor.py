"""Where one-time codes come from: an app on the phone, or a printed list."""

from __future__ import annotations

import io
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from markupsafe import Markup
from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Account
from assembly.text import Text
from assembly.use_cases.check_one_time_code import check_one_time_code
from assembly.use_cases.choose_second_factor import (
    AppSecret,
    confirm_app_factor_check,
    print_code_list,
    start_app_factor,
)
from assembly.web.access import SIGNED_IN
from assembly.web.common.language import local_path
from assembly.web.routes import action, page
from assembly.web.sessions import close_other_sessions
from assembly.web.visit import Answer, Visit
from assembly.web.wording import moment

TIMEZONE = "Europe/Moscow"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the choice led to: a secret for the app, or codes; or the sentence why not."""

    app: AppSecret | None = None
    codes: tuple[str, ...] = ()
    refusal: Text | None = None


@page("/account", SIGNED_IN)
def account_page(visit: Visit) -> Answer:
    """Who is signed in, and with what."""
    with visit.reading() as session:
        return visit.page("owner/account.html", account=visit.account(session))


@page("/account/code", SIGNED_IN)
def choose_page(visit: Visit) -> Answer:
    """The choice between an app and a printed list."""
    return _show_choice(visit, local_path(visit.query("next", "/my")))


@action("/account/code", SIGNED_IN)
def choose_form(visit: Visit) -> Answer:
    """Begin with the chosen one; who has one already proves it by a code of it."""
    target = local_path(visit.form.get("next", "/my"))
    return visit.attempt(lambda: _choose(visit, target), lambda: _show_choice(visit, target))


@action("/account/code/app", SIGNED_IN)
def confirm_app_form(visit: Visit) -> Answer:
    """The first code of the app makes it the source of codes."""
    uri, target = visit.form.get("uri"), local_path(visit.form.get("next", "/my"))
    with visit.writing() as session:
        check = confirm_app_factor_check(
            session, now=visit.now, keys=visit.application.keys, account=visit.account(session),
            code=visit.form.get("code"),
        )  # fmt: skip
        if check.ok:
            _sign_out_elsewhere(visit, session)
    if not check.ok:
        return visit.refuse(
            check.refusal or Text("Код не подходит."), lambda: _show_app(visit, uri, target), status=422
        )
    return visit.go(target)


@action("/account/code/list.pdf", SIGNED_IN)
def code_list_pdf(visit: Visit) -> Answer:
    """The codes that the page shows, as a sheet to print; they are kept nowhere, so the page sends them."""
    from assembly.documents.code_list import CodeListFacts, make_code_list

    codes = tuple(code for code in visit.form.all("code")[:20] if code.replace(" ", "").isdigit() and len(code) <= 9)
    if not codes:
        raise NotFound  # a form that did not come from the page of the codes
    settings = visit.application.settings
    with visit.reading() as session:
        account = visit.account(session)
        facts = CodeListFacts(
            language=visit.language, training=settings.training, name=account.display_name, login=account.login,
            codes=codes, made=moment(visit.now, TIMEZONE, visit.language, now=visit.now), address=settings.base_url,
            telephone=settings.telephone,
        )  # fmt: skip
    return visit.content(make_code_list(facts), "application/pdf", "veche-codes.pdf")


def _choose(visit: Visit, target: str) -> Answer:
    which = visit.form.choice("which", Text("откуда брать код"), ("app", "list"))
    visit.form.check()
    with visit.writing() as session:
        chosen = _begin(visit, session, visit.account(session), which)
    if chosen.refusal is not None:
        return visit.refuse(chosen.refusal, lambda: _show_choice(visit, target), status=422)
    if chosen.app is not None:
        return _show_app(visit, chosen.app.uri, target)
    codes = [f"{code[:4]} {code[4:]}" for code in chosen.codes]
    return visit.page("owner/code_list.html", codes=codes, next=target)


def _begin(visit: Visit, session: Session, account: Account, which: str) -> Chosen:
    keys, proof = visit.application.keys, None
    if account.second_factor is not None:
        proof = check_one_time_code(session, now=visit.now, keys=keys, account=account, code=visit.form.get("code"))
        if not proof.ok:
            return Chosen(refusal=proof.refusal)
    if which == "app":
        return Chosen(app=start_app_factor(session, now=visit.now, keys=keys, account=account, proof=proof))
    codes = print_code_list(session, now=visit.now, keys=keys, account=account, proof=proof)
    _sign_out_elsewhere(visit, session)
    return Chosen(codes=tuple(codes))


def _sign_out_elsewhere(visit: Visit, session: Session) -> None:
    person = visit.person
    if person is not None and person.session_id is not None:
        close_other_sessions(session, account_id=person.account_id, but=person.session_id)


def _show_choice(visit: Visit, target: str) -> Answer:
    with visit.reading() as session:
        factor = visit.account(session).second_factor
    return visit.page("owner/choose_code.html", next=target, factor=factor)


def _show_app(visit: Visit, uri: str, target: str) -> Answer:
    secret = parse_qs(urlsplit(uri).query).get("secret", [""])[0]
    shown = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return visit.page("owner/app_code.html", uri=uri, qr=_qr(uri), secret=shown, next=target)


def _qr(text: str) -> Markup:
    """The text as a QR code in SVG, without style attributes (the policy of the pages forbids them)."""
    import segno

    out = io.BytesIO()
    segno.make(text[:500], error="m").save(
        out, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, nl=False
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made by the library of squares alone
