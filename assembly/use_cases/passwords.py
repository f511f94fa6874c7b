"""Passwords: how good one must be, and how it is kept (argon2id, 19 MiB, two passes, one lane)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Problem, Refused
from assembly.model import Account
from assembly.text import Text

MIN_LENGTH = 10
MAX_LENGTH = 200
PATIENCE_SECONDS = 10

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Two at a time: sign-ins are the dearest thing the web does (about 25 ms and 19 MiB each) and may not starve the votes.
_POOL = threading.BoundedSemaphore(2)
# What is checked where there is no such account, so that an unknown login takes as long as a wrong password.
_NOBODY = _HASHER.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class PasswordProof:
    """What a password was checked against, outside the writing transaction, and whether it was right."""

    password_hash: str | None
    is_right: bool


def normalise_login(login: str) -> str:
    """The login as it is kept: without spaces around it, in small letters."""
    return login.strip().casefold()


def password_problems(password: str, login: str) -> list[Problem]:
    """What is wrong with a new password: at least 10 characters, and not the login."""
    if len(password) < MIN_LENGTH:
        problem = Text("Пароль слишком короткий: нужно не меньше {count} знаков.", count=MIN_LENGTH)
    elif len(password) > MAX_LENGTH:
        problem = Text("Пароль слишком длинный: не больше {count} знаков.", count=MAX_LENGTH)
    elif password.strip().casefold() == normalise_login(login):
        problem = Text("Пароль совпадает с логином.")
    else:
        return []
    return [Problem(problem, Text("Придумайте другой пароль, например три случайных слова."), field="password")]


def hash_password(password: str) -> str:
    """The argon2id hash of a password; at most two are computed at a time."""
    with _turn():
        return _HASHER.hash(password)


def is_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is right; None (no such account) takes the same time and is never right."""
    with _turn():
        try:
            _HASHER.verify(password_hash or _NOBODY, password[: MAX_LENGTH + 1])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def prove_password(session: Session, *, login: str, password: str) -> PasswordProof:
    """Check a password in a reading session, so that `sign_in` need not compute while it holds the writer.

    Says nothing to anyone by itself: `sign_in` judges the proof, counts the failures and locks. May be repeated.
    """
    kept = session.scalar(select(Account.password_hash).where(Account.login == normalise_login(login)))
    return PasswordProof(kept, is_password(kept, password))


@contextmanager
def _turn() -> Iterator[None]:
    if not _POOL.acquire(timeout=PATIENCE_SECONDS):
        raise Refused(Text("Сейчас входит слишком много людей. Попробуйте через минуту."), code="busy")
    try:
        yield
    finally:
        _POOL.release()
