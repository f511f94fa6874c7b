"""Somebody tells what the law asks about a house: a fact that no register holds, or a rule of the house's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from assembly.errors import Fixable
from assembly.model import Account, Building
from assembly.text import Text


def tell_fact(
    session: Session, *, now: datetime, building: Building, name: str, value: str, evidence: str, by: Account | None
) -> Building:
    """Enter a fact of the house (`entrances`: 3) and whence it is known; an empty value takes it away.

    Assemblies whose notices are out keep what they were announced with. Raises Fixable without a source. May be
    repeated: the last entry stands.
    """
    building.law_facts = _with(building.law_facts, name, value, evidence, now=now, by=by, field=f"fact_{name}")
    session.flush()
    return building


def tell_by_law(
    session: Session, *, now: datetime, building: Building, name: str, value: str, evidence: str, by: Account | None
) -> Building:
    """Enter what the statute of the house says of a matter; the evidence is the document and its clause.

    Raises Fixable without it: a rule of the house's own that nobody can show changes nothing. As `tell_fact` otherwise.
    """
    building.by_laws = _with(building.by_laws, name, value, evidence, now=now, by=by, field=f"by_law_{name}")
    session.flush()
    return building


def _with(
    kept: dict[str, Any], name: str, value: str, evidence: str, *, now: datetime, by: Account | None, field: str
) -> dict[str, Any]:
    value, evidence = value.strip()[:100], evidence.strip()[:300]
    if not value:
        return {other: one for other, one in kept.items() if other != name}
    if len(evidence) < 3:
        raise Fixable.one(
            Text("Не указан документ, из которого это известно."),
            Text("Введите название документа и пункт: например, «Устав, п. 7.2» или «технический паспорт дома, с. 3»."),
            field=f"{field}_evidence",
        )
    told = {"value": value, "evidence": evidence, "by": by.id if by is not None else None}
    return {**kept, name: {**told, "at": now.isoformat(timespec="seconds")}}
