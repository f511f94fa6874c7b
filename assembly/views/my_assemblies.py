"""«Мои собрания»: every assembly in which an account may answer, and where each of its решения stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from assembly.model import Account, Assembly, AssemblyState, Authority, Ballot, CastVote, Owner, VoteDraft
from assembly.text import Text
from assembly.use_cases.answer_for import Standing, ballots_to_answer, standings
from assembly.use_cases.law import takes_poll
from assembly.wording import CHANNELS, format_m2, format_moment, unit_name, word

OPEN = {AssemblyState.ANNOUNCED, AssemblyState.VOTING}


@dataclass(frozen=True, slots=True)
class MyBallot:
    """One решение. state: open (nothing given), draft, polled (answered a poll), received (paper at the desk), recorded."""

    ballot_id: str
    units: str
    votes: str
    whose: str
    """Name of the represented owner; empty for one's own."""
    document: str
    state: str
    answered: int
    questions: int
    when: str
    channel: str
    counts: bool
    """False where what is recorded does not count: an objection was upheld, a signature is missing."""
    waits_until: str
    """From when a fresh enrolment may vote; empty where it may."""


@dataclass(frozen=True, slots=True)
class MyAssembly:
    """One assembly with its решения."""

    assembly_id: str
    building_id: str
    address: str
    title: str
    state: str
    takes_votes: bool
    is_poll: bool
    """Answers given online are a poll here: only paper counts."""
    says: str
    until: str
    days_left: int | None
    telephone: str
    ballots: Sequence[MyBallot]


def my_assemblies(session: Session, *, account: Account, now: datetime, language: str) -> list[MyAssembly]:
    """The account's assemblies, those that take decisions first, then the newest."""
    houses = _houses(session, account)
    found = session.scalars(
        select(Assembly)
        .where(Assembly.building_id.in_(houses), Assembly.state != AssemblyState.DRAFT)
        .options(joinedload(Assembly.building))
        .order_by(Assembly.opens_at.desc(), Assembly.id)
    )
    mine = [_assembly(session, assembly, account, now, language) for assembly in found]
    return sorted(mine, key=lambda one: not one.takes_votes)


def my_ballots(
    session: Session, *, assembly: Assembly, account: Account, now: datetime, language: str
) -> list[MyBallot]:
    """The решения that the account gives or looks at in one assembly, its own first."""
    by_owner = {one.owner.id: one for one in standings(session, assembly=assembly, account=account, now=now)}
    ballots = ballots_to_answer(session, assembly=assembly, account=account, now=now)
    return [
        _ballot(
            session, ballot, account=account, standing=by_owner.get(ballot.owner_id or ""), now=now, language=language
        )
        for ballot in ballots
    ]


def units_of(ballot: Ballot, language: str) -> str:
    """The premises that a ballot answers for: «кв. 47, м/м 7»."""
    return ", ".join(unit_name(str(stake.unit.kind), stake.unit.number, language) for stake in ballot.stakes)


def latest_cast(session: Session, ballot: Ballot) -> CastVote | None:
    """What is recorded for the owner of the ballot from any print of it or online: what counts first, then the newest."""
    if ballot.owner_id is None:
        return None
    stakes = {stake.stake_key for stake in ballot.stakes}
    found = session.scalars(
        select(CastVote)
        .join(Ballot, Ballot.id == CastVote.ballot_id)
        .where(Ballot.assembly_id == ballot.assembly_id, Ballot.owner_id == ballot.owner_id)
        .order_by(CastVote.counts.desc(), CastVote.recorded_at.desc())
    )
    return next((cast for cast in found if stakes & {stake.stake_key for stake in cast.ballot.stakes}), None)


def _houses(session: Session, account: Account) -> set[str]:
    acts = select(Authority.owner_id).where(Authority.account_id == account.id, Authority.ended_at.is_(None))
    return set(
        session.scalars(select(Owner.building_id).where(or_(Owner.account_id == account.id, Owner.id.in_(acts))))
    )


def _assembly(session: Session, assembly: Assembly, account: Account, now: datetime, language: str) -> MyAssembly:
    zone = ZoneInfo(assembly.building.timezone)
    takes = assembly.state == AssemblyState.VOTING and now <= assembly.closes_at
    days = (assembly.closes_at.astimezone(zone).date() - now.astimezone(zone).date()).days if takes else None
    return MyAssembly(
        assembly_id=assembly.id, building_id=assembly.building_id, address=assembly.building.address,
        title=assembly.title, state=str(assembly.state), takes_votes=takes, is_poll=takes_poll(assembly),
        says=assembly_says(assembly, now=now, language=language),
        until=_moment(assembly.closes_at, assembly, now, language), days_left=days, telephone=assembly.telephone,
        ballots=my_ballots(session, assembly=assembly, account=account, now=now, language=language),
    )  # fmt: skip


def assembly_says(assembly: Assembly, *, now: datetime, language: str) -> str:
    """Where the assembly stands, in one sentence."""
    closes = _moment(assembly.closes_at, assembly, now, language)
    if assembly.state == AssemblyState.VOTING:
        over = Text("Приём решений закончился {moment}.", moment=closes)
        text = over if now > assembly.closes_at else Text("Приём решений до {moment}.", moment=closes)
    elif assembly.state == AssemblyState.ANNOUNCED:
        text = Text("Приём решений начнётся {moment}.", moment=_moment(assembly.opens_at, assembly, now, language))
    elif assembly.state == AssemblyState.PROCESSING:
        text = Text("Приём решений закончился {moment}; решения на бумаге обрабатываются.", moment=closes)
    elif assembly.state == AssemblyState.OBJECTIONS:
        until = assembly.objections_until or assembly.closes_at
        text = Text("Проверьте, что записано от вашего имени: возразить можно до {moment}.",
                    moment=_moment(until, assembly, now, language))  # fmt: skip
    elif assembly.state == AssemblyState.CLOSED:
        text = Text("Голоса подсчитаны.")
    else:
        text = Text("Собрание готовится.")
    return text.read(language)


def _ballot(
    session: Session, ballot: Ballot, *, account: Account, standing: Standing | None, now: datetime, language: str
) -> MyBallot:
    assembly = ballot.assembly
    cast = latest_cast(session, ballot)
    draft = session.get(VoteDraft, (ballot.id, account.id))
    received = cast.received_at if cast else ballot.received_at
    is_poll = cast is not None and cast.not_counted_reason == "online_not_counted"
    if cast is not None and not is_poll:
        state = "recorded"
    elif ballot.received_at:
        state = "received"
    else:
        state = "polled" if is_poll else "draft" if draft else "open"
    waits = standing is not None and now < standing.effective_at and cast is None
    authority = standing.authority if standing is not None else None
    return MyBallot(
        ballot_id=ballot.id, units=units_of(ballot, language), votes=format_m2(ballot.votes, language),
        whose=ballot.owner.name if authority is not None and ballot.owner is not None else "",
        document=authority.document if authority is not None else "",
        state=state, answered=len(draft.selections) if draft else 0, questions=len(assembly.items),
        when=_moment(received, assembly, now, language) if received else "",
        channel=word(CHANNELS, str(cast.channel), language) if cast else "", counts=cast is not None and cast.counts,
        waits_until=_moment(standing.effective_at, assembly, now, language) if standing is not None and waits else "",
    )  # fmt: skip


def _moment(moment: datetime, assembly: Assembly, now: datetime, language: str) -> str:
    zone = ZoneInfo(assembly.building.timezone)
    return format_moment(moment, zone, language, year=moment.astimezone(zone).year != now.astimezone(zone).year)
