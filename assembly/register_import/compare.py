"""What changed between the register in force and a new one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from .draft import KIND_TITLES, DraftHolding, DraftUnit, RegisterDraft, exact_decimal
from .exact import show_share
from .table import one_line

Change = Literal["unit_added", "unit_removed", "area_changed", "holding_added", "holding_removed", "share_changed"]


@dataclass(frozen=True, slots=True)
class RegisterChange:
    """One change: what it is, where, what stood before and stands now (exact text), and one sentence about it."""

    change: Change
    unit_key: str
    number: str
    owner_name: str | None
    before: str | None
    after: str | None
    sentence: dict[str, str]


@dataclass(slots=True)
class RegisterChanges:
    """All changes, by what they are, in the order of the new file (removals in the order of the former one)."""

    units_added: list[RegisterChange] = field(default_factory=list)
    units_removed: list[RegisterChange] = field(default_factory=list)
    areas_changed: list[RegisterChange] = field(default_factory=list)
    holdings_added: list[RegisterChange] = field(default_factory=list)
    holdings_removed: list[RegisterChange] = field(default_factory=list)
    shares_changed: list[RegisterChange] = field(default_factory=list)

    def all(self) -> list[RegisterChange]:
        """Every change, those of units first."""
        return [
            *self.units_added, *self.units_removed, *self.areas_changed,
            *self.holdings_added, *self.holdings_removed, *self.shares_changed,
        ]  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self.all())


Rows = RegisterDraft | Iterable[DraftUnit | DraftHolding]


def compare(previous: Rows, new: RegisterDraft) -> RegisterChanges:
    """What the new register changes.

    Args:
        previous: the register in force: a draft, or its units and holdings in any order.
        new: the register just read.
    """
    units_before, held_before = _sort(previous)
    units_now, held_now = _sort(new)
    changes = RegisterChanges()
    for key, unit in units_now.items():
        before = units_before.get(key)
        if before is None:
            changes.units_added.append(_unit_change("unit_added", unit))
        else:
            if before.area_m2 != unit.area_m2:
                changes.areas_changed.append(_area_change(before, unit))
            _compare_holdings(changes, unit, held_before[key], held_now[key])
    changes.units_removed += [
        _unit_change("unit_removed", u) for key, u in units_before.items() if key not in units_now
    ]
    return changes


def _sort(rows: Rows) -> tuple[dict[str, DraftUnit], defaultdict[str, list[DraftHolding]]]:
    items: list[DraftUnit | DraftHolding] = (
        [*rows.units, *rows.holdings] if isinstance(rows, RegisterDraft) else list(rows)
    )
    held: defaultdict[str, list[DraftHolding]] = defaultdict(list)
    units = {item.key: item for item in items if isinstance(item, DraftUnit)}
    for item in items:
        if isinstance(item, DraftHolding):
            held[item.unit_key].append(item)
    return units, held


def _owner(holding: DraftHolding) -> str:
    return one_line(holding.owner_name).casefold().replace("ё", "е")


def _compare_holdings(
    changes: RegisterChanges, unit: DraftUnit, before: list[DraftHolding], now: list[DraftHolding]
) -> None:
    """An owner's holdings of a unit are compared as a bag of shares: equal ones pair off, the rest changed."""
    owners = list(dict.fromkeys([_owner(holding) for holding in (*now, *before)]))
    for owner in owners:
        old = [holding for holding in before if _owner(holding) == owner]
        fresh = [holding for holding in now if _owner(holding) == owner]
        for holding in list(fresh):
            same = next((other for other in old if _part(other) == _part(holding)), None)
            if same is not None:
                old.remove(same)
                fresh.remove(holding)
        for gone, come in zip(old, fresh, strict=False):
            changes.shares_changed.append(_holding_change("share_changed", unit, come, gone))
        paired = min(len(old), len(fresh))
        changes.holdings_added += [_holding_change("holding_added", unit, holding) for holding in fresh[paired:]]
        changes.holdings_removed += [_holding_change("holding_removed", unit, holding) for holding in old[paired:]]


def _part(holding: DraftHolding) -> tuple[Fraction | None, bool]:
    return holding.share, holding.joint


def _show(holding: DraftHolding, lang: str) -> str:
    joint = {"ru": "совместная", "en": "joint"}[lang]
    share = "" if holding.share is None else show_share(holding.share)
    return ", ".join(part for part in (share, joint if holding.joint else "") if part)


def _name(unit: DraftUnit, lang: str) -> str:
    return f"{KIND_TITLES[unit.kind][lang]} {unit.number}"


def _unit_change(change: Change, unit: DraftUnit) -> RegisterChange:
    area = exact_decimal(unit.area_m2)
    comma = area.replace(".", ",")
    ru = {"unit_added": "Добавлено помещение", "unit_removed": "Нет больше помещения"}[change]
    en = {"unit_added": "Added", "unit_removed": "No longer there"}[change]
    sentence = {"ru": f"{ru}: {_name(unit, 'ru')}, {comma} м².", "en": f"{en}: {_name(unit, 'en')}, {area} m²."}
    before, after = (None, area) if change == "unit_added" else (area, None)
    return RegisterChange(change, unit.key, unit.number, None, before, after, sentence)


def _area_change(before: DraftUnit, now: DraftUnit) -> RegisterChange:
    old, new = exact_decimal(before.area_m2), exact_decimal(now.area_m2)
    ru = f"Площадь ({_name(now, 'ru')}): было {old.replace('.', ',')} м², стало {new.replace('.', ',')} м²."
    en = f"Area ({_name(now, 'en')}): was {old} m², is now {new} m²."
    return RegisterChange("area_changed", now.key, now.number, None, old, new, {"ru": ru, "en": en})


def _holding_change(
    change: Change, unit: DraftUnit, holding: DraftHolding, before: DraftHolding | None = None
) -> RegisterChange:
    says = {}
    for lang in ("ru", "en"):
        owner = holding.owner_name or {"ru": "неизвестный собственник", "en": "unknown owner"}[lang]
        where, share = _name(unit, lang), _show(holding, lang)
        old = _show(before, lang) if before else ""
        texts = {
            "holding_added": {"ru": f"Новый собственник ({where}): {owner}, доля {share}.",
                              "en": f"New owner ({where}): {owner}, share {share}."},
            "holding_removed": {"ru": f"Больше не собственник ({where}): {owner}, была доля {share}.",
                                "en": f"No longer an owner ({where}): {owner}, share was {share}."},
            "share_changed": {"ru": f"Доля изменилась ({where}): {owner}, было {old}, стало {share}.",
                              "en": f"Share changed ({where}): {owner}, was {old}, is now {share}."},
        }  # fmt: skip
        says[lang] = texts[change][lang]
    shown = _show(holding, "en")
    old_text = shown if change == "holding_removed" else (_show(before, "en") if before else None)
    new_text = None if change == "holding_removed" else shown
    return RegisterChange(change, unit.key, unit.number, holding.owner_name or None, old_text, new_text, says)
