"""Between which days each step of an assembly must lie, computed forward and back from the dates that are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from legal_rules.around import Term, Unknown
from legal_rules.spans import HourUnknown, HouseClock, Span, first_day
from legal_rules.terms import FoundTerm
from legal_rules.words import Words
from legal_rules.working_days import DaysUnknown

When = date | datetime
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a window: the day or moment, and the term that sets it (None where the date itself is known)."""

    when: When
    term: FoundTerm | None = None


@dataclass(slots=True)
class Window:
    """A step lies not before ``earliest`` and not after ``latest``; None where nothing limits it."""

    earliest: Edge | None = None
    latest: Edge | None = None

    @property
    def known(self) -> When | None:
        """The date itself, where it is known."""
        return self.earliest.when if self.earliest is not None and self.earliest.term is None else None


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows by step, and the steps for which working days are not known."""

    by_step: Mapping[str, Window]
    unknown: Mapping[str, Unknown]


def sides(term: Term) -> Iterable[tuple[str, Span]]:
    """The ends that a term sets on its step when its anchor is known: ``latest`` or ``earliest``, and by what span."""
    if term.at_least is not None:
        yield ("latest" if term.relation == "before" else "earliest"), term.at_least
    if term.at_most is not None:
        yield ("earliest" if term.relation == "before" else "latest"), term.at_most


def limit(term: Term, side: str, span: Span, anchor: When, clock: HouseClock) -> When:
    """The day or moment at which the step must lie at that side. Raises DaysUnknown, HourUnknown."""
    moved = clock.move(anchor, span, -1 if term.relation == "before" else 1)
    return clock.rolled(moved) if term.rolls and side == "latest" else moved


def windows(terms: Iterable[FoundTerm], known: Mapping[str, When], clock: HouseClock) -> Windows:
    """The window of every step that the terms reach from the known dates.

    Args:
        terms: terms in force, on the steps of this assembly (``on_steps``).
        known: days, or timezone-aware moments, by step; they are never changed, also where they break a term.
        clock: where days are counted.
    """
    found = {step: Window(Edge(when), Edge(when)) for step, when in known.items()}
    unknown: dict[str, Unknown] = {}
    listed = list(terms)
    for _ in range(len(listed) + 1):
        changed = [_spread(one, found, unknown, clock) for one in listed]
        if not any(changed):
            break
    return Windows(found, {step: why for step, why in unknown.items() if step not in known})


def _spread(one: FoundTerm, found: dict[str, Window], unknown: dict[str, Unknown], clock: HouseClock) -> bool:
    term, changed = one.term, False
    for side, span in sides(term):
        forward = (term.anchor, term.step, side, limit)
        back = (term.step, term.anchor, _OTHER[side], _back)
        for source, target, end, move in (forward, back):
            edge: Edge | None = getattr(found.get(source, Window()), _source_end(term, end))
            if edge is None:
                continue
            try:
                moved = move(term, side, span, edge.when, clock)
            except DaysUnknown as wrong:
                unknown[target] = _years_unknown(wrong)
            except HourUnknown:
                continue
            else:
                changed |= _tighten(found.setdefault(target, Window()), end, Edge(moved, one), clock)
    return changed


def _source_end(term: Term, end: str) -> str:
    """Papers are kept long enough when counted from the last day on which they may have come."""
    return "latest" if term.step == "kept_until" else end


_OTHER = {"latest": "earliest", "earliest": "latest"}


def _back(term: Term, side: str, span: Span, when: When, clock: HouseClock) -> When:
    """The end of the anchor's window from the end of the step's: the last day, or the first, that still keeps the term."""
    if span.unit in ("minutes", "hours"):
        return clock.move(when, span, 1 if term.relation == "before" else -1)
    day = clock.day(when)

    def moved(anchor: date) -> date:
        return clock.day(limit(term, side, span, anchor, clock))

    guess = clock.day(clock.move(day, span, 1 if term.relation == "before" else -1))
    if side == "earliest":  # the step's latest end gives the anchor's latest
        found = first_day(lambda anchor: moved(anchor) > day, guess + _DAY) - _DAY
    else:
        found = first_day(lambda anchor: moved(anchor) >= day, guess)
    if not (span.exact and isinstance(when, datetime)):
        return found
    return datetime.combine(found, when.astimezone(clock.zone).time(), clock.zone).astimezone(when.tzinfo)


def _tighten(window: Window, end: str, edge: Edge, clock: HouseClock) -> bool:
    former: Edge | None = getattr(window, end)
    if former is not None and (former.term is None or not _is_tighter(end, edge.when, former.when, clock)):
        return False
    setattr(window, end, edge)
    return True


def _is_tighter(end: str, new: When, old: When, clock: HouseClock) -> bool:
    at, former = order(new, clock, end), order(old, clock, end)
    return at < former if end == "latest" else at > former


def order(when: When, clock: HouseClock, end: str = "earliest") -> tuple[date, time]:
    """Days and moments in one order: a day begins with its first instant and ends with its last."""
    if isinstance(when, datetime):
        return clock.day(when), when.astimezone(clock.zone).time()
    return when, time.max if end == "latest" else time.min


def keeps(when: When, end: str, bound: When, clock: HouseClock) -> bool:
    """True when a date keeps a bound; where one of the two is a day alone, days are compared."""
    if isinstance(when, datetime) and isinstance(bound, datetime):
        return when <= bound if end == "latest" else when >= bound
    day, limit_day = clock.day(when), clock.day(bound)
    return day <= limit_day if end == "latest" else day >= limit_day


def _years_unknown(wrong: DaysUnknown) -> Unknown:
    why: Words = {
        "ru": f"Рабочие дни {wrong.day.year} года здесь не известны: посчитайте срок сами.",
        "en": f"The working days of {wrong.day.year} are not known here: count this term yourself.",
    }
    return Unknown(why)
