"""Objections of owners as the commission and the auditor read them: the words, the clock, the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Account, Assembly, Channel, Dispute, DisputeKind, DisputeOutcome
from assembly.text import Text
from assembly.views.walk_list import units_text
from assembly.wording import CHANNELS, format_date, format_moment, local_moment, word
from ballots.code import group_code

KIND_WORDS = {
    DisputeKind.NOT_MINE: Text("Это не моё решение"),
    DisputeKind.MISREAD: Text("Отметка прочитана неверно"),
    DisputeKind.WRONG_SHARE: Text("Неверно указаны помещение или голоса"),
}
OUTCOME_WORDS = {
    DisputeOutcome.UPHELD: Text("комиссия согласилась"),
    DisputeOutcome.REJECTED: Text("комиссия не согласилась"),
}


@dataclass(frozen=True, slots=True)
class Objection:
    """One objection. is_own: this person recorded the vote or opened the objection, and may not answer it."""

    dispute_id: str
    ballot_id: str
    cast_id: str
    code: str
    owner: str
    units: str
    channel: str
    is_paper: bool
    kind: str
    kind_words: str
    words: str
    raised_at: str
    raised_by: str
    due_at: str
    is_overdue: bool
    outcome: str
    outcome_words: str
    answer: str
    answered_by: str
    answered_at: str
    is_corrected: bool
    is_own: bool


def objections(
    session: Session, *, assembly: Assembly, account: Account | None, now: datetime, language: str = "ru"
) -> tuple[Objection, ...]:
    """Every objection: open ones first, the nearest deadline first; then the answered ones, newest first."""
    found = list(session.scalars(select(Dispute).where(Dispute.assembly_id == assembly.id)))
    open_ones = sorted((one for one in found if one.answered_at is None), key=lambda one: (one.due_at, one.id))
    answered = sorted(
        (one for one in found if one.answered_at is not None),
        key=lambda one: (str(one.answered_at), one.id),
        reverse=True,
    )
    return tuple(_objection(session, one, assembly, account, now, language) for one in (*open_ones, *answered))


def objection(
    session: Session, *, dispute: Dispute, account: Account | None, now: datetime, language: str = "ru"
) -> Objection:
    """One objection."""
    return _objection(session, dispute, dispute.ballot.assembly, account, now, language)


def last_day(end: datetime, zone: str, language: str) -> str:
    """The legal day that a term ends with: «23 марта»."""
    return format_date(local_moment(end, zone).date(), language, year=False)


def _objection(  # noqa: PLR0917
    session: Session, dispute: Dispute, assembly: Assembly, account: Account | None, now: datetime, language: str
) -> Objection:
    zone, ballot, cast = assembly.building.timezone, dispute.ballot, dispute.cast_vote

    def moment(when: datetime | None) -> str:
        if when is None:
            return ""
        return format_moment(when, zone, language, year=local_moment(when, zone).year != local_moment(now, zone).year)

    def name(account_id: str | None) -> str:
        found = session.get(Account, account_id) if account_id else None
        return found.display_name if found is not None else ""

    return Objection(
        dispute.id, ballot.id, cast.id, group_code(ballot.code), ballot.owner.name if ballot.owner is not None else "",
        units_text((stake.unit for stake in ballot.stakes), language), word(CHANNELS, str(cast.channel), language),
        cast.channel == Channel.PAPER, str(dispute.kind), KIND_WORDS[DisputeKind(dispute.kind)].read(language),
        dispute.words, moment(dispute.raised_at), name(dispute.raised_by), last_day(dispute.due_at, zone, language),
        dispute.answered_at is None and dispute.due_at < now, str(dispute.outcome or ""),
        OUTCOME_WORDS[DisputeOutcome(dispute.outcome)].read(language) if dispute.outcome else "", dispute.answer,
        name(dispute.answered_by), moment(dispute.answered_at), bool(dispute.corrected),
        account is not None and account.id in {cast.recorded_by, dispute.raised_by},
    )  # fmt: skip
