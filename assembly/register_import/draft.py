"""What a register file was found to say: units, holdings, and everything a person has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

UnitKind = Literal["residential", "non_residential", "parking"]
OwnerKind = Literal["person", "company", "municipality", "unknown"]
Level = Literal["error", "warning"]

KIND_TITLES: dict[UnitKind, dict[str, str]] = {
    "residential": {"ru": "жилое", "en": "residential"},
    "non_residential": {"ru": "нежилое", "en": "non-residential"},
    "parking": {"ru": "машино-место", "en": "parking"},
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a person has to look at: where it stands, what it is, what to do."""

    sheet: str | None
    row: int | None
    column: str | None
    problem: Mapping[str, str]
    fix: Mapping[str, str]
    level: Level
    code: str

    def as_json(self, lang: str = "ru") -> dict[str, Any]:
        """The problem as `veche register check --json` prints it."""
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "problem": self.problem[lang],
            "fix": self.fix[lang],
            "code": self.code,
            "problem_en": self.problem["en"],
            "fix_en": self.fix["en"],
        }


@dataclass(slots=True)
class DraftUnit:
    """One premises. `position` counts from 0 in the order of the file; `area_m2` is 0 where an error says it is unknown."""

    kind: UnitKind
    number: str
    key: str
    area_m2: Fraction = Fraction(0)
    entrance: str | None = None
    cadastral_number: str | None = None
    position: int = 0
    rows: list[int] = field(default_factory=list)
    sheet: str | None = None


@dataclass(slots=True)
class DraftHolding:
    """Who holds which part of a unit.

    `share` is None only for joint owners who together hold the whole unit. Joint owners of a part carry that part,
    the same number for each; it counts once. Holdings of one unit with the same `joint_group` are one joint share.
    """

    unit_key: str
    owner_name: str
    owner_kind: OwnerKind
    share: Fraction | None
    joint: bool = False
    joint_group: int | None = None
    title_document: str | None = None
    representative: str | None = None
    authority: str | None = None
    authority_until: date | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: date | None = None
    snils: str | None = None
    ogrn: str | None = None
    row: int | None = None
    sheet: str | None = None


@dataclass(slots=True)
class RegisterDraft:
    """A register as read from one file. It may be imported when `errors` is empty; warnings ask for a confirmation."""

    source_name: str
    sha256: str
    format: str = ""
    sheet: str | None = None
    header_row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    unmatched_headers: list[str] = field(default_factory=list)
    units: list[DraftUnit] = field(default_factory=list)
    holdings: list[DraftHolding] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def area_m2(self) -> Fraction:
        """The area of all units together, exact, in square metres."""
        return sum((unit.area_m2 for unit in self.units), Fraction(0))

    @property
    def by_kind(self) -> dict[UnitKind, Fraction]:
        """The area by kind of unit, only the kinds that occur."""
        areas: dict[UnitKind, Fraction] = {}
        for kind in KIND_TITLES:
            of_kind = [unit.area_m2 for unit in self.units if unit.kind == kind]
            if of_kind:
                areas[kind] = sum(of_kind, Fraction(0))
        return areas

    @property
    def unknown_owner_units(self) -> int:
        """How many units have a part whose owner is not known."""
        return len({holding.unit_key for holding in self.holdings if holding.owner_kind == "unknown"})

    def as_json(self, lang: str = "ru") -> dict[str, Any]:
        """The answer of `veche register check FILE --json`; areas are exact decimals written as text."""
        digits = {kind: max(_decimals(u.area_m2) for u in self.units if u.kind == kind) for kind in self.by_kind}
        return {
            "source": self.source_name,
            "sha256": self.sha256,
            "format": self.format,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": dict(self.columns),
            "unmatched_headers": list(self.unmatched_headers),
            "units": len(self.units),
            "holdings": len(self.holdings),
            "area_m2": exact_decimal(self.area_m2, max(digits.values(), default=0)),
            "by_kind": {
                KIND_TITLES[kind][lang]: exact_decimal(area, digits[kind]) for kind, area in self.by_kind.items()
            },
            "unknown_owner_units": self.unknown_owner_units,
            "refused": bool(self.errors),
            "errors": [problem.as_json(lang) for problem in self.errors],
            "warnings": [problem.as_json(lang) for problem in self.warnings],
        }


def _decimals(number: Fraction) -> int:
    digits = 0
    while number.denominator != 1 and digits < 30:
        number *= 10
        digits += 1
    return digits


def exact_decimal(number: Fraction, digits: int = 0) -> str:
    """The number as a decimal with a point, with at least `digits` decimals; `n/d` where no decimal is exact."""
    places = max(digits, _decimals(number))
    scaled = number * 10**places
    if scaled.denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    text = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{text[:-places]}.{text[-places:]}" if places else text)
