"""A recorded decision starts or stops to count: visible either way, with the reason, and its owner is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly import events
from assembly.model import Assembly, CastVote
from assembly.text import Text
from assembly.use_cases.tell import tell_owner
from assembly.wording import NOT_COUNTED
from ballots.code import group_code

SILENT = frozenset({"replaced", "online_not_counted"})
"""Reasons that are told by the one who set them, where the vote is cast."""


def count_or_not(session: Session, *, now: datetime, assembly: Assembly, cast: CastVote, reason: str | None) -> bool:
    """Let the record count (reason None), or not for a reason of `wording.NOT_COUNTED`; whether anything changed."""
    counts = reason is None
    if cast.counts == counts and cast.not_counted_reason == reason:
        return False
    cast.counts, cast.not_counted_reason = counts, reason
    kind = "ballot:restored" if counts else "ballot:set_aside"
    facts = {} if counts else {"reason": reason}
    entry = events.record(session, assembly, kind, now, ballot=cast.ballot.code, cast=cast.id, **facts)
    owner = cast.ballot.owner
    if owner is None or reason in SILENT:
        return True
    key = f"counts:{cast.id}:{entry.index}"
    if reason is None:
        tell_owner(
            session, now=now, owner=owner, assembly=assembly, key=key,
            subject=Text("Ваше решение снова засчитано"),
            body=Text(
                "Решение № {code}, записанное от вашего имени, снова засчитано.", code=group_code(cast.ballot.code)
            ),
        )  # fmt: skip
    else:
        tell_owner(
            session, now=now, owner=owner, assembly=assembly, key=key,
            subject=Text("Решение, записанное от вашего имени, не засчитано"),
            body=Text(
                "Решение № {code}, записанное от вашего имени, не засчитано: {why}. Подробности — на странице "
                "«Записано от вашего имени». Если вы не согласны, подайте возражение.",
                code=group_code(cast.ballot.code), why=Text.of(NOT_COUNTED.get(reason, {"ru": reason, "en": reason})),
            ),
        )  # fmt: skip
    return True
