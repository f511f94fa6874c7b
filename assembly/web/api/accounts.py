"""Keys, accounts, roles and second factors."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from assembly.errors import NotFound, Refused
from assembly.model import Account, Role
from assembly.text import Text
from assembly.use_cases.check_one_time_code import check_one_time_code
from assembly.use_cases.choose_second_factor import confirm_app_factor_check, print_code_list, start_app_factor
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_api_key import create_api_key
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.passwords import prove_password
from assembly.use_cases.sign_in import sign_in
from assembly.web.access import INSTALLER, PUBLIC, SIGNED_IN
from assembly.web.api.calls import ORGANISER, aware, call
from assembly.web.common.clock import training_clock
from assembly.web.visit import Visit


class Credentials(Struct):
    login: str
    password: str
    label: str = "API"


class NewAccount(Struct):
    login: str
    display_name: str
    password: str
    email: str | None = None


class Grant(Struct):
    login: str
    role: Role


class Code(Struct):
    code: str = ""


class To(Struct):
    to: datetime


@call("/tokens", PUBLIC)
def sign_in_for_a_key(visit: Visit, data: Credentials) -> dict[str, Any]:
    """A key for other systems, in exchange for login and password. Every call makes a new key."""
    with visit.reading() as session:
        proof = prove_password(session, login=data.login, password=data.password)
    key = ""
    with visit.writing() as session:
        outcome = sign_in(session, now=visit.now, login=data.login, password=data.password, proof=proof)
        if outcome.account is not None:
            keys = visit.application.keys
            key = create_api_key(session, now=visit.now, keys=keys, account=outcome.account, label=data.label[:200])[1]
    if outcome.account is None:
        raise Refused(outcome.refusal or Text("Логин или пароль не подходят."), code="sign_in", forbidden=True)
    return {"token": key}


@call("/accounts", INSTALLER)
def add_account(visit: Visit, data: NewAccount) -> dict[str, Any]:
    """An account for a member of staff."""
    with visit.writing() as session:
        account = create_account(
            session,
            now=visit.now,
            login=data.login,
            display_name=data.display_name,
            password=data.password,
            email=data.email,
        )
        return {"id": account.id}


@call("/buildings/{building_id:str}/roles", INSTALLER)
def add_role(visit: Visit, data: Grant) -> dict[str, Any]:
    """Give an account a role in a building. May be repeated."""
    with visit.writing() as session:
        account = session.scalar(select(Account).where(Account.login == data.login.strip().casefold()))
        if account is None:
            raise NotFound
        grant_role(
            session,
            now=visit.now,
            account=account,
            building=visit.building(session),
            role=data.role,
            by=visit.account(session),
        )
        return {"login": account.login, "role": str(data.role)}


@call("/me/factor/app", SIGNED_IN)
def begin_app(visit: Visit, data: Code) -> dict[str, Any]:
    """A secret for an app of one-time codes; a code of the present factor is needed where there is one."""
    with visit.writing() as session:
        account = visit.account(session)
        proof = None
        if account.second_factor is not None:
            proof = check_one_time_code(
                session, now=visit.now, keys=visit.application.keys, account=account, code=data.code
            )
            if not proof.ok:
                return _no(proof.refusal)
        secret = start_app_factor(session, now=visit.now, keys=visit.application.keys, account=account, proof=proof)
        return {"secret": secret.secret, "uri": secret.uri}


@call("/me/factor/app/confirm", SIGNED_IN)
def finish_app(visit: Visit, data: Code) -> dict[str, Any]:
    """The first code of the app proves that it has the secret."""
    with visit.writing() as session:
        keys, account = visit.application.keys, visit.account(session)
        check = confirm_app_factor_check(session, now=visit.now, keys=keys, account=account, code=data.code)
    return {"ok": True} if check.ok else _no(check.refusal)


@call("/me/factor/list", SIGNED_IN)
def make_list(visit: Visit, data: Code) -> dict[str, Any]:
    """A fresh list of twenty one-time codes; the list before is worth nothing from now on."""
    with visit.writing() as session:
        account = visit.account(session)
        proof = None
        if account.second_factor is not None:
            proof = check_one_time_code(
                session, now=visit.now, keys=visit.application.keys, account=account, code=data.code
            )
            if not proof.ok:
                return _no(proof.refusal)
        return {
            "codes": print_code_list(session, now=visit.now, keys=visit.application.keys, account=account, proof=proof)
        }


@call("/training/clock", ORGANISER)
def move_clock(visit: Visit, data: To) -> dict[str, Any]:
    """Move the clock of a training system forward; 404 where the votes are real."""
    moment = aware(data.to, "to")
    assert moment is not None  # noqa: S101 - the field is required
    return {"now": training_clock(visit).move_to(moment).isoformat()}


def _no(refusal: Text | None) -> dict[str, Any]:
    """The wrong try is committed, so the answer is a value and no exception."""
    return {"ok": False, "says": (refusal or Text("Код не подходит.")).both()}


HANDLERS = [sign_in_for_a_key, add_account, add_role, begin_app, finish_app, make_list, move_clock]
