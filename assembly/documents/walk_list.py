"""Обходной лист: who has not answered yet, and how many square metres are missing to the quorum."""

from __future__ import annotations

from dataclasses import dataclass

from assembly.documents import paper
from assembly.wording import Tongue


@dataclass(frozen=True, slots=True)
class WalkRow:
    """One owner who has not answered. telephone and note may be empty."""

    premises: str
    owner: str
    votes: str
    telephone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class WalkGroup:
    """One staircase. title: «Подъезд 2 — не ответили 14 из 36, 512,4 м²»."""

    title: str
    rows: tuple[WalkRow, ...]


@dataclass(frozen=True, slots=True)
class WalkListFacts:
    """Finished values of the list.

    taken, percent: who took part so far; missing: m² to the quorum, empty where it is reached; closes: last moment.
    """

    language: str
    training: bool
    address: str
    title: str
    made_at: str
    taken: str
    percent: str
    missing: str
    closes: str
    acceptance_address: str
    groups: tuple[WalkGroup, ...]


def make_walk_list(facts: WalkListFacts) -> bytes:
    """The list as PDF, staircase by staircase, with room for remarks."""
    say = Tongue(facts.language)
    name = say("Обходной лист", "Who has not answered yet")
    header = [
        say("Помещения", "Premises"), say("Собственник", "Owner"), say("Голоса, м²", "Votes, m²"),
        say("Телефон", "Telephone"), say("Был(а) дома, что ответил(а)", "At home, what was said"),
    ]  # fmt: skip
    rows: list[list[str]] = []
    shaded: list[int] = []
    for group in facts.groups:
        if group.title:
            shaded.append(len(rows))
            rows.append([group.title])
        rows += [[row.premises, row.owner, row.votes, row.telephone, row.note] for row in group.rows]
    quorum = (
        say(f"До кворума не хватает {facts.missing}.", f"Missing to the quorum: {facts.missing}.")
        if facts.missing
        else say("Кворум есть.", "The quorum is reached.")
    )
    taken = say(
        f"Приняли участие: {facts.taken} ({facts.percent} всех голосов). ",
        f"Took part: {facts.taken} ({facts.percent}). ",
    )
    until = say(
        f"Решения на бумаге принимают до {facts.closes}: {facts.acceptance_address}.",
        f"Decisions on paper are taken in until {facts.closes}: {facts.acceptance_address}.",
    )
    story = [
        paper.paragraph(name, "title"),
        paper.paragraph(f"{facts.address}\n{facts.title}", "subtitle"),
        paper.boxed([paper.paragraph(f"{taken}{quorum}", "strong"), paper.paragraph(until)]),
        paper.gap(4),
        paper.table(header, rows, [30, 55, 18, 30, 42], right=[2], shaded=shaded, row_height_mm=9)
        if rows
        else paper.paragraph(say("Ответили все.", "Everybody has answered."), "large"),
        paper.gap(3),
        paper.paragraph(
            say(
                f"Составлен {facts.made_at}. Как кто ответил, до окончания не видно никому.",
                f"Made {facts.made_at}. How anybody answered is seen by nobody before the end.",
            ),
            "small",
        ),
    ]
    frame = paper.Frame(name, f"{name} · {facts.made_at} · {facts.address}", facts.language, facts.training)
    return paper.build(frame, story)
