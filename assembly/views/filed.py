"""What an assembly leaves behind: documents, and the решения to be filed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from assembly.model import Assembly, Ballot, BallotStake, CastVote, Document
from assembly.text import Text
from assembly.views.walk_list import units_text
from assembly.wording import CHANNELS, format_moment, reason_word, word
from ballots.code import group_code

TITLES = {
    "protocol": Text("Протокол для подписи и подшивки"),
    "protocol_public": Text("Протокол для публикации, без личных сведений"),
    "sums": Text("Таблица, которую может сложить любой"),
    "archive": Text("Открытый архив: по нему пересчитывают кворум и решения"),
    "ballots": Text("Напечатанные решения"),
    "ballots_layout": Text("Расположение клеток на листах"),
}


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """One document of the assembly."""

    kind: str
    title: str
    name: str
    made: str


@dataclass(frozen=True, slots=True)
class FiledDecision:
    """One recorded решение of an owner, ready to be filed."""

    cast_id: str
    units: str
    owner: str
    code: str
    channel: str
    counted: str


def filed_documents(session: Session, *, assembly: Assembly, language: str) -> list[FiledDocument]:
    """The documents there are, in the order in which they are needed."""
    rows = {row.kind: row for row in session.scalars(select(Document).where(Document.assembly_id == assembly.id))}
    zone = assembly.building.timezone
    return [
        FiledDocument(kind, words.read(language), rows[kind].name, format_moment(rows[kind].created_at, zone, language))
        for kind, words in TITLES.items()
        if kind in rows
    ]


def filed_decisions(session: Session, *, assembly: Assembly, query: str, language: str) -> Sequence[FiledDecision]:
    """Every recorded решение in the order of flats; those whose flat, owner or code contains `query`."""
    casts = session.scalars(
        select(CastVote)
        .join(Ballot, Ballot.id == CastVote.ballot_id)
        .where(CastVote.assembly_id == assembly.id)
        .options(
            joinedload(CastVote.ballot).joinedload(Ballot.owner),
            joinedload(CastVote.ballot).selectinload(Ballot.stakes).joinedload(BallotStake.unit),
        )
        .order_by(Ballot.number, CastVote.received_at)
    )
    wanted = query.casefold().strip()
    rows = (_filed(cast, language) for cast in casts)
    return [row for row in rows if not wanted or wanted in f"{row.units} {row.owner} {row.code}".casefold()]


def _filed(cast: CastVote, language: str) -> FiledDecision:
    counted = Text("засчитано").read(language) if cast.counts else reason_word(cast.not_counted_reason, language)
    ballot = cast.ballot
    return FiledDecision(
        cast.id, units_text((stake.unit for stake in ballot.stakes), language), ballot.owner.name if ballot.owner else "",
        group_code(ballot.code), word(CHANNELS, str(cast.channel), language), counted,
    )  # fmt: skip
