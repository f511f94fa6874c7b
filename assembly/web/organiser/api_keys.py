"""Keys with which another system acts for an account."""

from __future__ import annotations

from sqlalchemy import select

from assembly.model import ApiKey
from assembly.text import Text
from assembly.use_cases.create_api_key import create_api_key
from assembly.use_cases.revoke_api_key import revoke_api_key
from assembly.web.access import SIGNED_IN
from assembly.web.routes import action, page
from assembly.web.visit import Answer, Visit
from assembly.wording import format_moment

TIMEZONE = "Europe/Moscow"


@page("/account/keys", SIGNED_IN)
def keys_page(visit: Visit) -> Answer:
    """The keys of the account that is signed in."""
    return _show(visit)


@action("/account/keys", SIGNED_IN)
def new_key_form(visit: Visit) -> Answer:
    """Make a key and show it this once. Every call makes another."""
    return visit.attempt(lambda: _make(visit), lambda: _show(visit))


@action("/account/keys/{key_id:str}/revoke", SIGNED_IN)
def revoke_form(visit: Visit, key_id: str) -> Answer:
    """Take a key back. May be repeated."""
    with visit.writing() as session:
        revoke_api_key(session, now=visit.now, key_id=key_id, by=visit.account(session))
    return visit.go("/account/keys")


def _make(visit: Visit) -> Answer:
    label = visit.form.text("label", Text("для чего ключ"), at_most=200)
    visit.form.check()
    with visit.writing() as session:
        account = visit.account(session)
        _, text = create_api_key(session, now=visit.now, keys=visit.application.keys, account=account, label=label)
    return _show(visit, text)


def _show(visit: Visit, fresh: str = "") -> Answer:
    with visit.reading() as session:
        query = select(ApiKey).where(ApiKey.account_id == visit.account_id).order_by(ApiKey.created_at.desc())
        rows = [
            (row.id, row.label, format_moment(row.created_at, TIMEZONE, visit.language), row.revoked_at is not None)
            for row in session.scalars(query)
        ]
    return visit.page("organiser/api_keys.html", rows=rows, fresh=fresh)


HANDLERS = [keys_page, new_key_form, revoke_form]
