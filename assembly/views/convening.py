"""Who may call an assembly of a house, held against the register: what the named initiators hold and what they lack."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from assembly.model import Building, Holding, Unit, UnitKind
from assembly.text import Text
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.stakes import holdings_of, unit_name, voters_on
from assembly.views.law_card import SURE
from assembly.wording import format_m2
from legal_rules import packs
from legal_rules.around import Asked, Unknown
from legal_rules.convening import Right, convening_rights

OFFICES = {
    "manager": Text("управляющая организация"),
    "council": Text("совет дома"),
    "council_chair": Text("председатель совета"),
    "chair": Text("председатель объединения собственников"),
    "audit": Text("ревизионная комиссия"),
    "inspectorate": Text("жилищная инспекция"),
    "administrator": Text("управляющий домом"),
    "municipality": Text("орган местного самоуправления"),
    "owner": Text("собственник"),
}
_RIGHTS = {"convene": Text("созвать собрание"), "demand": Text("потребовать созыва")}
_MARK = {True: Text("право есть"), False: Text("не хватает"), None: Text("не посчитать")}
_SEPARATORS = re.compile(r"[,;\n]+")
_NUMBER = re.compile(r"^(?:кв|квартира|пом|помещение|м/м|место|flat|apt|unit)?\.?\s*№?\s*(.+)$", re.IGNORECASE)
MOST_INITIATORS = 500


@dataclass(frozen=True, slots=True)
class Initiator:
    """An owner of a named premises, with what is held there and elsewhere in the house."""

    owner_id: str
    name: str
    units: str
    area: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class RightLine:
    """One right: what it is, whether it is held, the figures, and where the law says so."""

    title: str
    state: str
    state_word: str
    says: str
    counts: tuple[str, ...]
    together: str
    article: str
    sure: str


@dataclass(frozen=True, slots=True)
class Convening:
    """The checked list, the owners it counts, the premises nobody found, and the offices the law knows."""

    rights: tuple[RightLine, ...]
    initiators: tuple[Initiator, ...]
    not_found: tuple[str, ...]
    offices: tuple[tuple[str, str, bool], ...]
    holds: str
    gaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _House:
    holdings: list[Holding]
    units: list[Unit]
    voters: dict[str, list[Holding]]

    def sums(self, owner_ids: Collection[str] | None, kinds: Collection[UnitKind]) -> dict[str, Fraction]:
        """Votes, owners and premises of the whole house (None) or of some owners, among these kinds of premises."""
        voters = {
            owner: [one for one in held if one.unit.kind in kinds]
            for owner, held in self.voters.items()
            if owner_ids is None or owner in owner_ids
        }
        held = [one for mine in voters.values() for one in mine]
        units = {one.unit_id for one in held}
        if owner_ids is None:
            of_kind = [unit for unit in self.units if unit.kind in kinds]
            area, units = sum((unit.area_m2 for unit in of_kind), Fraction(0)), {unit.id for unit in of_kind}
        else:
            area = sum({one.stake_key: one.votes for one in held}.values(), Fraction(0))
        heads = sum(1 for mine in voters.values() if mine)
        return {"share": area, "heads": Fraction(heads), "units": Fraction(len(units))}


def convening(
    session: Session,
    *,
    building: Building,
    on: date,
    named: str,
    language: str,
    chosen: Collection[str] = (),
    offices: Collection[str] = (),
) -> Convening | None:
    """The rights to call an assembly on a day; None where no register is loaded.

    Args:
        named: the premises of the initiators as somebody typed them: «кв. 12, 45, пом. IV».
        chosen: of the owners of these premises only these join; everybody where it is empty.
        offices: the offices among those who call (``manager``, ``council`` …).
    """
    snapshot = latest_snapshot(session, building)
    if snapshot is None:
        return None
    holdings = holdings_of(session, snapshot.id)
    house = _House(holdings, list(snapshot.units), voters_on(holdings, on))
    units, not_found = _find(house.units, named)
    owners = [owner for owner, held in house.voters.items() if any(one.unit_id in units for one in held)][
        :MOST_INITIATORS
    ]
    joining = [owner for owner in owners if not chosen or owner in chosen]
    pack = packs()[building.pack]
    found = convening_rights(
        pack,
        Asked(on),
        whole=house.sums(None, list(UnitKind)),
        initiators=house.sums(joining, list(UnitKind)),
        offices=offices,
        electorates={"parking": (house.sums(None, [UnitKind.PARKING]), house.sums(joining, [UnitKind.PARKING]))},
    )
    known = list(dict.fromkeys(one.office for one in found if isinstance(one, Right) and one.office))
    return Convening(
        rights=tuple(_line(one, bool(joining or offices), language) for one in found if isinstance(one, Right)),
        initiators=tuple(_initiator(owner, house.voters[owner], owner in joining, language) for owner in owners),
        not_found=not_found,
        offices=tuple((one, OFFICES[one].read(language), one in offices) for one in known),
        holds=format_m2(house.sums(joining, list(UnitKind))["share"], language) if joining else "",
        gaps=tuple(one.why[language] for one in found if isinstance(one, Unknown)),
    )


def convening_of_draft(
    session: Session, *, building: Building, now: datetime, language: str, initiator: Mapping[str, str] | None = None
) -> Convening | None:
    """The rights for the initiator of a draft: by his premises, or as the managing organisation of the house."""
    named = initiator or {}
    is_manager = bool(named.get("ogrn")) and _plain(named.get("name", "")) == _plain(building.management or "")
    return convening(
        session,
        building=building,
        on=legal_day(building, now),
        named=named.get("premises", ""),
        language=language,
        offices=("manager",) if is_manager else (),
    )


def _find(units: Iterable[Unit], named: str) -> tuple[set[str], tuple[str, ...]]:
    """The premises that are meant, and what nobody could find."""
    by_name: dict[str, set[str]] = {}
    for unit in units:
        for name in (unit.number, unit_name(unit)):
            by_name.setdefault(_plain(name), set()).add(unit.id)
    found: set[str] = set()
    missing = []
    for text in filter(None, (part.strip() for part in _SEPARATORS.split(named[:5000]))):
        bare = _NUMBER.match(text)
        ids = by_name.get(_plain(text)) or by_name.get(_plain(bare[1] if bare else text))
        if ids is None:
            missing.append(text)
        else:
            found |= ids
    return found, tuple(missing)


def _plain(name: str) -> str:
    return "".join(name.casefold().replace("\u00a0", " ").split())


def _initiator(owner_id: str, held: list[Holding], is_named: bool, language: str) -> Initiator:
    owner = held[0].owner
    votes = sum({one.stake_key: one.votes for one in held}.values(), Fraction(0))
    names = ", ".join(dict.fromkeys(unit_name(one.unit, language) for one in held))
    return Initiator(owner_id, owner.name if owner is not None else "", names, format_m2(votes, language), is_named)


def _line(right: Right, is_asked: bool, language: str) -> RightLine:
    state = {True: "held", False: "lacking", None: "unknown"}[right.held]
    if right.held is False and (right.office is not None or not is_asked):
        state = "open"
    return RightLine(
        title=_title(right, language),
        state=state,
        state_word="" if state == "open" else _MARK[right.held].read(language),
        says=right.says[language],
        counts=tuple(one.sentence[language] for one in right.counts) if is_asked or right.held is None else (),
        together=Text("достаточно одного из этого:").read(language)
        if right.together == "any" and len(right.counts) > 1
        else "",
        article=right.article[language],
        sure=SURE[right.mark].read(language),
    )


def _title(right: Right, language: str) -> str:
    what = _RIGHTS[right.right].read(language)
    if right.office is None:
        return what[:1].upper() + what[1:]
    who = OFFICES[right.office].read(language)
    return Text("{who}: {what}", who=who[:1].upper() + who[1:], what=what).read(language)
