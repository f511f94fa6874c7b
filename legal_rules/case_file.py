"""A file of cases as other programs write it (JSON): each case is decided, or refused by name with what is wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from legal_rules.case import Case
from legal_rules.deciding import decide
from legal_rules.figures import CaseRefused
from legal_rules.numbers import shown
from legal_rules.verdict import Verdict

MOST_BYTES = 32 * 2**20
"""Larger files are refused: 40 questions of 10,000 voters take about 24 MB."""
_LONGEST_INTEGER = 40


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case that cannot be decided because it is written wrongly; ``position`` counts from 1."""

    position: int
    id: str
    problem: str

    @property
    def sentence(self) -> str:
        """Which case it is, and what is wrong with it."""
        return f"case {shown(self.id) if self.id else f'no. {self.position}'}: {self.problem}"


def read_case_file(content: bytes) -> list[Any]:
    """The entries of ``{"cases": [...]}``, not looked at yet; numbers stay exact. Raises CaseRefused."""
    if len(content) > MOST_BYTES:
        raise CaseRefused(f"the file is larger than {MOST_BYTES // 2**20} MiB: divide the cases into several files")
    try:
        found = json.loads(
            content.decode("utf-8-sig"), parse_float=str, parse_int=_integer, parse_constant=str,
            object_pairs_hook=_each_once,
        )  # fmt: skip
    except RecursionError:
        raise CaseRefused("the file is nested too deeply") from None
    except UnicodeDecodeError:
        raise CaseRefused("the file is not text in UTF-8") from None
    except json.JSONDecodeError as wrong:
        raise CaseRefused(f"the file is no JSON: {wrong}") from None
    if not isinstance(found, Mapping) or not isinstance(found.get("cases"), list):
        raise CaseRefused('expected {"cases": [...]}')
    return list(found["cases"])


def decide_all(entries: list[Any]) -> tuple[list[Verdict], list[Refusal]]:
    """Decide every case that is written rightly, in their order; a wrong one is refused and keeps no other from it."""
    names = Counter(_name(entry) for entry in entries)
    verdicts, refusals = [], []
    for position, entry in enumerate(entries, start=1):
        name = _name(entry)
        if name and names[name] > 1:
            refusals.append(Refusal(position, name, "this id stands on several cases"))
            continue
        try:
            verdicts.append(decide(Case.from_json(entry)))
        except CaseRefused as wrong:
            refusals.append(Refusal(position, name, wrong.reason))
    return verdicts, refusals


def _name(entry: Any) -> str:
    return str(entry["id"]) if isinstance(entry, Mapping) and isinstance(entry.get("id"), str | int) else ""


def _integer(text: str) -> int | str:
    """A number too long to be one stays a text, so that the case it stands in is named."""
    return int(text) if len(text) <= _LONGEST_INTEGER else text


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        double = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise CaseRefused(f"the key {shown(double)} stands twice in one set of values")
    return found
