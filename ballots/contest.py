"""What one question asks and how it may be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ballots.canonical import digest

FOR, AGAINST, ABSTAIN = "for", "against", "abstain"
BLANK, OVERVOTE, INVALID = "blank", "overvote", "invalid"
RESERVED = frozenset({BLANK, OVERVOTE, INVALID, "person"})
MAX_CONTESTS = 60
PARKING = "parking"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the house. entrance: its name, None for all; parking: only parking places, only the others, None for both."""

    entrance: str | None = None
    parking: bool | None = None

    def has(self, entrance: str | None, kind: str) -> bool:
        """Whether premises of this kind in this entrance belong to it."""
        is_there = self.entrance is None or self.entrance == entrance
        return is_there and (self.parking is None or self.parking == (kind == PARKING))


EVERYBODY = Part()
WITHOUT_PARKING = Part(parking=False)


@dataclass(frozen=True)
class Option:
    """One thing a voter may choose. label: language → the word beside the box."""

    name: str
    label: Mapping[str, str] = field(hash=False)

    def __post_init__(self) -> None:
        if not self.name or self.name in RESERVED:
            raise ValueError(f"an option cannot be called {self.name!r}")

    def word(self, language: str) -> str:
        """The word in this language; Russian where it has none; else the name."""
        return self.label.get(language) or self.label.get("ru") or self.name


@dataclass(frozen=True)
class Contest:
    """The votable part of an agenda item, in one language.

    id: "1", "2", …; number: as printed; rule_line: what it needs ("больше половины голосов участников");
    basis: the article that says so; asks: who decides it where that is not the whole house, or is counted apart too.
    """

    id: str
    number: int
    title: str
    text: str
    options: tuple[Option, ...]
    rule_line: str
    basis: str
    asks: str = ""

    def __post_init__(self) -> None:
        names = [option.name for option in self.options]
        if not names or len(set(names)) != len(names):
            raise ValueError(f"contest {self.id!r} needs options with names of their own")

    def option_names(self) -> tuple[str, ...]:
        return tuple(option.name for option in self.options)

    def as_record(self) -> dict[str, Any]:
        """The contest as records and the definition of the ballot hold it."""
        return {
            "id": self.id,
            "number": self.number,
            "title": self.title,
            "text": self.text,
            "rule_line": self.rule_line,
            "basis": self.basis,
            "asks": self.asks,
            "options": [{"name": option.name, "label": dict(option.label)} for option in self.options],
        }


def standard_options() -> tuple[Option, ...]:
    """For, against, abstain: the three answers of a written decision (LC RF, art. 47 part 3 point 3)."""
    return (
        Option(FOR, {"ru": "За", "en": "For", "kk": "Жақтаймын", "tt": "Риза"}),
        Option(AGAINST, {"ru": "Против", "en": "Against", "kk": "Қарсымын", "tt": "Каршы"}),
        Option(ABSTAIN, {"ru": "Воздержался", "en": "Abstain", "kk": "Қалыс қалдым", "tt": "Битараф"}),
    )


def definition_hash(contests: Sequence[Contest], assembly: str = "") -> str:
    """16 upper-case hexadecimal letters that stand for these contests of this assembly in every QR.

    Two editions of an agenda, or the same agenda of another assembly, differ in it.
    """
    return digest({"assembly": assembly, "contests": [contest.as_record() for contest in contests]})[:16].upper()
