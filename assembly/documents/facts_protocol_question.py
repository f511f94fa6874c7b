"""The questions of the protocol, from the decisions of a closed assembly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from assembly.documents.facts_count import CountFacts, number_of
from assembly.documents.protocol_question import ProtocolAnswer, ProtocolQuestion, WithoutParking
from assembly.errors import BrokenPromise
from assembly.model import Account, AgendaItem, Assembly, Decision
from assembly.wording import Tongue, format_m2, format_percent, option_word, outcome_word

ANSWERS = ("for", "against", "abstain", "blank", "invalid")


def protocol_questions(
    session: Session, assembly: Assembly, count: CountFacts, language: str
) -> tuple[ProtocolQuestion, ...]:
    """One entry a question, in the order of the agenda. Raises BrokenPromise for a question without a decision."""
    found = []
    for item in assembly.items:
        decision = count.decisions.get(item.id)
        if decision is None:
            raise BrokenPromise(f"question {item.number} of assembly {assembly.id} was never decided")
        found.append(_question(item, decision, _category(session, item, Tongue(language)), Tongue(language)))
    return tuple(found)


def quorum_bound(rule: dict[str, Any], total: Fraction) -> tuple[Fraction, bool] | None:
    """How much must take part by a resolved rule, and whether it must be passed; None where it asks for nothing plain."""
    variants = rule.get("variants") or [{}]
    test = variants[0].get("quorum") or {}
    for sign in ("gt", "ge"):
        if test.get("present") == "share" and test.get("of") == "all" and sign in test:
            return Fraction(test[sign]) * total, sign == "gt"
    return None


def _category(session: Session, item: AgendaItem, say: Tongue) -> str:
    """Who proposed the kind of decision and by which words, and who confirmed it."""
    proposed, confirmed = (
        session.get(Account, account).display_name if account else ""  # type: ignore[union-attr] # a foreign key
        for account in (item.decision_proposed_by, item.decision_confirmed_by)
    )
    words = ", ".join(item.decision_reason.get("words", ()))
    how = say("выбран из перечня", "chosen from the catalogue")
    if words and item.decision_reason.get("proposed") == item.decision:
        how = say(f"по словам «{words}»", f"by the words “{words}”")
    return say(
        f"Вид решения: {item.decision}, {how}. Предложил(а): {proposed}. Подтвердил(а): {confirmed}.",
        f"Kind of decision: {item.decision}, {how}. Proposed by {proposed}, confirmed by {confirmed}.",
    )


def _question(item: AgendaItem, decision: Decision, category: str, say: Tongue) -> ProtocolQuestion:
    lang = say.language
    sums = decision.sums.get("share", {})
    other = decision.without_parking
    return ProtocolQuestion(
        number=item.number, title=item.title, answers=tuple(_answers(item, sums, lang)),
        rule=_words(item.rule.get("needs"), lang), article=_words(item.rule.get("article"), lang) or decision.cite,
        base=_base(item.rule, sums, say), outcome=outcome_word(decision.outcome, lang),
        carried=decision.outcome == "carried", needed=needed_text(decision.needed, say),
        reached=format_m2(number_of(sums, "for"), lang), because=_words(decision.because, lang), text=item.text,
        speaker=item.speaker or "", proposal=item.proposal, doubt=_doubt(decision.mark, say),
        without_parking=None if other is None else WithoutParking(
            outcome_word(str(other["outcome"]), lang), needed_text(other.get("needed") or {}, say),
            format_m2(number_of(other["sums"].get("share", {}), "for"), lang), _words(other.get("because"), lang),
        ),
        flips=decision.flips, depends=_depends(item, say), category=category,
    )  # fmt: skip


def _answers(item: AgendaItem, sums: dict[str, Any], lang: str) -> Iterator[ProtocolAnswer]:
    present, everyone = number_of(sums, "present"), number_of(sums, "all")
    names = [*item.options, *(name for name in ANSWERS if name not in item.options)]
    for name in names:
        votes = number_of(sums, name)
        yield ProtocolAnswer(
            option_word(name, lang), format_m2(votes, lang), format_percent(votes, present, lang),
            format_percent(votes, everyone, lang),
        )  # fmt: skip


def needed_text(needed: dict[str, Any], say: Tongue) -> str:
    """«больше 4003,2 м²» or «не менее 7413,33 м²»; in heads or premises where the rule counts those."""
    parts = []
    for measure, bound in needed.items():
        how = say("больше" if bound["strict"] else "не менее", "more than" if bound["strict"] else "at least")
        amount = Fraction(str(bound["amount"]))
        unit = {"heads": say("собственников", "owners"), "units": say("помещений", "units")}.get(measure)
        size = format_m2(amount, say.language) if unit is None else f"{amount} {unit}"
        parts.append(f"{how} {size}")
    return say(" и ", " and ").join(parts) or say("не определено", "not known")


def _base(rule: dict[str, Any], sums: dict[str, Any], say: Tongue) -> str:
    everyone, present = (format_m2(number_of(sums, name), say.language) for name in ("all", "present"))
    return {
        "all": say(f"от голосов всех собственников ({everyone})", f"of the votes of all owners ({everyone})"),
        "cast": say("от голосов «за» и «против»", "of the votes for and against"),
        "participated": say("от голосов «за», «против» и «воздержался»", "of the votes for, against and abstaining"),
    }.get(
        str(rule.get("base")),
        say(f"от голосов участников ({present})", f"of the votes of those taking part ({present})"),
    )


def _doubt(mark: str, say: Tongue) -> str:
    return {
        "secondary": say("Порог известен по вторичному источнику.", "The bound is known from a secondary source."),
        "unverified": say(
            "Правило не сверено с текстом закона составителями перечня; текст прочитали и подтвердили два человека.",
            "The catalogue's authors did not check the rule against the law; two people have read its text and said so.",
        ),
    }.get(mark, "")


def _depends(item: AgendaItem, say: Tongue) -> str:
    if item.depends_on is None:
        return ""
    number = item.depends_on
    return say(f"Действует, если принят вопрос {number}.", f"Takes effect where question {number} is carried.")


def _words(value: Any, lang: str) -> str:
    return str(value.get(lang) or value.get("ru") or "") if isinstance(value, dict) else str(value or "")
