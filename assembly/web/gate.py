"""The gate every request passes: who is it, where does the address lead, may they, and is the form their own."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any, cast

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.exceptions import ClientException
from litestar.handlers import BaseRouteHandler
from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import NotFound, Refused
from assembly.model import Account, ApiKey, BallotView, Role, RoleGrant
from assembly.text import LANGUAGES, Text
from assembly.use_cases.create_api_key import api_key_digest
from assembly.views.buildings import ROLE_NAMES
from assembly.web.access import Access, Gate
from assembly.web.answering import answers_for, is_owner_in
from assembly.web.application import Application
from assembly.web.forms import Form
from assembly.web.places import Place, find_place
from assembly.web.sessions import LANGUAGE_COOKIE, cookie_name, csrf_of, find_session
from assembly.web.visit import Person, Visit

AnyRequest = Request[Any, Any, Any]
NO_TEXT = b"\\u0000"
"""The character that PostgreSQL takes in no text, as JSON writes it."""
FORM_TYPES = {"multipart/form-data", "application/x-www-form-urlencoded"}


class SignInFirst(Exception):
    """The page is for somebody who is signed in."""


class WrongForm(Exception):
    """The form did not come from a page of ours that this browser opened."""


async def pass_gate(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """The guard of every route: leaves the visit for the handler, or raises."""
    access = handler.opt.get("access")
    if access is None:
        return  # the automatic answer to OPTIONS; check_every_route has seen all others
    request = cast("AnyRequest", connection)
    application: Application = request.app.state.application
    visit = await sync_to_thread(_admit, application, request, access, bool(handler.opt.get("api")))
    if request.method in {"GET", "HEAD"}:
        return
    if not handler.opt.get("api"):
        visit.form = await _read_form(request)
        _check_form_is_ours(visit)
    elif request.content_type[0] in FORM_TYPES:
        visit.form = await _read_form(request)  # files for a program that shows its key: no cookie, so nothing to forge
    elif NO_TEXT in await request.body():
        raise ClientException("no text holds the character U+0000")


def the_visit(request: AnyRequest) -> Visit:
    """The visit that the gate has left for the handler."""
    return cast("Visit", request.scope["state"]["visit"])


async def _read_form(request: AnyRequest) -> Form:
    try:
        fields = await request.form()
    except (UnicodeDecodeError, ValueError) as error:
        raise ClientException("the form cannot be read") from error
    return Form({name: fields.getall(name) for name in fields})


def _check_form_is_ours(visit: Visit) -> None:
    expected = csrf_of(visit.application.keys, visit.secret) if visit.secret else ""
    given = visit.form.get("form_key")
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise WrongForm


def language_of(request: AnyRequest) -> str:
    """The language of the cookie; Russian where none was chosen."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    return chosen if chosen in LANGUAGES else "ru"


def _admit(application: Application, request: AnyRequest, access: Access, is_api: bool) -> Visit:
    now = application.clock.now()
    visit = Visit(application=application, request=request, now=now, language=language_of(request), access=access)
    with application.database.reading() as session:
        if is_api:
            visit.person = _person_of_key(session, application, request)
        else:
            visit.secret = request.cookies.get(cookie_name(application.settings)) or None
            visit.person = _person_of_cookie(session, visit, now)
        if visit.person is None and access.gate is not Gate.PUBLIC:
            raise SignInFirst
        visit.place = find_place(session, request.path_params)
        if visit.person is not None:
            visit.roles = roles_of(session, visit.person.account_id, visit.place)
        request.scope["state"]["visit"] = visit  # a refusal, too, knows who is signed in and their language
        refused = access.gate is Gate.BALLOT and not _answers_for(session, visit)
    if refused:
        _note_the_try(visit)
        raise NotFound
    _check_rule(visit)
    return visit


def _person_of_cookie(session: Session, visit: Visit, now: datetime) -> Person | None:
    if not visit.secret:
        return None
    found = find_session(session, keys=visit.application.keys, secret=visit.secret, now=now)
    if found is None:
        return None
    if LANGUAGE_COOKIE not in visit.request.cookies:
        visit.language = found.language
    return _person(found.account, found.session_id)


def _person_of_key(session: Session, application: Application, request: AnyRequest) -> Person | None:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        return None
    account = session.scalar(
        select(Account)
        .join(ApiKey, ApiKey.account_id == Account.id)
        .where(ApiKey.digest == api_key_digest(application.keys, key.strip()), ApiKey.revoked_at.is_(None))
    )
    return _person(account, None) if account else None


def _person(account: Account, session_id: str | None) -> Person:
    return Person(
        account_id=account.id, name=account.display_name, language=account.language,
        second_factor=account.second_factor, is_installer=account.is_installer, session_id=session_id,
    )  # fmt: skip


def roles_of(session: Session, account_id: str, place: Place) -> frozenset[Role]:
    """What the account may do in the building of the place; in any building where the place names none."""
    grants = select(RoleGrant.role).where(RoleGrant.account_id == account_id)
    if place.building_id:
        grants = grants.where(RoleGrant.building_id == place.building_id)
    roles = {Role(role) for role in session.scalars(grants)}
    if is_owner_in(session, account_id=account_id, building_id=place.building_id):
        roles.add(Role.OWNER)
    return frozenset(roles)


def _answers_for(session: Session, visit: Visit) -> bool:
    ballot = visit.ballot(session)
    return answers_for(session, account=visit.account(session), ballot=ballot, now=visit.now)


def _note_the_try(visit: Visit) -> None:
    """Another owner's page looks as if it did not exist, and its owner sees who tried."""
    role = min(visit.roles, default=Role.OWNER)
    with visit.writing() as session:
        session.add(
            BallotView(
                ballot_id=visit.place.ballot_id, account_id=visit.account_id, role=str(role),
                what="refused", refused=True, at=visit.now,
            )
        )  # fmt: skip


def _check_rule(visit: Visit) -> None:
    access, person = visit.access, visit.person
    if access.gate is Gate.INSTALLER and not (person and person.is_installer):
        raise NotFound
    if access.gate is Gate.ROLES and not access.roles & visit.roles:
        if visit.place.building_id and not visit.roles:
            raise NotFound  # another house: as if it did not exist
        raise Refused(
            Text("Эта страница для тех, кому поручено: {roles}. Вам она не поручена.", roles=_words_of(access.roles)),
            code="not_your_role", forbidden=True,
        )  # fmt: skip


def _words_of(roles: frozenset[Role]) -> Text:
    words = [name for role, name in ROLE_NAMES.items() if role in roles]
    return Text.of({language: ", ".join(one.read(language) for one in words) for language in LANGUAGES})
