"""Who may vote on a day, and with what: the holdings of the register as they stand on that legal day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assembly import wording
from assembly.model import Holding, Owner, Unit
from assembly.text import LANGUAGES, Text


def holdings_of(session: Session, snapshot_id: str, owner_id: str | None = None) -> list[Holding]:
    """Every holding of a snapshot (or of one owner there) with unit and owner, in the order of staircases and flats."""
    query = (
        select(Holding)
        .join(Unit, Holding.unit_id == Unit.id)
        .where(Holding.snapshot_id == snapshot_id)
        .options(joinedload(Holding.unit), joinedload(Holding.owner))
        .order_by(Unit.position, Holding.position, Holding.id)
    )
    if owner_id is not None:
        query = query.where(Holding.owner_id == owner_id)
    return list(session.scalars(query))


def is_voter(owner: Owner | None, day: date) -> bool:
    """Whether anybody can answer as this owner: known, and not dead on that day."""
    return owner is not None and (owner.deceased_on is None or day < owner.deceased_on)


def voters_on(holdings: Iterable[Holding], day: date) -> dict[str, list[Holding]]:
    """{owner id: what that owner may vote with on the day}, owners in the order of their first unit.

    One owner is one entry whatever the number of units. Joint owners each stand here with the same stake. Nobody
    votes with the holding of an unknown or dead owner; it stays in the total of the house.
    """
    voters: dict[str, list[Holding]] = {}
    for holding in holdings:
        if holding.owner_id is not None and is_voter(holding.owner, day) and holding.is_held_on(day):
            voters.setdefault(holding.owner_id, []).append(holding)
    return voters


def total_area(holdings: Iterable[Holding]) -> dict[str, Fraction]:
    """{unit kind: m²} of the units that stand in the register, each once."""
    units = {holding.unit_id: holding.unit for holding in holdings}
    areas: dict[str, Fraction] = {}
    for unit in units.values():
        areas[str(unit.kind)] = areas.get(str(unit.kind), Fraction(0)) + unit.area_m2
    return areas


def unit_name(unit: Unit, language: str = "ru") -> str:
    """The unit as people there call it: кв. 12а, пом. IV, м/м 7."""
    return wording.unit_name(str(unit.kind), unit.number, language)


def unit_names(units: Iterable[Unit]) -> Text:
    """Several units in the order given, as a mail names them."""
    named = list(units)
    return Text.of({language: ", ".join(unit_name(unit, language) for unit in named) for language in LANGUAGES})
