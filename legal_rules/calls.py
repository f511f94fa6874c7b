"""The second meeting: whether the law knows one, and how long after the first it may be held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from legal_rules.around import Asked, CallRule, Found, Unknown, pick
from legal_rules.dates import clock_of
from legal_rules.pack import Pack
from legal_rules.spans import HourUnknown, HouseClock, Span
from legal_rules.windows import When, keeps
from legal_rules.words import Words


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """Whether the second meeting may be held then; None where it is not known. Each reason is one sentence."""

    allowed: bool | None
    reasons: tuple[Words, ...]
    article: Words | None
    mark: str = ""


def check_call(
    pack: Pack,
    asked: Asked,
    *,
    first: When,
    second: When,
    announced: bool,
    notice: date | None = None,
    call: int = 2,
    tz: str | tzinfo | None = None,
) -> CallAnswer:
    """Hold the second meeting against the gap the law asks for.

    Args:
        pack, asked: whose law, of which day; ``asked.decision`` where the gap depends on the decision.
        first, second: days, or timezone-aware moments where minutes count.
        announced: the notice of the first meeting named the second one.
        notice: the day of a notice of its own, where the second meeting had one.
        call: the number of the call.
        tz: the time zone of the house.
    """
    entries = [
        entry
        for entry in pack.around.calls
        if entry.content is None or (entry.content.call == call and entry.content.announced in (None, announced))
    ]
    found = pick(entries, asked, pack.switches)
    if isinstance(found, Unknown):
        return CallAnswer(None, (found.why,), found.article)
    try:
        wrong = _wrong(found, clock_of(pack, tz), first, second, announced=announced, notice=notice)
    except HourUnknown:
        why = {
            "ru": "Нужны часы обоих собраний: закон считает промежуток в минутах или часах.",
            "en": "The hours of both meetings are needed: the law counts the gap in minutes or hours.",
        }
        return CallAnswer(None, (why,), found.article, found.entry.mark)
    return CallAnswer(not wrong, tuple(wrong), found.article, found.entry.mark)


def _wrong(
    found: Found[CallRule], clock: HouseClock, first: When, second: When, *, announced: bool, notice: date | None
) -> list[Words]:
    rule, says = found.rule, found.entry.says
    if not rule.allowed:
        return [says]
    wrong = []
    if (clock.day(first) == clock.day(second)) != (rule.same_day == "must") and rule.same_day != "may":
        wrong.append(_same_day(rule.same_day))
    if rule.at_least is not None and not keeps(second, "earliest", clock.move(first, rule.at_least, 1), clock):
        wrong.append(_gap(rule.at_least, {"ru": "не меньше", "en": "at least"}))
    if rule.at_most is not None and not keeps(second, "latest", clock.move(first, rule.at_most, 1), clock):
        wrong.append(_gap(rule.at_most, {"ru": "не больше", "en": "at most"}))
    if rule.notice is not None and not announced:
        last = clock.move(clock.day(second), rule.notice, -1)
        if notice is None or not keeps(notice, "latest", last, clock):
            wrong.append(_own_notice(rule.notice))
    return [{lang: f"{says[lang]} {one[lang]}" for lang in says} for one in wrong]


def _same_day(rule: str) -> Words:
    if rule == "must":
        return {"ru": "Второе собрание проводят в тот же день.", "en": "The second meeting is held on the same day."}
    return {"ru": "Второе собрание проводят в другой день.", "en": "The second meeting is held on another day."}


def _gap(span: Span, bound: Words) -> Words:
    words = span.genitive()
    return {
        "ru": f"Между собраниями должно пройти {bound['ru']} {words['ru']}.",
        "en": f"Between the meetings there must be {bound['en']} {words['en']}.",
    }


def _own_notice(span: Span) -> Words:
    words = span.accusative()
    return {
        "ru": f"О втором собрании уведомляют отдельно, не позднее чем за {words['ru']}.",
        "en": f"The second meeting needs a notice of its own, at least {words['en']} before.",
    }
