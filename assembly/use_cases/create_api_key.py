"""A key with which another system acts for an account."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from assembly.model import Account, ApiKey

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys

PREFIX = "veche_"


def create_api_key(session: Session, *, now: datetime, keys: Keys, account: Account, label: str) -> tuple[ApiKey, str]:
    """Make a key; returns its row and its text, which is shown this once: only the digest is kept.

    Not to be repeated: every call makes another key.
    """
    text = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey(account_id=account.id, label=label.strip()[:200], digest=api_key_digest(keys, text), created_at=now)
    session.add(key)
    session.flush()
    return key, text


def api_key_digest(keys: Keys, text: str) -> str:
    """What is kept of a key, and what a given one is looked up by."""
    return keys.digest(f"api key\0{text}")
