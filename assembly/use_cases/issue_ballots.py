"""Ballots are issued: for the whole house in the order of staircases and flats, spares, and single prints again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assembly.errors import Fixable, Refused
from assembly.events import record, record_many
from assembly.model import Account, Assembly, AssemblyState, Ballot, BallotStake, Holding
from assembly.model.base import new_id
from assembly.settings import Settings
from assembly.text import Text
from assembly.use_cases.electorates import is_asked_anything
from assembly.use_cases.legal_day import legal_day
from assembly.use_cases.stakes import holdings_of, voters_on
from assembly.use_cases.states import locked, require_state
from ballots.canonical import fraction_text
from ballots.code import new_ballot_code, new_token

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys

MAX_SPARES = 500


@dataclass(frozen=True, slots=True)
class Look:
    """How a new ballot is to be printed; language None: Russian, or that of the former print."""

    large_print: bool = False
    language: str | None = None


PLAIN = Look()


def prepare_ballots(
    session: Session,
    *,
    now: datetime,
    keys: Keys,
    settings: Settings,
    assembly: Assembly,
    by: Account | None,
    only: Sequence[Ballot] | None = None,
    spares: int = 0,
    large_print: bool = False,
    language: str | None = None,
) -> list[Ballot]:
    """The ballots to print, issuing those that are missing.

    Without `only`: one for every owner who may vote today, in the order of staircases and flats, and as many unused
    spares as `spares` says; may be repeated, what is issued stays. With `only`: another print of each of these, which
    is another ballot with the next `print_number`; each call issues further ones. large_print and language (one of
    ballots.style.LANGUAGES; None: Russian, or that of the former print) are for what is issued now.
    Raises Refused before the notices are out and after the end of acceptance, Fixable for more than 500 spares.
    """
    assembly = locked(session, assembly)
    require_state(
        assembly,
        AssemblyState.ANNOUNCED,
        AssemblyState.VOTING,
        refusal=Text("Решения печатаются после рассылки сообщений и до конца приёма."),
    )
    look = Look(large_print, language)
    if not 0 <= spares <= MAX_SPARES:
        raise Fixable.one(
            Text("Запасных бланков: {count}.", count=spares),
            Text("Введите от 0 до {most}.", most=MAX_SPARES),
            field="spares",
        )
    if only is not None:
        return _print_again(session, now, assembly, only, look)
    issue_for_house(session, now=now, assembly=assembly, look=look)
    _top_up_spares(session, now, assembly, spares, look)
    query = select(Ballot).where(
        Ballot.assembly_id == assembly.id, Ballot.state != "set_aside", Ballot.print_number == 1
    )
    ballots = list(session.scalars(query.order_by(Ballot.number)))
    owned = [ballot for ballot in ballots if ballot.owner_id is not None]
    return owned + [ballot for ballot in ballots if ballot.owner_id is None][:spares]


def issue_for_house(session: Session, *, now: datetime, assembly: Assembly, look: Look = PLAIN) -> list[Ballot]:
    """Issue a ballot to every owner who is asked anything, may vote today and has none; returns the new ones.

    May be repeated.
    """
    today = legal_day(assembly.building, now)
    voters = voters_on(holdings_of(session, assembly.snapshot_id), today)
    issued = set(
        session.scalars(
            select(BallotStake.holding_id)
            .join(Ballot, Ballot.id == BallotStake.ballot_id)
            .where(Ballot.assembly_id == assembly.id)
        )
    )
    served = set(session.scalars(select(Ballot.owner_id).where(Ballot.assembly_id == assembly.id)))
    _define_once(session, now, assembly)
    fresh = [
        (owner_id, holdings)
        for owner_id, held in voters.items()
        if owner_id not in served
        and (holdings := [holding for holding in held if holding.id not in issued])
        and is_asked_anything(assembly.items, holdings)
    ]
    return issue(session, now=now, assembly=assembly, to=fresh, look=look)


def issue(
    session: Session,
    *,
    now: datetime,
    assembly: Assembly,
    to: Iterable[tuple[str | None, Sequence[Holding]]],
    look: Look = PLAIN,
    print_number: int = 1,
) -> list[Ballot]:
    """Issue one ballot for each (owner id, holdings) and say so in the ledger; an owner of None makes a spare."""
    number = session.scalar(select(func.max(Ballot.number)).where(Ballot.assembly_id == assembly.id)) or 0
    ballots, facts = [], []
    for owner_id, holdings in to:
        number += 1
        ballot = Ballot(
            id=new_id(),
            assembly_id=assembly.id,
            number=number,
            code=new_ballot_code(),
            owner_id=owner_id,
            print_number=print_number,
            language=look.language or "ru",
            large_print=look.large_print,
            state="issued",
            token=new_token(),
            issued_at=now,
        )
        ballot.stakes = [_stake(holding, position) for position, holding in enumerate(holdings)]
        ballots.append(ballot)
        facts.append(_facts(ballot))
    session.add_all(ballots)
    session.flush()
    record_many(session, assembly, "ballot:issued", now, facts)
    return ballots


def _stake(holding: Holding, position: int) -> BallotStake:
    return BallotStake(
        holding_id=holding.id,
        unit_id=holding.unit_id,
        stake_key=holding.stake_key,
        votes_num=holding.votes.numerator,
        votes_den=holding.votes.denominator,
        position=position,
    )


def _facts(ballot: Ballot) -> dict[str, Any]:
    return {
        "ballot": ballot.code,
        "owner": ballot.owner_id,
        "print": ballot.print_number,
        "stakes": [{"key": stake.stake_key, "votes": fraction_text(stake.votes)} for stake in ballot.stakes],
    }


def _define_once(session: Session, now: datetime, assembly: Assembly) -> None:
    if session.scalar(select(Ballot.id).where(Ballot.assembly_id == assembly.id).limit(1)) is None:
        record(session, assembly, "ballots:defined", now, definition_sha256=assembly.definition_sha256)


def _top_up_spares(session: Session, now: datetime, assembly: Assembly, spares: int, look: Look) -> None:
    unused = select(func.count()).where(
        Ballot.assembly_id == assembly.id, Ballot.owner_id.is_(None), Ballot.state.in_(["issued", "printed"])
    )
    missing = spares - (session.scalar(unused) or 0)
    if missing > 0:
        issue(session, now=now, assembly=assembly, to=[(None, [])] * missing, look=look)


def _print_again(
    session: Session, now: datetime, assembly: Assembly, only: Sequence[Ballot], look: Look
) -> list[Ballot]:
    ballots = []
    for former in only:
        if former.assembly_id != assembly.id or former.owner_id is None:
            raise Refused(Text("Повторно печатается решение собственника этого собрания, а не запасной бланк."))
        if not former.stakes:
            raise Refused(Text("По этому решению больше нечем голосовать: собственник сменился."), code="not_holder")
        last = session.scalar(
            select(func.max(Ballot.print_number)).where(
                Ballot.assembly_id == assembly.id, Ballot.owner_id == former.owner_id
            )
        )
        ballots += issue(
            session,
            now=now,
            assembly=assembly,
            to=[(former.owner_id, [stake.holding for stake in former.stakes])],
            look=Look(look.large_print or former.large_print, look.language or former.language),
            print_number=(last or 1) + 1,
        )
    return ballots
