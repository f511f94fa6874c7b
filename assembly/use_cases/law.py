"""What an assembly asks the law, with the assembly's own days: timetable, online votes, the rule of each question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import object_session

from assembly.errors import Refused
from assembly.model import AgendaItem, Assembly, Form
from assembly.text import Text
from assembly.use_cases.law_facts import given_facts, house_facts
from assembly.use_cases.legal_day import legal_day
from legal_rules import Breach, DecisionRule, Hold, check_timetable, find_rule, online_counts


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether something is so, the sentence that says why, and the article."""

    ok: bool
    sentence: Text
    article: Text | None


IN_PERSON = Ruling(
    ok=False,
    sentence=Text("На очном собрании голосуют на месте: голоса через систему не принимаются."),
    article=Text("ЖК РФ, ст. 44.1 п. 1, ст. 48"),
)


def online_ruling(assembly: Assembly, operator: str | None = None) -> Ruling:
    """Whether votes cast online count in this assembly, and why; `operator` as in the settings, by default the kept one.

    In Russia since 01.03.2025 only a state system counts (463-ФЗ); elsewhere paper alone is counted.
    """
    if assembly.form == Form.IN_PERSON:
        return IN_PERSON
    day = legal_day(assembly.building, assembly.opens_at)
    answer = online_counts(assembly.pack, day, assembly.operator if operator is None else operator)
    article = Text.of(dict(answer.article)) if answer.article.get("ru") else None
    return Ruling(answer.ok, Text.of(dict(answer.sentence)), article)


def takes_poll(assembly: Assembly) -> bool:
    """Whether answers given online are taken as a poll: shown apart, labelled, and never part of a decision."""
    return not assembly.online_voting and assembly.form != Form.IN_PERSON


def timetable_breaches(assembly: Assembly, *, now: datetime) -> list[Breach]:
    """Every date of the assembly that the law of its form does not allow, seen from `now`.

    Before the notices are out the notice is taken to go out today. A breach with the effect `none` is told and does
    not stop the assembly.
    """
    building = assembly.building
    today = legal_day(building, now)
    noticed_on = legal_day(building, assembly.announced_at) if assembly.announced_at is not None else today
    opens_on = legal_day(building, assembly.opens_at)
    return check_timetable(
        assembly.pack,
        str(assembly.form),
        noticed_on=noticed_on,
        # Opening later than announced is no breach; the term of notice only grows by it.
        opens_on=max(opens_on, today) if assembly.announced_at is not None else opens_on,
        opens_at=assembly.opens_at,
        closes_at=assembly.closes_at,
        written_until=assembly.written_until,
        today=today,
        facts=facts_of(assembly),
        tz=building.timezone,
        meeting_at=meeting_at(assembly),
    )


def facts_of(assembly: Assembly) -> dict[str, Any]:
    """What the law may ask about the house; only what people entered where the assembly is not in a session."""
    session = object_session(assembly)
    return given_facts(assembly) if session is None else house_facts(session, assembly)


def meeting_at(assembly: Assembly) -> datetime | None:
    """The meeting in person where it has a date of its own: in the forms that have one."""
    return assembly.discussion_at if assembly.form in {Form.IN_PERSON, Form.MIXED} else None


def require_timetable(assembly: Assembly, *, now: datetime) -> None:
    """Raise Refused with every breach that makes decisions void or open to challenge, and the articles."""
    breaches = [breach for breach in timetable_breaches(assembly, now=now) if breach.effect != "none"]
    if not breaches:
        return
    sentences = {language: " ".join(breach.sentence[language] for breach in breaches) for language in ("ru", "en")}
    articles = {
        language: "; ".join(dict.fromkeys(breach.article[language] for breach in breaches)) for language in ("ru", "en")
    }
    raise Refused(Text.of(sentences), article=Text.of(articles), code=breaches[0].code)


def rule_of(item: AgendaItem, on: date) -> DecisionRule:
    """The rule that decides a question on a day; raises Refused naming the question where none is known."""
    found = find_rule(item.decision, on)
    if isinstance(found, Hold):
        raise Refused(
            Text(
                "Вопрос {number} «{title}»: {why}", number=item.number, title=item.title, why=Text.of(dict(found.why))
            ),
            article=Text.of(dict(found.article)) if found.article else None,
            code="no_rule",
        )
    return found
