"""Signing in and out."""

from __future__ import annotations

from sqlalchemy.orm import Session

from assembly.model import Account
from assembly.text import Text
from assembly.use_cases.passwords import prove_password
from assembly.use_cases.sign_in import sign_in
from assembly.web.access import PUBLIC, SIGNED_IN
from assembly.web.common.language import local_path
from assembly.web.routes import action, page
from assembly.web.sessions import LANGUAGE_COOKIE, close_session, language_cookie, open_session, session_cookie
from assembly.web.visit import Answer, Visit


@page("/sign-in", PUBLIC)
def sign_in_page(visit: Visit) -> Answer:
    """Login and password."""
    return visit.page("sign_in.html", next=local_path(visit.query("next", "/my")))


@action("/sign-in", PUBLIC)
def sign_in_form(visit: Visit) -> Answer:
    """Check the password outside the transaction, count the try inside it, and open a session with a new secret."""
    login, password = visit.form.get("login"), visit.form.secret("password")
    target = local_path(visit.form.get("next", "/my"))
    with visit.reading() as session:
        proof = prove_password(session, login=login, password=password)
    with visit.writing() as session:
        outcome = sign_in(session, now=visit.now, login=login, password=password, proof=proof)
        secret = start_session(visit, session, outcome.account) if outcome.account else None
    if outcome.account is None or secret is None:
        sentence = outcome.refusal or Text("Логин или пароль не подходят.")
        return visit.refuse(sentence, lambda: visit.page("sign_in.html", next=target), status=403)
    return signed_in(visit, secret, outcome.account, target)


@action("/sign-out", SIGNED_IN)
def sign_out(visit: Visit) -> Answer:
    """End this browser's session; may be repeated."""
    with visit.writing() as session:
        close_session(session, keys=visit.application.keys, secret=visit.secret or "")
    answer = visit.go("/")
    answer.set_cookie(session_cookie(visit.application.settings, None))
    return answer


def start_session(visit: Visit, session: Session, account: Account) -> str:
    """Open a session for the account; what the browser came with ends. A language chosen in this browser stays."""
    if visit.secret:
        close_session(session, keys=visit.application.keys, secret=visit.secret)
    language = visit.language if LANGUAGE_COOKIE in visit.request.cookies else account.language
    return open_session(session, keys=visit.application.keys, account=account, language=language, now=visit.now)


def signed_in(visit: Visit, secret: str, account: Account, target: str) -> Answer:
    """On to the target with the new cookie."""
    answer = visit.go(target)
    answer.set_cookie(session_cookie(visit.application.settings, secret))
    if LANGUAGE_COOKIE not in visit.request.cookies:
        answer.set_cookie(language_cookie(visit.application.settings, account.language))
    return answer
