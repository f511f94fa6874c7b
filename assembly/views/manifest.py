"""Every решение that was issued, and where it stands; never how anybody answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.model import Assembly, Ballot, BallotPage, BallotStake, Document
from assembly.text import Text
from assembly.views.walk_list import units_text
from assembly.wording import format_moment, format_number, reason_word
from ballots.code import group_code
from ballots.manifest import BallotState

PAGE_ROWS = 150
STATES = {
    BallotState.ISSUED: Text("оформлено"),
    BallotState.PRINTED: Text("напечатано"),
    BallotState.RECEIVED: Text("принято, ждёт сканирования"),
    BallotState.IDENTIFIED: Text("опознано"),
    BallotState.READ: Text("прочитано"),
    BallotState.IN_REVIEW: Text("у счётной комиссии"),
    BallotState.RECORDED: Text("записано"),
    BallotState.DISPUTED: Text("есть возражение"),
    BallotState.COUNTED: Text("засчитано"),
    BallotState.SET_ASIDE: Text("отложено"),
}
TAGS = {"recorded": "done", "counted": "done", "in_review": "waits", "received": "waits", "disputed": "refused"}


@dataclass(frozen=True, slots=True)
class BallotRow:
    """One решение of the manifest."""

    ballot_id: str
    number: int
    code: str
    owner: str
    units: str
    votes: str
    state: str
    state_word: str
    tag: str
    note: str
    is_spare: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """One page of the manifest with the counts of all of it."""

    rows: Sequence[BallotRow]
    found: int
    page: int
    pages: int
    all: int
    spares: int
    pages_printed: int
    counts: Sequence[tuple[str, str, int]]
    """(state, words, how many), in the order of a ballot's life."""
    documents: frozenset[str]


def manifest(session: Session, *, assembly: Assembly, query: str, state: str, page: int, language: str) -> Manifest:
    """The решения whose code, flat or owner contains `query`, of one state where it is named."""
    ballots = session.scalars(
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id)
        .options(joinedload(Ballot.owner), selectinload(Ballot.stakes).joinedload(BallotStake.unit))
        .order_by(Ballot.owner_id.is_(None), Ballot.number)
    ).all()
    counted = Counter(ballot.state for ballot in ballots)
    found = [
        ballot for ballot in ballots if (not state or ballot.state == state) and _fits(ballot, query.casefold().strip())
    ]
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(page, pages)
    kept = frozenset(session.scalars(select(Document.kind).where(Document.assembly_id == assembly.id)))
    printed = session.scalars(
        select(BallotPage.page).join(Ballot, Ballot.id == BallotPage.ballot_id).where(Ballot.assembly_id == assembly.id)
    ).all()
    return Manifest(
        [_row(ballot, assembly, language) for ballot in found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]],
        len(found), page, pages, len(ballots), sum(ballot.owner_id is None for ballot in ballots), len(printed),
        [(str(name), words.read(language), counted[str(name)]) for name, words in STATES.items() if counted[str(name)]],
        kept,
    )  # fmt: skip


def ballots_of_flat(session: Session, *, assembly: Assembly, words: str) -> list[Ballot]:
    """The latest решение of every owner whom a flat, a name or a code means; for a single print."""
    wanted = words.casefold().strip()
    rows = session.scalars(
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id, Ballot.owner_id.is_not(None), Ballot.state != BallotState.SET_ASIDE)
        .options(joinedload(Ballot.owner), selectinload(Ballot.stakes).joinedload(BallotStake.unit))
        .order_by(Ballot.number)
    )
    last: dict[str, Ballot] = {}
    for ballot in rows:
        if _fits(ballot, wanted, exactly=True):
            last[str(ballot.owner_id)] = ballot
    return list(last.values())


def ballot_row(ballot: Ballot, assembly: Assembly, language: str) -> BallotRow:
    """One решение in words."""
    return _row(ballot, assembly, language)


def _fits(ballot: Ballot, wanted: str, *, exactly: bool = False) -> bool:
    if not wanted:
        return not exactly
    code = wanted.replace("-", "").replace(" ", "").upper()
    bare = wanted.removeprefix("кв.").removeprefix("кв").removeprefix("пом.").removeprefix("м/м").strip()
    if ballot.code == code or any(stake.unit.number.casefold() in {wanted, bare} for stake in ballot.stakes):
        return True
    return ballot.owner is not None and len(wanted) > 2 and wanted in ballot.owner.name.casefold()


def _row(ballot: Ballot, assembly: Assembly, language: str) -> BallotRow:
    notes = []
    if ballot.print_number > 1:
        notes.append(Text("печать № {n}", n=ballot.print_number).read(language))
    if ballot.large_print:
        notes.append(Text("крупный шрифт").read(language))
    if ballot.received_at is not None:
        when = format_moment(ballot.received_at, assembly.building.timezone, language, year=False)
        notes.append(Text("принято {when}", when=when).read(language))
    if ballot.set_aside_reason:
        notes.append(reason_word(ballot.set_aside_reason, language))
    state = str(ballot.state)
    return BallotRow(
        ballot.id, ballot.number, group_code(ballot.code), ballot.owner.name if ballot.owner else "",
        units_text((stake.unit for stake in ballot.stakes), language), format_number(ballot.votes, language), state,
        STATES[BallotState(state)].read(language), TAGS.get(state, ""), ", ".join(notes), ballot.owner_id is None,
    )  # fmt: skip
