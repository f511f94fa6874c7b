"""An owner, or a representative, casts a vote online; where only paper counts it is an answer to a poll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from assembly.events import record
from assembly.model import Account, Assembly, AssemblyState, Ballot, BallotStake, CastVote, Channel, VoteDraft
from assembly.text import Text
from assembly.use_cases.answer_for import Standing, held_stakes, standing_for, waiting_sentence
from assembly.use_cases.check_one_time_code import check_one_time_code
from assembly.use_cases.contests import contests_of
from assembly.use_cases.count_or_not import count_or_not
from assembly.use_cases.law import online_ruling, takes_poll
from assembly.use_cases.legal_day import legal_day, written_moment
from assembly.use_cases.save_draft import require_offered
from assembly.use_cases.settle_ballot import settle_ballot
from assembly.use_cases.stakes import is_voter, unit_names
from assembly.use_cases.states import locked
from assembly.use_cases.tell import addresses_before, tell_owner
from ballots.rules import apply_contest_rules

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys


@dataclass(frozen=True, slots=True)
class CastOutcome:
    """The vote as recorded, or the sentence (and article) why it was not; `code` names the refusal for machines."""

    cast: CastVote | None
    refusal: Text | None
    code: str = ""
    article: Text | None = None


def cast_online_vote(
    session: Session,
    *,
    now: datetime,
    keys: Keys,
    ballot: Ballot,
    account: Account,
    selections: Mapping[str, str],
    code: str,
    idempotency_key: str,
) -> CastOutcome:
    """Record all answers of a ballot, sealed with one one-time code, in one transaction.

    Where only paper counts (`takes_poll`) they are recorded as an answer to a poll, which no tally looks at.

    selections: every contest of the ballot, an option or "blank". May be repeated with the same `idempotency_key`:
    the vote recorded the first time is returned and no code is used. What a rule refuses (not the time, not yet
    effective, not the holder, already voted, wrong code) is a value, so that the count of wrong codes is committed.
    Raises NotFound for a ballot that is not the account's, Fixable for an unknown option.
    """
    # The assembly first, as every use case: votes come one after the other, each sees what the one before recorded.
    assembly = locked(session, ballot.assembly)
    ballot = session.get_one(Ballot, ballot.id, populate_existing=True)
    standing = standing_for(session, assembly=assembly, account=account, ballot=ballot, now=now)
    former = session.scalar(select(CastVote).where(CastVote.idempotency_key == _key(account, idempotency_key)))
    if former is not None:
        return (
            CastOutcome(former, None)
            if former.ballot_id == ballot.id
            else _no("key_reused", Text("Этот запрос уже использован для другого решения."))
        )
    refusal = _refusal(session, now, assembly, ballot, standing)
    if refusal is not None:
        return refusal
    unanswered = [item.number for item in ballot.items if item.contest_id not in selections]
    if unanswered:
        numbers = ", ".join(str(number) for number in unanswered)
        return _no(
            "unanswered", Text("Нет ответа на вопросы: {numbers}. Ответьте или отметьте «Без ответа».", numbers=numbers)
        )
    require_offered(ballot, selections)
    check = check_one_time_code(session, now=now, keys=keys, account=account, code=code)
    if not check.ok:
        return CastOutcome(None, check.refusal, "wrong_code")
    cast = _record(
        session,
        now=now,
        ballot=ballot,
        account=account,
        standing=standing,
        selections=dict(selections),
        key=_key(account, idempotency_key),
    )
    return CastOutcome(cast, None)


def cast_before(session: Session, ballot: Ballot) -> CastVote | None:
    """The online vote that stands for a share of this ballot, counted or not: another print of it is no other answer.

    One replaced, or not the owner's, no longer stands.
    """
    prints = (
        select(BallotStake.ballot_id)
        .join(Ballot, Ballot.id == BallotStake.ballot_id)
        .where(Ballot.assembly_id == ballot.assembly_id, Ballot.owner_id == ballot.owner_id)
        .where(BallotStake.stake_key.in_([stake.stake_key for stake in ballot.stakes]))
    )
    return session.scalar(
        select(CastVote)
        .where(CastVote.ballot_id.in_(prints), CastVote.channel == Channel.ONLINE)
        .where(CastVote.not_counted_reason.is_(None) | CastVote.not_counted_reason.not_in(("replaced", "disputed")))
        .order_by(CastVote.recorded_at.desc())
        .limit(1)
    )


def _key(account: Account, key: str) -> str:
    """Keys of different accounts never meet."""
    return f"online:{account.id}:{key}"[:100]


def _no(code: str, sentence: Text, article: Text | None = None) -> CastOutcome:
    return CastOutcome(None, sentence, code, article)


def _refusal(
    session: Session, now: datetime, assembly: Assembly, ballot: Ballot, standing: Standing
) -> CastOutcome | None:
    """Why no vote is taken from this account for this ballot now, or None."""
    if assembly.state != AssemblyState.VOTING or now < assembly.opens_at:
        if assembly.state in {AssemblyState.DRAFT, AssemblyState.ANNOUNCED, AssemblyState.VOTING}:
            return _no("too_early", Text("Приём решений ещё не начался."))
        return _no("too_late", Text("Приём решений закончился."))
    if now > assembly.closes_at:
        moment = written_moment(assembly.building, assembly.closes_at)
        return _no("too_late", Text("Приём решений закончился {moment}.", moment=moment))
    if not assembly.online_voting and not takes_poll(assembly):
        ruling = online_ruling(assembly)
        return _no("paper_only", ruling.sentence, ruling.article)
    if now < standing.effective_at:
        return _no("waiting", waiting_sentence(assembly, standing))
    day = legal_day(assembly.building, now)
    if not is_voter(ballot.owner, day) or not held_stakes(ballot, day):
        return _no("not_holder", Text("Голосует тот, у кого право сегодня: по этому решению голосовать больше нельзя."))
    former = cast_before(session, ballot)
    if former is not None and not assembly.vote_change_allowed:
        moment = written_moment(assembly.building, former.received_at)
        return _no(
            "already_voted",
            Text("Вы уже проголосовали {moment}. В этом собрании изменить решение нельзя.", moment=moment),
        )
    return None


def _record(
    session: Session,
    *,
    now: datetime,
    ballot: Ballot,
    account: Account,
    standing: Standing,
    selections: dict[str, str],
    key: str,
) -> CastVote:
    assembly, authority = ballot.assembly, standing.authority
    former = cast_before(session, ballot)
    if former is not None:
        count_or_not(session, now=now, assembly=assembly, cast=former, reason="replaced")
    cast = CastVote(
        assembly_id=assembly.id,
        ballot_id=ballot.id,
        ballot=ballot,
        channel=Channel.ONLINE,
        received_at=now,
        recorded_at=now,
        recorded_by=account.id,
        representative=account.display_name if authority is not None else None,
        authority=authority.document if authority is not None else None,
        idempotency_key=key,
        original=selections,
        rules_applied=apply_contest_rules(selections, contests_of(ballot.items)),
        counts=True,
    )
    session.add(cast)
    session.execute(delete(VoteDraft).where(VoteDraft.ballot_id == ballot.id))
    session.flush()
    entry = record(
        session,
        assembly,
        "ballot:cast",
        now,
        ballot=ballot.code,
        cast=cast.id,
        received_at=now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        original=cast.original,
        rules_applied=cast.rules_applied,
        represented=authority is not None,
    )
    cast.leaf_index = entry.index
    if takes_poll(assembly):
        count_or_not(session, now=now, assembly=assembly, cast=cast, reason="online_not_counted")
    _tell(session, now, cast, standing)
    # Paper of the same owner, joint owners who answered otherwise, and the ballot's place in the manifest.
    settle_ballot(session, now=now, assembly=assembly, ballot=ballot)
    return cast


def _tell(session: Session, now: datetime, cast: CastVote, standing: Standing) -> None:
    """The owner learns that a vote was cast, from whom and when, and not what it says."""
    ballot, assembly = cast.ballot, cast.ballot.assembly
    units = unit_names(stake.unit for stake in ballot.stakes)
    values = {
        "units": units,
        "moment": written_moment(assembly.building, cast.received_at),
        "title": assembly.title,
        "telephone": assembly.telephone,
    }
    if takes_poll(assembly):
        body = Text(
            "Ваш ответ на опрос по собранию «{title}» ({units}) записан {moment}. Это опрос: в решение собрания он не "
            "входит. Чтобы ваши голоса считались, отдайте решение на бумаге. Если отвечали не вы, сразу позвоните: "
            "{telephone}.",
            **values,
        )
    elif standing.authority is None:
        body = Text(
            "Ваше решение по собранию «{title}» ({units}) принято {moment}. Проверить его можно на странице "
            "«Записано от вашего имени». Если это были не вы, сразу позвоните: {telephone}.",
            **values,
        )
    else:
        body = Text(
            "Решение по собранию «{title}» ({units}) принято {moment} от вашего представителя: {name}, {document}. "
            "Если вы этого не поручали, сразу позвоните: {telephone}.",
            name=cast.representative,
            document=cast.authority,
            **values,
        )
    tell_owner(
        session,
        now=now,
        owner=standing.owner,
        assembly=assembly,
        subject=(
            Text("Ответ на опрос записан: {units}", units=units)
            if takes_poll(assembly)
            else Text("Решение принято: {units}", units=units)
        ),
        body=body,
        key=f"cast:{cast.id}",
        also=addresses_before(session, standing.owner),
    )
