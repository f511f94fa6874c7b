"""The register as a table, an owner with everything held, and the history of snapshots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.model import Account, Authority, Building, Holding, Owner, OwnerKind, RegisterSnapshot, Unit
from assembly.text import Text
from assembly.wording import UNIT_KINDS, format_date, format_m2, format_number, format_share, legal_day, unit_name, word

PAGE_UNITS = 100
OWNER_KINDS = {
    OwnerKind.PERSON: Text("человек"),
    OwnerKind.COMPANY: Text("организация"),
    OwnerKind.MUNICIPALITY: Text("город, муниципалитет"),
}


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One holding as the table shows it."""

    holding_id: str
    owner_id: str | None
    owner: str
    share: str
    votes: str
    document: str
    note: str
    held_now: bool


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One of the premises with its holdings."""

    name: str
    kind: str
    entrance: str
    area: str
    held: Sequence[HeldRow]


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """One page of the register."""

    rows: Sequence[UnitRow]
    found: int
    page: int
    pages: int
    entrances: Sequence[str]


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """One snapshot of the history."""

    snapshot_id: str
    number: int
    effective_on: str
    imported: str
    by: str
    file_name: str
    sha256: str
    changes: int
    warnings: int


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """Somebody who may answer for an owner."""

    name: str
    document: str
    until: str
    ended: bool


@dataclass(frozen=True, slots=True)
class OwnerPage:
    """One owner with premises and representatives."""

    owner_id: str
    name: str
    kind: str
    email: str
    phone: str
    deceased_on: str
    has_account: bool
    held: Sequence[tuple[str, HeldRow]]
    authorities: Sequence[AuthorityRow]


def register_table(
    session: Session, *, snapshot: RegisterSnapshot, query: str, entrance: str, page: int, today: date, language: str
) -> RegisterTable:
    """The units whose number or owner contains `query`, in the order of staircases and flats."""
    found = select(Unit.id).where(Unit.snapshot_id == snapshot.id)
    if entrance:
        found = found.where(Unit.entrance == entrance)
    if query:
        found = found.where(Unit.id.in_(_matching(session, snapshot, query)))
    count = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-count // PAGE_UNITS))
    page = min(page, pages)
    units = session.scalars(
        select(Unit)
        .where(Unit.id.in_(found.order_by(Unit.position).limit(PAGE_UNITS).offset((page - 1) * PAGE_UNITS)))
        .options(selectinload(Unit.holdings).joinedload(Holding.owner))
        .order_by(Unit.position)
    )
    entrances = session.scalars(
        select(Unit.entrance).where(Unit.snapshot_id == snapshot.id, Unit.entrance.is_not(None)).distinct()
    ).all()
    from assembly.use_cases.natural_order import natural_key

    return RegisterTable(
        [_unit(unit, today, language) for unit in units], count, page, pages,
        sorted((one for one in entrances if one), key=natural_key),
    )  # fmt: skip


def _matching(session: Session, snapshot: RegisterSnapshot, query: str) -> set[str]:
    """Units whose number is the query, or whose owner's name contains it in any case (databases differ in Cyrillic)."""
    wanted = query.casefold().strip()
    rows = session.execute(
        select(Unit.id, Unit.number, Owner.name)
        .outerjoin(Holding, Holding.unit_id == Unit.id)
        .outerjoin(Owner, Owner.id == Holding.owner_id)
        .where(Unit.snapshot_id == snapshot.id)
    )
    bare = wanted.removeprefix("кв.").removeprefix("кв").removeprefix("пом.").removeprefix("м/м").strip()
    return {
        unit_id
        for unit_id, number, name in rows
        if number.casefold() in {wanted, bare} or (name and len(wanted) > 1 and wanted in name.casefold())
    }


def _unit(unit: Unit, today: date, language: str) -> UnitRow:
    held = [holding for holding in unit.holdings if holding.is_held_on(today)] or unit.holdings
    return UnitRow(
        unit_name(str(unit.kind), unit.number, language), word(UNIT_KINDS, str(unit.kind), language),
        unit.entrance or "", format_number(unit.area_m2, language),
        [held_row(holding, today, language) for holding in held],
    )  # fmt: skip


def held_row(holding: Holding, today: date, language: str) -> HeldRow:
    """A holding in words; `note` says what is special about it."""
    notes = []
    owner = holding.owner
    if owner is not None and owner.deceased_on is not None:
        notes.append(Text("день смерти: {day}", day=format_date(owner.deceased_on, language)).read(language))
    if holding.held_from is not None:
        notes.append(Text("с {day}", day=format_date(holding.held_from, language)).read(language))
    if holding.held_until is not None:
        notes.append(Text("до {day}", day=format_date(holding.held_until, language)).read(language))
    if holding.representative:
        notes.append(Text("представитель: {name}", name=holding.representative).read(language))
    share = Text("совместная").read(language) if holding.joint else format_share(holding.share)
    return HeldRow(
        holding.id, holding.owner_id, owner.name if owner else Text("собственник неизвестен").read(language), share,
        format_number(holding.votes, language), holding.title_document or "", "; ".join(notes), holding.is_held_on(today),
    )  # fmt: skip


def snapshots_of(session: Session, *, building: Building, language: str) -> list[SnapshotRow]:
    """The history of the register, the newest first."""
    rows = session.execute(
        select(RegisterSnapshot, Account.display_name)
        .outerjoin(Account, Account.id == RegisterSnapshot.imported_by)
        .where(RegisterSnapshot.building_id == building.id)
        .order_by(RegisterSnapshot.number.desc())
    )
    return [_snapshot(row, by, building, language) for row, by in rows]


def snapshot_row(session: Session, *, snapshot: RegisterSnapshot, building: Building, language: str) -> SnapshotRow:
    """One snapshot with who imported it and when."""
    by = session.get(Account, snapshot.imported_by) if snapshot.imported_by else None
    return _snapshot(snapshot, by.display_name if by else "", building, language)


def _snapshot(row: RegisterSnapshot, by: str | None, building: Building, language: str) -> SnapshotRow:
    return SnapshotRow(
        row.id, row.number, format_date(row.effective_on, language),
        format_date(legal_day(row.imported_at, building.timezone), language), by or "", row.file_name, row.file_sha256,
        len(row.changes), len(row.warnings),
    )  # fmt: skip


def owner_page(session: Session, *, owner: Owner, snapshot: RegisterSnapshot, today: date, language: str) -> OwnerPage:
    """One owner with everything held in a snapshot, and who may answer for them."""
    holdings = session.scalars(
        select(Holding)
        .join(Unit, Unit.id == Holding.unit_id)
        .where(Holding.snapshot_id == snapshot.id, Holding.owner_id == owner.id)
        .options(joinedload(Holding.unit))
        .order_by(Unit.position)
    )
    return OwnerPage(
        owner.id, owner.name, OWNER_KINDS[OwnerKind(owner.kind)].read(language), owner.email or "", owner.phone or "",
        format_date(owner.deceased_on, language) if owner.deceased_on else "", owner.account_id is not None,
        [(premises_words(holding.unit, language), held_row(holding, today, language)) for holding in holdings],
        list(_authorities(session, owner, language)),
    )  # fmt: skip


def premises_words(unit: Unit, language: str) -> str:
    """«кв. 47, 46,8 м²»."""
    return f"{unit_name(str(unit.kind), unit.number, language)}, {format_m2(unit.area_m2, language)}"


def _authorities(session: Session, owner: Owner, language: str) -> Iterable[AuthorityRow]:
    rows = session.execute(
        select(Authority, Account.display_name)
        .join(Account, Account.id == Authority.account_id)
        .where(Authority.owner_id == owner.id)
        .order_by(Authority.appointed_at)
    )
    for row, name in rows:
        until = format_date(row.until, language) if row.until else Text("без срока").read(language)
        yield AuthorityRow(name, row.document, until, row.ended_at is not None)
