"""In which order the entries of a pack answer: days on which nothing is said or two entries speak, and what never answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from legal_rules.around import CallRule, Entry, Term
from legal_rules.guards import Guard
from legal_rules.provisions import FORMS, read_online, read_provision
from legal_rules.reading import At
from legal_rules.reading_around import AroundReader
from legal_rules.reading_pack import PackReader
from legal_rules.rule import DecisionRule

_WHAT_CAME_FIRST = "it is never reached: {} answers first"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list of which the first that fits answers.

    ``about`` is what the list is asked for besides day, form, facts and decision (the anchor of a term, the number of
    a call); None answers for all of it.
    """

    at: At
    since: date | None
    until: date | None
    forms: tuple[str, ...] = FORMS
    guards: frozenset[Guard] = frozenset()
    decisions: tuple[str, ...] = ()
    about: tuple[Any, ...] | None = None

    @property
    def conditions(self) -> tuple[Any, ...]:
        """Under which an entry answers, whatever the day."""
        return self.forms, self.guards, self.decisions, self.about

    def hides(self, other: Line) -> bool:
        """True when it answers wherever the other would."""
        return (
            (self.since or date.min) <= (other.since or date.min)
            and (self.until or date.max) >= (other.until or date.max)
            and set(self.forms) >= set(other.forms)
            and self.guards <= other.guards
            and (not self.decisions or (bool(other.decisions) and set(self.decisions) >= set(other.decisions)))
            and self.about in (None, other.about)
        )


def findings_of_order(reader: PackReader) -> Iterator[tuple[At, str]]:
    """Every place of a pack where the dates leave a gap or overlap, or that never answers, with the reason."""
    for name, at in reader.decision_places().items():
        decision = reader.read_decision(name, at)
        places = at.mapping()["rules"].items()
        lines = [Line(place, dated.since, dated.until) for place, dated in zip(places, decision.versions, strict=True)]
        yield from _gaps(lines)
        for place, dated in zip(places, decision.versions, strict=True):
            if isinstance(dated.rule, DecisionRule) and len(dated.rule.variants) > 1:
                guards = [frozenset(variant.guards) for variant in dated.rule.variants]
                variants = place.mapping()["variants"].items()
                yield from _unreached(
                    [Line(item, None, None, guards=one) for item, one in zip(variants, guards, strict=True)]
                )
    for lines in _lists(reader):
        yield from _unreached(lines)
        yield from _gaps(lines)


def _lists(reader: PackReader) -> Iterator[list[Line]]:
    yield from _provisions(reader)
    around = AroundReader(reader.top, reader.switches).around()
    for section in ("terms", "channels", "challenges", "convening", "yearly"):
        for name, entries in getattr(around, section).items():
            yield _around_lines(reader.top[section].mapping()[name], entries)
    for section in ("calls", "proxies", "secrecy", "protocol"):
        if section in reader.top:
            yield _around_lines(reader.top[section], getattr(around, section))


def _provisions(reader: PackReader) -> Iterator[list[Line]]:
    for name, at in reader.top["provisions"].mapping().items() if "provisions" in reader.top else ():
        found = [(item, read_provision(name, item)) for item in at.items()]
        yield [Line(item, one.since, one.until, one.forms, frozenset(one.guards), one.decisions) for item, one in found]
    if "online" in reader.top:
        systems = [(item, read_online(item)) for item in reader.top["online"].items()]
        yield [Line(item, one.since, one.until) for item, one in systems]


def _around_lines(at: At, entries: Iterable[Entry[Any]]) -> list[Line]:
    return [
        Line(item, one.since, one.until, one.forms, frozenset(one.guards), one.decisions, _about(one.content))
        for item, one in zip(at.items(), entries, strict=True)
    ]


def _about(content: object) -> tuple[Any, ...] | None:
    """What of the list an entry answers for; a gap that is named answers for all of it."""
    if content is None:
        return None
    if isinstance(content, Term):
        return content.relation, content.anchor
    return (content.call, content.announced) if isinstance(content, CallRule) else ()


def _unreached(lines: list[Line]) -> Iterator[tuple[At, str]]:
    for number, later in enumerate(lines):
        first = next((earlier for earlier in lines[:number] if earlier.hides(later)), None)
        if first is not None:
            yield later.at, _WHAT_CAME_FIRST.format(first.at.key)


def _gaps(lines: list[Line]) -> Iterator[tuple[At, str]]:
    """Days between two entries of the same conditions on which nothing is said, or on which both speak."""
    for conditions in dict.fromkeys(line.conditions for line in lines):
        same = sorted((one for one in lines if one.conditions == conditions), key=lambda one: one.since or date.min)
        for earlier, later in pairwise(same):
            end, start = earlier.until or date.max, later.since or date.min
            if end < start:
                yield later.at, f"nothing is said from {end} until {start}"
            elif start < end and not (earlier.hides(later) or later.hides(earlier)):
                yield later.at, f"{earlier.at.key} is in force on {start} as well"
