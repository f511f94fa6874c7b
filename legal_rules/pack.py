"""A pack: all that is known of one country's law, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from legal_rules.around import Around
from legal_rules.guards import Switch
from legal_rules.provisions import DatedProvision, OnlineRule
from legal_rules.rule import Decision, DecisionRule
from legal_rules.words import MeasureWords, Words

PACKS_FOLDER = Path(__file__).parent / "packs"


@dataclass(frozen=True, slots=True)
class Pack:
    """One country: its decisions by name, its disputed readings, what it asks of an assembly, voting online."""

    name: str
    title: Words
    version: str
    time_zone: str
    measures: dict[str, MeasureWords]
    switches: dict[str, Switch]
    decisions: dict[str, Decision]
    provisions: dict[str, tuple[DatedProvision, ...]] = field(default_factory=dict)
    online: tuple[OnlineRule, ...] = ()
    by_laws: frozenset[str] = frozenset()
    around: Around = field(default_factory=Around)

    def in_force(self, on: date) -> list[str]:
        """The decisions for which a rule is known on that day."""
        return [name for name, decision in self.decisions.items() if _has_rule(decision, on)]


def _has_rule(decision: Decision, on: date) -> bool:
    return any(dated.is_in_force(on) and isinstance(dated.rule, DecisionRule) for dated in decision.versions)


def load_pack(folder: Path) -> Pack:
    """Read one pack. Raises PackRefused with file, key and reason at the first thing that is wrong."""
    from legal_rules.reading_pack import PackReader  # it needs Pack, so it loads after this module

    reader = PackReader(folder)
    return reader.pack({name: reader.read_decision(name, at) for name, at in reader.decision_places().items()})


@lru_cache(maxsize=1)
def packs() -> dict[str, Pack]:
    """All packs that come with the product, by name (``ru``, ``kz`` …)."""
    folders = (folder for folder in sorted(PACKS_FOLDER.iterdir()) if (folder / "pack.yaml").is_file())
    found = (load_pack(folder) for folder in folders if not folder.name.startswith("_"))
    return {pack.name: pack for pack in found}
