"""Which premises took part and by which channel: open to the house; how they answered is not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Unit
from assembly.views.participation import parts_of
from assembly.wording import CHANNELS, format_m2, unit_name, word


@dataclass(frozen=True, slots=True)
class UnitTakingPart:
    """One of the premises. part: none, some (not every share), all; channels in words, empty where nobody answered."""

    unit: str
    kind: str
    entrance: str
    area: str
    answered: str
    part: str
    channels: str


def taking_part(session: Session, *, assembly: Assembly, language: str = "ru") -> tuple[UnitTakingPart, ...]:
    """Every one of the premises in the order of the house."""
    by_unit: dict[str, dict[str, Fraction]] = {}
    for part in parts_of(session, assembly):
        channels = by_unit.setdefault(part.unit_id, {})
        channels[part.channel] = channels.get(part.channel, Fraction(0)) + part.votes
    units = session.scalars(select(Unit).where(Unit.snapshot_id == assembly.snapshot_id).order_by(Unit.position))
    return tuple(_line(unit, by_unit.get(unit.id, {}), language) for unit in units)


def _line(unit: Unit, channels: dict[str, Fraction], language: str) -> UnitTakingPart:
    answered = sum(channels.values(), Fraction(0))
    part = "none" if not answered else "all" if answered >= unit.area_m2 else "some"
    return UnitTakingPart(
        unit_name(str(unit.kind), unit.number, language), str(unit.kind), unit.entrance or "",
        format_m2(unit.area_m2, language), format_m2(answered, language) if answered else "", part,
        ", ".join(word(CHANNELS, channel, language) for channel in sorted(channels)),
    )  # fmt: skip
