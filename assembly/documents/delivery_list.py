"""Реестр вручения: who was given the notice and the form of the решение, with a line to sign for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assembly.documents import paper
from assembly.wording import Tongue


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One owner. premises: «кв. 47» …; votes: «46,8»; ballot: code in groups; delivered: how and when, if already."""

    premises: str
    owner: str
    votes: str
    ballot: str
    delivered: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryGroup:
    """The owners of one staircase, in the order of flats; an empty title shows no heading."""

    title: str
    rows: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class DeliveryListFacts:
    """Finished values of the list."""

    language: str
    training: bool
    address: str
    title: str
    made_on: str
    groups: tuple[DeliveryGroup, ...]
    voting: str = ""
    initiator: str = ""


def make_delivery_list(facts: DeliveryListFacts) -> bytes:
    """The list as PDF, landscape, rows high enough to sign in."""
    say = Tongue(facts.language)
    name = say("Реестр вручения сообщений и бланков решений", "List of notices and forms handed over")
    header = [
        "№", say("Помещения", "Premises"), say("Собственник", "Owner"), say("Голоса, м²", "Votes, m²"),
        say("Решение №", "Decision no."), say("Сообщение и бланк получил(а): подпись", "Notice and form received: signature"),
        say("Дата", "Date"), say("Кто вручил, отметки", "Handed over by, remarks"),
    ]  # fmt: skip
    tables: list[Any] = []
    number = 0
    for group in facts.groups:
        rows = [[group.title]] if group.title else []
        for row in group.rows:
            number += 1
            rows.append([str(number), row.premises, row.owner, row.votes, row.ballot, "", "", row.delivered])
        tables += [paper.new_page()] if tables else []  # one person walks one staircase, with its pages only
        tables.append(
            paper.table(
                header, rows, [10, 30, 62, 18, 24, 58, 22, 38], right=[3], shaded=[0] if group.title else [],
                row_height_mm=9.5,
            )
        )  # fmt: skip
    story = [
        paper.paragraph(name, "title"),
        paper.paragraph("\n".join(part for part in (facts.address, facts.title, facts.voting) if part), "subtitle"),
        *tables,
        paper.gap(4),
        paper.together(
            paper.paragraph(
                paper.sentence(
                    say(
                        f"Всего в реестре: {number}. Составлен {facts.made_on}",
                        f"In all: {number}. Made on {facts.made_on}",
                    )
                )
            ),
            paper.signature_lines([(say("Реестр составил(а)", "Made by"), "")], facts.language),
        ),
    ]
    frame = paper.Frame(name, f"{name} · {facts.address}", facts.language, facts.training, landscape=True)
    return paper.build(frame, story)
