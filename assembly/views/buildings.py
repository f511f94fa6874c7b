"""The houses somebody works in, and one house with its register, assemblies and staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from assembly.model import Account, Assembly, AssemblyState, Building, Holding, RegisterSnapshot, Role, RoleGrant, Unit
from assembly.text import Text
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.states import STATE_NAMES
from assembly.wording import form_word, format_date, format_m2, legal_day

ROLE_NAMES = {
    Role.ORGANISER: Text("организатор"),
    Role.DESK: Text("приём бумаги и сканы"),
    Role.COUNTER: Text("счётная комиссия"),
    Role.AUDITOR: Text("наблюдатель"),
    Role.OPERATOR: Text("ответы по телефону"),
}
ROLE_NOTES = {
    Role.ORGANISER: Text("Ведёт реестр и собрание: повестка, сообщения, печать решений, протокол."),
    Role.DESK: Text("Отмечает полученные решения и загружает сканы."),
    Role.COUNTER: Text("Разбирает сомнительные листы (не те, что загрузил сам) и отвечает на возражения."),
    Role.AUDITOR: Text("Видит всё; вторым подтверждает виды решений. Больше ничего не меняет."),
    Role.OPERATOR: Text("Видит, ответила ли квартира, но не видит ответов."),
}


@dataclass(frozen=True, slots=True)
class HouseRow:
    """One house of the list."""

    building_id: str
    address: str
    assemblies: int
    running: str
    """The title and state of an assembly that runs; empty where none does."""


@dataclass(frozen=True, slots=True)
class RegisterSummary:
    """The register in force."""

    snapshot_id: str
    number: int
    effective_on: str
    units: int
    owners: int
    area: str
    by_kind: Sequence[tuple[str, int, str]]
    unknown_units: int


@dataclass(frozen=True, slots=True)
class AssemblyRow:
    """One assembly of a house."""

    assembly_id: str
    title: str
    form: str
    state: str
    state_word: str
    when: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One member of staff with the roles in the house."""

    account_id: str
    name: str
    login: str
    roles: Sequence[str]


def houses_of(session: Session, *, account: Account, language: str) -> list[HouseRow]:
    """The houses that the account organises or audits; every house for an installer."""
    query = select(Building).order_by(Building.address)
    if not account.is_installer:
        granted = select(RoleGrant.building_id).where(
            RoleGrant.account_id == account.id, RoleGrant.role.in_([Role.ORGANISER, Role.AUDITOR])
        )
        query = query.where(Building.id.in_(granted))
    return [_house(session, building, language) for building in session.scalars(query)]


def _house(session: Session, building: Building, language: str) -> HouseRow:
    found = session.scalars(
        select(Assembly).where(Assembly.building_id == building.id).order_by(Assembly.opens_at.desc())
    ).all()
    running = next((one for one in found if one.state not in {AssemblyState.DRAFT, AssemblyState.CLOSED}), None)
    words = f"{running.title} — {STATE_NAMES[running.state].read(language)}" if running else ""
    return HouseRow(building.id, building.address, len(found), words)


def assemblies_of(session: Session, *, building: Building, language: str) -> list[AssemblyRow]:
    """The assemblies of a house, the newest first."""
    found = session.scalars(
        select(Assembly).where(Assembly.building_id == building.id).order_by(Assembly.opens_at.desc(), Assembly.id)
    )
    return [
        AssemblyRow(
            one.id, one.title, form_word(str(one.form), language), str(one.state), STATE_NAMES[one.state].read(language),
            " – ".join(
                format_date(legal_day(moment, building.timezone), language) for moment in (one.opens_at, one.closes_at)
            ),
        )
        for one in found
    ]  # fmt: skip


def register_summary(session: Session, *, building: Building, language: str) -> RegisterSummary | None:
    """The register in force in a few numbers; None where there is none yet."""
    snapshot = latest_snapshot(session, building)
    return None if snapshot is None else summary_of(session, snapshot, language)


def summary_of(session: Session, snapshot: RegisterSnapshot, language: str) -> RegisterSummary:
    """One snapshot in a few numbers."""
    from assembly.wording import UNIT_GROUPS, word

    units = session.scalars(select(Unit).where(Unit.snapshot_id == snapshot.id)).all()
    kinds: dict[str, list[Fraction]] = {}
    for unit in units:
        kinds.setdefault(str(unit.kind), []).append(unit.area_m2)
    of_snapshot = Holding.snapshot_id == snapshot.id
    owners = session.scalar(select(func.count(Holding.owner_id.distinct())).where(of_snapshot)) or 0
    unknown = select(func.count(Holding.unit_id.distinct())).where(of_snapshot, Holding.owner_id.is_(None))
    return RegisterSummary(
        snapshot.id, snapshot.number, format_date(snapshot.effective_on, language), len(units), owners,
        format_m2(sum((unit.area_m2 for unit in units), Fraction(0)), language),
        [
            (word(UNIT_GROUPS, kind, language), len(kinds[kind]), format_m2(sum(kinds[kind], Fraction(0)), language))
            for kind in UNIT_GROUPS if kind in kinds
        ],
        session.scalar(unknown) or 0,
    )  # fmt: skip


def staff_of(session: Session, *, building: Building, language: str) -> list[StaffRow]:
    """Everybody who works in the house."""
    grants = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.building_id == building.id)
        .options(joinedload(RoleGrant.account))
        .order_by(RoleGrant.granted_at, RoleGrant.id)
    )
    rows: dict[str, tuple[Account, list[str]]] = {}
    for grant in grants:
        rows.setdefault(grant.account_id, (grant.account, []))[1].append(ROLE_NAMES[Role(grant.role)].read(language))
    return [StaffRow(account.id, account.display_name, account.login, roles) for account, roles in rows.values()]
