"""A register file becomes a dated snapshot."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from assembly.errors import BrokenPromise, Fixable, Problem, Refused
from assembly.model import Account, Building, Holding, Owner, OwnerKind, RegisterSnapshot, Unit, UnitKind
from assembly.model.base import new_id
from assembly.register_import.compare import compare
from assembly.register_import.draft import DraftHolding, DraftUnit, RegisterDraft
from assembly.register_import.draft import Problem as DraftProblem
from assembly.text import Text
from assembly.use_cases.ask_anew import asking_anew
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.match_owners import KnownOwners, OwnerFacts, fill_in, new_owner
from assembly.use_cases.natural_order import walking_key
from assembly.use_cases.snapshot_as_draft import snapshot_as_draft
from assembly.use_cases.stakes import holdings_of


def import_register(
    session: Session,
    *,
    now: datetime,
    building: Building,
    draft: RegisterDraft,
    effective_on: date,
    by: Account | None,
    warnings_confirmed: bool,
) -> RegisterSnapshot:
    """Keep what a file says as the next snapshot of the building's register, with what changed since the last.

    Raises Fixable listing every error of the file (nothing is imported then), or for a day to come; Refused where the
    file has warnings that nobody confirmed. May be repeated: the same file for the same day is the snapshot there is.
    """
    session.get_one(Building, building.id, with_for_update={"key_share": True})
    former = latest_snapshot(session, building)
    if former is not None and (former.file_sha256, former.effective_on) == (draft.sha256, effective_on):
        return former
    _require_importable(building, draft, effective_on, now, warnings_confirmed)
    with asking_anew(session, building, now=now, by=by):
        former_holdings = holdings_of(session, former.id) if former is not None else []
        changes = compare(snapshot_as_draft(former, former_holdings), draft).all() if former is not None else []
        snapshot = RegisterSnapshot(
            building_id=building.id,
            number=former.number + 1 if former is not None else 1,
            effective_on=effective_on,
            imported_at=now,
            imported_by=by.id if by is not None else None,
            file_name=draft.source_name[:300],
            file_sha256=draft.sha256,
            warnings=[problem.as_json() for problem in draft.warnings],
            changes=[dict(change.sentence) for change in changes],
        )
        session.add(snapshot)
        session.flush()
        units = _add_units(session, snapshot, draft)
        _add_holdings(session, snapshot, draft, units, _Owners(session, building, former_holdings))
        if draft.columns:
            building.register_columns = dict(draft.columns)
        session.flush()
        session.refresh(snapshot)
        return snapshot


def _require_importable(
    building: Building, draft: RegisterDraft, effective_on: date, now: datetime, warnings_confirmed: bool
) -> None:
    problems = [_problem(problem) for problem in draft.errors]
    if effective_on > legal_day(building, now):
        problems.append(
            Problem(
                Text("Реестр не может быть на день, который ещё не наступил."),
                Text("Укажите день, на который реестр верен."),
                field="effective_on",
            )
        )
    if not draft.units and not problems:
        problems.append(Problem(Text("В файле нет ни одного помещения."), Text("Выберите файл реестра.")))
    if problems:
        raise Fixable(problems)
    if draft.warnings and not warnings_confirmed:
        raise Refused(
            Text("В файле есть замечания ({count}). Просмотрите их и подтвердите.", count=len(draft.warnings)),
            code="warnings_unconfirmed",
        )


def _problem(problem: DraftProblem) -> Problem:
    where = None
    if problem.row is not None:
        places = [
            Text("лист «{sheet}»", sheet=problem.sheet) if problem.sheet else None,
            Text("строка {row}", row=problem.row),
            Text("столбец «{column}»", column=problem.column) if problem.column else None,
        ]
        said = [place.both() for place in places if place is not None]
        where = Text.of({language: ", ".join(place[language] for place in said) for language in said[0]})
    return Problem(Text.of(dict(problem.problem)), Text.of(dict(problem.fix)), where)


def _add_units(session: Session, snapshot: RegisterSnapshot, draft: RegisterDraft) -> dict[str, str]:
    """Keep the units in the order people walk through the house; returns {key in the draft: id}."""
    ordered = sorted(draft.units, key=lambda unit: walking_key(unit.kind, unit.entrance, unit.number))
    ids = {unit.key: new_id() for unit in ordered}
    rows = [
        {
            "id": ids[unit.key],
            "snapshot_id": snapshot.id,
            "kind": UnitKind(unit.kind),
            "number": unit.number[:60],
            "entrance": unit.entrance,
            "cadastral_number": unit.cadastral_number,
            "area_num": unit.area_m2.numerator,
            "area_den": unit.area_m2.denominator,
            "position": position,
        }
        for position, unit in enumerate(ordered)
    ]
    session.execute(insert(Unit), rows)
    return ids


def _add_holdings(
    session: Session, snapshot: RegisterSnapshot, draft: RegisterDraft, unit_ids: dict[str, str], owners: _Owners
) -> None:
    units = {unit.key: unit for unit in draft.units}
    positions: dict[str, int] = {}
    held: dict[str, dict[str, Fraction]] = {}
    rows = []
    for row in draft.holdings:
        owner = owners.of(row, units[row.unit_key])
        share = Fraction(1) if row.share is None else row.share
        positions[row.unit_key] = positions.get(row.unit_key, -1) + 1
        holding_id, stake = new_id(), _joint_stake(row, unit_ids[row.unit_key])
        held.setdefault(row.unit_key, {})[stake or holding_id] = share
        rows.append(
            {
                "id": holding_id,
                "snapshot_id": snapshot.id,
                "unit_id": unit_ids[row.unit_key],
                "owner_id": owner.id if owner is not None else None,
                "share_num": share.numerator,
                "share_den": share.denominator,
                "joint": row.joint,
                "stake": stake,
                "title_document": row.title_document,
                "representative": row.representative,
                "authority": row.authority,
                "authority_until": row.authority_until,
                "position": positions[row.unit_key],
            }
        )
    for key, stakes in held.items():
        # The importer refused such a file; the count relies on it.
        if sum(stakes.values(), Fraction(0)) > 1:
            raise BrokenPromise(f"the shares of unit {key} are more than the whole")
    session.flush()
    if rows:
        session.execute(insert(Holding), rows)


def _joint_stake(row: DraftHolding, unit_id: str) -> str | None:
    """The name of a joint share of a unit, so that two couples of one flat hold two shares."""
    if not row.joint:
        return None
    return f"joint-{unit_id}" if not row.joint_group else f"joint{row.joint_group}-{unit_id}"


class _Owners:
    """Finds or makes the owner that each row means."""

    def __init__(self, session: Session, building: Building, former: list[Holding]) -> None:
        self._session = session
        self._building = building
        self._known = KnownOwners(session.scalars(select(Owner).where(Owner.building_id == building.id)))
        self._lived_there = {(str(h.unit.kind), h.unit.number, h.owner_id) for h in former if h.held_until is None}
        self._placed: set[str] = set()

    def of(self, row: DraftHolding, unit: DraftUnit) -> Owner | None:
        """The owner: known, the namesake who held the same unit before, or a new one; None where nobody is known."""
        if row.owner_kind == "unknown":
            return None
        facts = OwnerFacts(
            row.owner_name, OwnerKind(row.owner_kind), row.email, row.phone, row.birth_date, row.snils, row.ogrn
        )
        owner = self._known.find(facts) or self._neighbour_of_before(facts, unit)
        if owner is None:
            owner = new_owner(self._building.id, facts)
            self._session.add(owner)
            self._known.add(owner)
        else:
            fill_in(owner, facts)
        self._placed.add(owner.id)
        return owner

    def _neighbour_of_before(self, facts: OwnerFacts, unit: DraftUnit) -> Owner | None:
        for namesake in self._known.namesakes(facts):
            if namesake.id not in self._placed and (str(unit.kind), unit.number, namesake.id) in self._lived_there:
                return namesake
        return None
