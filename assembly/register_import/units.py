"""Gathers lines into units and holdings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .draft import DraftHolding, DraftUnit, Problem
from .kinds import unit_key
from .lines import Line


@dataclass(slots=True)
class Gathered:
    """A unit with the lines that speak of it; `repeated` are lines that say the same holding again."""

    unit: DraftUnit
    lines: list[Line]
    repeated: list[Line] = field(default_factory=list)


def gather_units(lines: Sequence[Line], problems: list[Problem]) -> list[Gathered]:
    """The units in the order of the file. A line without number is one more owner of the unit above, if that has room."""
    found: dict[str, Gathered] = {}
    above: Gathered | None = None
    for line in lines:
        if not line.number:
            if not _is_one_more_owner(line, above):
                problems.append(line.problem("number_missing", "unit"))
                above = None
                continue
            assert above is not None  # noqa: S101  (_is_one_more_owner says so)
            if line.row != above.lines[-1].row:
                problems.append(line.problem("one_more_owner", "unit", number=above.unit.number))
            _add(above, line)
            continue
        key = unit_key(line.kind, line.number)
        if key not in found:
            unit = DraftUnit(line.kind, line.number, key, position=len(found), sheet=line.sheet)
            found[key] = Gathered(unit, [])
        above = found[key]
        _add(above, line)
    return list(found.values())


def _add(gathered: Gathered, line: Line) -> None:
    unit = gathered.unit
    gathered.lines.append(line)
    if line.row is not None and line.row not in unit.rows:
        unit.rows.append(line.row)
    if not unit.area_m2 and line.area.area:
        unit.area_m2 = line.area.area
    unit.entrance = unit.entrance or line.entrance
    unit.cadastral_number = unit.cadastral_number or line.cadastral_number


def _is_one_more_owner(line: Line, above: Gathered | None) -> bool:
    """Only a named owner whose share the unit above has room for; anything else is for a person to say."""
    if above is None or not line.continues or not line.owner_name or line.sheet != above.unit.sheet:
        return False
    if line.share.joint or line.share.is_missing:
        return any(other.share.joint for other in above.lines) or line.share.joint
    taken = sum(other.share.share for other in above.lines if other.share.share and not other.share.joint)
    return line.share.share is not None and taken + line.share.share <= 1


def holdings_of(gathered: Gathered, groups: dict[int, int]) -> list[DraftHolding]:
    """The holdings of a unit, once its shares are settled; `groups` gives the joint share of a line by its identity."""
    key = gathered.unit.key
    return [
        DraftHolding(
            key, line.owner_name, line.owner_kind, line.share.share, line.share.joint, groups.get(id(line)),
            line.title_document, line.representative, line.authority, line.authority_until, line.email, line.phone,
            line.birth_date, line.snils, line.ogrn, line.row, line.sheet,
        )
        for line in gathered.lines
    ]  # fmt: skip
