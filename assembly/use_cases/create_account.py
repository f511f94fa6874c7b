"""Somebody gets an account to sign in with."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem
from assembly.model import Account
from assembly.text import LANGUAGES, Text
from assembly.use_cases.passwords import hash_password, normalise_login, password_problems


def create_account(
    session: Session,
    *,
    now: datetime,
    login: str,
    display_name: str,
    password: str,
    email: str | None = None,
    language: str = "ru",
    is_installer: bool = False,
) -> Account:
    """Make an account; the login is kept in small letters.

    Raises Fixable where the login is taken or malformed, or the password is too weak, listing all of it.
    Not to be repeated: the second time the login is taken.
    """
    login = normalise_login(login)
    problems = [*_login_problems(session, login), *password_problems(password, login)]
    if problems:
        raise Fixable(problems)
    account = Account(
        login=login,
        display_name=display_name.strip()[:300] or login,
        email=(email or "").strip() or None,
        password_hash=hash_password(password),
        language=language if language in LANGUAGES else "ru",
        is_installer=is_installer,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def _login_problems(session: Session, login: str) -> list[Problem]:
    if not 3 <= len(login) <= 200 or any(letter.isspace() for letter in login):
        return [
            Problem(
                Text("Такой логин не подходит."),
                Text("Введите от 3 до 200 знаков без пробелов, например адрес электронной почты."),
                field="login",
            )
        ]
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        return [Problem(Text("Такой логин уже занят."), Text("Выберите другой логин."), field="login")]
    return []
