"""A small invented house, taken through the life of one assembly as far as a test needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.bootstrap import Application
from assembly.model import Account, Assembly, Ballot, Building, Enrolment, Holding, Notice, Owner, Role, Unit
from assembly.register_import import DraftHolding, DraftUnit, Problem, RegisterDraft, unit_key
from assembly.use_cases.answer_for import ballots_to_answer
from assembly.use_cases.cast_online_vote import CastOutcome, cast_online_vote
from assembly.use_cases.choose_second_factor import print_code_list
from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_assembly import create_assembly
from assembly.use_cases.create_building import create_building
from assembly.use_cases.enrol_owner import enrol_owner
from assembly.use_cases.enrolment_code import enrolment_code
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.import_register import import_register
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.record_evidence import record_evidence
from assembly.use_cases.send_notice import send_notice
from tests.second_person import stand_for

DAY = timedelta(days=1)
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
OPENS = datetime(2026, 3, 14, 17, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 28, 17, 0, tzinfo=UTC)
PASSWORD = "three random words"
ITEMS = [
    ItemDraft("Избрать председателя и секретаря собрания", "Избрать …", "ru:44.2.5"),
    ItemDraft("Провести ремонт подъездов", "Смета 2 480 000 ₽", "ru:44.2.4.1", meaning={"monthly_per_m2": "5.5"}),
    ItemDraft("Установить шлагбаум", "Порядок въезда приложен", "ru:44.2.2"),
]


def said(russian: str) -> dict[str, str]:
    """A sentence as the importer says it."""
    return {"ru": russian, "en": f"({russian})"}


class DraftHouse:
    """Writes a register draft row by row, as a file would give it."""

    def __init__(self, sha256: str = "ab" * 32) -> None:
        self.draft = RegisterDraft(source_name="register.xlsx", sha256=sha256)

    def unit(self, number: str, area: str, *, kind: str = "residential", entrance: str | None = "1") -> str:
        key = unit_key(kind, number)  # type: ignore[arg-type]
        self.draft.units.append(
            DraftUnit(kind, number, key, Fraction(area), entrance, position=len(self.draft.units))  # type: ignore[arg-type]
        )
        return key

    def held(self, key: str, name: str, share: str | None = "1", *, kind: str = "person", **more: Any) -> None:
        exact = None if share is None else Fraction(share)
        self.draft.holdings.append(DraftHolding(key, name, kind, exact, **more))  # type: ignore[arg-type]

    def warn(self) -> None:
        self.draft.warnings.append(
            Problem("Лист1", 7, "Документ", said("Нет документа."), said("Введите документ."), "warning", "no_document")
        )

    def err(self, row: int) -> None:
        self.draft.errors.append(
            Problem("Лист1", row, "Площадь", said("Нет площади."), said("Введите площадь."), "error", "no_area")
        )


def small_house(sha256: str = "ab" * 32) -> DraftHouse:
    """Seven units: sole, joint, shared, unknown, a company, a parking place; one person with a flat and a place."""
    house = DraftHouse(sha256)
    place = house.unit("1", "13.3", kind="parking", entrance=None)
    shop = house.unit("пом. IV", "100.1", kind="non_residential", entrance=None)
    second = house.unit("10", "50", entrance="2")
    odd = house.unit("12а", "33.3")
    twelve = house.unit("2", "60")
    first = house.unit("1", "40.5")
    last = house.unit("11", "45", entrance="2")
    house.held(first, "Прим Алла", email="alla@example.org", title_document="01-1 от 01.02.2010")
    house.held(place, "ПРИМ  Алла", email="Alla@example.org")
    house.held(twelve, "Образцов Борис", None, joint=True, email="boris@example.org")
    house.held(twelve, "Образцова Вера", None, joint=True, email="vera@example.org")
    house.held(odd, "Пробный Глеб", "1/3", email="gleb@example.org")
    house.held(odd, "Пробная Дарья", "2/3")
    house.held(second, "", kind="unknown")
    house.held(last, "Тестова Ева", email="eva@example.org")
    house.held(shop, "ООО «Пример»", kind="company", representative="Директор Пётр", authority="устав")
    return house


@dataclass
class House:
    """The house in one application, with a clock that stands until a test moves it."""

    application: Application
    building: str = ""
    assembly: str = ""
    organiser: str = ""
    observer: str = ""
    codes: dict[str, list[str]] = field(default_factory=dict)
    """{account id: unused one-time codes}."""

    @property
    def now(self) -> datetime:
        return self.application.clock.now()

    def move_to(self, moment: datetime) -> None:
        self.application.clock.moment = moment  # type: ignore[attr-defined]

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.application.database.writing() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.application.database.reading() as session:
            yield session

    def by(self, session: Session) -> Account:
        return session.get_one(Account, self.organiser)

    def meeting(self, session: Session) -> Assembly:
        return session.get_one(Assembly, self.assembly)

    def owner(self, session: Session, name: str) -> Owner:
        return session.scalars(select(Owner).where(Owner.name.like(f"%{name}%"))).one()

    def holding(self, session: Session, number: str, kind: str = "residential") -> Holding:
        query = select(Holding).join(Unit).where(Unit.number == number, Unit.kind == kind, Holding.held_until.is_(None))
        return session.scalars(query.order_by(Holding.position)).first()  # type: ignore[return-value]

    def found(self) -> House:
        """A building with its organiser and an observer."""
        with self.writing() as session:
            organiser = create_account(
                session,
                now=self.now,
                login="organiser",
                display_name="Организатор",
                password=PASSWORD,
                is_installer=True,
            )
            observer = create_account(
                session, now=self.now, login="observer", display_name="Наблюдатель", password=PASSWORD
            )
            building = create_building(
                session, now=self.now, address="г. Образцовый, ул. Примерная, д. 1", by=organiser
            )
            grant_role(session, now=self.now, account=observer, building=building, role=Role.AUDITOR, by=organiser)
            self.building, self.organiser, self.observer = building.id, organiser.id, observer.id
        return self

    def register(self, house: DraftHouse | None = None, *, confirmed: bool = True) -> str:
        with self.writing() as session:
            return import_register(
                session,
                now=self.now,
                building=session.get_one(Building, self.building),
                draft=(house or small_house()).draft,
                effective_on=min(date(2026, 2, 20), self.now.date()),
                by=self.by(session),
                warnings_confirmed=confirmed,
            ).id

    def drafted(self, *, items: list[ItemDraft] | None = None, **fields: Any) -> House:
        given: dict[str, Any] = {
            "title": "Годовое собрание",
            "form": "system",
            "opens_at": OPENS,
            "closes_at": CLOSES,
            "initiator": {"name": "Прим Алла", "premises": "кв. 1"},
            "administrator": {"name": "ООО «Управдом»"},
            **fields,
        }
        with self.writing() as session:
            meeting = create_assembly(
                session,
                now=self.now,
                settings=self.application.settings,
                building=session.get_one(Building, self.building),
                by=self.by(session),
                **given,
            )
            self.assembly = meeting.id
            composed = compose_agenda(
                session, now=self.now, assembly=meeting, items=items or ITEMS, by=self.by(session)
            )
            observer = session.get_one(Account, self.observer)
            stand_for(session, composed, first=self.by(session), second=observer, now=self.now)
        return self

    def announced(self) -> House:
        with self.writing() as session:
            send_notice(
                session,
                now=self.now,
                settings=self.application.settings,
                keys=self.application.keys,
                assembly=self.meeting(session),
                by=self.by(session),
            )
        return self

    def proven(self) -> House:
        with self.writing() as session:
            for kind, number, content in (("system_number", "26-0001", None), ("signed_list", "", b"%PDF-1.7 list")):
                record_evidence(
                    session,
                    now=self.now,
                    files=self.application.files,
                    assembly=self.meeting(session),
                    kind=kind,
                    number=number,
                    content=content,
                    file_name="list.pdf",
                    by=self.by(session),
                )
        return self

    def opened(self) -> House:
        """Registered, drafted where it is not, announced, proven, and open at the announced moment."""
        if not self.assembly:
            self.drafted()
        self.announced().proven().move_to(OPENS)
        with self.writing() as session:
            open_voting(
                session,
                now=self.now,
                settings=self.application.settings,
                assembly=self.meeting(session),
                by=self.by(session),
            )
        return self

    def code_of(self, session: Session, name: str) -> str:
        notice = session.scalars(
            select(Notice).where(Notice.assembly_id == self.assembly, Notice.owner_id == self.owner(session, name).id)
        ).one()
        return enrolment_code(self.application.keys, notice)

    def enrol(self, name: str, login: str = "", *, email: str | None = None) -> str:
        """Enrol an owner, give a printed list, and say the account's id."""
        with self.writing() as session:
            enrolment: Enrolment = enrol_owner(
                session,
                now=self.now,
                keys=self.application.keys,
                code=self.code_of(session, name),
                login=login or f"owner-{len(self.codes)}",
                password=PASSWORD,
                email=email,
            )
            account = session.get_one(Account, enrolment.account_id)
            self.codes[account.id] = print_code_list(session, now=self.now, keys=self.application.keys, account=account)
            return account.id

    def cast(
        self,
        account: str,
        *,
        choice: str = "for",
        selections: dict[str, str] | None = None,
        code: str | None = None,
        key: str = "once",
        ballot: str | None = None,
    ) -> CastOutcome:
        """Cast with the account's next one-time code."""
        with self.writing() as session:
            row = session.get_one(Account, account)
            ballots = ballots_to_answer(session, assembly=self.meeting(session), account=row, now=self.now)
            chosen = session.get_one(Ballot, ballot) if ballot else ballots[0]
            return cast_online_vote(
                session,
                now=self.now,
                keys=self.application.keys,
                ballot=chosen,
                account=row,
                selections=selections or {"1": choice, "2": choice, "3": choice},
                code=self.codes[account].pop(0) if code is None else code,
                idempotency_key=key,
            )


def voting(house: House, *names: str, **fields: object) -> list[str]:
    """Enrol these owners when the notices go out, and open the assembly; returns the accounts."""
    house.drafted(**fields).announced()
    accounts = [house.enrol(name) for name in names]
    house.proven().move_to(OPENS)
    with house.writing() as session:
        open_voting(
            session, now=house.now, settings=house.application.settings, assembly=house.meeting(session), by=None
        )
    return accounts
