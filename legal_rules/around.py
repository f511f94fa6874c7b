"""What the law asks around the vote, as data: terms, calls, proxies, channels, secrecy, protocol, challenges, convening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from legal_rules.amounts import AmountNode
from legal_rules.guards import Guard, Situation, Switch, all_hold
from legal_rules.provisions import FORMS
from legal_rules.spans import Span
from legal_rules.words import Words
from legal_rules.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class Term:
    """One step stands so far before or after an anchor. ``told`` where the law gives no number (“at once”)."""

    step: str
    relation: str
    """before or after"""
    anchor: str
    at_least: Span | None = None
    at_most: Span | None = None
    breach: str = ""
    """void, voidable, class_not_reached, none; empty where it is not known"""
    rolls: bool = False
    title: Words | None = None
    by_law: str | None = None
    """A rule of the house that may set another number"""
    direction: str = "raise"
    """raise, lower or any: what the house may do to the number"""


@dataclass(frozen=True, slots=True)
class CallRule:
    """When a second meeting may be held after the first."""

    call: int
    allowed: bool = True
    announced: bool | None = None
    same_day: str = "may"
    """may, must, never"""
    at_least: Span | None = None
    at_most: Span | None = None
    notice: Span | None = None


@dataclass(frozen=True, slots=True)
class BlankMandates:
    """What becomes of a mandate without a name: void, or given on by ``gives`` and never held by ``never``."""

    void: bool = False
    gives: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProxyRule:
    """How many mandates a person may hold, who may hold none, and what a mandate must be."""

    limits: AmountNode | None = None
    banned: tuple[str, ...] = ()
    form: str | None = None
    max_age: Span | None = None
    ratified_within: Span | None = None
    sub_delegation: bool | None = None
    blank: BlankMandates | None = None


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """One way of voting: until when, what overtakes it, whether it can be taken back, what a changed proposal does."""

    channel: str
    cut_off: Term | None = None
    gives_way_to: tuple[str, ...] = ()
    revocable: str | None = None
    amended: Mapping[str, str] = field(default_factory=dict)
    separate_totals: bool = False
    banned_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SecrecyRule:
    """Whether the vote is open or secret, and whom the protocol names."""

    vote: str
    names: str | None = None


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs the protocol: so many of a role, or every one of it."""

    role: str
    says: Words
    at_least: int = 1
    everyone: bool = False
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class ProtocolRule:
    """What the protocol says, what is annexed to it and who signs."""

    fields: Mapping[str, Words] = field(default_factory=dict)
    annexes: Mapping[str, Words] = field(default_factory=dict)
    signatories: tuple[Signatory, ...] = ()


@dataclass(frozen=True, slots=True)
class ChallengeRule:
    """Who may go to court on one ground, and until when."""

    who: tuple[str, ...]
    within: Span
    after: str
    rolls: bool = False
    stays_execution: bool = False


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """What must happen once in every year, within a part of the year, up to a last year."""

    first: tuple[int, int] = (1, 1)
    """month and day"""
    last: tuple[int, int] = (12, 31)
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class ConveningRule:
    """Who may call an assembly or demand that it be called: by what they hold together, or by an office."""

    right: str
    """convene (they call it themselves) or demand (from someone who must)"""
    test: AmountNode | None = None
    office: str | None = None
    electorate: str | None = None


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the day whose law applies, the form, the facts of the house and, where it matters, the decision."""

    on: date
    form: str = "in_person"
    facts: Mapping[str, Any] = field(default_factory=dict)
    decision: str | None = None

    def situation(self, switches: Mapping[str, Switch]) -> Situation:
        """The facts as conditions look at them; the form is one of them."""
        return Situation({"form": self.form, **self.facts}, switches=switches)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A rule with its half-open interval, the forms and decisions it concerns and its conditions.

    ``content`` is None where the pack names a gap; then ``says`` tells why.
    """

    content: T | None
    says: Words
    article: Words | None
    mark: str
    since: date | None = None
    until: date | None = None
    forms: tuple[str, ...] = FORMS
    guards: tuple[Guard, ...] = ()
    decisions: tuple[str, ...] = ()

    def concerns(self, asked: Asked) -> bool:
        """True when it is in force on the day and asks something of that form and decision."""
        in_time = (self.since is None or self.since <= asked.on) and (self.until is None or asked.on < self.until)
        return in_time and asked.form in self.forms and (not self.decisions or asked.decision in self.decisions)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing is answered: the pack does not know, names a gap, or a fact of the house is missing."""

    why: Words
    article: Words | None = None
    missing: tuple[str, ...] = ()

    @property
    def nothing_said(self) -> bool:
        """True where no entry of the pack fits; False where it names a gap or a fact is missing."""
        return self.why == NOTHING_KNOWN


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The rule that answers, with the entry it stands in."""

    rule: T
    entry: Entry[T]

    @property
    def article(self) -> Words:
        """Where the rule stands."""
        return self.entry.article or {"ru": "", "en": ""}


NOTHING_KNOWN: Words = {
    "ru": "Правило об этом здесь не известно.",
    "en": "No rule on this is known here.",
}


def pick(entries: Iterable[Entry[T]], asked: Asked, switches: Mapping[str, Switch]) -> Found[T] | Unknown:
    """The first entry that is in force and whose conditions hold.

    Returns Unknown where none fits, where the entry names a gap, or where a fact is missing to tell.
    """
    for entry in entries:
        if not entry.concerns(asked):
            continue
        situation = asked.situation(switches)
        holds = all_hold(entry.guards, situation)
        if holds is None:
            return _fact_missing(situation, entry.article)
        if holds:
            return Unknown(entry.says, entry.article) if entry.content is None else Found(entry.content, entry)
    return Unknown(NOTHING_KNOWN)


def _fact_missing(situation: Situation, article: Words | None) -> Unknown:
    names = ", ".join(dict.fromkeys(situation.missing))
    why = {"ru": f"Не хватает сведений о доме: {names}.", "en": f"A fact of the house is missing: {names}."}
    return Unknown(why, article, tuple(dict.fromkeys(situation.missing)))


@dataclass(frozen=True, slots=True)
class Around:
    """All that one pack knows around the vote; every list in the order in which its entries answer."""

    terms: Mapping[str, tuple[Entry[Term], ...]] = field(default_factory=dict)
    calls: tuple[Entry[CallRule], ...] = ()
    proxies: tuple[Entry[ProxyRule], ...] = ()
    channels: Mapping[str, tuple[Entry[ChannelRule], ...]] = field(default_factory=dict)
    secrecy: tuple[Entry[SecrecyRule], ...] = ()
    protocol: tuple[Entry[ProtocolRule], ...] = ()
    challenges: Mapping[str, tuple[Entry[ChallengeRule], ...]] = field(default_factory=dict)
    convening: Mapping[str, tuple[Entry[ConveningRule], ...]] = field(default_factory=dict)
    yearly: Mapping[str, tuple[Entry[YearlyRule], ...]] = field(default_factory=dict)
    roles: Mapping[str, Words] = field(default_factory=dict)
    working_days: WorkingDays | None = None
