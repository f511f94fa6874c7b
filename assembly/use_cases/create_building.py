"""A house joins the installation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem, Refused
from assembly.model import Account, Building, Role
from assembly.text import Text
from assembly.use_cases.grant_role import grant_role
from legal_rules import packs


def create_building(
    session: Session,
    *,
    now: datetime,
    address: str,
    pack: str = "ru",
    timezone: str = "Europe/Moscow",
    cadastral_number: str | None = None,
    management: str | None = None,
    telephone: str | None = None,
    posting_allowed: bool = False,
    by: Account | None = None,
) -> Building:
    """Add a building; `by` (an installer) becomes its organiser, None is the command line.

    Raises Fixable for an empty address, an unknown pack or time zone; Refused where `by` is no installer.
    Not to be repeated: every call adds a building.
    """
    if by is not None and not by.is_installer:
        raise Refused(Text("Добавлять дома может только администратор установки."), forbidden=True)
    problems = _problems(address, pack, timezone)
    if problems:
        raise Fixable(problems)
    building = Building(
        address=address.strip(),
        pack=pack,
        timezone=timezone,
        cadastral_number=cadastral_number,
        management=management,
        telephone=telephone,
        posting_allowed=posting_allowed,
        created_at=now,
    )
    session.add(building)
    session.flush()
    if by is not None:
        grant_role(session, now=now, account=by, building=building, role=Role.ORGANISER, by=by)
    return building


def _problems(address: str, pack: str, timezone: str) -> list[Problem]:
    problems = []
    if not address.strip():
        problems.append(Problem(Text("Нет адреса дома."), Text("Введите адрес."), field="address"))
    if pack not in packs():
        problems.append(
            Problem(
                Text("Нет такого набора правил: {pack}.", pack=pack),
                Text("Выберите один из: {names}.", names=", ".join(sorted(packs()))),
                field="pack",
            )
        )
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a name too long for the file system
        problems.append(
            Problem(
                Text("Нет такого часового пояса: {zone}.", zone=timezone),
                Text("Введите, например, Europe/Moscow."),
                field="timezone",
            )
        )
    return problems
