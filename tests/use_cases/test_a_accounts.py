"""Accounts, passwords, roles and keys of other systems."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from assembly.errors import Fixable, Refused
from assembly.model import Account, ApiKey, Building, Role, RoleGrant
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_api_key import api_key_digest, create_api_key
from assembly.use_cases.create_building import create_building
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.passwords import prove_password
from assembly.use_cases.sign_in import SignIn, sign_in
from tests.use_cases.small_house import PASSWORD, House


def test_a_weak_password_and_a_taken_login_are_said_at_once(bare_house: House) -> None:
    with pytest.raises(Fixable) as caught, bare_house.writing() as session:
        create_account(session, now=bare_house.now, login=" Organiser ", display_name="Кто-то", password="short")
    assert {problem.field for problem in caught.value.problems} == {"login", "password"}


@pytest.mark.parametrize("password", ["nine sign", "some.one@example.org", "SOME.ONE@EXAMPLE.ORG", "x" * 201])
def test_a_password_has_ten_characters_and_is_not_the_login(bare_house: House, password: str) -> None:
    with pytest.raises(Fixable), bare_house.writing() as session:
        create_account(
            session, now=bare_house.now, login="some.one@example.org", display_name="Кто-то", password=password
        )


def test_a_password_is_kept_as_argon2id_of_the_chosen_cost(bare_house: House) -> None:
    with bare_house.reading() as session:
        kept = session.scalars(select(Account.password_hash)).first()
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def _try(house: House, password: str, login: str = "organiser") -> SignIn:
    with house.writing() as session:
        return sign_in(session, now=house.now, login=login, password=password)


def test_signing_in_takes_the_login_in_any_case(bare_house: House) -> None:
    answer = _try(bare_house, PASSWORD, " ORGANISER")
    assert answer.account is not None
    assert answer.refusal is None


def test_unknown_login_and_wrong_password_read_the_same(bare_house: House) -> None:
    assert str(_try(bare_house, "wrong password", "nobody").refusal) == str(_try(bare_house, "wrong password").refusal)


def test_five_failures_lock_the_right_password_out_for_fifteen_minutes(bare_house: House) -> None:
    for _ in range(4):
        assert _try(bare_house, "wrong password").account is None
    assert "15 мин" in str(_try(bare_house, "wrong password").refusal)
    assert _try(bare_house, PASSWORD).account is None, "locked for the right password too"
    bare_house.move_to(bare_house.now + timedelta(minutes=15))
    assert _try(bare_house, PASSWORD).account is not None


def test_a_success_begins_the_count_anew(bare_house: House) -> None:
    for _ in range(2):
        for _ in range(4):
            _try(bare_house, "wrong password")
        assert _try(bare_house, PASSWORD).account is not None


def test_a_proof_made_beforehand_spares_the_transaction_the_hash(bare_house: House) -> None:
    with bare_house.reading() as session:
        right = prove_password(session, login="organiser", password=PASSWORD)
        wrong = prove_password(session, login="organiser", password="wrong password")
        nobody = prove_password(session, login="nobody", password=PASSWORD)
    assert (right.is_right, wrong.is_right, nobody.is_right) == (True, False, False)
    with bare_house.writing() as session:
        assert sign_in(session, now=bare_house.now, login="organiser", password="", proof=right).account is not None
        assert sign_in(session, now=bare_house.now, login="organiser", password="", proof=wrong).account is None
        other = sign_in(session, now=bare_house.now, login="observer", password="wrong password", proof=right)
        assert other.account is None, "a proof is good for the account it was made for"


def test_roles_are_granted_by_the_organiser_once(bare_house: House) -> None:
    with bare_house.writing() as session:
        building = session.get_one(Building, bare_house.building)
        observer = session.get_one(Account, bare_house.observer)
        organiser = bare_house.by(session)
        for _ in range(2):
            grant_role(session, now=bare_house.now, account=observer, building=building, role=Role.DESK, by=organiser)
        with pytest.raises(Refused) as caught:
            grant_role(session, now=bare_house.now, account=organiser, building=building, role=Role.DESK, by=observer)
        assert caught.value.forbidden
        with pytest.raises(Refused):
            grant_role(session, now=bare_house.now, account=observer, building=building, role=Role.OWNER, by=organiser)
        roles = session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == observer.id)).all()
    assert sorted(roles) == ["auditor", "desk"]


def test_only_an_installer_adds_a_building_and_organises_it(bare_house: House) -> None:
    with bare_house.writing() as session:
        observer = session.get_one(Account, bare_house.observer)
        with pytest.raises(Refused):
            create_building(session, now=bare_house.now, address="ул. Вторая, 2", by=observer)
        with pytest.raises(Fixable) as caught:
            create_building(session, now=bare_house.now, address=" ", pack="xx", timezone="Mars/Base", by=None)
        assert [problem.field for problem in caught.value.problems] == ["address", "pack", "timezone"]
        second = create_building(session, now=bare_house.now, address="ул. Вторая, 2", by=bare_house.by(session))
        granted = session.scalars(select(RoleGrant.role).where(RoleGrant.building_id == second.id)).all()
    assert granted == ["organiser"]


def test_a_key_is_kept_as_its_digest_only(bare_house: House) -> None:
    keys = bare_house.application.keys
    with bare_house.writing() as session:
        row, text = create_api_key(session, now=bare_house.now, keys=keys, account=bare_house.by(session), label="CRM")
        assert text not in row.digest
    with bare_house.reading() as session:
        assert session.scalars(select(ApiKey.label).where(ApiKey.digest == api_key_digest(keys, text))).all() == ["CRM"]
