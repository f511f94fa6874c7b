"""Enrolment: a code works once, waits its days, and everybody concerned is told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from assembly.errors import Fixable, Refused
from assembly.model import Account, Enrolment, LedgerEntry, Message
from assembly.use_cases.answer_for import ballots_to_answer
from assembly.use_cases.enrol_owner import enrol_owner
from assembly.use_cases.make_notices import make_notice_pdfs
from assembly.use_cases.record_death import record_death
from assembly.use_cases.record_transfer import record_transfer
from assembly.use_cases.withdraw_enrolment import withdraw_enrolment
from tests.use_cases.small_house import CLOSES, DAY, OPENS, PASSWORD, House


def _enrol(house: House, code: str, **given: object) -> Enrolment:
    with house.writing() as session:
        return enrol_owner(
            session, now=house.now, keys=house.application.keys, code=code,
            **{"login": "alla@example.org", "password": PASSWORD, **given},  # type: ignore[arg-type]
        )  # fmt: skip


def _code(house: House, name: str) -> str:
    with house.reading() as session:
        return house.code_of(session, name)


def test_an_owner_enrols_and_waits_three_days(house: House) -> None:
    house.drafted().announced()
    enrolment = _enrol(house, _code(house, "Алла"), email="new@example.org")
    assert enrolment.effective_at == house.now + timedelta(days=3)
    with house.reading() as session:
        account = session.get_one(Account, enrolment.account_id)
        assert (account.display_name, house.owner(session, "Алла").account_id) == ("Прим Алла", account.id)
        told = session.scalars(select(Message.address).where(Message.key.like("enrolled:%"))).all()
        assert sorted(told) == ["alla@example.org", "new@example.org"]
        said = json.loads(session.scalars(select(LedgerEntry.record).where(LedgerEntry.kind == "owner:enrolled")).one())
    assert said["facts"]["units"] == ["кв.\u00a01", "м/м\u00a01"]


@pytest.mark.parametrize("typed", ["lower", "no dashes", "look-alikes", "Russian keyboard"])
def test_a_code_may_be_typed_carelessly(house: House, typed: str) -> None:
    house.drafted().announced()
    code = _code(house, "Алла")
    variants = {
        "lower": code.lower(),
        "no dashes": f" {code.replace('-', ' ')} ",
        "look-alikes": code.replace("0", "O").replace("1", "l"),
        "Russian keyboard": code.translate(str.maketrans("ABEKMHPCTX", "АВЕКМНРСТХ")),
    }
    assert _enrol(house, variants[typed]).owner_id


def test_a_code_works_once(house: House) -> None:
    house.drafted().announced()
    code = _code(house, "Алла")
    _enrol(house, code)
    with pytest.raises(Refused) as caught:
        _enrol(house, code, login="somebody-else")
    assert caught.value.code == "enrolled"
    with house.reading() as session:
        assert len(session.scalars(select(Enrolment)).all()) == 1


def test_an_unknown_code_is_refused(house: House) -> None:
    house.drafted().announced()
    with pytest.raises(Refused) as caught:
        _enrol(house, "AAAA-AAAA-AA")
    assert caught.value.code == "unknown_code"


def test_a_weak_password_does_not_use_up_the_code(house: House) -> None:
    house.drafted().announced()
    code = _code(house, "Алла")
    with pytest.raises(Fixable):
        _enrol(house, code, password="short")
    assert _enrol(house, code).owner_id


def test_the_dead_and_former_owners_cannot_enrol(house: House) -> None:
    house.drafted().announced()
    eva, gleb = _code(house, "Ева"), _code(house, "Глеб")
    with house.writing() as session:
        record_death(session, now=house.now, owner=house.owner(session, "Ева"), on=house.now.date(), by=None)
        record_transfer(
            session, now=house.now, holding=house.owner(session, "Глеб").holdings[0], on=house.now.date(),
            new_owner_name="Новиков Захар", new_owner_kind="person", title_document="1 от 01.03.2026", by=None,
        )  # fmt: skip
    for code, why in ((eva, "deceased"), (gleb, "not_holder")):
        with pytest.raises(Refused) as caught:
            _enrol(house, code)
        assert caught.value.code == why


def test_an_account_may_enrol_further_owners_and_repeat_it(house: House) -> None:
    house.drafted().announced()
    account_id = _enrol(house, _code(house, "Алла")).account_id
    code = _code(house, "Пример")
    for _ in range(2):
        with house.writing() as session:
            account = session.get_one(Account, account_id)
            enrolment = enrol_owner(session, now=house.now, keys=house.application.keys, code=code, account=account)
            assert enrolment.account_id == account_id
    house.proven().move_to(OPENS)
    with house.reading() as session:
        assert len(session.scalars(select(Enrolment)).all()) == 2


def test_after_the_end_no_code_works(house: House) -> None:
    house.opened()
    code = _code(house, "Алла")
    house.move_to(CLOSES + timedelta(seconds=1))
    with pytest.raises(Refused) as caught:
        _enrol(house, code)
    assert caught.value.code == "closed"


def test_a_withdrawn_enrolment_answers_for_nobody(open_house: House) -> None:
    account_id = open_house.enrol("Алла")
    with open_house.writing() as session:
        enrolment = session.scalars(select(Enrolment)).one()
        with pytest.raises(Fixable):
            withdraw_enrolment(session, now=open_house.now, enrolment=enrolment, reason=" ", by=None)
        withdraw_enrolment(session, now=open_house.now, enrolment=enrolment, reason="письмо украдено", by=None)
    with open_house.reading() as session:
        account = session.get_one(Account, account_id)
        assert not ballots_to_answer(
            session, assembly=open_house.meeting(session), account=account, now=open_house.now + 4 * DAY
        )
        assert session.scalars(select(Message).where(Message.key.like("enrolment_withdrawn:%"))).all()


def test_an_address_that_the_register_has_changed_is_told_too(house: House) -> None:
    house.drafted().announced()
    make_notice_pdfs(house.application, house.assembly)
    with house.writing() as session:
        house.owner(session, "Алла").email = "other@example.org"
    _enrol(house, _code(house, "Алла"))
    with house.reading() as session:
        told = session.scalars(select(Message.address).where(Message.key.like("enrolled:%"))).all()
    assert sorted(told) == ["alla@example.org", "other@example.org"]
