"""The dates of an assembly: computed forward and back, and checked against the law of its form."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from legal_rules.pack import packs
from legal_rules.policy import Policy, assembly_policy
from legal_rules.provisions import Provision
from legal_rules.words import Words

_FULL_DAYS = {
    "ru": {"days": "дней", "clear_days": "полных дней"},
    "en": {"days": "days", "clear_days": "full days"},
}
_OWN_RULE = {"ru": "порядок, установленный для этого собрания", "en": "the rules fixed for this assembly"}


@dataclass(frozen=True, slots=True)
class Breach:
    """A date the law does not allow: what is wrong in one sentence, and the article."""

    code: str
    sentence: Words
    article: Words


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date of an assembly: a day, or a moment where the hour counts."""

    code: str
    on: date | datetime
    title: Words
    article: Words


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def notice_by(notice: Provision, opens_on: date) -> date:
    """The last day on which the notice may go out for an assembly that opens on ``opens_on``."""
    return opens_on - timedelta(days=notice.number + (1 if notice.count == "clear_days" else 0))


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
    Raises: KeyError for an unknown pack, ValueError for an unknown form.
    """
    policy = assembly_policy(pack, noticed_on, form, facts)
    zone = ZoneInfo(packs()[pack].time_zone)
    breaches = [_fact_missing(name) for name in policy.missing]
    breaches += _check_notice(policy, noticed_on, opens_on, today)
    if closes_at <= opens_at:
        ru = "Конец голосования должен быть позже начала."
        return [
            *breaches,
            Breach("closes_before_opens", {"ru": ru, "en": "Voting must end after it begins."}, _OWN_RULE),
        ]
    breaches += _check_length(policy, opens_at, closes_at, zone)
    return breaches + _check_written(policy, form, opens_at, closes_at, written_until)


def _fact_missing(name: str) -> Breach:
    sentence = {
        "ru": f"Срок проверить нельзя: не хватает сведений о доме ({name}).",
        "en": f"A term cannot be checked: a fact of the house is missing ({name}).",
    }
    return Breach("fact_missing", sentence, _OWN_RULE)


def _day(day: date, lang: str) -> str:
    return day.isoformat() if lang == "en" else day.strftime("%d.%m.%Y")


def _check_notice(policy: Policy, noticed_on: date, opens_on: date, today: date) -> list[Breach]:
    found, notice = [], policy.notice_days
    article = _OWN_RULE if notice is None else notice.article
    if opens_on < today:
        sentence = {
            "ru": f"День начала {_day(opens_on, 'ru')} уже прошёл.",
            "en": f"The opening day {_day(opens_on, 'en')} has passed.",
        }
        found.append(Breach("opens_in_past", sentence, article))
    if notice is None:
        return found
    last = notice_by(notice, opens_on)
    if noticed_on > last:
        sentence = {
            "ru": f"Собственников уведомляют не позднее чем за {notice.number} {_FULL_DAYS['ru'][notice.count]}: чтобы "
            f"начать {_day(opens_on, 'ru')}, уведомить нужно до {_day(last, 'ru')} включительно, "
            f"а указано {_day(noticed_on, 'ru')}.",
            "en": f"The owners are notified at least {notice.number} {_FULL_DAYS['en'][notice.count]} before: to open "
            f"on {_day(opens_on, 'en')} the notice must be out by {_day(last, 'en')}, "
            f"and it is dated {_day(noticed_on, 'en')}.",
        }
        found.append(Breach("notice_late", sentence, notice.article))
    return found


def _check_length(policy: Policy, opens_at: datetime, closes_at: datetime, zone: tzinfo) -> list[Breach]:
    found, length = [], closes_at - opens_at
    shortest, longest, months = policy.voting_min_days, policy.voting_max_days, policy.get("voting_max_months")
    if shortest is not None and length < timedelta(days=shortest.number):
        sentence = {
            "ru": f"Голосование должно длиться не меньше {shortest.number} дней.",
            "en": f"Voting must last at least {shortest.number} days.",
        }
        found.append(Breach("voting_too_short", sentence, shortest.article))
    if longest is not None and length > timedelta(days=longest.number):
        sentence = {
            "ru": f"Голосование может длиться не больше {longest.number} дней.",
            "en": f"Voting may last {longest.number} days at most.",
        }
        found.append(Breach("voting_too_long", sentence, longest.article))
    if months is not None and closes_at.astimezone(zone).date() > add_months(
        opens_at.astimezone(zone).date(), months.number
    ):
        sentence = {
            "ru": f"Голосование может длиться не больше {months.number} месяцев.",
            "en": f"Voting may last {months.number} months at most.",
        }
        found.append(Breach("voting_too_long", sentence, months.article))
    return found


def _check_written(
    policy: Policy, form: str, opens_at: datetime, closes_at: datetime, written_until: datetime | None
) -> list[Breach]:
    if written_until is None:
        return []
    if form == "in_person":
        ru = "На очном собрании голосуют на месте: письменные решения заранее не принимаются."
        en = "In a meeting held in person the vote is given there: no written decisions are accepted."
        return [Breach("written_not_in_person", {"ru": ru, "en": en}, _form_article(policy))]
    if written_until <= opens_at:
        ru = "Приём письменных решений должен кончаться позже начала голосования."
        en = "Written decisions must be accepted for some time after voting begins."
        return [Breach("written_before_opening", {"ru": ru, "en": en}, _OWN_RULE)]
    rule = policy.written_until_hours_before_end
    if rule is not None and written_until > closes_at - timedelta(hours=rule.number):
        sentence = {
            "ru": f"Письменные решения принимаются не позднее чем за {rule.number} часов до конца голосования.",
            "en": f"Written decisions are accepted until {rule.number} hours before the end of voting.",
        }
        return [Breach("written_too_late", sentence, rule.article)]
    if written_until > closes_at:
        ru = "Письменные решения нельзя принимать после конца голосования."
        en = "Written decisions cannot be accepted after the end of voting."
        return [Breach("written_after_end", {"ru": ru, "en": en}, _form_article(policy))]
    return []


def _form_article(policy: Policy) -> Words:
    forms = policy.get("forms")
    return _OWN_RULE if forms is None else forms.article


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
) -> list[Deadline]:
    """Every date of an assembly, forward and back from its opening and closing, in order of time.

    Args:
        pack, form, facts: as for ``check_timetable``.
        opens_at, closes_at: start and end of voting, timezone-aware.
        tz: the time zone of the house, in which days are counted.
        objection_days: days for objections after the end, before the count (a rule of the assembly).
        on: the day whose law applies; by default the opening day.
    """
    zone = ZoneInfo(tz) if isinstance(tz, str) else tz
    opens_on, closed_on = opens_at.astimezone(zone).date(), closes_at.astimezone(zone).date()
    policy = assembly_policy(pack, on or opens_on, form, facts)
    found = _before(policy, opens_on, opens_at, closes_at, form)
    found.append(Deadline("closes", closes_at, {"ru": "Конец голосования", "en": "Voting ends"}, _form_article(policy)))
    if objection_days:
        title = {"ru": "Конец приёма возражений", "en": "End of objections"}
        found.append(Deadline("objections_until", closes_at + timedelta(days=objection_days), title, _OWN_RULE))
    return found + _after(policy, closed_on)


def _before(policy: Policy, opens_on: date, opens_at: datetime, closes_at: datetime, form: str) -> list[Deadline]:
    found = []
    message, notice = policy.get("message_to_administrator_days"), policy.notice_days
    if message is not None:
        title = {"ru": "Последний день передать сообщение администратору", "en": "Last day to hand the message over"}
        found.append(Deadline("message_to_administrator_by", notice_by(message, opens_on), title, message.article))
    if notice is not None:
        title = {"ru": "Последний день уведомить собственников", "en": "Last day to notify the owners"}
        found.append(Deadline("notice_by", notice_by(notice, opens_on), title, notice.article))
    opening = {"ru": "Начало", "en": "Opening"}
    found.append(Deadline("opens", opens_at, opening, _form_article(policy)))
    written = policy.written_until_hours_before_end
    if form != "in_person":
        until = closes_at if written is None else closes_at - timedelta(hours=written.number)
        title = {"ru": "Конец приёма письменных решений", "en": "Last moment for written decisions"}
        found.append(
            Deadline("written_until", until, title, _form_article(policy) if written is None else written.article)
        )
    return found


_AFTER: tuple[tuple[str, str, str, Words], ...] = (
    ("protocol_within_days", "protocol_by", "closed", {"ru": "Составить протокол", "en": "Draw up the protocol"}),
    (
        "results_within_days",
        "results_by",
        "closed",
        {"ru": "Сообщить итоги собственникам", "en": "Publish the results"},
    ),
    (
        "originals_to_manager_days",
        "originals_to_manager_by",
        "closed",
        {"ru": "Передать подлинники управляющей организации", "en": "Hand the originals to the managing organisation"},
    ),
    (
        "originals_to_inspectorate_days",
        "originals_to_inspectorate_by",
        "previous",
        {"ru": "Направить подлинники в жилищную инспекцию", "en": "Send the originals to the housing inspectorate"},
    ),
)


def _after(policy: Policy, closed_on: date) -> list[Deadline]:
    found: list[Deadline] = []
    last = closed_on
    for name, code, anchor, title in _AFTER:
        provision = policy.get(name)
        if provision is None:
            continue
        last = (closed_on if anchor == "closed" else last) + timedelta(days=provision.number)
        found.append(Deadline(code, last, title, provision.article))
    challenge, kept = policy.challenge_months, policy.kept_years
    if challenge is not None:
        told = next((item.on for item in found if item.code == "results_by"), closed_on)
        title = {"ru": "Оспорить в суде, если узнали при объявлении итогов", "en": "Challenge in court, at the latest"}
        found.append(Deadline("challenge_until", add_months(told, challenge.number), title, challenge.article))
    if kept is not None:
        title = {"ru": "До этого дня хранятся подлинники", "en": "The originals are kept until"}
        found.append(Deadline("kept_until", add_months(last, 12 * kept.number), title, kept.article))
    return found
