"""The dates of an assembly: computed forward and back, and checked against the law of its form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from legal_rules.around import Asked, Term, Unknown
from legal_rules.challenges import challenge_terms
from legal_rules.pack import Pack, packs
from legal_rules.policy import policy_of
from legal_rules.spans import HourUnknown, HouseClock
from legal_rules.steps import STEPS
from legal_rules.terms import FoundTerm, Terms, on_steps, terms_of
from legal_rules.windows import Edge, When, Window, keeps, limit, sides, windows
from legal_rules.words import Words
from legal_rules.working_days import DaysUnknown

OWN_RULE = {"ru": "порядок, установленный для этого собрания", "en": "the rules fixed for this assembly"}
_CALLING = frozenset({"notice", "opening", "meeting"})
_BREACH_CODES = {
    ("closing", "early"): "voting_too_short",
    ("closing", "late"): "voting_too_long",
    ("written_decisions", "late"): "written_too_late",
}
_CODES = {"opening": "opens", "closing": "closes", "written_decisions": "written_until", "challenge": "challenge_until",
          "kept_until": "kept_until", "objections": "objections_until"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Breach:
    """A date the law does not allow: what is wrong in one sentence, the article, and what becomes of the decisions.

    ``step`` and ``side`` (late, early) say which date; both are empty where no single date is wrong.
    ``effect`` is void, voidable, class_not_reached, none, or empty where the pack does not know.
    """

    code: str
    sentence: Words
    article: Words
    step: str = ""
    side: str = ""
    effect: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of an assembly: a day, or a moment where the hour counts.

    ``side``: latest (not after), earliest (not before), or known where the date itself is fixed. ``mark`` is empty
    for a date that no law sets.
    """

    code: str
    on: date | datetime
    title: Words
    article: Words
    step: str = ""
    side: str = "known"
    says: Words | None = None
    mark: str = ""
    breach: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The dates of an assembly in order of time, the windows they come from, and by step why another cannot be told.

    ``titles``: the words of every step that has any.
    """

    dates: tuple[Deadline, ...]
    windows: Mapping[str, Window]
    unknown: Mapping[str, Unknown]
    titles: Mapping[str, Words]


def clock_of(pack: Pack, tz: str | tzinfo | None = None) -> HouseClock:
    """Where days are counted: in the zone of the house, by default that of the country."""
    zone = tz if isinstance(tz, tzinfo) else ZoneInfo(tz or pack.time_zone)
    return HouseClock(zone, pack.around.working_days)


def check_timetable(
    pack: str,
    form: str,
    *,
    noticed_on: date,
    opens_on: date,
    opens_at: datetime,
    closes_at: datetime,
    written_until: datetime | None,
    today: date,
    facts: Mapping[str, Any] | None = None,
    tz: str | tzinfo | None = None,
    meeting_at: datetime | None = None,
) -> list[Breach]:
    """Every breach of the law of this form by these dates; an empty list when all is well.

    Args:
        pack: name of the pack.
        form: one of in_person, mixed, absentee, system.
        noticed_on: the day the notice goes (or went) out; its law applies.
        opens_on: the day of the meeting or of the start of voting, in the time zone of the house.
        opens_at, closes_at: start and end of voting, timezone-aware.
        written_until: the last moment for written decisions, if one is set.
        today: the day of the check.
        facts: facts of the house some terms depend on.
        tz: the time zone of the house; by default that of the country.
        meeting_at: the meeting, where it is not the opening.
    Raises: KeyError for an unknown pack, ValueError for an unknown form.
    """
    found, asked = packs()[pack], Asked(noticed_on, form, facts or {})
    clock, terms = clock_of(found, tz), terms_of(found, asked)
    breaches = [_fact_missing(name) for name in terms.missing]
    breaches += _not_known(terms, ("notice", "opening", "meeting", "closing", "written_decisions"))
    calling: dict[str, When] = {"notice": noticed_on, "opening": opens_on}
    voting: dict[str, When] = {"notice": noticed_on, "opening": opens_at, "closing": closes_at}
    if meeting_at is not None:
        calling["meeting"] = voting["meeting"] = meeting_at
    if opens_on < today:
        breaches.append(_opens_in_past(opens_on, terms))
    breaches += _breaches(_about(terms, calling, calling=True), calling, clock)
    if closes_at <= opens_at:
        ru = "Конец голосования должен быть позже начала."
        words = {"ru": ru, "en": "Voting must end after it begins."}
        return [*breaches, Breach("closes_before_opens", words, OWN_RULE, "closing", "early")]
    if written_until is not None:
        if (wrong := _wrong_written(found, asked, opens_at, written_until)) is not None:
            return [*breaches, *_breaches(_about(terms, voting, calling=False), voting, clock), wrong]
        voting["written_decisions"] = written_until
    breaches += _breaches(_about(terms, voting, calling=False), voting, clock)
    too_late = any(breach.code == "written_too_late" for breach in breaches)
    if written_until is not None and written_until > closes_at and not too_late:
        breaches.append(_written_after_end(found, asked))
    return breaches


def check_dates(pack: Pack, asked: Asked, known: Mapping[str, When], tz: str | tzinfo | None = None) -> list[Breach]:
    """Every breach of a term between two dates that are known, each day or moment by its step."""
    terms = terms_of(pack, asked)
    missing = [_fact_missing(name) for name in terms.missing] + _not_known(terms, known)
    return missing + _breaches(on_steps(terms.found, known), known, clock_of(pack, tz))


def _about(terms: Terms, known: Mapping[str, When], *, calling: bool) -> Iterator[FoundTerm]:
    """The terms between notice and opening, or all the others."""
    for one in on_steps(terms.found, known):
        if ({one.term.step, one.term.anchor} <= _CALLING) == calling:
            yield one


def _breaches(terms: Iterable[FoundTerm], known: Mapping[str, When], clock: HouseClock) -> list[Breach]:
    found = []
    for one in terms:
        term = one.term
        if term.step not in known or term.anchor not in known:
            continue
        for side, span in sides(term):
            try:
                bound = limit(term, side, span, known[term.anchor], clock)
            except (DaysUnknown, HourUnknown) as wrong:
                found.append(_cannot_be_told(one, str(wrong)))
                continue
            if not keeps(known[term.step], side, bound, clock):
                found.append(_breach(one, "late" if side == "latest" else "early", known, bound, clock))
    return found


def _breach(one: FoundTerm, side: str, known: Mapping[str, When], bound: When, clock: HouseClock) -> Breach:
    step = one.term.step
    given, limited = known[step], bound
    if isinstance(given, datetime) != isinstance(bound, datetime):
        given, limited = clock.day(given), clock.day(bound)
    title, anchor = _title(one.term), known[one.term.anchor]
    if (step, one.term.anchor, side) in {("notice", "opening", "late"), ("notice", "meeting", "late")}:
        opens = clock.day(anchor)
        follows = {
            "ru": f"Чтобы начать {_written(opens, clock, 'ru')}, уведомить нужно до {_written(limited, clock, 'ru')} "
            f"включительно, а указано {_written(given, clock, 'ru')}.",
            "en": f"To open on {_written(opens, clock, 'en')} the notice must be out by {_written(limited, clock, 'en')}, "
            f"and it is dated {_written(given, clock, 'en')}.",
        }
    else:
        bounds = {"late": ("не позже", "not later than"), "early": ("не раньше", "not before")}[side]
        follows = {
            "ru": f"{title['ru']}: {bounds[0]} {_written(limited, clock, 'ru')}, "
            f"а указано {_written(given, clock, 'ru')}.",
            "en": f"{title['en']}: {bounds[1]} {_written(limited, clock, 'en')}, and it is {_written(given, clock, 'en')}.",
        }
    sentence = {lang: f"{one.says[lang]} {follows[lang]}" for lang in follows}
    code = _BREACH_CODES.get((step, side), f"{step}_{side}")
    return Breach(code, sentence, one.article, step, side, one.term.breach)


def _written(when: When, clock: HouseClock, lang: str) -> str:
    if isinstance(when, datetime):
        at = when.astimezone(clock.zone)
        return f"{at:%Y-%m-%d, %H:%M}" if lang == "en" else f"{at:%d.%m.%Y, %H:%M}"
    return when.isoformat() if lang == "en" else when.strftime("%d.%m.%Y")


def _cannot_be_told(one: FoundTerm, why: str) -> Breach:
    sentence = {
        "ru": f"{one.says['ru']} Проверить этот срок здесь нельзя: посчитайте его сами.",
        "en": f"{one.says['en']} This term cannot be checked here ({why}): count it yourself.",
    }
    return Breach("cannot_be_told", sentence, one.article, one.term.step, "", one.term.breach)


def _not_known(terms: Terms, steps: Collection[str]) -> list[Breach]:
    """The gaps that the pack names for these steps: told, and of no effect that anybody knows."""
    return [
        Breach("not_known", unknown.why, unknown.article or OWN_RULE, step, "", "none")
        for step, unknown in terms.unknown
        if step in steps and not unknown.missing
    ]


def _fact_missing(name: str) -> Breach:
    sentence = {
        "ru": f"Срок проверить нельзя: не хватает сведений о доме ({name}).",
        "en": f"A term cannot be checked: a fact of the house is missing ({name}).",
    }
    return Breach("fact_missing", sentence, OWN_RULE)


def _opens_in_past(opens_on: date, terms: Terms) -> Breach:
    sentence = {
        "ru": f"День начала {opens_on:%d.%m.%Y} уже прошёл.",
        "en": f"The opening day {opens_on.isoformat()} has passed.",
    }
    article = next((one.article for one in terms.found if one.term.step == "notice"), OWN_RULE)
    return Breach("opens_in_past", sentence, article, "opening", "early")


def _wrong_written(pack: Pack, asked: Asked, opens_at: datetime, written_until: datetime) -> Breach | None:
    """A last moment for written decisions that no term judges: there are none, or they would end before they begin."""
    if asked.form == "in_person":
        ru = "На очном собрании голосуют на месте: письменные решения заранее не принимаются."
        en = "In a meeting held in person the vote is given there: no written decisions are accepted."
        return Breach("written_not_in_person", {"ru": ru, "en": en}, _form_article(pack, asked), "written_decisions")
    if written_until <= opens_at:
        ru = "Приём письменных решений должен кончаться позже начала голосования."
        en = "Written decisions must be accepted for some time after voting begins."
        return Breach("written_before_opening", {"ru": ru, "en": en}, OWN_RULE, "written_decisions", "early")
    return None


def _written_after_end(pack: Pack, asked: Asked) -> Breach:
    ru = "Письменные решения нельзя принимать после конца голосования."
    en = "Written decisions cannot be accepted after the end of voting."
    return Breach("written_after_end", {"ru": ru, "en": en}, _form_article(pack, asked), "written_decisions", "late")


def _form_article(pack: Pack, asked: Asked) -> Words:
    forms = policy_of(pack, asked).get("forms")
    return OWN_RULE if forms is None else forms.article


def _title(term: Term) -> Words:
    return term.title or STEPS.get(term.step, {"ru": term.step, "en": term.step})


def plan(pack: Pack, asked: Asked, known: Mapping[str, When], tz: str | tzinfo | None = None) -> Plan:
    """Every date that the law sets around the known ones, in order of time, and why others cannot be told.

    Args:
        pack, asked: whose law, of which day, for which form and house.
        known: days or timezone-aware moments by step; ask with the opening alone to learn when the notice must be
            out, or with the notice alone to learn when the assembly may open.
        tz: the time zone of the house, in which days are counted.
    """
    clock, terms = clock_of(pack, tz), terms_of(pack, asked)
    named = list(on_steps([*terms.found, *challenge_terms(pack, asked)], known))
    found = windows(named, known, clock)
    by_step = {one.term.step: one for one in reversed(named)}
    form_article = _form_article(pack, asked)
    dates = [
        deadline
        for step, window in found.by_step.items()
        for deadline in _deadlines(step, window, by_step.get(step), form_article)
    ]
    unknown = {**dict(_gaps(terms)), **found.unknown}
    titles = {**STEPS, **{step: _title(one.term) for step, one in by_step.items()}}
    return Plan(tuple(_in_order(dates, clock)), found.by_step, unknown, titles)


def _in_order(dates: Iterable[Deadline], clock: HouseClock) -> list[Deadline]:
    places = {step: number for number, step in enumerate(STEPS)}
    return sorted(dates, key=lambda one: (clock.day(one.on), places.get(one.step, len(places)), one.side))


def _gaps(terms: Terms) -> Iterator[tuple[str, Unknown]]:
    yield from terms.unknown
    for one in terms.found:
        if one.term.at_least is None and one.term.at_most is None:
            yield one.term.step, Unknown(one.says, one.article)


def _deadlines(step: str, window: Window, rule: FoundTerm | None, form_article: Words) -> Iterator[Deadline]:
    """The dates of one step; a date that is known is told with the term that judges it, if there is one."""
    title = STEPS.get(step, {"ru": step, "en": step}) if rule is None else _title(rule.term)
    if window.known is not None:
        code = _CODES.get(step, step)
        if rule is None:
            yield Deadline(code, window.known, title, form_article, step)
        else:
            yield Deadline(
                code, window.known, title, rule.article, step, "known", rule.says, rule.mark, rule.term.breach
            )
        return
    for side, edge in (("earliest", window.earliest), ("latest", window.latest)):
        if edge is not None and edge.term is not None and _is_worth_telling(step, side, window):
            yield _deadline(step, side, edge, edge.term, title)


def _is_worth_telling(step: str, side: str, window: Window) -> bool:
    """Not before is told for what may begin or is kept; else it only repeats the step before."""
    return (
        side == "latest"
        or step in ("opening", "meeting", "closing", "second_meeting", "kept_until")
        or (window.latest is None)
    )


def _deadline(step: str, side: str, edge: Edge, term: FoundTerm, title: Words) -> Deadline:
    code = _CODES.get(step.partition(":")[0], f"{step}_by" if side == "latest" else f"{step}_from")
    return Deadline(code, edge.when, title, term.article, step, side, term.says, term.mark, term.term.breach)


def timetable(
    pack: str,
    form: str,
    *,
    opens_at: datetime,
    closes_at: datetime,
    tz: str | tzinfo,
    objection_days: int = 3,
    on: date | None = None,
    facts: Mapping[str, Any] | None = None,
    known: Mapping[str, When] | None = None,
) -> list[Deadline]:
    """Every date of an assembly, forward and back from its opening and closing, in order of time.

    Args:
        pack, form, facts: as for ``check_timetable``.
        opens_at, closes_at: start and end of voting, timezone-aware.
        tz: the time zone of the house, in which days are counted.
        objection_days: days for objections after the end, before the count (a rule of the assembly).
        on: the day whose law applies; by default the opening day.
        known: other dates that are fixed, by step (``meeting``, ``written_decisions`` …).
    """
    found = packs()[pack]
    clock = clock_of(found, tz)
    asked = Asked(on or clock.day(opens_at), form, facts or {})
    given: dict[str, When] = {"opening": opens_at, "closing": closes_at, **(known or {})}
    dates = list(plan(found, asked, given, tz).dates)
    if form != "in_person" and all(one.step != "written_decisions" for one in dates):
        article = _form_article(found, asked)
        dates.append(Deadline("written_until", closes_at, STEPS["written_decisions"], article, "written_decisions"))
    if objection_days:
        until = closes_at + timedelta(days=objection_days)
        dates.append(Deadline("objections_until", until, STEPS["objections"], OWN_RULE, "objections"))
    return _in_order(dates, clock)
