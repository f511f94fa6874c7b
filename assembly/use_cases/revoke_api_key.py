"""A key of another system is taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.errors import NotFound
from assembly.model import Account, ApiKey


def revoke_api_key(session: Session, *, now: datetime, key_id: str, by: Account) -> ApiKey:
    """From now on the key opens nothing. Raises NotFound for a key of somebody else. May be repeated."""
    key = session.get(ApiKey, key_id)
    if key is None or key.account_id != by.id:
        raise NotFound
    key.revoked_at = key.revoked_at or now
    return key
