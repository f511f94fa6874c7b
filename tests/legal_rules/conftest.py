"""An invented country with one decision, so that a primitive of the engine is tried without any real law."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import pytest

from legal_rules import Case, Figures, Pack, Verdict, Voter, decide
from legal_rules.pack import load_pack

TODAY = date(2026, 11, 21)
HEAD = """
pack: xx
title: {ru: "Страна", en: "Country"}
version: "1"
time_zone: Europe/Moscow
"""
DECISIONS = """
decisions:
  xx:1:
    subject: {ru: "О чём", en: "About"}
    subject_mark: text
    article: {ru: "ст. 1", en: "art. 1"}
    rules:
      - mark: text
"""
SECOND = """
  xx:2:
    subject: {ru: "Второе", en: "Second"}
    subject_mark: text
    article: {ru: "ст. 2", en: "art. 2"}
    rules: [{mark: text, test: {for: heads, of: cast, gt: 1/2}}]
"""
Sums = Mapping[str, int | str]


class Country:
    """A pack of one decision ``xx:1`` (and a plain ``xx:2`` a second vote may lead to)."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def ask(
        self, facts: dict[str, Any] | None = None, call: int = 1, parts: Mapping[str, Any] | None = None, **tally: Sums
    ) -> Verdict:
        """Decide sums by measure: ``heads={"all": 10, "present": 8, "for": 5, "against": 3}``."""
        counted = {measure: figures(sums) for measure, sums in tally.items()}
        electorates = {part: {name: figures(one) for name, one in sums.items()} for part, sums in (parts or {}).items()}
        case = Case("xx:1", TODAY, call=call, tally=counted, facts=facts or {}, electorates=electorates)
        return decide(case, self.pack)

    def poll(self, *voters: Voter, call: int = 1, **facts: Any) -> Verdict:
        """Decide the answers of people."""
        return decide(Case("xx:1", TODAY, call=call, voters=list(voters), facts=facts), self.pack)


def figures(sums: Sums) -> Figures:
    return Figures(**{"for_" if name == "for" else name: Fraction(value) for name, value in sums.items()})


def voter(name: str, vote: str, share: int | str = 1, *tags: str, **more: Any) -> Voter:
    return Voter(name, vote, Fraction(share), Fraction(1), Fraction(1), tags=frozenset(tags), **more)


Make = Callable[..., Country]


@pytest.fixture
def land(tmp_path: Path) -> Make:
    """Make an invented country from the keys of its rule, and keys for the top of its pack."""

    def make(rule: str, top: str = "") -> Country:
        text = HEAD + dedent(top) + DECISIONS + indent(dedent(rule), " " * 8) + SECOND
        (tmp_path / "pack.yaml").write_text(text, "utf-8")
        return Country(load_pack(tmp_path))

    return make
