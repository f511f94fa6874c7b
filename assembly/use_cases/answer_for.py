"""For whom an account may answer in an assembly, and with which ballots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.errors import NotFound, Refused
from assembly.model import Account, Assembly, Authority, Ballot, BallotStake, Enrolment, Owner
from assembly.text import Text
from assembly.use_cases.legal_day import legal_day, written_moment
from assembly.use_cases.stakes import is_voter


@dataclass(frozen=True, slots=True)
class Standing:
    """In whose name an account answers: its own (authority None) or as a representative; from when it may vote."""

    owner: Owner
    authority: Authority | None
    effective_at: datetime


def ballot_of_owner(session: Session, *, assembly: Assembly, owner: Owner, now: datetime) -> Ballot:
    """The ballot with which an owner answers today. Reads only.

    Raises NotFound where none is issued, Refused where the owner holds nothing today or is dead.
    """
    ballots = ballots_of_owner(session, assembly=assembly, owner=owner, now=now)
    if not ballots:
        raise NotFound
    return ballots[0]


def ballots_of_owner(session: Session, *, assembly: Assembly, owner: Owner, now: datetime) -> list[Ballot]:
    """All ballots with which an owner answers today: one, and one more for each unit bought since. Reads only.

    A second print of a ballot is no other ballot to answer. Raises Refused as `ballot_of_owner`.
    """
    day = legal_day(assembly.building, now)
    if not is_voter(owner, day):
        raise Refused(Text("Собственник умер: решение за него принимает комиссия."), code="deceased")
    query = (
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id, Ballot.owner_id == owner.id)
        .options(selectinload(Ballot.stakes).joinedload(BallotStake.holding), joinedload(Ballot.owner))
        .order_by(Ballot.print_number, Ballot.number)
    )
    answered: set[str] = set()
    own: list[Ballot] = []
    issued = list(session.scalars(query))
    for ballot in issued:
        held = {stake.stake_key for stake in held_stakes(ballot, day)}
        if held - answered:
            answered |= held
            own.append(ballot)
    if issued and not own:
        raise Refused(Text("Сегодня вы не собственник: голосует тот, у кого право сегодня."), code="not_holder")
    return own


def held_stakes(ballot: Ballot, day: date) -> list[BallotStake]:
    """What the ballot's owner holds on that day, of what the ballot was issued for."""
    return [stake for stake in ballot.stakes if stake.holding.is_held_on(day)]


def ballots_to_answer(session: Session, *, assembly: Assembly, account: Account, now: datetime) -> list[Ballot]:
    """Every ballot this account may look at and answer: its owners' own, then those it represents. Reads only.

    Those of a fresh enrolment are among them; casting waits until it takes effect (`standing_for`).
    """
    ballots: list[Ballot] = []
    for standing in standings(session, assembly=assembly, account=account, now=now):
        try:
            own = ballots_of_owner(session, assembly=assembly, owner=standing.owner, now=now)
        except Refused:
            continue
        ballots += [ballot for ballot in own if ballot not in ballots]
    return ballots


def standings(session: Session, *, assembly: Assembly, account: Account, now: datetime) -> list[Standing]:
    """For whom the account may answer in this house, itself first. Reads only."""
    own = session.execute(
        select(Owner, Enrolment.effective_at)
        .join(Enrolment, Enrolment.owner_id == Owner.id)
        .where(
            Owner.building_id == assembly.building_id,
            Owner.account_id == account.id,
            Enrolment.account_id == account.id,
        )
        .order_by(Enrolment.enrolled_at, Owner.id)
    )
    found: dict[str, Standing] = {}
    for owner, effective_at in own:
        former = found.get(owner.id)
        if former is None or effective_at < former.effective_at:
            found[owner.id] = Standing(owner, None, effective_at)
    day = legal_day(assembly.building, now)
    authorities = session.scalars(
        select(Authority)
        .join(Owner, Owner.id == Authority.owner_id)
        .where(Authority.account_id == account.id, Owner.building_id == assembly.building_id)
        .options(joinedload(Authority.owner))
        .order_by(Authority.appointed_at, Authority.id)
    )
    for authority in authorities:
        if authority.is_good_at(now, day) and authority.owner_id not in found:
            # A document that one person entered is no identity either: it waits like a code.
            effective_at = authority.appointed_at + timedelta(days=assembly.enrolment_wait_days)
            found[authority.owner_id] = Standing(authority.owner, authority, effective_at)
    return list(found.values())


def standing_for(session: Session, *, assembly: Assembly, account: Account, ballot: Ballot, now: datetime) -> Standing:
    """In whose name the account answers this ballot; raises NotFound where it may not see it at all. Reads only."""
    for standing in standings(session, assembly=assembly, account=account, now=now):
        if ballot.owner_id == standing.owner.id and ballot.assembly_id == assembly.id:
            return standing
    raise NotFound


def waiting_sentence(assembly: Assembly, standing: Standing) -> Text:
    """Why a fresh enrolment or representative cannot vote yet, and from when they can."""
    if standing.authority is not None:
        return Text(
            "Представитель записан недавно. Проголосовать здесь можно будет с {moment}; на бумаге — уже сейчас.",
            moment=written_moment(assembly.building, standing.effective_at),
        )
    return Text(
        "Вход создан недавно. Проголосовать здесь можно будет с {moment}; на бумаге — уже сейчас.",
        moment=written_moment(assembly.building, standing.effective_at),
    )
