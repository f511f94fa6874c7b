"""What the law asks about a house, with what was told; and how its disputed places are read in one assembly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from assembly.model import Account, Assembly, Building
from assembly.text import Text
from assembly.use_cases.law_facts import Asked, asked_of_house
from assembly.wording import ANSWERS, BY_LAWS, reading_words, word
from legal_rules import packs

TITLES = {
    "entrances": Text("Сколько в доме подъездов"),
    "annual_cost_in_monthly_fees": Text("Расход за год, в месячных взносах"),
    "listed_condition": Text("Условие из перечня закона выполнено"),
    **{name: Text.of(words) for name, words in BY_LAWS.items()},
}
"""Names of the packs in words; a name that has none here stands as the pack writes it."""


@dataclass(frozen=True, slots=True)
class AskedFact:
    """One thing the law asks about a house. field: its name in the form; choices: (value, words), empty for a number."""

    field: str
    title: str
    choices: tuple[tuple[str, str], ...]
    value: str
    evidence: str
    is_by_law: bool


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """One disputed place of the law. options: (value, words, note); chosen: as it is read now."""

    switch: str
    title: str
    options: tuple[tuple[str, str, str], ...]
    chosen: str
    why: str
    by: str


def asked_facts_of(building: Building, on: date, language: str) -> list[AskedFact]:
    """Everything that may be told of this house under its pack; the entrances count only where no register names them."""
    return [_asked(building, one, language) for one in asked_of_house(building.pack, on)]


def _asked(building: Building, asked: Asked, language: str) -> AskedFact:
    kept = (building.law_facts if asked.kind == "fact" else building.by_laws).get(asked.name, {})
    title = TITLES[asked.name].read(language) if asked.name in TITLES else asked.words.get(language, asked.name)
    choices = tuple((value, word(ANSWERS, value, language)) for value in asked.choices)
    return AskedFact(
        asked.field, title[:1].upper() + title[1:], choices, str(kept.get("value", "")),
        str(kept.get("evidence", "")), asked.kind == "by_law",
    )  # fmt: skip


def reading_choices(session: Session, *, assembly: Assembly, language: str) -> list[ReadingChoice]:
    """Every disputed reading of the assembly's pack, as chosen, or as the pack reads it where nobody chose."""
    return [_choice(session, assembly, name, language) for name in packs()[assembly.pack].switches]


def _choice(session: Session, assembly: Assembly, name: str, language: str) -> ReadingChoice:
    switch, kept = packs()[assembly.pack].switches[name], assembly.readings.get(name, {})
    by = session.get(Account, kept["by"]) if kept.get("by") else None
    return ReadingChoice(
        name, switch.why.get(language) or switch.why["ru"],
        tuple((option, reading_words(name, option, language), "") for option in switch.options),
        str(kept.get("option") or switch.default or ""), str(kept.get("why", "")), by.display_name if by else "",
    )  # fmt: skip
