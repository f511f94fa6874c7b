"""What an auditor reads: every ballot with its state, every question with its answers, the ledger, the evidence."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from assembly.model import (
    Account,
    Assembly,
    Ballot,
    BallotStake,
    Delivery,
    LedgerEntry,
    Notice,
    NoticeEvidence,
    Review,
)
from assembly.text import Text
from assembly.use_cases.review_choices import BLIND_REASONS, choices_for
from assembly.views.phone_state import STATES
from assembly.views.review_queue import REASON_WORDS, open_words
from assembly.views.walk_list import units_text
from assembly.wording import format_m2, format_moment, option_word, reason_word, word
from ballots.code import group_code, normalise_code

PAGE = 100
EVIDENCE_WORDS = {
    "system_number": Text("Номер сообщения в ГИС ЖКХ"), "signed_list": Text("Реестр вручения под подпись"),
    "postal_list": Text("Опись заказных писем"), "posting_act": Text("Акт размещения на досках, с фотографиями"),
}  # fmt: skip
CHANNEL_WORDS = {
    "email": Text("электронная почта"), "signed_list": Text("под подпись"), "registered_letter": Text("заказное письмо"),
    "posting": Text("доска в подъезде"),
}  # fmt: skip
RECORD_WORDS = {
    "register:taken": Text("реестр закреплён за собранием"),
    "register:holding_transferred": Text("переход доли к другому собственнику"),
    "register:death_recorded": Text("смерть собственника"), "representative:appointed": Text("назначен представитель"),
    "assembly:created": Text("собрание создано"), "agenda:composed": Text("повестка закреплена"),
    "agenda:attached": Text("приложен материал"), "notice:sent": Text("сообщение составлено"),
    "notice:delivered": Text("сообщение вручено"), "notice:evidenced": Text("внесено доказательство уведомления"),
    "ballots:defined": Text("решения собственников описаны"), "ballot:issued": Text("решение выдано"),
    "ballot:printed": Text("решения напечатаны"), "voting:opened": Text("приём решений открыт"),
    "voting:prolonged": Text("приём решений продлён"), "owner:enrolled": Text("собственник получил вход"),
    "owner:enrolment_withdrawn": Text("вход собственника отозван"), "ballot:cast": Text("голос подан в системе"),
    "ballot:received": Text("бумага принята"), "batch:uploaded": Text("пачка загружена"),
    "page:read": Text("страница прочитана"), "page:assigned": Text("страница отнесена к решению"),
    "ballot:read": Text("решение на бумаге записано"), "ballot:adjudicated": Text("решил человек"),
    "ballot:set_aside": Text("решение не засчитано"), "ballot:restored": Text("решение снова засчитано"),
    "dispute:raised": Text("подано возражение"), "dispute:answered": Text("дан ответ на возражение"),
    "acceptance:ended": Text("приём решений закончен"), "objections:opened": Text("открыт срок возражений"),
    "voting:closed": Text("голосование закрыто"), "assembly:tallied": Text("голоса подсчитаны"),
    "protocol:drawn_up": Text("протокол составлен"), "archive:published": Text("архив опубликован"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BallotLine:
    """One ballot of the list."""

    ballot_id: str
    number: int
    code: str
    print_number: int
    units: str
    owner: str
    votes: str
    state: str
    state_words: str
    why: str
    received_at: str


@dataclass(frozen=True, slots=True)
class BallotList:
    """One page of the list, and how many ballots there are in each state: (state, words, number)."""

    lines: tuple[BallotLine, ...]
    found: int
    page: int
    pages: int
    states: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One question with every answer: (who, what, note, when); what and note are empty until a blind question is settled."""

    review_id: str
    words: str
    contest: str
    ballot: str
    ballot_id: str
    place: tuple[int, int] | None
    asked_at: str
    settled_at: str
    settled_as: str
    answers: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One record of the ledger; facts: its canonical text."""

    number: int
    at: str
    kind: str
    words: str
    leaf: str
    facts: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One proof that the owners were told."""

    evidence_id: str
    words: str
    number: str
    file_name: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class NoticeSummary:
    """How many notices went out, and how many reached somebody in which way."""

    notices: int
    delivered: int
    by_channel: tuple[tuple[str, int], ...]
    evidence: tuple[EvidenceLine, ...]


def ballot_list(
    session: Session, *, assembly: Assembly, state: str = "", text: str = "", page: int = 1, language: str = "ru"
) -> BallotList:
    """The ballots in print order; state narrows, text finds a code, a flat or an owner."""
    query = (
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id)
        .options(selectinload(Ballot.stakes).selectinload(BallotStake.unit), selectinload(Ballot.owner))
        .order_by(Ballot.number)
    )
    ballots = list(session.scalars(query))
    states = Counter(ballot.state for ballot in ballots)
    chosen = [one for one in ballots if (not state or one.state == state) and _fits(one, text)]
    pages = max(1, -(-len(chosen) // PAGE))
    at = min(max(page, 1), pages)
    lines = tuple(_ballot(one, assembly, language) for one in chosen[(at - 1) * PAGE : at * PAGE])
    known = tuple((name, state_words(name, language), states[name]) for name in STATES if states[name])
    return BallotList(lines, len(chosen), at, pages, known)


def state_words(state: str, language: str = "ru") -> str:
    """Where a ballot stands, in words; printed and issued apart, as an auditor tells them."""
    told = {"issued": Text("оформлено"), "printed": Text("напечатано")}
    return told[state].read(language) if state in told else word(STATES, state, language)


def review_list(
    session: Session, *, assembly: Assembly, page: int = 1, language: str = "ru"
) -> tuple[tuple[ReviewLine, ...], int]:
    """Every question that was put to people, newest first, with all answers; and the number of pages."""
    number = session.scalar(select(func.count()).select_from(Review).where(Review.assembly_id == assembly.id)) or 0
    found = session.scalars(
        select(Review)
        .where(Review.assembly_id == assembly.id)
        .options(selectinload(Review.answers), selectinload(Review.ballot), selectinload(Review.page))
        .order_by(Review.created_at.desc(), Review.key)
        .offset((page - 1) * PAGE)
        .limit(PAGE)
    )
    return tuple(_review(session, one, assembly, language) for one in found), max(1, -(-number // PAGE))


def ledger_list(
    session: Session, *, assembly: Assembly, page: int = 1, kind: str = "", language: str = "ru"
) -> tuple[tuple[LedgerLine, ...], int]:
    """The ledger from its newest record down; and the number of pages."""
    chosen = [LedgerEntry.assembly_id == assembly.id, *([LedgerEntry.kind == kind] if kind else [])]
    number = session.scalar(select(func.count()).select_from(LedgerEntry).where(*chosen)) or 0
    rows = session.scalars(
        select(LedgerEntry).where(*chosen).order_by(LedgerEntry.index.desc()).offset((page - 1) * PAGE).limit(PAGE)
    )
    lines = tuple(
        LedgerLine(
            row.index + 1, format_moment(row.at, assembly.building.timezone, language), row.kind,
            RECORD_WORDS[row.kind].read(language) if row.kind in RECORD_WORDS else row.kind, row.leaf_hash,
            json.dumps(json.loads(row.record)["facts"], ensure_ascii=False, indent=1),
        )
        for row in rows
    )  # fmt: skip
    return lines, max(1, -(-number // PAGE))


def notice_summary(session: Session, *, assembly: Assembly, language: str = "ru") -> NoticeSummary:
    """How the owners were told, and what proves it."""
    notices = session.scalar(select(func.count()).select_from(Notice).where(Notice.assembly_id == assembly.id)) or 0
    rows = session.execute(
        select(Delivery.channel, Delivery.notice_id)
        .join(Notice, Notice.id == Delivery.notice_id)
        .where(Notice.assembly_id == assembly.id)
    ).all()
    by_channel = Counter(str(channel) for channel, _ in rows)
    evidence = session.scalars(
        select(NoticeEvidence).where(NoticeEvidence.assembly_id == assembly.id).order_by(NoticeEvidence.recorded_at)
    )
    return NoticeSummary(
        notices, len({notice for channel, notice in rows if str(channel) != "email"}),
        tuple((CHANNEL_WORDS[name].read(language), number) for name, number in sorted(by_channel.items())),
        tuple(
            EvidenceLine(
                one.id, EVIDENCE_WORDS[str(one.kind)].read(language), one.number, one.file_name or "",
                _name(session, one.recorded_by), format_moment(one.recorded_at, assembly.building.timezone, language),
            )
            for one in evidence
        ),
    )  # fmt: skip


def _fits(ballot: Ballot, text: str) -> bool:
    wanted = "".join(text.casefold().split())
    if not wanted or normalise_code(text) == ballot.code:
        return True
    units = {"".join(stake.unit.number.casefold().split()) for stake in ballot.stakes}
    return wanted in units or (
        len(wanted) > 2 and ballot.owner is not None and text.casefold() in ballot.owner.name.casefold()
    )


def _ballot(ballot: Ballot, assembly: Assembly, language: str) -> BallotLine:
    at: datetime | None = ballot.received_at
    return BallotLine(
        ballot.id, ballot.number, group_code(ballot.code), ballot.print_number,
        units_text((stake.unit for stake in ballot.stakes), language),
        ballot.owner.name if ballot.owner is not None else Text("запасной лист").read(language),
        format_m2(ballot.votes, language), ballot.state, state_words(ballot.state, language),
        reason_word(ballot.set_aside_reason, language) if ballot.set_aside_reason else "",
        format_moment(at, assembly.building.timezone, language) if at is not None else "",
    )  # fmt: skip


def _review(session: Session, review: Review, assembly: Assembly, language: str) -> ReviewLine:
    zone = assembly.building.timezone
    page, is_settled = review.page, review.settled_at is not None
    is_sealed = not is_settled and review.reason in BLIND_REASONS
    return ReviewLine(
        review.id, REASON_WORDS[review.reason].read(language) if is_settled else open_words(review, language),
        review.contest or "",
        group_code(review.ballot.code) if review.ballot is not None else "", review.ballot_id or "",
        (page.upload.batch.number, page.position) if page is not None else None,
        format_moment(review.created_at, zone, language),
        format_moment(review.settled_at, zone, language) if review.settled_at is not None else "",
        _said(review, str((review.outcome or {}).get("answer", "")), language),
        tuple(
            (_name(session, one.account_id),
             "" if is_sealed else _said(review, str(one.answer.get("answer", "")), language),
             "" if is_sealed else one.note, format_moment(one.answered_at, zone, language))
            for one in review.answers
        ),
    )  # fmt: skip


def _said(review: Review, answer: str, language: str) -> str:
    settled_itself = {"arrived": Text("страница пришла"), "moot": Text("вопрос отпал")}
    if answer in settled_itself:
        return settled_itself[answer].read(language)
    choice = next((one for one in choices_for(review.reason, ()) if one.answer == answer), None)
    return choice.words.read(language) if choice is not None else option_word(answer, language)


def _name(session: Session, account_id: str | None) -> str:
    account = session.get(Account, account_id) if account_id else None
    return account.display_name if account is not None else ""
