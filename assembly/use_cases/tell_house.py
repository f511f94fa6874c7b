"""Somebody tells what the law asks about a house: a fact that no register holds, or a rule of the house's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.model import Account, Building
from assembly.text import Text
from assembly.use_cases.ask_anew import asking_anew
from assembly.use_cases.law_facts import Asked, asked_of_house
from assembly.use_cases.legal_day import legal_day
from legal_rules.numbers import NumberRefused, parse_number


def tell_fact(
    session: Session, *, now: datetime, building: Building, name: str, value: str, evidence: str, by: Account | None
) -> Building:
    """Enter a fact of the house (`entrances`: 3) and whence it is known; an empty value takes it away.

    Assemblies whose notices are out keep what they were announced with; in a draft, a question that comes under another
    rule by it is confirmed anew. Raises Fixable without a source. May be
    repeated: the last entry stands.
    """
    asked = _asked(building, "fact", name, now)
    with asking_anew(session, building, now=now, by=by):
        building.law_facts = _with(building.law_facts, asked, value, evidence, now=now, by=by)
    return building


def tell_by_law(
    session: Session, *, now: datetime, building: Building, name: str, value: str, evidence: str, by: Account | None
) -> Building:
    """Enter what the statute of the house says of a matter; the evidence is the document and its clause.

    Raises Fixable without it: a rule of the house's own that nobody can show changes nothing. As `tell_fact` otherwise.
    """
    asked = _asked(building, "by_law", name, now)
    with asking_anew(session, building, now=now, by=by):
        building.by_laws = _with(building.by_laws, asked, value, evidence, now=now, by=by)
    return building


def _asked(building: Building, kind: str, name: str, now: datetime) -> Asked:
    on = legal_day(building, now)
    found = next((one for one in asked_of_house(building.pack, on) if (one.kind, one.name) == (kind, name)), None)
    if found is None:
        raise Fixable.one(
            Text("Закон об этом не спрашивает: {name}.", name=name),
            Text("Выберите из перечня на странице дома."),
            field=name,
        )
    return found


def _with(
    kept: dict[str, Any], asked: Asked, value: str, evidence: str, *, now: datetime, by: Account | None
) -> dict[str, Any]:
    value, evidence = value.strip().replace(",", "."), evidence.strip()[:300]
    if not value:
        return {other: one for other, one in kept.items() if other != asked.name}
    if not _is_answer(asked, value):
        raise Fixable.one(
            Text("Такого ответа закон не знает: {value}.", value=value),
            Text("Введите число: целое, десятичное или дробь, например 3, 0,75 или 3/4.")
            if not asked.choices
            else Text("Выберите один из предложенных ответов."),
            field=asked.field,
        )
    if len(evidence) < 3:
        raise Fixable.one(
            Text("Не указан документ, из которого это известно."),
            Text("Введите название документа и пункт: например, «Устав, п. 7.2» или «технический паспорт дома, с. 3»."),
            field=f"{asked.field}_evidence",
        )
    told = {"value": value, "evidence": evidence, "by": by.id if by is not None else None}
    return {**kept, asked.name: {**told, "at": now.isoformat(timespec="seconds")}}


def _is_answer(asked: Asked, value: str) -> bool:
    if asked.choices:
        return value in asked.choices
    try:
        return parse_number(value) >= 0
    except NumberRefused:
        return False
