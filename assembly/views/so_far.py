"""How much of the house, or of a part of it, there is and has answered so far: by share, heads and premises, no answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Assembly, Unit
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.use_cases.tally_assembly import law_day
from assembly.views.participation import Part as Answered
from assembly.views.participation import parts_of
from ballots.contest import Part
from legal_rules import Figures


@dataclass(frozen=True, slots=True)
class SoFar:
    """The register in force and what was answered; figures of any part are taken from it without another query."""

    units: Mapping[str, Unit]
    voters: Mapping[str, frozenset[str]]
    """{owner: the premises held}."""
    answered: tuple[Answered, ...]

    def figures(self, part: Part) -> dict[str, Figures]:
        """All and present of a part by measure; nobody's answer: for and against are nought."""
        inside = {name for name, unit in self.units.items() if part.has(unit.entrance, unit.kind)}
        took = [one for one in self.answered if one.unit_id in inside]
        everybody = {
            "share": sum((self.units[name].area_m2 for name in inside), Fraction(0)),
            "heads": Fraction(sum(1 for held in self.voters.values() if held & inside)),
            "units": Fraction(len(inside)),
        }
        present = {
            "share": sum((one.votes for one in took), Fraction(0)),
            "heads": Fraction(len({one.owner_id for one in took if one.owner_id})),
            "units": Fraction(len({one.unit_id for one in took})),
        }
        nought = Fraction(0)
        return {
            measure: Figures(max(whole, present[measure]), present[measure], nought, nought)
            for measure, whole in everybody.items()
        }

    @property
    def has_parking(self) -> bool:
        """Whether the register has parking places."""
        return any(unit.kind == "parking" for unit in self.units.values())


def so_far(session: Session, *, assembly: Assembly) -> SoFar:
    """As things stand: a draft takes the newest register, an announced assembly the frozen one."""
    snapshot_id = assembly.snapshot_id
    if assembly.announced_at is None and (latest := latest_snapshot(session, assembly.building)) is not None:
        snapshot_id = latest.id
    units = {unit.id: unit for unit in session.scalars(select(Unit).where(Unit.snapshot_id == snapshot_id))}
    voters = {
        owner: frozenset(holding.unit_id for holding in held)
        for owner, held in voters_on(holdings_of(session, snapshot_id), law_day(assembly)).items()
    }
    return SoFar(units, voters, tuple(parts_of(session, assembly)) if assembly.opened_at is not None else ())
