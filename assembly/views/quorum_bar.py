"""The bar of participation: how long its pieces are, in thousandths of the house, and where the quorum stands."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy.orm import Session

from assembly.model import Assembly
from assembly.use_cases.tally_assembly import law_day
from assembly.views.participation import house_area, parts_of
from legal_rules import assembly_policy


@dataclass(frozen=True, slots=True)
class QuorumBar:
    """Pieces as (thousandths, kind), kind "online" or "paper"; line: where the quorum is reached, None without one."""

    parts: tuple[tuple[int, str], ...]
    line: int | None


def quorum_bar(session: Session, *, assembly: Assembly) -> QuorumBar:
    """The bar as it stands now; rounded down, so that nothing looks reached before it is."""
    whole = house_area(session, assembly)
    if not whole:
        return QuorumBar((), None)
    parts = parts_of(session, assembly)
    sums = {
        channel: sum((part.votes for part in parts if part.channel == channel), Fraction(0))
        for channel in ("online", "paper")
    }
    bound = assembly_policy(assembly.pack, law_day(assembly), str(assembly.form)).quorum_bound(whole)
    line = None if bound is None else int(bound.amount * 1000 / whole)
    return QuorumBar(tuple((int(votes * 1000 / whole), channel) for channel, votes in sums.items()), line)
