"""Whose premises these are: owners found by the number on the door, for a sheet that does not say it itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from assembly.model import Assembly
from assembly.use_cases.stakes import holdings_of
from assembly.wording import format_m2, format_share, unit_name


@dataclass(frozen=True, slots=True)
class OwnerOfFlat:
    """One owner who holds something of the premises."""

    owner_id: str
    name: str
    unit: str
    share: str
    votes: str


def owners_of_flat(
    session: Session, *, assembly: Assembly, number: str, language: str = "ru"
) -> tuple[OwnerOfFlat, ...]:
    """The owners of the premises with this number (any case, with or without «кв.») in the frozen register."""
    wanted = _bare(number)
    if not wanted:
        return ()
    return tuple(
        OwnerOfFlat(
            held.owner.id, held.owner.name, unit_name(str(held.unit.kind), held.unit.number, language),
            format_share(held.share), format_m2(held.votes, language),
        )
        for held in holdings_of(session, assembly.snapshot_id)
        if held.owner is not None
        and wanted in {_bare(held.unit.number), _bare(unit_name(str(held.unit.kind), held.unit.number))}
    )  # fmt: skip


def _bare(name: str) -> str:
    return "".join(name.casefold().split())
