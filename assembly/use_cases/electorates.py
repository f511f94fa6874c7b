"""Whom a question is put to, and which part of the house is counted apart: from its rule, and the entrance it names."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.errors import Problem, Refused
from assembly.model import AgendaItem, Building, Holding, Unit
from assembly.model.assembly import ENTRANCE
from assembly.text import Text
from ballots.contest import PARKING
from legal_rules import DecisionRule

KNOWN_PARTS = frozenset({ENTRANCE, PARKING})


def parts_named(rule: DecisionRule) -> frozenset[str]:
    """Every part of the house that a rule asks for: the one that decides, and those it counts apart."""
    leaves = (leaf for variant in rule.variants for tree in variant.trees for leaf in tree.leaves())
    deciding = (variant.electorate.name for variant in rule.variants if variant.electorate is not None)
    named = {leaf.part for leaf in leaves} | {rule.electorate, *deciding}
    return frozenset(name for name in named if name is not None)


def entrances_of(session: Session, snapshot_id: str, building: Building | None = None) -> list[str]:
    """The entrances that a register names, in their order; where it names none, the only one that the house was told to have."""
    rows = session.execute(select(Unit.entrance).where(Unit.snapshot_id == snapshot_id).order_by(Unit.position))
    named = list(dict.fromkeys(name for (name,) in rows if name))
    told = (building.law_facts if building is not None else {}).get("entrances", {}).get("value")
    return named or (["1"] if told == "1" else [])


def needs_entrance(rule: DecisionRule, entrances: Collection[str]) -> bool:
    """Whether a question under this rule must name its entrance; where the house has one, it is that one."""
    return ENTRANCE in parts_named(rule) and len(entrances) != 1


def entrance_problem(rule: DecisionRule, entrance: str | None, entrances: Collection[str]) -> Problem | None:
    """What is wrong with the entrance a question names, or None."""
    if not needs_entrance(rule, entrances):
        return None
    if not entrances:
        return Problem(
            Text("Для этого вида решения нужен подъезд, а в реестре подъезды не указаны."),
            Text("Загрузите реестр со столбцом «Подъезд». Если подъезд один, укажите это на странице дома «О доме»."),
            field="entrance",
        )
    if entrance not in entrances:
        return Problem(
            Text("Не указано, какого подъезда касается вопрос."),
            Text("Выберите подъезд: {entrances}.", entrances=", ".join(entrances)),
            field="entrance",
        )
    return None


def asked_of(item: AgendaItem, rule: DecisionRule) -> dict[str, Any]:
    """Whom the question is put to by its resolved rule, as both are fixed: {} for everybody.

    Raises Refused for a part that no register names.
    """
    unknown = parts_named(rule) - KNOWN_PARTS
    if unknown:
        raise Refused(
            Text("Вопрос {number}: решает часть дома, которой нет в реестре ({part}).", number=item.number,
                 part=", ".join(sorted(unknown))),
            article=Text.of(dict(rule.article)), code="unknown_part",
        )  # fmt: skip
    asked: dict[str, Any] = {}
    if rule.electorate == ENTRANCE and item.entrance:
        asked["entrance"] = item.entrance
    if rule.electorate == PARKING:
        asked["parking"] = True
    elif any(one.tag == PARKING and one.leaves_base and not one.guards for one in rule.exclusions):
        asked["parking"] = False
    return asked


def is_asked_anything(items: Collection[AgendaItem], holdings: Collection[Holding]) -> bool:
    """Whether any question is put to somebody with these holdings."""
    return any(not item.asked or item.is_put_to([holding.unit for holding in holdings]) for item in items)
