"""Whoever keeps the register cannot quietly vote for those who do not: they wait, and the owner is told."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from assembly.errors import Refused
from assembly.model import Account, Ballot, LedgerEntry, Message, OwnerKind
from assembly.text import Text
from assembly.use_cases.appoint_representative import appoint_representative, withdraw_authority
from assembly.use_cases.cast_online_vote import CastOutcome
from assembly.use_cases.record_transfer import record_transfer
from assembly.use_cases.tell import tell_owner
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import DAY, NOW, OPENS, House, voting


def _for_darya(house: House, account: str, key: str) -> CastOutcome:
    with house.reading() as session:
        owner = house.owner(session, "Дарья").id
        ballot = session.scalars(select(Ballot.id).where(Ballot.owner_id == owner)).one()
    return house.cast(account, ballot=ballot, key=key)


def test_a_representative_named_while_voting_runs_waits_like_a_fresh_enrolment(house: House) -> None:
    (gleb,) = voting(house, "Глеб")
    with house.writing() as session:
        appoint_representative(
            session, now=house.now, owner=house.owner(session, "Дарья"), account=session.get_one(Account, gleb),
            document="доверенность № 7", until=None, by=house.by(session),
        )  # fmt: skip
    assert _for_darya(house, gleb, "k1").code == "waiting"
    house.move_to(OPENS + 3 * DAY)
    assert _for_darya(house, gleb, "k2").refusal is None


def test_nobody_names_themselves_representative(open_house: House) -> None:
    with open_house.writing() as session, pytest.raises(Refused) as caught:
        appoint_representative(
            session, now=open_house.now, owner=open_house.owner(session, "Дарья"), account=open_house.by(session),
            document="доверенность № 7", until=None, by=open_house.by(session),
        )  # fmt: skip
    assert caught.value.code == "own_appointment"


def test_an_authority_longer_or_taken_back_stands_in_the_ledger(house: House) -> None:
    (gleb,) = voting(house, "Глеб")
    with house.writing() as session:
        given = {"now": house.now, "owner": house.owner(session, "Дарья"), "account": session.get_one(Account, gleb)}
        for until in (date(2026, 3, 20), date(2026, 3, 25)):
            authority = appoint_representative(session, **given, document="д-1", until=until, by=house.by(session))
        withdraw_authority(session, now=house.now, authority=authority)
        facts = [
            json.loads(row)["facts"]
            for row in session.scalars(
                select(LedgerEntry.record)
                .where(LedgerEntry.kind == "representative:appointed")
                .order_by(LedgerEntry.index)
            )
        ]
    assert [(one["until"], one.get("ended", False)) for one in facts] == [
        ("2026-03-20", False), ("2026-03-25", False), ("2026-03-25", True),
    ]  # fmt: skip


def test_the_seller_is_told_of_the_sale_that_somebody_entered(open_house: House) -> None:
    with open_house.writing() as session:
        holding = open_house.holding(session, "11")
        record_transfer(
            session, now=open_house.now, holding=holding, on=open_house.now.date(), new_owner_name="Подставной Иван",
            new_owner_kind=OwnerKind.PERSON, title_document="№ 1", by=open_house.by(session), email="ivan@example.org",
        )  # fmt: skip
        told = session.scalars(
            select(Message).where(Message.address == "eva@example.org", Message.key.like("sold:%"))
        ).all()
    assert len(told) == 1
    assert "кв. 11" in told[0].body.replace("\u00a0", " ")


def test_paper_in_the_owners_name_is_told_at_the_former_address_too(paper: Paper) -> None:
    house = paper.house
    with house.writing() as session:
        eva = house.owner(session, "Ева")
        tell_owner(session, now=NOW, owner=eva, subject=Text("a"), body=Text("b"), key="notice:x")
        eva.email = "forger@example.org"
    paper.upload(paper.sheet("Ева"))
    with house.reading() as session:
        told = session.scalars(select(Message.address).where(Message.key.like("paper_recorded:%"))).all()
    assert sorted(told) == ["eva@example.org", "forger@example.org"]
