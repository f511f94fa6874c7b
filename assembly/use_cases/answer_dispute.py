"""The commission answers an objection: upheld, and the record no longer counts or is put right; or rejected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import events
from assembly.errors import Fixable, Refused
from assembly.model import (
    Account,
    Assembly,
    AssemblyState,
    Batch,
    CastVote,
    Channel,
    Dispute,
    DisputeKind,
    DisputeOutcome,
    ScannedPage,
    Upload,
)
from assembly.text import Text
from assembly.use_cases.settle_ballot import settle_ballot
from assembly.use_cases.states import locked
from assembly.use_cases.tell import tell_owner
from ballots.code import group_code
from ballots.contest import BLANK, INVALID


def answer_dispute(
    session: Session,
    *,
    now: datetime,
    dispute: Dispute,
    outcome: DisputeOutcome,
    answer: str,
    by: Account,
    corrected: Mapping[str, str] | None = None,
) -> Dispute:
    """Answer once and in words; an upheld objection sets the record aside.

    corrected: {contest: selection} for a misread sheet: the record is put right instead, and goes on counting. Who
    uploaded the sheet or recorded the vote may not answer. Raises Refused where it is answered already or after
    closing, Fixable without words.
    """
    assembly = locked(session, session.get_one(Assembly, dispute.assembly_id))
    session.refresh(dispute)  # another may have answered while this one waited for the lock
    _must_be_allowed(session, assembly, dispute, by)
    if len(answer.strip()) < 3:
        raise Fixable.one(
            Text("Ответ на возражение пуст."), Text("Напишите, что проверено и почему решено так."), field="answer"
        )
    dispute.outcome, dispute.answer = DisputeOutcome(outcome), answer.strip()[:4000]
    dispute.answered_by, dispute.answered_at = by.id, now
    if corrected and dispute.outcome == DisputeOutcome.UPHELD:
        dispute.corrected = _checked(dispute, corrected)
    session.flush()
    events.record(
        session, assembly, "dispute:answered", now,
        dispute=dispute.id, cast=dispute.cast_vote_id, outcome=str(dispute.outcome), by=by.id,
    )  # fmt: skip
    settle_ballot(session, now=now, assembly=assembly, ballot=dispute.ballot)
    if dispute.corrected:
        _put_on_record(session, now, assembly, dispute, by)
    _tell(session, now, assembly, dispute)
    return dispute


def _must_be_allowed(session: Session, assembly: Assembly, dispute: Dispute, by: Account) -> None:
    if assembly.state == AssemblyState.CLOSED:
        raise Refused(Text("Собрание закрыто: изменить уже ничего нельзя."), code="closed")
    if dispute.answered_at is not None:
        raise Refused(Text("На это возражение уже дан ответ."), code="answered")
    if by.id in {dispute.cast_vote.recorded_by, dispute.raised_by, *_uploaders(session, dispute)}:
        raise Refused(
            Text("На возражение отвечает тот, кто не записывал это решение и не подавал возражение."),
            code="own_record", forbidden=True,
        )  # fmt: skip


def _uploaders(session: Session, dispute: Dispute) -> set[str]:
    """Who brought any page of the ballot, a second scan of one too."""
    return set(
        session.scalars(
            select(Batch.uploaded_by)
            .join(Upload, Upload.batch_id == Batch.id)
            .join(ScannedPage, ScannedPage.upload_id == Upload.id)
            .where(ScannedPage.ballot_id == dispute.ballot_id)
        )
    )


def _checked(dispute: Dispute, corrected: Mapping[str, str]) -> dict[str, str]:
    if dispute.kind != DisputeKind.MISREAD or dispute.cast_vote.channel != Channel.PAPER:
        raise Refused(Text("Исправить можно только неверно прочитанный лист."), code="not_a_sheet")
    for contest, said in corrected.items():
        item = next((one for one in dispute.ballot.items if one.contest_id == contest), None)
        if item is None or said not in {*item.options, BLANK, INVALID}:
            raise Fixable.one(
                Text("По вопросу {number} такого ответа нет.", number=contest),
                Text("Выберите один из ответов, напечатанных на листе."), field=f"corrected.{contest}",
            )  # fmt: skip
    return dict(corrected)


def _put_on_record(session: Session, now: datetime, assembly: Assembly, dispute: Dispute, by: Account) -> None:
    cast: CastVote = dispute.cast_vote
    events.record(
        session, assembly, "ballot:adjudicated", now,
        ballot=dispute.ballot.code, cast=cast.id, contest=None, adjudicated=dict(cast.selections), reason="dispute",
        detail=dispute.id, answer=None, by=[by.id],
    )  # fmt: skip


def _tell(session: Session, now: datetime, assembly: Assembly, dispute: Dispute) -> None:
    owner = dispute.ballot.owner
    if owner is not None:
        said = {
            DisputeOutcome.UPHELD: Text("возражение признано обоснованным"),
            DisputeOutcome.REJECTED: Text("возражение отклонено"),
        }[DisputeOutcome(dispute.outcome or DisputeOutcome.REJECTED)]
        tell_owner(
            session, now=now, owner=owner, assembly=assembly, key=f"dispute_answered:{dispute.id}",
            subject=Text("Ответ на ваше возражение"),
            body=Text(
                "По решению № {code}: {said}. Ответ комиссии: {answer}",
                code=group_code(dispute.ballot.code), said=said, answer=dispute.answer,
            ),
        )  # fmt: skip
