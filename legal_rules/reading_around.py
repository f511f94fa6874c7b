"""Reads what a pack says around the vote; every refusal names the file, the key and the reason."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from legal_rules.amounts import AmountGroup, AmountNode, AmountTest
from legal_rules.around import (
    Around,
    BlankMandates,
    CallRule,
    ChallengeRule,
    ChannelRule,
    ConveningRule,
    Entry,
    ProtocolRule,
    ProxyRule,
    SecrecyRule,
    Signatory,
    Term,
    YearlyRule,
)
from legal_rules.figures import MEASURES
from legal_rules.provisions import FORMS
from legal_rules.reading import At, PackRefused, read_guards, read_list, required
from legal_rules.rule import MARKS
from legal_rules.spans import Span, SpanRefused
from legal_rules.steps import ROLES, STEPS
from legal_rules.words import Words
from legal_rules.working_days import WorkingDays

SECTIONS = (
    "calendar", "terms", "calls", "proxies", "channels", "secrecy", "protocol", "challenges", "convening", "yearly",
    "roles",
)  # fmt: skip
CHANNEL_NAMES = ("room", "video", "postal", "paper", "online", "poll")
OFFICES = (
    "manager", "council", "council_chair", "chair", "audit", "inspectorate", "administrator", "municipality", "owner",
)  # fmt: skip
_HEAD = ("from", "until", "forms", "when", "decisions", "article", "mark", "says", "source", "note", "hold")
_TERM = (
    "at_least", "at_most", "before", "after", "breach", "exact", "rolls", "title", "by_law", "direction",
)  # fmt: skip
_CALL = ("call", "allowed", "announced", "same_day", "at_least", "at_most", "notice")
_PROXY = ("limits", "banned", "form", "max_age", "ratified_within", "sub_delegation", "blank")
_CHANNEL = ("cut_off", "gives_way_to", "revocable", "amended", "separate_totals", "banned_for")
_CHALLENGE = ("who", "within", "after", "rolls", "stays_execution")
_CONVENING = ("right", "test", "office", "electorate")
_WHO = ("against", "abstained", "absent", "excluded", "any_owner")
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
T = TypeVar("T")
Read = Callable[[At, dict[str, At]], T]


class AroundReader:
    """Reads the sections of one pack; ``switches`` are the readings its conditions may name."""

    def __init__(self, top: Mapping[str, At], switches: Iterable[str]) -> None:
        self.top, self.switches = top, tuple(switches)
        self.roles = {**ROLES, **{name: at.words() for name, at in self._parts("roles").items()}}

    def around(self) -> Around:
        """Everything the pack says around the vote. Raises PackRefused."""
        return Around(**{name: read() for name, read in self._readers().items()}, roles=self.roles)

    def refusals(self) -> Iterator[PackRefused]:
        """What is wrong, the first in each section."""
        for read in self._readers().values():
            try:
                read()
            except PackRefused as refusal:
                yield refusal

    def _readers(self) -> dict[str, Callable[[], Any]]:
        return {
            "terms": lambda: {step: self._terms(step, at) for step, at in self._parts("terms").items()},
            "calls": lambda: self._listed("calls", _CALL, _call),
            "proxies": lambda: self._listed("proxies", _PROXY, self._proxies),
            "channels": lambda: self._named(
                "channels", _CHANNEL, lambda name: lambda at, parts: _channel(name, at, parts)
            ),
            "secrecy": lambda: self._listed("secrecy", ("vote", "names"), _secrecy),
            "protocol": lambda: self._listed("protocol", ("fields", "annexes", "signatories"), self._protocol),
            "challenges": lambda: self._named("challenges", _CHALLENGE, lambda _: _challenge),
            "convening": lambda: self._named("convening", _CONVENING, lambda _: _convening),
            "yearly": lambda: self._named("yearly", ("first", "last", "last_year"), lambda _: _yearly),
            "working_days": self._calendar,
        }

    def _parts(self, key: str) -> dict[str, At]:
        return self.top[key].mapping() if key in self.top else {}

    def _listed(self, key: str, keys: tuple[str, ...], read: Read[T]) -> tuple[Entry[T], ...]:
        return read_list(self.top.get(key), lambda at: self._entry(at, keys, read))

    def _named(
        self, key: str, keys: tuple[str, ...], read: Callable[[str], Read[T]]
    ) -> dict[str, tuple[Entry[T], ...]]:
        return {
            name: read_list(at, lambda item, name=name: self._entry(item, keys, read(name)))  # type: ignore[misc]
            for name, at in self._parts(key).items()
        }

    def _entry(self, at: At, keys: tuple[str, ...], read: Read[T]) -> Entry[T]:
        parts = at.mapping((*_HEAD, *keys))
        is_gap = "hold" in parts
        if is_gap and (said := [key for key in keys if key in parts]):
            raise parts[said[0]].refuse("where the entry holds, it says nothing else")
        if not is_gap:
            required(at, parts, "article"), required(at, parts, "mark")
        since = parts["from"].day() if "from" in parts else None
        until = parts["until"].day() if "until" in parts else None
        if since is not None and until is not None and since >= until:
            raise at.refuse(f"the interval from {since} until {until} is empty")
        return Entry(
            content=None if is_gap else read(at, parts),
            says=parts["hold"].words() if is_gap else required(at, parts, "says").words(),
            article=parts["article"].words() if "article" in parts else None,
            mark=parts["mark"].one_of(MARKS) if "mark" in parts else "unverified",
            since=since,
            until=until,
            forms=tuple(item.one_of(FORMS) for item in parts["forms"].items()) if "forms" in parts else FORMS,
            guards=read_guards(parts.get("when"), self.switches),
            decisions=tuple(item.text() for item in parts["decisions"].items()) if "decisions" in parts else (),
        )

    def _terms(self, step: str, at: At) -> tuple[Entry[Term], ...]:
        return read_list(at, lambda item: self._entry(item, _TERM, lambda at, parts: self._term(step, at, parts)))

    def _term(self, step: str, at: At, parts: dict[str, At]) -> Term:
        named = {*STEPS, *self._parts("terms")}
        if step not in STEPS and "title" not in parts:
            raise at.refuse(f"the step {step!r} has no words yet: give it a title")
        term = read_term(step, at, parts)
        if term.anchor not in named:
            raise parts[term.relation].refuse(f"{term.anchor!r} is no step; known are {', '.join(sorted(named))}")
        return term

    def _proxies(self, at: At, parts: dict[str, At]) -> ProxyRule:
        del at
        return ProxyRule(
            limits=_amounts(parts["limits"], _limit) if "limits" in parts else None,
            banned=tuple(item.one_of(self.roles) for item in parts["banned"].items()) if "banned" in parts else (),
            form=parts["form"].one_of(("text", "written", "signed", "certified", "prescribed"))
            if "form" in parts
            else None,
            max_age=_span(parts["max_age"]) if "max_age" in parts else None,
            ratified_within=_span(parts["ratified_within"]) if "ratified_within" in parts else None,
            sub_delegation=_flag(parts["sub_delegation"]) if "sub_delegation" in parts else None,
            blank=self._blank(parts["blank"]) if "blank" in parts else None,
        )

    def _blank(self, at: At) -> BlankMandates:
        if isinstance(at.value, bool):
            return BlankMandates(void=not at.value)
        parts = at.mapping(("gives", "never"))
        gives, never = (
            tuple(item.one_of(self.roles) for item in parts[key].items()) if key in parts else ()
            for key in ("gives", "never")
        )
        return BlankMandates(False, gives, never)

    def _protocol(self, at: At, parts: dict[str, At]) -> ProtocolRule:
        del at
        return ProtocolRule(
            fields=_named_words(parts.get("fields")),
            annexes=_named_words(parts.get("annexes")),
            signatories=read_list(parts.get("signatories"), self._signatory),
        )

    def _signatory(self, at: At) -> Signatory:
        parts = at.mapping(("role", "says", "at_least", "everyone", "when"))
        return Signatory(
            required(at, parts, "role").text(),
            required(at, parts, "says").words(),
            parts["at_least"].whole() if "at_least" in parts else 1,
            _flag(parts["everyone"]) if "everyone" in parts else False,
            read_guards(parts.get("when"), self.switches),
        )

    def _calendar(self) -> WorkingDays | None:
        if "calendar" not in self.top:
            return None
        at = self.top["calendar"]
        parts = at.mapping(("country", "subdivision", "from", "until", "source"))
        until = required(at, parts, "until").day()
        if until is None:
            raise parts["until"].refuse("the first day that is not known any more is expected")
        found = WorkingDays(
            required(at, parts, "country").text(),
            until,
            parts["subdivision"].text() if "subdivision" in parts else None,
            **({"since": since} if "from" in parts and (since := parts["from"].day()) else {}),
        )
        if not found.is_available():
            raise at.refuse("the library of holidays does not have this country or subdivision")
        return found


def read_term(step: str, at: At, parts: dict[str, At]) -> Term:
    """The content of a term. Raises PackRefused."""
    relations = [name for name in ("before", "after") if name in parts]
    if len(relations) != 1:
        raise at.refuse("one of before and after names the anchor")
    exact = _flag(parts["exact"]) if "exact" in parts else False
    least, most = (_limit_of_term(parts[key], exact) if key in parts else None for key in ("at_least", "at_most"))
    if least is None and most is None and "at_most" not in parts:
        raise at.refuse("at_least or at_most is missing")
    if ("by_law" in parts) != ("direction" in parts):
        raise at.refuse("a by-law needs its direction (raise, lower, any)")
    return Term(
        step=step,
        relation=relations[0],
        anchor=parts[relations[0]].text(),
        at_least=least,
        at_most=most,
        breach=parts["breach"].one_of(("void", "voidable", "class_not_reached", "none")) if "breach" in parts else "",
        rolls=_rolls(parts.get("rolls")),
        title=parts["title"].words() if "title" in parts else None,
        by_law=parts["by_law"].text() if "by_law" in parts else None,
        direction=parts["direction"].one_of(("raise", "lower", "any")) if "direction" in parts else "raise",
    )


def _limit_of_term(at: At, exact: bool) -> Span | None:
    return None if at.value == "at_once" else _span(at, exact=exact)


def _span(at: At, *, exact: bool = False) -> Span:
    try:
        return Span.parse(at.text(), exact=exact)
    except SpanRefused as wrong:
        raise at.refuse(str(wrong)) from None


def _flag(at: At) -> bool:
    if not isinstance(at.value, bool):
        raise at.refuse("true or false is expected")
    return at.value


def _rolls(at: At | None) -> bool:
    return at is not None and at.one_of(("next_working_day",)) != ""


def _named_words(at: At | None) -> dict[str, Words]:
    return {} if at is None else {name: part.words() for name, part in at.mapping().items()}


def _names(at: At, options: Iterable[str]) -> tuple[str, ...]:
    listed = tuple(options)
    return tuple(item.one_of(listed) for item in at.items())


def _amounts(at: At, read: Callable[[At], AmountTest]) -> AmountNode:
    parts = at.mapping()
    for kind in ("all", "any"):
        if set(parts) == {kind}:
            found = tuple(_amounts(part, read) for part in parts[kind].items())
            if not found:
                raise parts[kind].refuse("at least one test is expected")
            return AmountGroup(kind, found)
    return read(at)


def _limit(at: At) -> AmountTest:
    parts = at.mapping(("held", "at_most", "of", "with_own"))
    measure = required(at, parts, "held").one_of(("principals", *MEASURES))
    own = _flag(parts["with_own"]) if "with_own" in parts else False
    return AmountTest(measure, "le", required(at, parts, "at_most").number(), _is_of_all(parts), own)


def _is_of_all(parts: dict[str, At]) -> bool:
    return "of" in parts and parts["of"].one_of(("all",)) == "all"


def _needed(at: At) -> AmountTest:
    parts = at.mapping(("initiators", "of", "gt", "ge", "number"))
    measure = required(at, parts, "initiators").one_of(MEASURES)
    signs = [name for name in ("gt", "ge", "number") if name in parts]
    if len(signs) != 1 or ("number" in signs) == ("of" in parts):
        raise at.refuse("a test names a number, or 'of: all' with one of gt and ge")
    return AmountTest(measure, "ge" if signs == ["number"] else signs[0], parts[signs[0]].number(), _is_of_all(parts))


def _call(at: At, parts: dict[str, At]) -> CallRule:
    return CallRule(
        call=required(at, parts, "call").whole(),
        allowed=_flag(parts["allowed"]) if "allowed" in parts else True,
        announced=_flag(parts["announced"]) if "announced" in parts else None,
        same_day=parts["same_day"].one_of(("may", "must", "never")) if "same_day" in parts else "may",
        at_least=_span(parts["at_least"]) if "at_least" in parts else None,
        at_most=_span(parts["at_most"]) if "at_most" in parts else None,
        notice=_span(parts["notice"]) if "notice" in parts else None,
    )


def _channel(name: str, at: At, parts: dict[str, At]) -> ChannelRule:
    At(at.file, at.key, name).one_of(CHANNEL_NAMES)
    cut_off = None
    if "cut_off" in parts:
        cut_off = read_term(name, parts["cut_off"], parts["cut_off"].mapping(("at_least", "before", "after", "exact")))
    amended = parts["amended"].mapping(("for", "against", "abstain")) if "amended" in parts else {}
    return ChannelRule(
        channel=name,
        cut_off=cut_off,
        gives_way_to=_names(parts["gives_way_to"], CHANNEL_NAMES) if "gives_way_to" in parts else (),
        revocable=parts["revocable"].one_of(("never", "until_cut_off", "until_meeting", "until_all_heard"))
        if "revocable" in parts
        else None,
        amended={vote: item.one_of(("lapses", "stays")) for vote, item in amended.items()},
        separate_totals=_flag(parts["separate_totals"]) if "separate_totals" in parts else False,
        banned_for=tuple(item.text() for item in parts["banned_for"].items()) if "banned_for" in parts else (),
    )


def _secrecy(at: At, parts: dict[str, At]) -> SecrecyRule:
    names = parts["names"].one_of(("all", "against", "none")) if "names" in parts else None
    return SecrecyRule(required(at, parts, "vote").one_of(("open", "secret", "free")), names)


def _challenge(at: At, parts: dict[str, At]) -> ChallengeRule:
    return ChallengeRule(
        who=_names(required(at, parts, "who"), _WHO),
        within=_span(required(at, parts, "within")),
        after=required(at, parts, "after").one_of(STEPS),
        rolls=_rolls(parts.get("rolls")),
        stays_execution=_flag(parts["stays_execution"]) if "stays_execution" in parts else False,
    )


def _convening(at: At, parts: dict[str, At]) -> ConveningRule:
    if ("test" in parts) == ("office" in parts):
        raise at.refuse("either 'test' or 'office' is expected")
    return ConveningRule(
        right=required(at, parts, "right").one_of(("convene", "demand")),
        test=_amounts(parts["test"], _needed) if "test" in parts else None,
        office=parts["office"].one_of(OFFICES) if "office" in parts else None,
        electorate=parts["electorate"].text() if "electorate" in parts else None,
    )


def _yearly(at: At, parts: dict[str, At]) -> YearlyRule:
    del at
    return YearlyRule(
        first=_day_of_year(parts["first"]) if "first" in parts else (1, 1),
        last=_day_of_year(parts["last"]) if "last" in parts else (12, 31),
        last_year=parts["last_year"].whole() if "last_year" in parts else None,
    )


def _day_of_year(at: At) -> tuple[int, int]:
    found = _DAY_OF_YEAR.fullmatch(at.text())
    if found is None:
        raise at.refuse("a day of the year MM-DD is expected")
    return int(found.group(1)), int(found.group(2))
