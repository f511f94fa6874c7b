"""Proposes the kind of decision that a question needs from its own words, and says by which words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from legal_rules.lookup import catalogue
from legal_rules.pack import Pack
from legal_rules.rule import CatalogueEntry, Hold

_WORD = re.compile(r"\w+")
_SHORTEST, _SHORT = 3, 4  # shorter words must stand as they are; words of so many letters only grow by an ending
_ENDING = 3  # letters at the end of a longer word that a grammatical case may change
_LONGER = 4  # letters by which two forms of one word differ at most


@dataclass(frozen=True, slots=True)
class Proposal:
    """A kind of decision that comes near, and the words of the question that led to it, as they stand in it."""

    entry: CatalogueEntry
    words: tuple[str, ...]


def proposals(pack: str | Pack, on: date, text: str, lang: str = "ru") -> list[Proposal]:
    """Kinds of decisions whose keywords stand in the text of a question, the most telling first, each with its words.

    The kind with the most words in the question comes first; of as many, the one that asks for the larger majority.

    A proposal only: a person confirms the kind, because the kind decides what majority is needed.
    Raises KeyError for an unknown pack.
    """
    asked = _WORD.findall(text.lower())
    found = [(places, entry) for entry in catalogue(pack, on) if (places := _telling(entry, asked, lang))]
    found.sort(key=lambda one: (-_told(one[0], asked), _ease(one[1]), min(one[0])))
    return [Proposal(entry, tuple(asked[place] for place in sorted(places))) for places, entry in found]


def propose(pack: str | Pack, on: date, text: str, lang: str = "ru") -> list[CatalogueEntry]:
    """The kinds of decisions of `proposals`, without the words."""
    return [one.entry for one in proposals(pack, on, text, lang)]


def _telling(entry: CatalogueEntry, asked: Sequence[str], lang: str) -> frozenset[int]:
    """Where in the question the most telling keyword of a kind stands; empty where none does."""
    places = [_places(keyword, asked) for keyword in entry.keywords[lang]]
    return min(
        (found for found in places if found), key=lambda one: (-_told(one, asked), min(one)), default=frozenset()
    )


def _places(keyword: str, asked: Sequence[str]) -> frozenset[int]:
    """Where the words of a keyword stand in the question; empty where one of them is missing."""
    found = [
        next((place for place, word in enumerate(asked) if _is_same(part, word)), None)
        for part in _WORD.findall(keyword.lower())
    ]
    return frozenset() if None in found else frozenset(place for place in found if place is not None)


def _told(places: frozenset[int], asked: Sequence[str]) -> int:
    """How much the words at these places tell: their number, without the shortest («о», «за», «на»)."""
    return sum(len(asked[place]) >= _SHORTEST for place in places)


def _ease(entry: CatalogueEntry) -> tuple[bool, Fraction]:
    """How little a kind asks for: of equally telling kinds the more demanding comes first, so that no mistake is cheap.

    A kind that holds decides nothing, so it asks for everything.
    """
    if isinstance(entry.rule, Hold):
        return False, Fraction(-1)
    return entry.rule.base != "all", -entry.rule.bound(Fraction(1)).amount


def _is_same(one: str, other: str) -> bool:
    """True for two forms of one word: «капитальный», «капитального»; an ending changes, the stem does not; «ё» is «е»."""
    short, long = sorted((one.replace("ё", "е"), other.replace("ё", "е")), key=len)
    if len(short) < _SHORTEST:
        return short == long
    if len(short) <= _SHORT:
        return len(long) - len(short) <= _LONGER // 2 and long.startswith(short)
    stem = max(_SHORT, len(short) - _ENDING)
    return len(long) - len(short) <= _LONGER and short[:stem] == long[:stem]
