"""Signed-in browsers: a random secret in a cookie, its digest in the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar.datastructures import Cookie
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assembly.model import Account, WebSession
from assembly.settings import Settings

LASTS = timedelta(hours=12)
LANGUAGE_COOKIE = "veche-language"
MOST_OF_ONE_ACCOUNT = 20


def is_secure(settings: Settings) -> bool:
    """Whether pages are reached over TLS."""
    return settings.base_url.startswith("https://")


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host alone; browsers take it over TLS only."""
    return "__Host-veche" if is_secure(settings) else "veche"


def session_cookie(settings: Settings, secret: str | None) -> Cookie:
    """The cookie that carries the secret; None takes it away. It ends with the browser, or after 12 hours."""
    return Cookie(
        key=cookie_name(settings), value=secret or "", path="/", httponly=True, samesite="lax",
        secure=is_secure(settings), max_age=int(LASTS.total_seconds()) if secret else 0,
    )  # fmt: skip


def language_cookie(settings: Settings, language: str) -> Cookie:
    """The chosen language, kept for a year."""
    return Cookie(
        key=LANGUAGE_COOKIE, value=language, path="/", httponly=True, samesite="lax",
        secure=is_secure(settings), max_age=365 * 24 * 3600,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The session and account behind a cookie."""

    session_id: str
    account: Account
    language: str


def new_secret() -> str:
    """A secret for a cookie: 256 random bits."""
    return secrets.token_urlsafe(32)


def csrf_of(keys: Any, secret: str) -> str:
    """What every form of this browser carries; nobody else can compute it."""
    return str(keys.digest(f"form {secret}"))


def find_session(session: Session, *, keys: Any, secret: str, now: datetime) -> SignedIn | None:
    """Who is signed in with this secret; None where nobody is, or no longer."""
    row = session.execute(
        select(WebSession, Account)
        .join(Account, Account.id == WebSession.account_id)
        .where(WebSession.digest == _digest(keys, secret), WebSession.expires_at > now)
    ).first()
    return SignedIn(row[0].id, row[1], row[0].language) if row else None


def open_session(session: Session, *, keys: Any, account: Account, language: str, now: datetime) -> str:
    """Sign an account in and return the new secret of its cookie (never the one the browser came with)."""
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    older = session.scalars(
        select(WebSession.id).where(WebSession.account_id == account.id).order_by(WebSession.created_at.desc())
    ).all()
    session.execute(delete(WebSession).where(WebSession.id.in_(older[MOST_OF_ONE_ACCOUNT - 1 :])))
    secret = new_secret()
    session.add(
        WebSession(
            digest=_digest(keys, secret), account_id=account.id, csrf=csrf_of(keys, secret), language=language,
            created_at=now, expires_at=now + LASTS,
        )
    )  # fmt: skip
    return secret


def close_session(session: Session, *, keys: Any, secret: str) -> None:
    """Sign this browser out."""
    session.execute(delete(WebSession).where(WebSession.digest == _digest(keys, secret)))


def close_other_sessions(session: Session, *, account_id: str, but: str) -> None:
    """Sign out every other browser of the account, after what it signs in with has changed."""
    session.execute(delete(WebSession).where(WebSession.account_id == account_id, WebSession.id != but))


def prolong_all(session: Session, *, now: datetime, by: timedelta) -> None:
    """Keep people signed in while the clock of a training system jumps."""
    for row in session.scalars(select(WebSession).where(WebSession.expires_at > now)):
        row.expires_at = row.expires_at + by


def _digest(keys: Any, secret: str) -> str:
    return str(keys.digest(f"session {secret}"))
