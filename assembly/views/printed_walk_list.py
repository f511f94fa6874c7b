"""Обходной лист as it is printed, from the view of the same name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from assembly.documents.walk_list import WalkGroup, WalkListFacts, WalkRow
from assembly.model import Assembly
from assembly.views.walk_list import WalkEntrance, walk_list
from assembly.wording import Tongue, format_moment


def printed_walk_list(session: Session, *, assembly: Assembly, now: datetime, language: str = "ru") -> WalkListFacts:
    """The finished values of the list as it stands now; nothing in it differs with how anybody answered."""
    say = Tongue(language)
    seen = walk_list(session, assembly=assembly, language=say.language, now=now)
    zone = assembly.building.timezone
    return WalkListFacts(
        language=say.language, training=assembly.training, address=assembly.building.address, title=assembly.title,
        made_at=format_moment(now, zone, say.language), taken=seen.so_far.taken, percent=seen.so_far.percent,
        missing=seen.so_far.missing, closes=format_moment(assembly.written_until or assembly.closes_at, zone, say.language),
        acceptance_address=assembly.acceptance_address,
        groups=tuple(_group(entrance, say) for entrance in seen.entrances if entrance.lines),
    )  # fmt: skip


def _group(entrance: WalkEntrance, say: Tongue) -> WalkGroup:
    name = say(f"Подъезд {entrance.entrance}", f"Entrance {entrance.entrance}") if entrance.entrance else ""
    silent = say(
        f"не ответили {entrance.silent} из {entrance.owners}, {entrance.missing}",
        f"{entrance.silent} of {entrance.owners} have not answered, {entrance.missing}",
    )
    rows = tuple(WalkRow(one.units, one.owner, one.votes, one.telephone, one.note) for one in entrance.lines)
    return WalkGroup(" — ".join(part for part in (name, silent) if part), rows)
