"""A printed list of one-time codes: the second proof at sign-in for those who have no application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assembly.documents import paper
from assembly.wording import Tongue

COLUMNS = 2


@dataclass(frozen=True, slots=True)
class CodeListFacts:
    """Finished values of the list. codes: as they are typed, in their order; made: moment; address: of the service."""

    language: str
    training: bool
    name: str
    login: str
    codes: tuple[str, ...]
    made: str
    address: str
    telephone: str


def make_code_list(facts: CodeListFacts) -> bytes:
    """The list as PDF, one page for 20 codes, each with a box to cross out."""
    say = Tongue(facts.language)
    name = say("Одноразовые коды", "One-time codes")
    story = [
        paper.paragraph(name, "title"),
        paper.paragraph(
            say(f"{facts.name} · вход: {facts.login}\nСоставлен {facts.made}",
                f"{facts.name} · sign-in name: {facts.login}\nMade {facts.made}"), "subtitle",
        ),
        paper.paragraph(
            say(
                "Когда система попросит одноразовый код, введите любой из ещё не зачёркнутых и зачеркните его. "
                "Каждый код действует один раз.",
                "When the system asks for a one-time code, enter any that is not crossed out yet, and cross it out. "
                "Each code is good once.",
            )
        ),
        paper.gap(3),
        _grid(facts.codes),
        paper.gap(5),
        paper.boxed([
            paper.paragraph(say("Храните лист дома, отдельно от пароля.", "Keep this sheet at home, away from the password."),
                            "strong"),
            paper.paragraph(
                say(
                    "Никому не называйте коды: сотрудники их не спрашивают. Если лист пропал или коды кончаются, "
                    f"войдите на {facts.address} и напечатайте новый (старый перестанет действовать) или позвоните: "
                    f"{paper.solid(facts.telephone)}.",
                    "Tell the codes to nobody: staff never ask for them. If the sheet is lost or runs out, sign in at "
                    f"{facts.address} and print a new one (the old one stops working), or call {paper.solid(facts.telephone)}.",
                )
            ),
        ]),
    ]  # fmt: skip
    frame = paper.Frame(name, f"{name} · {facts.login}", facts.language, facts.training)
    return paper.build(frame, story)


def _grid(codes: Sequence[str]) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Table, TableStyle

    rows = -(-len(codes) // COLUMNS)
    cells: list[list[Any]] = []
    for row in range(rows):
        line: list[Any] = []
        for column in range(COLUMNS):
            place = column * rows + row
            known = place < len(codes)
            line += [paper.paragraph(f"{place + 1}.", "body") if known else "",
                     paper.paragraph(codes[place], "code") if known else ""]  # fmt: skip
        cells.append(line)
    width = paper.text_width_mm() / COLUMNS
    grid = Table(cells, colWidths=[14 * mm, (width - 14) * mm] * COLUMNS, hAlign="LEFT")
    grid.setStyle(
        TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(paper.LINE)), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                    ("LEFTPADDING", (0, 0), (-1, -1), 3), ("TOPPADDING", (0, 0), (-1, -1), 2),
                    ("BOTTOMPADDING", (0, 0), (-1, -1), 4)])
    )  # fmt: skip
    return grid
