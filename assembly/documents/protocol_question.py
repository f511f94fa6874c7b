"""One question of the protocol: СЛУШАЛИ, ПРЕДЛОЖЕНО, ГОЛОСОВАЛИ, РЕШИЛИ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assembly.documents import paper
from assembly.wording import Tongue


@dataclass(frozen=True, slots=True)
class ProtocolAnswer:
    """One row of ГОЛОСОВАЛИ. votes: «7405,0 м²»; of_present, of_all: percentages, empty where they say nothing."""

    word: str
    votes: str
    of_present: str
    of_all: str


@dataclass(frozen=True, slots=True)
class CountedApart:
    """The same question in one part of the house, or after what the law leaves out, caps or cuts. title: which."""

    title: str
    answers: tuple[ProtocolAnswer, ...]


@dataclass(frozen=True, slots=True)
class WithoutParking:
    """The same question counted without parking places."""

    outcome: str
    needed: str
    reached: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolQuestion:
    """One question. rule: «не менее двух третей голосов всех собственников»; base: «от голосов всех собственников (11 120,0 м²)»;

    outcome: «Принято»; needed, reached: with their unit; because: one sentence; doubt: where the rule's wording was not
    read in the act itself; asks: who decides it, where that is not the whole house; apart: what is counted apart;
    flips: whether parking places decide; depends: a sentence where another question decides;
    category: who stands for the kind of decision.
    """

    number: int
    title: str
    answers: tuple[ProtocolAnswer, ...]
    rule: str
    article: str
    base: str
    outcome: str
    carried: bool
    needed: str
    reached: str
    because: str
    text: str = ""
    speaker: str = ""
    proposal: str = ""
    doubt: str = ""
    asks: str = ""
    apart: tuple[CountedApart, ...] = ()
    without_parking: WithoutParking | None = None
    flips: bool = False
    depends: str = ""
    category: str = ""


def question_story(question: ProtocolQuestion, say: Tongue) -> list[Any]:
    """The flowables of one question; heading and count stay together where they fit."""
    proposal = question.proposal or question.text or question.title
    heard = question.speaker or say("вопрос рассмотрен по материалам собрания", "considered on the materials")
    return [
        paper.heading(
            say(f"Вопрос {question.number}. ", f"Question {question.number}. ") + question.title,
            paper.lead(say("СЛУШАЛИ:", "HEARD:"), heard),
            paper.lead(say("ПРЕДЛОЖЕНО:", "PROPOSED:"), proposal),
            paper.lead(
                say("ГОЛОСОВАЛИ:", "VOTED:"),
                say(f"порог считается {question.base}.", f"the bound is taken {question.base}."),
            ),
            *([paper.paragraph(question.asks, "strong")] if question.asks else []),
            _table(question.answers, say),
            paper.gap(1.2),
        ),
        *(
            paper.together(paper.paragraph(f"{one.title}:", "small"), _table(one.answers, say), paper.gap(1.2))
            for one in question.apart
        ),
        paper.together(*_decided(question, say)),
    ]


def _table(answers: tuple[ProtocolAnswer, ...], say: Tongue) -> Any:
    header = [say("Ответ", "Answer"), say("Голоса", "Votes"), say("От участников", "Of those taking part"),
              say("От всех голосов", "Of all votes")]  # fmt: skip
    rows = [[answer.word, answer.votes, answer.of_present, answer.of_all] for answer in answers]
    return paper.table(header, rows, [62, 38, 38, 37], right=[1, 2, 3])


def _decided(question: ProtocolQuestion, say: Tongue) -> list[Any]:
    parts = [
        paper.lead(say("РЕШИЛИ:", "DECIDED:"), paper.sentence(f"{question.outcome.upper()} — {question.title}")),
        paper.paragraph(_why(question.because, question.outcome)),
        paper.paragraph(
            say(
                f"Нужно: {question.needed}. Получено: {question.reached}. Правило: {question.rule} ({question.article}).",
                f"Needed: {question.needed}. Reached: {question.reached}. Rule: {question.rule} ({question.article}).",
            ),
            "small",
        ),
    ]
    if question.category:
        parts.append(paper.paragraph(question.category, "small"))
    if question.doubt:
        parts.append(paper.paragraph(question.doubt, "small"))
    if question.without_parking is not None:
        parts.append(_parking(question.without_parking, question.flips, say))
    if question.depends:
        parts.append(paper.paragraph(question.depends, "small"))
    return parts


def _why(because: str, outcome: str) -> str:
    """The sentence without the outcome at its head, which stands in the line above."""
    rest = because.removeprefix(f"{outcome}: ")
    for place, letter in enumerate(rest):
        if letter.isalpha():
            return rest[:place] + letter.upper() + rest[place + 1 :]
    return rest


def _parking(other: WithoutParking, flips: bool, say: Tongue) -> Any:
    word = other.outcome.lower()
    text = say(
        f"Без машино-мест: {word}; нужно {other.needed}, получено {other.reached}.",
        f"Without parking places: {word}; needed {other.needed}, reached {other.reached}.",
    )
    if not flips:
        return paper.paragraph(text, "small")
    warning = say(
        "Итог зависит от того, считать ли голоса машино-мест: закон этого прямо не говорит. Приведены оба подсчёта.",
        "The outcome depends on whether parking places count; the law does not say. Both counts are given.",
    )
    return paper.boxed([paper.paragraph(text, "strong"), paper.paragraph(warning, "small")])
