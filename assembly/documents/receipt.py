"""Подтверждение: what an owner keeps after the решение was recorded. It says that, never how, they answered."""

from __future__ import annotations

from dataclasses import dataclass

from assembly.documents import paper
from assembly.wording import Tongue, plural

_CONSONANTS = {"ru": "бвгджзклмнрстфцш", "en": "bdfghjklmnprstvz"}
_VOWELS = {"ru": "аоиу", "en": "aiou"}


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Finished values of one receipt.

    ballot: code in groups; moment: when it was recorded; leaf: its number in the ledger, from 0; leaf_hash, head: 64
    hexadecimal letters; size: how many records the head covers; qr: what the QR says (the signed receipt);
    check_address: where to look it up.
    """

    language: str
    training: bool
    address: str
    title: str
    owner: str
    premises: tuple[str, ...]
    votes: str
    ballot: str
    channel: str
    moment: str
    leaf: int
    leaf_hash: str
    size: int
    head: str
    qr: str
    check_address: str
    objections_until: str
    telephone: str
    counts_note: str = ""
    poll: bool = False
    """Given online where only paper counts: the receipt is one of a poll."""


def fingerprint_words(hexadecimal: str, language: str = "ru", words: int = 4) -> str:
    """The first 16 × words bits as invented words that can be read out on the telephone: "лудаг-бирос-…"."""
    consonants, vowels = (table.get(language, table["ru"]) for table in (_CONSONANTS, _VOWELS))
    spoken = []
    for start in range(0, words * 4, 4):
        bits = int(hexadecimal[start : start + 4], 16)
        letters = (consonants[bits >> 12], vowels[bits >> 10 & 3], consonants[bits >> 6 & 15],
                   vowels[bits >> 4 & 3], consonants[bits & 15])  # fmt: skip
        spoken.append("".join(letters))
    return "-".join(spoken)


def make_receipt(facts: ReceiptFacts) -> bytes:
    """The receipt as PDF, one page, without any choice on it."""
    say = Tongue(facts.language)
    records = plural(facts.size, "записи", "записей", "записей")
    text = [
        paper.paragraph(say("Подтверждение", "Confirmation"), "title"),
        paper.paragraph(
            say(
                "Ваш ответ на опрос записан в журнал собрания. Опрос в решение не входит: голоса считаются по бумаге.",
                "Your answer to the poll is recorded in the assembly's ledger. A poll is no part of the decision: paper counts.",
            )
            if facts.poll
            else say("Ваше решение записано в журнал собрания.", "Your decision is recorded in the assembly's ledger."),
            "large",
        ),
        paper.paragraph(f"{facts.address}\n{facts.title}", "subtitle"),
    ]
    story = [
        paper.beside(text, paper.qr(facts.qr, 40), right_mm=42),
        paper.facts(
            [
                (say("Собственник", "Owner"), facts.owner),
                (say("Помещения", "Premises"), "\n".join(facts.premises)),
                (say("Голоса", "Votes"), facts.votes),
                (say("Решение №", "Decision no."), facts.ballot),
                (say("Как отвечали", "Answered"), facts.channel),
                (say("Записано", "Recorded"), facts.moment),
                (say("Номер записи", "Record no."), str(facts.leaf + 1)),
                (say("Слова для сверки", "Words to compare"), fingerprint_words(facts.leaf_hash, facts.language)),
            ]
        ),
        paper.gap(4),
    ]
    if facts.counts_note:
        story.append(paper.boxed([paper.paragraph(facts.counts_note, "strong")]))
    story += [
        paper.heading(
            say("Как проверить", "How to check"),
            paper.paragraph(
                say(
                    f"Откройте {facts.check_address}: на странице «Записано от вашего имени» видно, что записано "
                    "и как засчитано. Те же слова для сверки назовут по телефону.",
                    f"Open {facts.check_address}: the page “Recorded in your name” shows what is recorded and how it counts. "
                    "The same words can be compared by telephone.",
                )
            ),
            paper.paragraph(_objecting(facts, say)),
        ),
        paper.heading(
            say("Для проверяющих", "For those who verify"),
            paper.paragraph(
                say(
                    f"Отпечаток записи: {facts.leaf_hash}\nОтпечаток журнала из {facts.size} {records}: {facts.head}\n"
                    "В рисунке справа вверху — это же подтверждение с подписью системы. Ответов на вопросы в нём нет.",
                    f"Record: {facts.leaf_hash}\nHead of the ledger of {facts.size} records: {facts.head}\n"
                    "The picture holds this confirmation signed by the system. It carries no answers.",
                ),
                "small",
            ),
        ),
    ]
    name = say("Подтверждение", "Confirmation")
    frame = paper.Frame(
        f"{name} {facts.ballot}", f"{name} · {facts.ballot} · {facts.address}", facts.language, facts.training
    )
    return paper.build(frame, story)


def _objecting(facts: ReceiptFacts, say: Tongue) -> str:
    phone = paper.solid(facts.telephone)
    if not facts.objections_until:
        return say(f"Вопросы по телефону {phone}.", f"Questions: {phone}.")
    return say(
        f"Если это не ваше решение, возразите до {facts.objections_until}: на той же странице, по телефону {phone} "
        "или письмом. Комиссия обязана ответить до подсчёта.",
        f"If this is not your decision, object by {facts.objections_until}: on the same page, by telephone {phone} "
        "or in writing. The commission must answer before the count.",
    )
