"""Опись решений: every ballot of a printed pile, for the counting commission."""

from __future__ import annotations

from dataclasses import dataclass

from assembly.documents import paper
from assembly.wording import Tongue


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One ballot. number: its place in the house; code in groups; owner empty: a spare blank."""

    number: str
    premises: str
    owner: str
    code: str
    pages: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ManifestGroup:
    """The ballots of one staircase; sheets of paper in all."""

    title: str
    rows: tuple[ManifestRow, ...]
    sheets: int


@dataclass(frozen=True, slots=True)
class PrintManifestFacts:
    """Finished values of the list."""

    language: str
    training: bool
    address: str
    title: str
    run: str
    definition: str
    groups: tuple[ManifestGroup, ...]


def make_print_manifest(facts: PrintManifestFacts) -> bytes:
    """The list as PDF, each staircase a table of its own, with what it adds up to and a place to sign."""
    say = Tongue(facts.language)
    name = say("Опись напечатанных решений", "List of printed decisions")
    header = ["№", say("Помещения", "Premises"), say("Собственник", "Owner"), say("Код решения", "Ballot code"),
              say("Стр.", "Pages"), say("Отметки", "Remarks")]  # fmt: skip
    story = [
        paper.paragraph(name, "title"),
        paper.paragraph(f"{facts.address}\n{facts.title}\n{facts.run}", "subtitle"),
    ]
    for group in facts.groups:
        rows = [[row.number, row.premises, row.owner, row.code, row.pages, row.remark] for row in group.rows]
        total = say(
            f"{group.title}: решений {len(rows)}, листов {group.sheets}",
            f"{group.title}: decisions {len(rows)}, sheets {group.sheets}",
        )
        story += [paper.table(header, [[total], *rows], [12, 34, 62, 26, 12, 29], right=[4], shaded=[0]), paper.gap(5)]
    in_all = sum(len(group.rows) for group in facts.groups), sum(group.sheets for group in facts.groups)
    story.append(
        paper.together(
            paper.paragraph(
                say(
                    f"Всего решений: {in_all[0]}, листов: {in_all[1]}. Отпечаток вопросов: {facts.definition}.",
                    f"Decisions in all: {in_all[0]}, sheets: {in_all[1]}. Hash of the questions: {facts.definition}.",
                )
            ),
            paper.paragraph(
                say(
                    "Отпечаток стоит в квадратном коде каждой страницы: лист с другими вопросами система не примет.",
                    "The hash stands in the square code of every page: a sheet with other questions is refused.",
                ),
                "small",
            ),
            paper.signature_lines(
                [(say("Опись составил(а)", "Made by"), ""), (say("Опись получил(а)", "Received by"), "")],
                facts.language,
            ),
        )
    )
    frame = paper.Frame(name, f"{name} · {facts.address} · {facts.run}", facts.language, facts.training)
    return paper.build(frame, story)
