"""ПРОТОКОЛ общего собрания: the minutes the law demands (LC RF, art. 46 part 1; order 266/пр of 30.04.2025)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from assembly.documents import paper
from assembly.documents.protocol_question import ProtocolAnswer, ProtocolQuestion, WithoutParking, question_story
from assembly.wording import Tongue

__all__ = [
    "AreaLine", "Attendee", "Initiator", "NotCountedRow", "Participant", "ProtocolAnswer", "ProtocolFacts",
    "ProtocolQuestion", "RepresentativeRow", "WithoutParking", "make_protocol",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Initiator:
    """Who called the assembly. passport: of a person, in the filed protocol alone; ogrn: of a company."""

    name: str
    premises: str = ""
    title_document: str = ""
    passport: str = ""
    ogrn: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody present at the discussion, or invited. what: premises, or in which capacity."""

    name: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One kind of premises. count: how many; area, present: «11 120,0 м²»."""

    kind: str
    count: int
    area: str
    present: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """One owner whose решение counts. identity: birth date and СНИЛС (or ОГРН), in the filed protocol alone."""

    name: str
    premises: str
    votes: str
    channel: str
    received: str = ""
    title_document: str = ""
    identity: str = ""
    representative: str = ""


@dataclass(frozen=True, slots=True)
class NotCountedRow:
    """One решение that was recorded and does not count."""

    ballot: str
    premises: str
    channel: str
    received: str
    votes: str
    reason: str


@dataclass(frozen=True, slots=True)
class RepresentativeRow:
    """One holder of powers of attorney. number: how many owners; votes: together."""

    name: str
    number: int
    votes: str
    documents: str = ""


@dataclass(frozen=True, slots=True)
class ProtocolFacts:
    """Finished values of the protocol; amounts, moments and words are written out already (see assembly.wording).

    number: in ГИС ЖКХ; message_number: of the notice there; notice: how and when the owners were told; quorum: one
    sentence with the number needed and reached; ledger: one sentence naming the head of the ledger; challenge: how and
    until when the decisions can be contested; signatures: (role, name) of those who sign.
    """

    language: str
    training: bool
    number: str
    date: str
    address: str
    place: str
    title: str
    form: str
    period: str
    initiator: Initiator
    chair: str
    secretary: str
    commission: tuple[str, ...]
    attendees: tuple[Attendee, ...]
    areas: tuple[AreaLine, ...]
    area_total: str
    votes_total: str
    votes_present: str
    percent_present: str
    has_quorum: bool
    quorum: str
    questions: tuple[ProtocolQuestion, ...]
    participants: tuple[Participant, ...]
    not_counted: tuple[NotCountedRow, ...]
    storage_place: str
    annexes: tuple[str, ...]
    signatures: tuple[tuple[str, str], ...]
    annual: bool = False
    message_number: str = ""
    notice: str = ""
    discussion: str = ""
    administrator: str = ""
    management: str = ""
    prolongations: tuple[str, ...] = ()
    participation: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()
    representatives: tuple[RepresentativeRow, ...] = ()
    remarks: tuple[str, ...] = ()
    ledger: str = ""
    challenge: str = ""
    public: bool = False

    def for_publication(self) -> ProtocolFacts:
        """The same without what the law keeps from the public: passports, СНИЛС, birth dates, the names of owners,
        their title documents, and which решение was whose."""
        say = Tongue(self.language)
        hidden = say("не публикуется", "not published")
        return replace(
            self,
            public=True,
            initiator=replace(self.initiator, passport="", title_document=""),
            participants=tuple(
                replace(p, name=hidden, identity="", title_document="", representative="") for p in self.participants
            ),
            not_counted=tuple(replace(row, premises="") for row in self.not_counted),
            representatives=tuple(
                replace(row, name=say(f"Представитель {number}", f"Representative {number}"), documents="")
                for number, row in enumerate(self.representatives, 1)
            ),
            attendees=tuple(replace(one, name=hidden) if one.what else one for one in self.attendees),
        )


def make_protocol(facts: ProtocolFacts) -> bytes:
    """The protocol as PDF with its annexes; `facts.for_publication()` gives the version for the archive."""
    say = Tongue(facts.language)
    story = [*_head(facts, say), *_who(facts, say), *_how_many(facts, say), *_agenda(facts, say)]
    for question in facts.questions:
        story += question_story(question, say)
    story += [*_end(facts, say), *_participants(facts, say), *_not_counted(facts, say), *_representatives(facts, say)]
    name = say("Протокол общего собрания", "Minutes of the general assembly")
    number = f" № {facts.number}" if facts.number else ""
    frame = paper.Frame(
        f"{name}{number}", f"{name}{number} · {facts.date} · {facts.address}", facts.language, facts.training
    )
    return paper.build(frame, story)


def _head(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    kind = say("годового", "annual") if facts.annual else say("внеочередного", "extraordinary")
    number = (
        say(f"ПРОТОКОЛ № {facts.number}", f"MINUTES No. {facts.number}") if facts.number else say("ПРОТОКОЛ", "MINUTES")
    )
    story = [
        paper.paragraph(number, "title"),
        paper.paragraph(
            say(
                f"{kind} общего собрания собственников помещений в многоквартирном доме\n{facts.address}\n{facts.title}",
                f"of the {kind} general assembly of the owners of the building\n{facts.address}\n{facts.title}",
            ),
            "subtitle",
        ),
    ]
    if facts.public:
        story.append(
            paper.paragraph(
                say(
                    "Для публикации: без паспортных данных, СНИЛС, дат рождения, имён собственников и реквизитов документов.",
                    "For publication: without passports, insurance numbers, birth dates, owners' names and title documents.",
                ),
                "small",
            )
        )
    story.append(
        paper.facts([
            (say("Номер протокола в ГИС ЖКХ", "Number in the state system"), facts.number),
            (say("Дата протокола", "Date"), facts.date),
            (say("Место проведения", "Place"), facts.place),
            (say("Форма собрания", "Form"), facts.form),
            (say("Обсуждение", "Discussion in person"), facts.discussion),
            (say("Период голосования", "Period of voting"), facts.period),
            (say("Продление", "Prolonged"), "\n".join(facts.prolongations)),
            (say("Сообщение о проведении", "Notice"), _joined("; ", facts.message_number, facts.notice)),
        ])
    )  # fmt: skip
    return story


def _who(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    one = facts.initiator
    described = _joined(
        ", ", one.name, one.premises, _named(say("документ о праве:", "title document:"), one.title_document),
        _named(say("паспорт:", "passport:"), one.passport), _named(say("ОГРН", "reg. no."), one.ogrn),
    )  # fmt: skip
    story: list[Any] = [
        paper.heading(say("Кто проводил собрание", "Who held the assembly")),
        paper.facts(
            [
                (say("Инициатор", "Initiator"), described),
                (say("Администратор", "Administrator"), facts.administrator),
                (say("Управляющая организация", "Managing organisation"), facts.management),
                (say("Председатель", "Chair"), facts.chair),
                (say("Секретарь", "Secretary"), facts.secretary),
                (say("Счётная комиссия", "Counting commission"), "\n".join(facts.commission)),
            ]
        ),
    ]
    if facts.attendees:
        people = "; ".join(_joined(", ", attendee.name, attendee.what) for attendee in facts.attendees)
        story.append(paper.lead(say("Присутствовали и приглашены:", "Present and invited:"), people))
    return story


def _how_many(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    header = [
        say("Вид помещений", "Kind of premises"), say("Количество", "Number"), say("Площадь (голоса)", "Area (votes)"),
        say("Приняли участие", "Took part"),
    ]  # fmt: skip
    rows = [[line.kind, str(line.count), line.area, line.present] for line in facts.areas]
    rows.append(
        [say("Всего", "In all"), str(sum(line.count for line in facts.areas)), facts.area_total, facts.votes_present]
    )
    return [
        paper.heading(say("Голоса и кворум", "Votes and quorum")),
        paper.table(header, rows, [62, 28, 42, 43], right=[1, 2, 3]),
        paper.gap(2),
        paper.facts([
            (say("Всего голосов", "Votes in all"), facts.votes_total),
            (say("Приняли участие", "Took part"), f"{facts.votes_present} — {facts.percent_present}"),
            (say("Кворум", "Quorum"), facts.quorum),
            (say("Как отвечали", "How owners answered"), "\n".join(facts.participation)),
        ]),
    ]  # fmt: skip


def _agenda(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    lines = [paper.paragraph(f"{question.number}. {question.title}") for question in facts.questions]
    return [paper.heading(say("Повестка дня", "Agenda"), *lines[:2]), *lines[2:]]


def _end(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    story: list[Any] = []
    if facts.objections:
        lines = [paper.paragraph(line) for line in facts.objections]
        story += [paper.heading(say("Возражения собственников", "Objections of owners"), lines[0]), *lines[1:]]
    if facts.remarks:
        lines = [paper.paragraph(line) for line in facts.remarks]
        story += [paper.heading(say("Примечания", "Remarks"), lines[0]), *lines[1:]]
    story.append(
        paper.heading(
            say("Хранение и обжалование", "Storage and challenge"),
            paper.lead(
                say("Место хранения протокола и решений:", "Minutes and decisions are kept:"), facts.storage_place
            ),
            *([paper.paragraph(facts.challenge)] if facts.challenge else []),
            *([paper.paragraph(facts.ledger, "small")] if facts.ledger else []),
        )
    )
    annexes = [paper.paragraph(f"{number}. {annex}") for number, annex in enumerate(facts.annexes, 1)]
    if annexes:
        story += [paper.heading(say("Приложения", "Annexes"), annexes[0]), *annexes[1:]]
    story.append(
        paper.together(
            paper.heading(say("Подписи", "Signatures")), paper.signature_lines(facts.signatures, facts.language)
        )
    )
    return story


def _participants(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    title = say("Приложение: собственники, принявшие участие", "Annex: owners who took part")
    if facts.public:
        header = ["№", say("Помещения", "Premises"), say("Голоса, м²", "Votes, m²"), say("Как ответили", "Answered")]
        rows = [[str(n), p.premises, p.votes, p.channel] for n, p in enumerate(facts.participants, 1)]
        return [paper.new_page(), paper.paragraph(title, "title"), paper.gap(2),
                paper.table(header, rows, [12, 83, 30, 50], right=[2])]  # fmt: skip
    header = [
        "№", say("Собственник, представитель", "Owner, representative"), say("Помещения", "Premises"),
        say("Документ о праве", "Title document"), say("Голоса, м²", "Votes, m²"), say("Как и когда ответили", "Answered"),
    ]  # fmt: skip
    rows = [
        [str(n), _joined("\n", p.name, p.identity, _named(say("представитель:", "representative:"), p.representative)),
         p.premises, p.title_document, p.votes, _joined("\n", p.channel, p.received)]
        for n, p in enumerate(facts.participants, 1)
    ]  # fmt: skip
    return [paper.new_page(), paper.paragraph(title, "title"), paper.gap(2),
            paper.table(header, rows, [9, 54, 27, 40, 17, 28], right=[4])]  # fmt: skip


def _not_counted(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    title = say("Приложение: решения, которые не засчитаны", "Annex: decisions that do not count")
    if not facts.not_counted:
        none = say("Все полученные решения засчитаны.", "All decisions received count.")
        return [paper.gap(4), paper.heading(title, paper.paragraph(none))]
    header = [
        say("Решение №", "Decision no."), say("Помещения", "Premises"), say("Как и когда", "How and when"),
        say("Голоса, м²", "Votes, m²"), say("Почему не засчитано", "Why not"),
    ]  # fmt: skip
    rows = [[r.ballot, r.premises, _joined("\n", r.channel, r.received), r.votes, r.reason] for r in facts.not_counted]
    return [paper.gap(4), paper.heading(title), paper.table(header, rows, [25, 30, 35, 20, 65], right=[3])]


def _representatives(facts: ProtocolFacts, say: Tongue) -> list[Any]:
    if not facts.representatives:
        return []
    header = [say("Представитель", "Representative"), say("За скольких", "For how many"), say("Голоса", "Votes"),
              say("Документы", "Documents")]  # fmt: skip
    rows = [[row.name, str(row.number), row.votes, row.documents] for row in facts.representatives]
    title = say("Приложение: представители", "Annex: representatives")
    return [paper.gap(4), paper.heading(title), paper.table(header, rows, [55, 22, 28, 70], right=[1, 2])]


def _joined(by: str, *parts: str) -> str:
    return by.join(part for part in parts if part)


def _named(name: str, value: str) -> str:
    return f"{name} {value}" if value else ""
