"""The second person's sitting, as every house of the tests needs it before its notices go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from assembly.model import Account, AgendaItem
from assembly.use_cases.confirm_category import confirm_category
from assembly.use_cases.read_law import read_law


def stand_for(session: Session, items: Iterable[AgendaItem], *, first: Account, second: Account, now: datetime) -> None:
    """The second person confirms every kind; both say that they have read the text of the law."""
    for item in items:
        confirm_category(session, now=now, item=item, by=second)
        for reader in (first, second):
            read_law(session, now=now, item=item, by=reader)
