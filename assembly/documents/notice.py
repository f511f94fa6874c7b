"""Сообщение о проведении общего собрания: one letter for one owner (LC RF, art. 45 part 5; art. 47.1 part 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assembly.documents import paper
from assembly.wording import Tongue


@dataclass(frozen=True, slots=True)
class NoticeQuestion:
    """One question of the agenda as the notice shows it.

    needs: «больше половины голосов участников собрания»; article: where the law says so; meaning: what it means for
    this owner («с вашей квартиры +186 ₽ в месяц»); materials: names of the attached documents; asks: who decides it
    where that is not the whole house, or is counted apart too.
    """

    number: int
    title: str
    text: str = ""
    needs: str = ""
    article: str = ""
    meaning: str = ""
    materials: tuple[str, ...] = ()
    asks: str = ""


@dataclass(frozen=True, slots=True)
class OnlineWay:
    """How this owner answers online. address: to type; qr: the whole address with the code, or the address alone.

    code: enrolment code in groups; waits: what happens after enrolling («голосовать можно через 3 дня …»).
    """

    address: str
    code: str
    qr: str
    waits: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Finished values of one notice; moments and amounts are written out already (see assembly.wording).

    premises: «кв. 47, 46,8 м², доля 1/2» each; discussion: moment of the discussion in person, empty where the form
    has none; written_until: last moment for written решения; online_note: why answers online do not count, or other
    remark, empty where there is nothing to say.
    """

    language: str
    training: bool
    address: str
    owner: str
    premises: tuple[str, ...]
    votes: str
    title: str
    form: str
    initiator: str
    opens: str
    closes: str
    written_until: str
    acceptance_address: str
    questions: tuple[NoticeQuestion, ...]
    materials_place: str
    telephone: str
    made_on: str
    annual: bool = False
    gis_number: str = ""
    administrator: str = ""
    discussion: str = ""
    discussion_place: str = ""
    materials_address: str = ""
    management: str = ""
    online: OnlineWay | None = None
    online_note: str = ""
    results_place: str = ""


def make_notice(facts: NoticeFacts) -> bytes:
    """The notice as PDF. Everything the law wants told stands on it: who calls, form, days, agenda, materials, how to answer."""
    say = Tongue(facts.language)
    story = [*_head(facts, say), *_when_and_where(facts, say), *_agenda(facts, say), *_materials(facts, say),
             *_how_to_answer(facts, say), *_foot(facts, say)]  # fmt: skip
    name = say("Сообщение о проведении общего собрания", "Notice of a general assembly")
    frame = paper.Frame(name, f"{name} · {facts.address}", facts.language, facts.training)
    return paper.build(frame, story)


def _head(facts: NoticeFacts, say: Tongue) -> list[Any]:
    kind = say("годового", "annual") if facts.annual else say("внеочередного", "extraordinary")
    to = [facts.owner, *facts.premises]
    votes = say(f"Ваши голоса: {facts.votes}", f"Your votes: {facts.votes}")
    return [
        paper.lead(say("Кому:", "To:"), "\n".join([*to, votes])),
        paper.gap(4),
        paper.paragraph(
            say(f"Сообщение о проведении {kind} общего собрания собственников помещений",
                f"Notice of the {kind} general assembly of owners"), "title",
        ),
        paper.paragraph(f"{facts.address}\n{facts.title}", "subtitle"),
    ]  # fmt: skip


def _when_and_where(facts: NoticeFacts, say: Tongue) -> list[Any]:
    discussion = ", ".join(part for part in (facts.discussion, facts.discussion_place) if part)
    return [
        paper.facts([
            (say("Созывает (инициатор)", "Called by (initiator)"), facts.initiator),
            (say("Форма собрания", "Form"), facts.form),
            (say("Обсуждение вопросов", "Discussion in person"), discussion),
            (say("Голосование начинается", "Voting opens"), facts.opens),
            (say("Голосование заканчивается", "Voting ends"), facts.closes),
            (say("Решения на бумаге принимают до", "Written decisions until"), facts.written_until),
            (say("Куда передать решение", "Where to hand in a decision"), facts.acceptance_address),
            (say("Администратор собрания", "Administrator"), facts.administrator),
            (say("Управляющая организация", "Managing organisation"), facts.management),
            (say("Номер сообщения в ГИС ЖКХ", "Number in the state system"), facts.gis_number),
        ])
    ]  # fmt: skip


def _agenda(facts: NoticeFacts, say: Tongue) -> list[Any]:
    story: list[Any] = [paper.heading(say("Повестка дня", "Agenda"))]
    for question in facts.questions:
        lines = [paper.paragraph(f"{question.number}. {question.title}", "question")]
        if question.text and question.text != question.title:
            lines.append(paper.paragraph(question.text))
        if question.meaning:
            lines.append(paper.lead(say("Что это значит для вас:", "What it means for you:"), question.meaning))
        if question.asks:
            lines.append(paper.paragraph(question.asks, "strong"))
        rule = ". ".join(part for part in (question.needs, question.article) if part)
        if rule:
            lines.append(paper.paragraph(say(f"Для принятия нужно: {rule}.", f"Needed to carry: {rule}."), "small"))
        if question.materials:
            names = "; ".join(question.materials)
            lines.append(paper.paragraph(say(f"Материалы: {names}", f"Materials: {names}"), "small"))
        story.append(paper.together(*lines))
    return story


def _materials(facts: NoticeFacts, say: Tongue) -> list[Any]:
    places = [facts.materials_place]
    if facts.materials_address:
        places.append(say(f"в системе: {facts.materials_address}", f"online: {facts.materials_address}"))
    text = "; ".join(place for place in places if place)
    title = say("Где посмотреть материалы", "Where to read the materials")
    return [paper.heading(title, paper.paragraph(text))] if text else []


def _how_to_answer(facts: NoticeFacts, say: Tongue) -> list[Any]:
    title = say("Как ответить", "How to answer")
    story: list[Any] = (
        [paper.heading(title)]
        if facts.online is None
        else [paper.together(paper.heading(title, _online(facts.online, say))), paper.gap(3)]
    )
    if facts.online_note:
        story.append(paper.paragraph(facts.online_note, "strong"))
    story.append(
        paper.together(
            paper.paragraph(say("На бумаге", "On paper"), "strong"),
            paper.paragraph(
                say(
                    "Отметьте в бланке решения один ответ на каждый вопрос, поставьте подпись и дату и передайте бланк "
                    f"до {facts.written_until or facts.closes} по адресу: {facts.acceptance_address}. "
                    "Бланк вы получите вместе с этим сообщением или по тому же адресу.",
                    "Mark one answer to each question on the form, sign and date it, and hand it in before "
                    f"{facts.written_until or facts.closes} at: {facts.acceptance_address}. "
                    "The form comes with this notice or can be had at the same address.",
                )
            ),
            paper.paragraph(
                say(
                    "За вас может ответить представитель: приложите доверенность на голосование, оформленную по правилам "
                    "статьи 185.1 Гражданского кодекса или заверенную нотариально (ЖК РФ, ст. 48 ч. 2).",
                    "A representative may answer for you: attach a power of attorney for voting, certified as art. 185.1 "
                    "of the Civil Code says or by a notary (Housing Code, art. 48(2)).",
                ),
                "small",
            ),
        )
    )
    return story


def _online(way: OnlineWay, say: Tongue) -> Any:
    text = [
        paper.paragraph(say("Через интернет", "Online"), "strong"),
        paper.paragraph(
            say(
                f"Откройте {way.address} (или наведите камеру телефона на рисунок справа) и введите код:",
                f"Open {way.address} (or point the telephone's camera at the picture) and enter your enrolment code:",
            )
        ),
        paper.paragraph(way.code, "code"),
        paper.paragraph(
            say(
                "Код только ваш: никому его не сообщайте. О каждом новом входе сообщают всему дому по номеру квартиры.",
                "The code is yours alone: tell it to nobody. Each new enrolment is shown to the house by flat number.",
            ),
            "small",
        ),
    ]
    if way.waits:
        text.append(paper.paragraph(way.waits, "small"))
    return paper.boxed([_shrunk(text, paper.qr(way.qr, 34))])


def _shrunk(left: Sequence[Any], right: Any) -> Any:
    from reportlab.lib.units import mm
    from reportlab.platypus import Table, TableStyle

    grid = Table([[list(left), right]], colWidths=[(paper.text_width_mm() - 48) * mm, 38 * mm], hAlign="LEFT")
    grid.setStyle(
        TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (1, 0), (1, 0), "RIGHT"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
                    ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0)])
    )  # fmt: skip
    return grid


def _foot(facts: NoticeFacts, say: Tongue) -> list[Any]:
    results = facts.results_place or say(
        "в системе и в местах, определённых решением собрания", "online and in the places the assembly has fixed"
    )
    return [
        paper.heading(
            say("Вопросы", "Questions"),
            paper.paragraph(say("Телефон: ", "Telephone: ") + paper.solid(facts.telephone), "large"),
            paper.paragraph(
                say(
                    f"Итоги объявят не позднее чем через 10 дней после окончания: {results} (ЖК РФ, ст. 46 ч. 3).",
                    f"The outcome is announced within 10 days after the end: {results} (Housing Code, art. 46(3)).",
                ),
                "small",
            ),
        ),
        paper.gap(2),
        paper.paragraph(
            say(
                f"Инициатор собрания: {facts.initiator}. {facts.made_on}",
                f"Initiator: {facts.initiator}. {facts.made_on}",
            ),
            "small",
        ),
    ]
