"""A unit is sold while the register is in use: who held it on which day decides."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly import wording
from assembly.errors import Fixable, Problem, Refused
from assembly.events import record
from assembly.jobs import ask_for
from assembly.model import (
    Account,
    Assembly,
    AssemblyState,
    Ballot,
    BallotStake,
    Building,
    CastVote,
    Holding,
    Owner,
    OwnerKind,
)
from assembly.text import LANGUAGES, Text
from assembly.use_cases.issue_ballots import issue
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.match_owners import KnownOwners, OwnerFacts, fill_in, new_owner
from assembly.use_cases.send_notice import add_notice
from assembly.use_cases.settle_ballot import settle_ballot
from assembly.use_cases.stakes import unit_names
from assembly.use_cases.states import RUNNING
from assembly.use_cases.tell import addresses_before, tell_owner
from ballots.canonical import fraction_text

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys


def record_transfer(
    session: Session,
    *,
    now: datetime,
    holding: Holding,
    on: date,
    new_owner_name: str,
    new_owner_kind: OwnerKind | str,
    title_document: str,
    by: Account | None,
    email: str | None = None,
    keys: Keys | None = None,
) -> Holding:
    """From the day `on` another owner holds this share; joint owners part with what they hold together.

    In assemblies that run: a seller who answered while holding keeps that answer for the share and the buyer gets no
    ballot for it; otherwise the buyer gets a ballot of their own (and, with `keys`, a notice to enrol with), and what
    the seller gives from that day on no longer counts for the share. Returns the buyer's holding.
    Raises Fixable for a day to come or missing words, Refused where the share was handed on before.
    May be repeated: the same transfer again returns the buyer's holding.
    """
    building = session.get_one(Building, holding.snapshot.building_id)
    sold = _sold_together(session, holding)
    former = _same_transfer(session, holding, sold, on, new_owner_name)
    if former is not None:
        return former
    _require_possible(holding, on, legal_day(building, now), new_owner_name, title_document)
    kind = OwnerKind(new_owner_kind)
    facts = OwnerFacts(new_owner_name.strip(), kind, (email or "").strip() or None)
    buyer = _buyer(session, building.id, facts)
    for each in sold:
        each.held_until = on
    bought = Holding(
        snapshot_id=holding.snapshot_id,
        snapshot=holding.snapshot,
        unit_id=holding.unit_id,
        unit=holding.unit,
        owner_id=buyer.id,
        owner=buyer,
        share_num=holding.share_num,
        share_den=holding.share_den,
        joint=False,
        stake=holding.stake_key,
        title_document=title_document.strip()[:500],
        held_from=on,
        position=holding.position,
    )
    session.add(bought)
    session.flush()
    for assembly in _running(session, holding):
        _tell_sellers(session, now, assembly, sold=sold, bought=bought, on=on)
        _hand_on(session, now, assembly, sold=sold, bought=bought, by=by, keys=keys)
    return bought


def _sold_together(session: Session, holding: Holding) -> list[Holding]:
    unit = select(Holding).where(Holding.unit_id == holding.unit_id, Holding.snapshot_id == holding.snapshot_id)
    return [
        each
        for each in session.scalars(unit)
        if each.id == holding.id
        or (holding.joint and each.stake_key == holding.stake_key and each.held_until == holding.held_until)
    ]


def _same_transfer(session: Session, holding: Holding, sold: list[Holding], on: date, name: str) -> Holding | None:
    if holding.held_until != on:
        return None
    bought = select(Holding).where(
        Holding.unit_id == holding.unit_id, Holding.stake == holding.stake_key, Holding.held_from == on
    )
    for each in session.scalars(bought):
        if each not in sold and each.owner is not None and each.owner.name == " ".join(name.split()):
            return each
    return None


def _require_possible(holding: Holding, on: date, today: date, name: str, title_document: str) -> None:
    problems = []
    if on > today:
        problems.append(
            Problem(
                Text("Переход права ещё не наступил."),
                Text("Введите день регистрации права, не позже сегодняшнего."),
                field="on",
            )
        )
    if not name.strip():
        problems.append(
            Problem(Text("Не указан новый собственник."), Text("Введите имя или название."), field="new_owner_name")
        )
    if not title_document.strip():
        problems.append(
            Problem(
                Text("Не указан документ о праве."), Text("Введите номер и дату регистрации."), field="title_document"
            )
        )
    if problems:
        raise Fixable(problems)
    if not holding.is_held_on(on) or holding.held_until is not None:
        raise Refused(Text("Эта доля уже перешла к другому собственнику."), code="already_transferred")


def _buyer(session: Session, building_id: str, facts: OwnerFacts) -> Owner:
    known = KnownOwners(session.scalars(select(Owner).where(Owner.building_id == building_id)))
    buyer = known.find(facts)
    if buyer is None:
        buyer = new_owner(building_id, facts)
        session.add(buyer)
    else:
        fill_in(buyer, facts)
    session.flush()
    return buyer


def _running(session: Session, holding: Holding) -> list[Assembly]:
    query = select(Assembly).where(Assembly.snapshot_id == holding.snapshot_id, Assembly.state.in_(RUNNING))
    return list(session.scalars(query.with_for_update(key_share=True)))


def _hand_on(
    session: Session,
    now: datetime,
    assembly: Assembly,
    *,
    sold: list[Holding],
    bought: Holding,
    by: Account | None,
    keys: Keys | None,
) -> None:
    ballots = list(
        session.scalars(
            select(Ballot)
            .join(BallotStake, BallotStake.ballot_id == Ballot.id)
            .where(Ballot.assembly_id == assembly.id, BallotStake.holding_id.in_([each.id for each in sold]))
            .distinct()
        )
    )
    answered = [ballot for ballot in ballots if _was_answered_while_holding(session, assembly, ballot, bought)]
    record(
        session,
        assembly,
        "register:holding_transferred",
        now,
        stake=bought.stake_key,
        unit_kind=str(bought.unit.kind),
        votes=fraction_text(bought.votes),
        on=bought.held_from.isoformat() if bought.held_from else None,
        sellers=sorted(each.owner_id for each in sold if each.owner_id),
        buyer=bought.owner_id,
        answered=sorted(ballot.code for ballot in answered),
        by=by.id if by is not None else None,
    )
    # What the seller gave on a day when it was no longer theirs stops to count.
    for ballot in ballots:
        settle_ballot(session, now=now, assembly=assembly, ballot=ballot)
    if answered or assembly.state not in {AssemblyState.ANNOUNCED, AssemblyState.VOTING}:
        return
    if assembly.state == AssemblyState.VOTING or ballots:
        issue(session, now=now, assembly=assembly, to=[(bought.owner_id, [bought])])
    if keys is not None and bought.owner_id is not None:
        notice = add_notice(session, now=now, keys=keys, assembly=assembly, owner_id=bought.owner_id)
        session.flush()
        ask_for(session, "make_notices", f"make_notices:{assembly.id}:{notice.id}", now=now, assembly_id=assembly.id)


def _day(day: date) -> Text:
    return Text.of({language: wording.format_date(day, language) for language in LANGUAGES})


def _tell_sellers(
    session: Session, now: datetime, assembly: Assembly, *, sold: list[Holding], bought: Holding, on: date
) -> None:
    """Whoever no longer votes for the share hears it at every address ever known: a sale that was none is found out."""
    for owner in [each.owner for each in sold if each.owner is not None and each.owner_id != bought.owner_id]:
        units = unit_names([bought.unit])
        tell_owner(
            session, now=now, owner=owner, assembly=assembly, key=f"sold:{assembly.id}:{bought.id}:{owner.id}",
            subject=Text("Записан новый собственник: {units}", units=units),
            body=Text(
                "В реестре собрания «{title}» записано, что {units} с {day} принадлежит другому собственнику: голосует "
                "он. Если это не так, сразу позвоните: {telephone}.",
                title=assembly.title, units=units, day=_day(on), telephone=assembly.telephone,
            ),
            also=addresses_before(session, owner),
        )  # fmt: skip


def _was_answered_while_holding(session: Session, assembly: Assembly, ballot: Ballot, bought: Holding) -> bool:
    """Whether the seller gave this ballot, online or to the desk, on a day before the sale."""
    given = list(session.scalars(select(CastVote.received_at).where(CastVote.ballot_id == ballot.id, CastVote.counts)))
    if ballot.received_at is not None:
        given.append(ballot.received_at)
    first_day = bought.held_from
    return first_day is not None and any(legal_day(assembly.building, moment) < first_day for moment in given)
