"""Somebody signs in with a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Account
from assembly.text import Text
from assembly.use_cases.passwords import PasswordProof, is_password, normalise_login

FAILURES_ALLOWED = 5
LOCKED_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignIn:
    """The account that signed in, or the sentence why not."""

    account: Account | None
    refusal: Text | None


def sign_in(
    session: Session, *, now: datetime, login: str, password: str, proof: PasswordProof | None = None
) -> SignIn:
    """Check login and password; five failures lock the account for 15 minutes, for the right password too.

    `proof` (from `prove_password`, computed in a reading session) spares the writing transaction the slow hash.
    Returns a value and never raises for a wrong password, so that the count of failures is committed.
    May be repeated: every wrong try counts.
    """
    query = select(Account).where(Account.login == normalise_login(login)).with_for_update(key_share=True)
    account = session.scalar(query.execution_options(populate_existing=True))
    kept = account.password_hash if account is not None else None
    if proof is None or proof.password_hash != kept:
        proof = PasswordProof(kept, is_password(kept, password))
    if account is None:
        return SignIn(None, _wrong())
    if account.locked_until is not None and now < account.locked_until:
        return SignIn(None, locked_sentence(account.locked_until - now))
    if proof.is_right:
        account.failed_attempts, account.locked_until = 0, None
        return SignIn(account, None)
    account.failed_attempts += 1
    if account.failed_attempts >= FAILURES_ALLOWED:
        account.failed_attempts, account.locked_until = 0, now + LOCKED_FOR
        return SignIn(None, locked_sentence(LOCKED_FOR))
    return SignIn(None, _wrong())


def locked_sentence(remaining: timedelta) -> Text:
    """Why nobody is let in now, with the minutes left, rounded up."""
    minutes = max(1, -(-int(remaining.total_seconds()) // 60))
    return Text("Слишком много неверных попыток. Попробуйте снова через {minutes} мин.", minutes=minutes)


def _wrong() -> Text:
    return Text("Логин или пароль не подходят.")
