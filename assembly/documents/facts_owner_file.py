"""One owner's recorded решение, gathered for filing: answers, what happened, and the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.documents.owner_file import OwnerFileFacts, RecordedAnswer, ScanPage
from assembly.model import Account, Assembly, Ballot, CastVote, LedgerEntry, ScannedPage
from assembly.wording import (
    CHANNELS,
    Tongue,
    format_m2,
    format_moment,
    format_share,
    option_word,
    reason_word,
    unit_name,
    word,
)
from ballots.code import group_code

STORY = ("ballot:issued", "ballot:received", "ballot:cast", "ballot:read", "ballot:adjudicated", "ballot:set_aside",
         "ballot:restored")  # fmt: skip


def gather_owner_file(
    session: Session, *, cast: CastVote, image: Callable[[str], bytes], language: str = "ru"
) -> OwnerFileFacts:
    """The finished values. image: gives the picture (JPEG or PNG) of a page by its SHA-256.

    Only for the owner, the commission and the file of the assembly: it shows how the owner answered.
    """
    ballot, assembly, say = cast.ballot, cast.ballot.assembly, Tongue(language)
    lang = say.language
    leaf = None
    if cast.leaf_index is not None:
        leaf = session.get(LedgerEntry, (assembly.id, cast.leaf_index))
    story = _story(session, assembly, ballot)
    settled = {fact["contest"] for fact in story if fact["kind"] == "ballot:adjudicated" and fact.get("contest")}
    by = session.get(Account, cast.recorded_by) if cast.recorded_by else None
    return OwnerFileFacts(
        language=lang, training=assembly.training, address=assembly.building.address, title=assembly.title,
        owner=ballot.owner.name if ballot.owner else "",
        premises=tuple(
            f"{unit_name(str(one.unit.kind), one.unit.number, lang)}, {format_m2(one.unit.area_m2, lang)}, "
            + (say("совместная собственность", "held jointly") if one.holding.joint
               else say("доля", "share") + f" {format_share(one.holding.share)}")
            for one in ballot.stakes
        ),
        votes=format_m2(ballot.votes, lang), ballot=group_code(ballot.code),
        channel=word(CHANNELS, str(cast.channel), lang),
        received=_moment(assembly, cast.received_at, lang),
        recorded=", ".join(part for part in (_moment(assembly, cast.recorded_at, lang), by.display_name if by else "") if part),
        counted=say("Засчитано", "Counts") if cast.counts
        else say("Не засчитано: ", "Does not count: ") + reason_word(cast.not_counted_reason, lang),
        answers=tuple(_answers(assembly, cast, settled, say)),
        representative=", ".join(part for part in (cast.representative or "", cast.authority or "") if part),
        history=tuple(_history(assembly, story, say)),
        scans=tuple(_scans(session, assembly, ballot, image, say)),
        leaf_hash=leaf.leaf_hash if leaf is not None else "",
    )  # fmt: skip


def _moment(assembly: Assembly, moment: Any, lang: str) -> str:
    return format_moment(moment, assembly.building.timezone, lang)


def _answers(assembly: Assembly, cast: CastVote, settled: set[str], say: Tongue) -> Iterator[RecordedAnswer]:
    for item in cast.ballot.items:
        recorded = str(cast.selections.get(item.contest_id, "blank"))
        original = str(cast.original.get(item.contest_id, "blank"))
        online = str(cast.channel) == "online"
        reader = say("собственник", "the owner") if online else say("машина", "machine")
        if item.contest_id in settled:
            reader = say("счётная комиссия", "counting commission")
        yield RecordedAnswer(item.number, item.title, _word(original, say), _word(recorded, say), reader)


def _word(answer: str, say: Tongue) -> str:
    return say("смотрит человек", "a person looks") if answer == "person" else option_word(answer, say.language)


def _story(session: Session, assembly: Assembly, ballot: Ballot) -> list[dict[str, Any]]:
    """The records of the ledger about this ballot, in order."""
    entries = session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.assembly_id == assembly.id, LedgerEntry.kind.in_(STORY))
        .where(LedgerEntry.record.contains(f'"ballot":"{ballot.code}"'))
        .order_by(LedgerEntry.index)
    )
    return [{"kind": entry.kind, "at": entry.at, **json.loads(entry.record)["facts"]} for entry in entries]


def _history(assembly: Assembly, story: list[dict[str, Any]], say: Tongue) -> Iterator[str]:
    words = {
        "ballot:issued": say("решение выдано", "issued"),
        "ballot:received": say("лист принят", "the sheet was handed in"),
        "ballot:cast": say("ответ дан в системе", "answered online"),
        "ballot:read": say("лист прочитан и записан", "the sheet was read and recorded"),
        "ballot:adjudicated": say("отметку прочитала счётная комиссия", "the commission settled a mark"),
        "ballot:set_aside": say("не засчитано", "does not count"),
        "ballot:restored": say("снова засчитано", "counts again"),
    }
    for fact in story:
        question = say(f", вопрос {fact['contest']}", f", question {fact['contest']}") if fact.get("contest") else ""
        why = f": {reason_word(fact['reason'], say.language)}" if fact["kind"] == "ballot:set_aside" else ""
        yield f"{_moment(assembly, fact['at'], say.language)} — {words[fact['kind']]}{question}{why}"


def _scans(
    session: Session, assembly: Assembly, ballot: Ballot, image: Callable[[str], bytes], say: Tongue
) -> Iterator[ScanPage]:
    pages = session.scalars(
        select(ScannedPage).where(ScannedPage.ballot_id == ballot.id).order_by(ScannedPage.page, ScannedPage.read_at)
    )
    for page in pages:
        batch, sheet, when = page.upload.batch.number, page.position, _moment(assembly, page.read_at, say.language)
        caption = say(
            f"Пачка {batch}, лист {sheet}, страница решения {page.page or '?'}. Прочитано {when}.",
            f"Batch {batch}, sheet {sheet}, page {page.page or '?'} of the decision. Read {when}.",
        )
        yield ScanPage(image(page.image_sha256), caption)
