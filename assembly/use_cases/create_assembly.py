"""An assembly begins as a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import Fixable, Problem, Refused
from assembly.events import record
from assembly.model import Account, Assembly, Building, CrossChannelPolicy, Form
from assembly.settings import Settings
from assembly.text import Text
from assembly.use_cases.latest_snapshot import latest_snapshot
from assembly.use_cases.law import online_ruling

DRAFT_FIELDS = frozenset({
    "title", "form", "opens_at", "closes_at", "is_annual", "written_until", "discussion_at", "discussion_place",
    "acceptance_address", "objection_days", "enrolment_wait_days", "initiator", "administrator", "materials_place",
    "telephone", "cross_channel_policy", "vote_change_allowed", "parking_counted_both_ways",
})  # fmt: skip
"""What stands in the notice or decides how votes count: fixed once notices are out."""
PROTOCOL_FIELDS = frozenset({"chair", "secretary", "commission", "attendees", "storage_place", "protocol_number"})
"""What only the protocol says, and is known only during the assembly."""


def create_assembly(
    session: Session,
    *,
    now: datetime,
    settings: Settings,
    building: Building,
    title: str,
    form: Form | str,
    opens_at: datetime,
    closes_at: datetime,
    by: Account | None,
    **fields: Any,
) -> Assembly:
    """Begin an assembly on the building's latest register; `fields` are those of DRAFT_FIELDS and PROTOCOL_FIELDS.

    Raises Refused where the building has no register, Fixable listing what is wrong in the form.
    Not to be repeated: every call begins another assembly.
    """
    snapshot = latest_snapshot(session, building)
    if snapshot is None:
        raise Refused(Text("Сначала загрузите реестр собственников этого дома."), code="no_register")
    given = {"title": title, "form": form, "opens_at": opens_at, "closes_at": closes_at, **fields}
    assembly = Assembly(
        building_id=building.id,
        building=building,
        snapshot_id=snapshot.id,
        pack=building.pack,
        training=settings.training,
        operator=settings.operator,
        acceptance_address=building.address,
        telephone=building.telephone or settings.telephone,
        created_at=now,
        created_by=by.id if by is not None else None,
        objection_days=3,
        enrolment_wait_days=3,
        cross_channel_policy=CrossChannelPolicy.FIRST,
    )
    set_fields(assembly, given, allowed=DRAFT_FIELDS | PROTOCOL_FIELDS)
    assembly.online_voting = online_ruling(assembly, settings.operator).ok
    session.add(assembly)
    session.flush()
    record(session, assembly, "assembly:created", now, form=str(assembly.form), pack=assembly.pack, by=_name(by))
    return assembly


def set_fields(assembly: Assembly, given: dict[str, Any], *, allowed: frozenset[str]) -> None:
    """Set the given fields after checking all of them; raises Fixable with every problem, TypeError for an unknown field."""
    unknown = set(given) - allowed
    if unknown:
        raise TypeError(f"an assembly has no such field to set: {sorted(unknown)}")
    given = dict(given)
    if "form" in given:
        given["form"] = Form(given["form"])
    if "cross_channel_policy" in given:
        given["cross_channel_policy"] = CrossChannelPolicy(given["cross_channel_policy"])
    problems = _problems({name: given.get(name, getattr(assembly, name, None)) for name in allowed})
    if problems:
        raise Fixable(problems)
    for name, value in given.items():
        setattr(assembly, name, value.strip() if isinstance(value, str) and name == "title" else value)


def _problems(values: dict[str, Any]) -> list[Problem]:
    problems = []
    if "title" in values and not str(values["title"] or "").strip():
        problems.append(Problem(Text("Нет названия собрания."), Text("Введите название."), field="title"))
    opens_at, closes_at = values.get("opens_at"), values.get("closes_at")
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        problems.append(
            Problem(
                Text("Конец приёма решений не позже его начала."), Text("Исправьте дату и время."), field="closes_at"
            )
        )
    written_until = values.get("written_until")
    if written_until is not None and closes_at is not None and written_until > closes_at:
        problems.append(
            Problem(
                Text("Письменные решения принимаются не дольше, чем идёт голосование."),
                Text("Исправьте дату и время."),
                field="written_until",
            )
        )
    for name, least, most in (("objection_days", 0, 30), ("enrolment_wait_days", 0, 30)):
        days = values.get(name)
        if days is not None and not least <= int(days) <= most:
            problems.append(
                Problem(
                    Text("Число дней: {days}.", days=days),
                    Text("Введите от {least} до {most}.", least=least, most=most),
                    field=name,
                )
            )
    return problems


def _name(by: Account | None) -> str | None:
    return by.id if by is not None else None
