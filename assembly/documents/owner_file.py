"""One owner's решение for filing: what was recorded, by whom, and the scanned pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assembly.documents import paper
from assembly.wording import Tongue


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """One question. original: what was marked first; recorded: what counts; read_by: machine or people; note: why."""

    number: int
    title: str
    original: str
    recorded: str
    read_by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScanPage:
    """One scanned page. content: JPEG or PNG; caption: batch, sheet, file, moment."""

    content: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class OwnerFileFacts:
    """Finished values of one file. history: what happened to the решение, «21 марта, 18:42 — получено …» each."""

    language: str
    training: bool
    address: str
    title: str
    owner: str
    premises: tuple[str, ...]
    votes: str
    ballot: str
    channel: str
    received: str
    recorded: str
    counted: str
    answers: tuple[RecordedAnswer, ...]
    representative: str = ""
    history: tuple[str, ...] = ()
    scans: tuple[ScanPage, ...] = ()
    leaf_hash: str = ""


def make_owner_file(facts: OwnerFileFacts) -> bytes:
    """The file as PDF: a page of what is recorded, then each scan on a page of its own."""
    say = Tongue(facts.language)
    name = say("Решение собственника: что записано", "Decision of an owner: what is recorded")
    header = [
        say("Вопрос", "Question"), say("Отмечено", "Marked"), say("Записано", "Recorded"), say("Кто прочитал", "Read by"),
    ]  # fmt: skip
    rows = [
        [f"{a.number}. {a.title}", a.original, a.recorded, "\n".join(part for part in (a.read_by, a.note) if part)]
        for a in facts.answers
    ]
    story: list[Any] = [
        paper.paragraph(name, "title"),
        paper.paragraph(f"{facts.address}\n{facts.title}", "subtitle"),
        paper.facts([
            (say("Собственник", "Owner"), facts.owner),
            (say("Помещения", "Premises"), "\n".join(facts.premises)),
            (say("Голоса", "Votes"), facts.votes),
            (say("Представитель", "Representative"), facts.representative),
            (say("Решение №", "Decision no."), facts.ballot),
            (say("Как отвечали", "Answered"), facts.channel),
            (say("Получено", "Received"), facts.received),
            (say("Записано", "Recorded"), facts.recorded),
            (say("В подсчёте", "In the count"), facts.counted),
        ]),
        paper.gap(3),
        paper.table(header, rows, [83, 27, 27, 38], strong=[2]),
    ]  # fmt: skip
    if facts.history:
        lines = [paper.paragraph(line, "body") for line in facts.history]
        story += [paper.heading(say("Что происходило", "What happened"), lines[0]), *lines[1:]]
    if facts.leaf_hash:
        story.append(
            paper.paragraph(say(f"Отпечаток записи: {facts.leaf_hash}", f"Record: {facts.leaf_hash}"), "small")
        )
    for scan in facts.scans:
        height = 297 - 62 - (paper.TOP_LABEL_MM if facts.training else 0)
        story += [paper.new_page(), paper.paragraph(scan.caption, "small"),
                  paper.picture(scan.content, paper.text_width_mm(), height)]  # fmt: skip
    frame = paper.Frame(name, f"{name} · {facts.ballot} · {facts.address}", facts.language, facts.training)
    return paper.build(frame, story)
