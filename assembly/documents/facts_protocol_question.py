"""The questions of the protocol, from the decisions of a closed assembly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from assembly.documents.facts_count import CountFacts, number_of
from assembly.documents.protocol_question import CountedApart, ProtocolAnswer, ProtocolQuestion, WithoutParking
from assembly.errors import BrokenPromise
from assembly.model import Account, AgendaItem, Assembly, Decision
from assembly.wording import (
    Tongue,
    asks_words,
    counted,
    format_m2,
    format_number,
    format_percent,
    option_word,
    outcome_word,
    round_up,
    with_exact,
)

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
    elif words:
        how = say(f"выбран из перечня; по словам «{words}» перечень предлагал другой",
                  f"chosen from the catalogue, which proposed another one by the words “{words}”")  # fmt: skip
    subject = _words(item.rule.get("subject"), say.language) or item.decision
    return say(
        f"Вид решения: «{subject}» ({item.decision}), {how}. Предложил(а): {proposed}. Подтвердил(а): {confirmed}.",
        f"Kind of decision: “{subject}” ({item.decision}), {how}. Proposed by {proposed}, confirmed by {confirmed}.",
    )


def _question(item: AgendaItem, decision: Decision, category: str, say: Tongue) -> ProtocolQuestion:
    lang, measure = say.language, str(item.rule.get("measure") or "share")
    sums, other = decision.sums, decision.without_parking
    return ProtocolQuestion(
        number=item.number, title=item.title, answers=tuple(_answers(item, measure, sums.get(measure, {}), say)),
        rule=_words(item.rule.get("needs"), lang), article=_words(item.rule.get("article"), lang) or decision.cite,
        base=_base(item.rule, measure, sums.get(measure, {}), say), outcome=outcome_word(decision.outcome, lang),
        carried=decision.outcome == "carried", needed=needed_text(decision.needed, say),
        reached=_reached({**sums, **decision.weighed}, decision.needed, measure, say),
        because=_words(decision.because, lang), text=item.text,
        speaker=item.speaker or "", proposal=item.proposal, doubt=_doubt(decision.mark, say),
        asks=asks_words(item.part, item.parts_apart, lang), apart=tuple(_apart(item, decision, say)),
        without_parking=None if other is None else WithoutParking(
            outcome_word(str(other["outcome"]), lang), needed_text(other.get("needed") or {}, say),
            _reached(other["sums"], other.get("needed") or {}, measure, say), _words(other.get("because"), lang),
        ),
        flips=decision.flips, depends=_depends(item, say), category=category,
    )  # fmt: skip


def _apart(item: AgendaItem, decision: Decision, say: Tongue) -> Iterator[CountedApart]:
    """The parts of the house counted apart, and what the law leaves of the sums where it leaves something out."""
    measure = str(item.rule.get("measure") or "share")
    for sums in decision.electorates.values():
        found = sums.get(measure, {})
        everyone, present = (amount_text(measure, number_of(found, name), say) for name in ("all", "present"))
        title = say(f"Подъезд {item.entrance}: всего {everyone}, участвовали {present}",
                    f"Entrance {item.entrance}: {everyone} in all, {present} took part")  # fmt: skip
        yield CountedApart(title, tuple(_answers(item, measure, found, say)))
    for one, sums in decision.weighed.items():
        everyone, present = (amount_text(one, number_of(sums, name), say) for name in ("all", "present"))
        title = say(
            f"После того, что закон исключает или ограничивает: всего {everyone}, участвовали {present}",
            f"After what the law leaves out, caps or cuts: {everyone} in all, {present} took part",
        )
        yield CountedApart(title, tuple(_answers(item, one, sums, say)))


def _answers(item: AgendaItem, measure: str, sums: dict[str, Any], say: Tongue) -> Iterator[ProtocolAnswer]:
    present, everyone = number_of(sums, "present"), number_of(sums, "all")
    names = [*item.options, *(name for name in ANSWERS if name not in item.options)]
    for name in names:
        votes = number_of(sums, name)
        yield ProtocolAnswer(
            option_word(name, say.language), amount_text(measure, votes, say),
            format_percent(votes, present, say.language), format_percent(votes, everyone, say.language),
        )  # fmt: skip


def amount_text(measure: str, amount: Fraction, say: Tongue) -> str:
    """So many square metres, owners or premises; a number that a cap left broken keeps two digits."""
    words = {
        "heads": (("собственник", "собственника", "собственников"), ("owner", "owners")),
        "units": (("помещение", "помещения", "помещений"), ("unit", "units")),
    }.get(measure)
    if words is None:
        return format_m2(amount, say.language)
    russian, english = words
    if amount.denominator != 1:
        return f"{format_number(amount, say.language)} {say(russian[1], english[1])}"
    return say(counted(int(amount), *russian), f"{amount} {english[0 if amount == 1 else 1]}")


def _reached(sums: dict[str, Any], needed: dict[str, Any], measure: str, say: Tongue) -> str:
    """What was said «за», in each measure that the rule bounds."""
    found = [amount_text(one, number_of(sums.get(one, {}), "for"), say) for one in needed or {measure: None}]
    return say(" и ", " and ").join(found)


def needed_text(needed: dict[str, Any], say: Tongue) -> str:
    """«больше 4003,2 м²» or «не менее 7413,34 м² (точно 7413 1/3)»; in heads or premises where the rule counts those."""
    parts = []
    for measure, bound in needed.items():
        how = say("больше" if bound["strict"] else "не менее", "more than" if bound["strict"] else "at least")
        amount = Fraction(str(bound["amount"]))
        unit = {"heads": say("собственников", "owners"), "units": say("помещений", "units")}.get(measure)
        shown = round_up(amount)
        number = str(shown) if shown.denominator == 1 else format_number(shown, say.language)
        printed = format_m2(shown, say.language) if unit is None else f"{number} {unit}"
        parts.append(f"{how} {with_exact(printed, amount, say.language)}")
    return say(" и ", " and ").join(parts) or say("не определено", "not known")


def _base(rule: dict[str, Any], measure: str, sums: dict[str, Any], say: Tongue) -> str:
    everyone, present = (amount_text(measure, number_of(sums, name), say) for name in ("all", "present"))
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
