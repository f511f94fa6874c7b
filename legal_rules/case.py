"""One question put to the law: which decision, on which day, and what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from legal_rules.figures import MEASURES, CaseRefused, Figures
from legal_rules.numbers import NumberRefused, parse_number, shown

VOTES = ("for", "against", "abstain", "blank", "invalid", "absent")
CHANNELS = ("room", "online", "paper")
_ONE_HEAD = Fraction(1)
_VOTER_KEYS = {"id", "vote", "channel", "tags", "represented_by", *MEASURES}


@dataclass(slots=True)  # not frozen: ten thousand of them are made for a case, and freezing takes four times as long
class Voter:
    """One owner: the weight in each measure and the answer given.

    ``vote`` is one of for, against, abstain, blank, invalid, absent. A measure that is not known stays ``None``.
    """

    id: str
    vote: str
    share: Fraction | None = None
    heads: Fraction | None = None
    units: Fraction | None = None
    channel: str | None = None
    tags: frozenset[str] = frozenset()
    represented_by: str | None = None

    @classmethod
    def from_json(cls, given: object) -> Voter:
        """Read one entry of ``voters``. Raises CaseRefused."""
        if not isinstance(given, Mapping):
            raise CaseRefused("a voter is a set of named values")
        if not given.keys() <= _VOTER_KEYS:
            unknown = sorted(str(key) for key in given if key not in _VOTER_KEYS)
            raise CaseRefused(f"voter {shown(given.get('id'))}: unknown key {shown(unknown[0])}")
        name, vote, channel, agent = (given.get(key) for key in ("id", "vote", "channel", "represented_by"))
        if not isinstance(name, str | int) or name == "":
            raise CaseRefused(f"a voter has no 'id': {shown(given)}")
        if vote not in VOTES:
            raise CaseRefused(f"voter {shown(name)}: vote {shown(vote)} is none of {', '.join(VOTES)}")
        if channel is not None and channel not in CHANNELS:
            raise CaseRefused(f"voter {shown(name)}: channel {shown(channel)} is none of {', '.join(CHANNELS)}")
        if agent is not None and not isinstance(agent, str):
            raise CaseRefused(f"voter {shown(name)}: 'represented_by' is the id of another voter")
        try:
            share, heads, units = [parse_number(given[measure]) if measure in given else None for measure in MEASURES]
        except NumberRefused as wrong:
            raise CaseRefused(f"voter {shown(name)}: {wrong}") from None
        if any(weight is not None and weight.numerator < 0 for weight in (share, heads, units)):
            raise CaseRefused(f"voter {shown(name)}: a weight is below zero")
        tags = _read_tags(name, given["tags"]) if "tags" in given else frozenset()
        return cls(str(name), str(vote), share, heads, units, channel, tags, agent)


def _read_tags(voter: object, given: object) -> frozenset[str]:
    if not isinstance(given, list) or not all(isinstance(tag, str) for tag in given):
        raise CaseRefused(f"voter {shown(voter)}: 'tags' is a list of texts")
    return frozenset(given)


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be decided.

    Args:
        decision: ``<pack>:<the law's own numbering>``, for instance ``ru:44.2.3``.
        on: the day whose law applies.
        call: 1 for the first vote or meeting, 2 for the second.
        tally: sums by measure; or ``voters`` instead.
        facts: facts of the house a rule may need (``entrances``, ``by_law``, ``interpretation`` …).
        electorates: sums of a part of the house counted apart, for instance ``entrance``.
    """

    decision: str
    on: date
    call: int = 1
    tally: Mapping[str, Figures] | None = None
    voters: list[Voter] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    electorates: Mapping[str, Mapping[str, Figures]] = field(default_factory=dict)
    id: str = ""

    @classmethod
    def from_json(cls, given: object) -> Case:
        """Read one entry of ``cases``; other keys (notes, the expected answer) are left alone.

        Raises CaseRefused, naming the case and what is wrong with it.
        """
        if not isinstance(given, Mapping):
            raise CaseRefused("a case is a set of named values")
        name = given.get("id", "")
        if not isinstance(name, str | int):
            raise CaseRefused(f"'id' is a text: {shown(name)}")
        try:
            return cls._read(str(name), given)
        except CaseRefused as wrong:
            raise CaseRefused(wrong.reason, str(name)) from None

    @classmethod
    def _read(cls, name: str, given: Mapping[str, Any]) -> Case:
        if not isinstance(given.get("decision"), str):
            raise CaseRefused("'decision' is missing")
        if ("tally" in given) == ("voters" in given):
            raise CaseRefused("give either 'tally' or 'voters'")
        facts = given.get("facts", {})
        if not isinstance(facts, Mapping):
            raise CaseRefused("'facts' is a set of named values")
        call = given.get("call", 1)
        if not isinstance(call, int) or isinstance(call, bool) or call < 1:
            raise CaseRefused("'call' is 1 or 2")
        voters, electorates = given.get("voters"), given.get("electorates", {})
        if voters is not None and not isinstance(voters, list):
            raise CaseRefused("'voters' is a list")
        if not isinstance(electorates, Mapping):
            raise CaseRefused("'electorates' is a set of tallies by name")
        return cls(
            decision=given["decision"],
            on=_read_day(given.get("on")),
            call=call,
            tally=_read_tally(given["tally"]) if "tally" in given else None,
            voters=None if voters is None else _read_voters(voters),
            facts=facts,
            electorates={str(part): _read_part(str(part), tally) for part, tally in electorates.items()},
            id=name,
        )


def _read_voters(given: list[Any]) -> list[Voter]:
    """A voter is one owner: where nobody of the list says how many heads he is, everybody is one."""
    voters = [Voter.from_json(voter) for voter in given]
    if all(voter.heads is None for voter in voters):
        for voter in voters:
            voter.heads = _ONE_HEAD
    return voters


def _read_day(given: object) -> date:
    if isinstance(given, date):
        return given
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()  # type: ignore[arg-type]  # noqa: DTZ007 - a day has no zone
    except (TypeError, ValueError):
        raise CaseRefused(f"'on' is no date (YYYY-MM-DD): {shown(given)}") from None


def _read_part(part: str, given: object) -> dict[str, Figures]:
    try:
        return _read_tally(given)
    except CaseRefused as wrong:
        raise CaseRefused(f"{part}: {wrong.reason}") from None


def _read_tally(given: object) -> dict[str, Figures]:
    if not isinstance(given, Mapping):
        raise CaseRefused("a tally is a set of measures")
    tally = {}
    for measure, sums in given.items():
        if measure not in MEASURES:
            raise CaseRefused(f"unknown measure {shown(measure)}; known are {', '.join(MEASURES)}")
        try:
            tally[str(measure)] = Figures.from_json(sums)
        except CaseRefused as wrong:
            raise CaseRefused(f"{measure}: {wrong}") from None
    return tally
