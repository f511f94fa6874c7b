"""An organiser in front of the pages: a house with staff, and an assembly as far as a test needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from assembly.bootstrap import Application
from assembly.model import Role
from assembly.register_import import read_register
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_building import create_building
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.import_register import import_register
from tests.web.house import AGENDA, PASSWORD, House, build_house, write_register

START = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)


@dataclass
class Staff:
    """A house with three people; nothing but a register in it."""

    building_id: str
    assembly_id: str = ""


def make_staff(application: Application, folder: Path, *, register: bool = True) -> Staff:
    """An installer who organises, a second organiser, a counter and an auditor."""
    with application.database.writing() as session:
        people = {
            login: create_account(
                session, now=START, login=login, display_name=name, password=PASSWORD, is_installer=login == "somova"
            )
            for login, name in (
                ("somova", "М. Сомова"),
                ("titov", "О. Титов"),
                ("ezhov", "Г. Ежов"),
                ("panin", "Л. Панин"),
            )
        }
        by = people["somova"]
        building = create_building(session, now=START, address="ул. Примерная, 1", by=by)
        for login, role in (("titov", Role.ORGANISER), ("ezhov", Role.COUNTER), ("panin", Role.AUDITOR)):
            grant_role(session, now=START, account=people[login], building=building, role=role, by=by)
        if register:
            draft = read_register(write_register(folder))
            import_register(
                session, now=START, building=building, draft=draft, effective_on=date(2026, 2, 1), by=by,
                warnings_confirmed=True,
            )  # fmt: skip
        return Staff(building.id)


@pytest.fixture
def staff(application: Application, tmp_path: Path, clock: Any) -> Staff:
    clock.move_to(START)
    return make_staff(application, tmp_path)


@pytest.fixture
def bare(application: Application, tmp_path: Path, clock: Any) -> Staff:
    clock.move_to(START)
    return make_staff(application, tmp_path, register=False)


@pytest.fixture
def somova(browser: Any) -> Any:
    """A browser, signed in when the house is there."""
    return browser


@pytest.fixture
def open_house(application: Application, tmp_path: Path, clock: Any) -> House:
    """The small house of the owners' tests, open for voting."""
    return build_house(application, tmp_path, clock, agenda=AGENDA)


DRAFT_FORM = {
    "title": "Собрание 2026 года", "form": "mixed", "opens_at": "2026-02-25T08:00", "closes_at": "2026-03-20T20:00",
    "discussion_at": "2026-02-25T19:00", "discussion_place": "двор", "acceptance_address": "подъезд 2, пост",
    "telephone": "8 800 000-00-00", "cross_channel_policy": "first", "parking_counted_both_ways": "1",
    "objection_days": "3", "enrolment_wait_days": "3", "initiator_name": "Белова А. И.", "chair": "Белова А. И.",
    "commission": "Носов П.\nОрлова В.",
}  # fmt: skip
