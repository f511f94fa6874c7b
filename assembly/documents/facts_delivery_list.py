"""Реестр вручения, gathered in the order of staircases and flats."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from assembly.documents.delivery_list import DeliveryGroup, DeliveryListFacts, DeliveryRow
from assembly.documents.facts_count import premises_of
from assembly.model import Assembly, Ballot, BallotStake, Delivery, DeliveryChannel, Notice
from assembly.wording import Tongue, format_date, format_moment, format_number
from ballots.code import group_code


def gather_delivery_list(
    session: Session, *, assembly: Assembly, on: date, language: str = "ru", ballot_ids: Collection[str] | None = None
) -> DeliveryListFacts:
    """The finished values: one row for every issued ballot that has an owner, or for these only.

    on: the day the list is made.
    """
    say = Tongue(language)
    zone = assembly.building.timezone
    told = _deliveries(session, assembly)
    groups: dict[str, list[tuple[tuple[int, int], DeliveryRow]]] = {}
    for ballot in _ballots(session, assembly):
        if ballot_ids is not None and ballot.id not in ballot_ids:
            continue
        units = [stake.unit for stake in ballot.stakes]
        first = min(units, key=lambda unit: unit.position)
        row = DeliveryRow(
            premises=premises_of(list(ballot.stakes), say.language), owner=ballot.owner.name if ballot.owner else "",
            votes=format_number(ballot.votes, say.language), ballot=group_code(ballot.code),
            delivered="\n".join(_told(one, zone, say) for one in told.get(ballot.owner_id or "", [])),
        )  # fmt: skip
        groups.setdefault(first.entrance or "", []).append(((first.position, ballot.number), row))
    for rows in groups.values():
        rows.sort(key=itemgetter(0))
    ordered = sorted(groups.items(), key=lambda group: group[1][0][0])
    opens, closes = (format_moment(moment, zone, say.language) for moment in (assembly.opens_at, assembly.closes_at))
    return DeliveryListFacts(
        language=say.language, training=assembly.training, address=assembly.building.address, title=assembly.title,
        made_on=format_date(on, say.language),
        groups=tuple(
            DeliveryGroup(say(f"Подъезд {name}", f"Entrance {name}") if name else "", tuple(row for _, row in rows))
            for name, rows in ordered
        ),
        voting=say(f"Голосование с {opens} до {closes}", f"Voting from {opens} until {closes}"),
        initiator=assembly.initiator.get("name", ""),
    )  # fmt: skip


def _ballots(session: Session, assembly: Assembly) -> list[Ballot]:
    query = (
        select(Ballot)
        .where(Ballot.assembly_id == assembly.id, Ballot.owner_id.is_not(None), Ballot.print_number == 1)
        .options(joinedload(Ballot.owner), selectinload(Ballot.stakes).joinedload(BallotStake.unit))
        .order_by(Ballot.number)
    )
    return [ballot for ballot in session.scalars(query) if ballot.stakes]


def _deliveries(session: Session, assembly: Assembly) -> dict[str, list[tuple[DeliveryChannel, datetime]]]:
    rows = session.execute(
        select(Notice.owner_id, Delivery.channel, Delivery.at)
        .join(Delivery, Delivery.notice_id == Notice.id)
        .where(Notice.assembly_id == assembly.id)
        .order_by(Delivery.at)
    )
    found: dict[str, list[tuple[DeliveryChannel, datetime]]] = {}
    for owner, channel, at in rows:
        found.setdefault(owner, []).append((DeliveryChannel(channel), at))
    return found


def _told(one: tuple[DeliveryChannel, datetime], zone: str, say: Tongue) -> str:
    names = {
        DeliveryChannel.EMAIL: say("e-mail", "e-mail"),
        DeliveryChannel.SIGNED_LIST: say("под подпись", "signed"),
        DeliveryChannel.REGISTERED_LETTER: say("письмо", "letter"),
        DeliveryChannel.POSTING: say("размещено", "posted"),
    }
    return f"{names[one[0]]}, {format_moment(one[1], zone, say.language, year=False)}"
