"""A small house with an assembly, made by the use cases: for tests of pages and for looking at them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyotp
import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from sqlalchemy import select

from assembly.bootstrap import Application
from assembly.model import Account, Assembly, Ballot, Notice, Owner, Role
from assembly.register_import import read_register
from assembly.use_cases.appoint_representative import appoint_representative
from assembly.use_cases.attach_document import attach_document
from assembly.use_cases.choose_second_factor import confirm_app_factor, print_code_list, start_app_factor
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.compose_agenda import ItemDraft, compose_agenda
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_assembly import create_assembly
from assembly.use_cases.create_building import create_building
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.enrol_owner import enrol_owner
from assembly.use_cases.enrolment_code import enrolment_code
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.import_register import import_register
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.open_voting import open_voting
from assembly.use_cases.print_ballots import print_ballot_file
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.receive_ballot import receive_ballot
from assembly.use_cases.record_evidence import record_evidence
from assembly.use_cases.send_notice import send_notice
from assembly.use_cases.upload_batch import upload_batch
from tests.second_person import stand_for

PASSWORD = "три случайных слова"
NOTICED = datetime(2026, 2, 14, 9, 0, tzinfo=UTC)
ENROLLED = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)
OPENED = datetime(2026, 3, 1, 5, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 28, 17, 0, tzinfo=UTC)

# unit, kind, area, share, owner, title document, birth date
REGISTER: Sequence[tuple[str, ...]] = (
    ("45", "жилое", "33,4", "1", "Титов Олег Львович", "77-1 от 01.02.2015", ""),
    ("46", "жилое", "61,9", "1/2", "Галеева Әлия Маратовна", "77-2 от 01.02.2015", ""),
    ("46", "жилое", "61,9", "1/2", "Галеев Ринат Маратович", "77-3 от 01.02.2015", ""),
    ("47", "жилое", "46,8", "1", "Белова Анна Ивановна", "77-4 от 11.03.2016", "04.05.1958"),
    ("48", "жилое", "46,8", "совместная", "Орлов Пётр Николаевич", "77-5 от 11.03.2016", ""),
    ("48", "жилое", "46,8", "совместная", "Орлова Вера Ильинична", "77-5 от 11.03.2016", ""),
    ("49", "жилое", "33,4", "1", "Носова Клавдия Петровна", "77-6 от 02.03.2017", ""),
    ("50", "жилое", "61,9", "1", "Касымов Ильдар Рашитович", "77-7 от 02.03.2017", ""),
    ("IV", "нежилое", "112,6", "1", "ООО «Пример»", "77-8 от 02.03.2018", ""),
    ("7", "машино-место", "13,3", "1", "Белова Анна Ивановна", "77-9 от 02.03.2018", "04.05.1958"),
)

AGENDA = (
    ItemDraft("Избрать председателя и секретаря собрания", "Председатель — Белова А. И., секретарь — Титов О. Л.", "ru:44.2.5"),
    ItemDraft("Утвердить плату за содержание 34,18 ₽ за м²", "С 1 апреля 2026 года, на один год. Сейчас 31,20 ₽ за м².",
              "ru:156.7", {"monthly_per_m2": "2.98", "note": "на столько вырастет плата"}),
    ItemDraft("Провести ремонт подъездов за 2 480 000 ₽",
              "Покраска, освещение, входные двери. Подрядчик — по итогам сравнения трёх предложений.",
              "ru:44.2.4.1", {"once_per_m2": "223.02", "monthly_per_m2": "6.20"}),
    ItemDraft("Установить шлагбаум, утвердить порядок въезда", "Въезд по номеру телефона.", "ru:44.2.2",
              {"once_per_m2": "37.50"}, proposal="Установить один шлагбаум со стороны улицы.", depends_on=3),
)  # fmt: skip


@dataclass
class House:
    """The ids of what was made, and the secrets of who was enrolled."""

    application: Application
    building_id: str
    assembly_id: str
    organiser_id: str
    app_secret: str = ""
    codes: Sequence[str] = ()

    def owner(self, session: Any, name: str) -> Owner:
        """An owner by the beginning of the name."""
        found: Owner = session.scalars(select(Owner).where(Owner.name.startswith(name))).one()
        return found

    def ballot_id(self, name: str) -> str:
        """The first ballot of an owner."""
        with self.application.database.reading() as session:
            query = select(Ballot.id).where(Ballot.owner_id == self.owner(session, name).id).order_by(Ballot.number)
            return str(session.scalars(query).first())

    def enrolment_code(self, name: str) -> str:
        """The code printed in an owner's notice."""
        with self.application.database.reading() as session:
            notice = session.scalars(select(Notice).where(Notice.owner_id == self.owner(session, name).id)).one()
            return enrolment_code(self.application.keys, notice)

    def app_code(self) -> str:
        """What Белова's app shows now."""
        return pyotp.TOTP(self.app_secret).at(self.application.clock.now())


def write_register(folder: Path) -> Path:
    """The register as a file."""
    path = folder / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow(["Помещение", "Вид", "Площадь", "Доля", "Собственник", "Документ", "Дата рождения"])
        out.writerows(REGISTER)
    return path


def build_house(application: Application, folder: Path, clock: Any, *, agenda: Sequence[ItemDraft] = AGENDA) -> House:
    """The house on the day voting opens: notices sent on 14 February, Белова enrolled with an app, Титов with a list."""
    clock.move_to(NOTICED)
    settings, keys = application.settings, application.keys
    draft = read_register(write_register(folder))
    with application.database.writing() as session:
        organiser = create_account(session, now=NOTICED, login="somova", display_name="М. Сомова", password=PASSWORD)
        second = create_account(session, now=NOTICED, login="ezhov", display_name="Г. Ежов", password=PASSWORD)
        building = create_building(
            session, now=NOTICED, address="ул. Примерная, 1", telephone="8 800 000-00-00", management="ООО «Дом»"
        )
        for role in (Role.ORGANISER, Role.DESK):
            grant_role(session, now=NOTICED, account=organiser, building=building, role=role, by=None)
        grant_role(session, now=NOTICED, account=second, building=building, role=Role.COUNTER, by=None)
        import_register(
            session, now=NOTICED, building=building, draft=draft, effective_on=date(2026, 2, 1), by=organiser,
            warnings_confirmed=True,
        )  # fmt: skip
        assembly = create_assembly(
            session, now=NOTICED, settings=settings, building=building, title="Собрание 2026 года", form="mixed",
            opens_at=OPENED, closes_at=CLOSES, by=organiser, is_annual=True,
            discussion_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC), discussion_place="двор у подъезда 2",
            acceptance_address="подъезд 2, пост консьержа", initiator={"name": "Белова А. И.", "premises": "кв. 47"},
            materials_place="контора, подъезд 1, по будням с 10 до 18",
        )  # fmt: skip
        items = compose_agenda(session, now=NOTICED, assembly=assembly, items=list(agenda), by=organiser)
        stand_for(session, items, first=organiser, second=second, now=NOTICED)
        attach_document(
            session, now=NOTICED, files=application.files, item=items[2 if len(items) > 2 else 0], name="Смета.pdf",
            content=b"%PDF-1.4\n%%EOF\n", media_type="application/pdf", by=organiser,
        )  # fmt: skip
        session.flush()
        house = House(application, building.id, assembly.id, organiser.id)
    with application.database.writing() as session:
        assembly = session.get_one(Assembly, house.assembly_id)
        by = session.get_one(Account, house.organiser_id)
        send_notice(session, now=NOTICED, settings=settings, keys=keys, assembly=assembly, by=by)
        record_evidence(
            session,
            now=NOTICED,
            files=application.files,
            assembly=assembly,
            kind="system_number",
            by=by,
            number="77-2026-1",
        )
        record_evidence(
            session, now=NOTICED, files=application.files, assembly=assembly, kind="signed_list", by=by,
            file_name="list.pdf", content=b"%PDF-1.4 list",
        )  # fmt: skip
    _enrol(house, clock)
    clock.move_to(OPENED)
    with application.database.writing() as session:
        assembly = session.get_one(Assembly, house.assembly_id)
        by = session.get_one(Account, house.organiser_id)
        open_voting(session, now=OPENED, settings=settings, assembly=assembly, by=by)
    return house


def _enrol(house: House, clock: Any) -> None:
    application, keys = house.application, house.application.keys
    clock.move_to(ENROLLED)
    with application.database.writing() as session:
        for name, login in (("Белова", "belova"), ("Титов", "titov")):
            enrol_owner(
                session, now=ENROLLED, keys=keys, code=house.enrolment_code(name), login=login, password=PASSWORD,
                email=f"{login}@example.org",
            )  # fmt: skip
        belova, titov = (
            session.scalars(select(Account).where(Account.login == login)).one() for login in ("belova", "titov")
        )
        house.app_secret = start_app_factor(session, now=ENROLLED, keys=keys, account=belova).secret
        code = pyotp.TOTP(house.app_secret).at(ENROLLED)
        assert confirm_app_factor(session, now=ENROLLED, keys=keys, account=belova, code=code)
        house.codes = print_code_list(session, now=ENROLLED, keys=keys, account=titov)
        appoint_representative(
            session, now=ENROLLED, owner=house.owner(session, "Носова"), document="доверенность № 12 от 10.02.2026",
            until=date(2027, 2, 10), by=session.get_one(Account, house.organiser_id), account=belova,
        )  # fmt: skip


def give_on_paper(house: House, name: str, choices: dict[str, str], *, skip_fields: bool = False) -> str:
    """Print an owner's решение, mark it, take it in at the desk, scan and read it; returns the ballot's id."""
    application, ballot_id = house.application, house.ballot_id(name)
    printed = io.BytesIO()
    layout = print_ballot_file(application, house.assembly_id, [ballot_id], printed)
    with application.database.reading() as session:
        code = session.get_one(Ballot, ballot_id).code
    pages = next(one["pages"] for one in layout["ballots"] if one["ballot"] == code)
    first, *others = [_marked(printed, page, choices, skip_fields=skip_fields) for page in pages]
    scan = io.BytesIO()
    first.save(scan, "PDF", resolution=200, save_all=True, append_images=others)
    with application.database.writing() as session:
        by = session.get_one(Account, house.organiser_id)
        assembly = session.get_one(Assembly, house.assembly_id)
        receive_ballot(session, now=application.clock.now(), assembly=assembly, code=code, by=by)
        batch = upload_batch(
            session, now=application.clock.now(), files=application.files, assembly=assembly,
            uploads=[(f"scan-{code}.pdf", io.BytesIO(scan.getvalue()))], sheets_counted=len(pages), by=by,
        )  # fmt: skip
        session.flush()
        uploads = [upload.id for upload in batch.uploads]
    for upload in uploads:
        read_upload(application, upload)
    return ballot_id


def close(house: House, clock: Any) -> None:
    """End acceptance, wait for objections, and count."""
    database, organiser = house.application.database, house.organiser_id
    for moment, verb in (
        (CLOSES, end_acceptance),
        (CLOSES, open_objections),
        (datetime(2026, 4, 1, 9, 0, tzinfo=UTC), close_voting),
    ):
        clock.move_to(moment)
        with database.writing() as session:
            verb(
                session,
                now=moment,
                assembly=session.get_one(Assembly, house.assembly_id),
                by=session.get_one(Account, organiser),
            )  # type: ignore[operator] # three use cases of one shape


def _marked(printed: io.BytesIO, page: dict[str, Any], choices: dict[str, str], *, skip_fields: bool) -> Image.Image:
    document = pdfium.PdfDocument(printed.getvalue())
    picture = document[page["pdf_page"]].render(scale=200 / 72).to_pil().convert("L")
    document.close()
    pen = ImageDraw.Draw(picture)
    for box in page["options"]:
        if choices.get(box["contest"]) == box["option"]:
            x, y, width, height = (value * 200 / 25.4 for value in box["box_mm"])
            for ends in (
                ((x + 6, y + 6), (x + width - 6, y + height - 6)),
                ((x + width - 6, y + 6), (x + 6, y + height - 6)),
            ):
                pen.line(ends, fill=40, width=6)
    for field in page.get("fields", []) if not skip_fields else []:
        x, y, width, height = (value * 200 / 25.4 for value in field["box_mm"])
        points = [(x + width * (0.1 + 0.04 * at), y + height * (0.3 + 0.4 * (at % 2))) for at in range(20)]
        pen.line(points, fill=40, width=5)
    return picture


def other_house(application: Application, now: datetime) -> str:
    """Another building with an organiser of its own (login `chuzhoy`); its id."""
    with application.database.writing() as session:
        account = create_account(session, now=now, login="chuzhoy", display_name="Чужой", password=PASSWORD)
        building = create_building(session, now=now, address="ул. Соседняя, 2")
        grant_role(session, now=now, account=account, building=building, role=Role.ORGANISER, by=None)
        session.flush()
        return building.id
