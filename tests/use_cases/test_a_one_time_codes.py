"""One-time codes: from an app, from a printed list; each works once, wrong ones are counted."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from assembly.errors import Refused
from assembly.model import Account, OneTimeCode
from assembly.use_cases.check_one_time_code import CodeCheck, check_one_time_code
from assembly.use_cases.choose_second_factor import confirm_app_factor, print_code_list, start_app_factor
from tests.use_cases.small_house import House


def _check(house: House, code: str) -> CodeCheck:
    with house.writing() as session:
        return check_one_time_code(
            session, now=house.now, keys=house.application.keys, account=house.by(session), code=code
        )


def _app(house: House) -> pyotp.TOTP:
    """The organiser's app, confirmed half a minute ago."""
    keys = house.application.keys
    with house.writing() as session:
        secret = start_app_factor(session, now=house.now, keys=keys, account=house.by(session))
    app = pyotp.TOTP(secret.secret)
    assert secret.uri.startswith("otpauth://totp/Veche:organiser?secret=")
    with house.writing() as session:
        account = house.by(session)
        assert confirm_app_factor(session, now=house.now, keys=keys, account=account, code=app.at(house.now))
    house.move_to(house.now + timedelta(seconds=90))
    return app


def _list(house: House) -> list[str]:
    with house.writing() as session:
        return print_code_list(session, now=house.now, keys=house.application.keys, account=house.by(session))


def test_an_apps_code_works_once(bare_house: House) -> None:
    code = _app(bare_house).at(bare_house.now)
    assert _check(bare_house, f"{code[:3]} {code[3:]}").ok
    again = _check(bare_house, code)
    assert not again.ok
    assert "уже использован" in str(again.refusal)


@pytest.mark.parametrize(("seconds", "works"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(bare_house: House, seconds: int, works: bool) -> None:
    app = _app(bare_house)
    assert _check(bare_house, app.at(bare_house.now + timedelta(seconds=seconds))).ok is works


def test_an_earlier_code_is_no_good_after_a_later_one(bare_house: House) -> None:
    app = _app(bare_house)
    assert _check(bare_house, app.at(bare_house.now)).ok
    assert not _check(bare_house, app.at(bare_house.now - timedelta(seconds=30))).ok


def test_the_secret_lies_sealed(bare_house: House) -> None:
    app = _app(bare_house)
    with bare_house.reading() as session:
        kept = bare_house.by(session).app_secret
    assert kept is not None
    assert app.secret.encode() not in kept


def test_a_wrong_first_code_leaves_no_factor(bare_house: House) -> None:
    keys = bare_house.application.keys
    with bare_house.writing() as session:
        start_app_factor(session, now=bare_house.now, keys=keys, account=bare_house.by(session))
    with bare_house.writing() as session:
        account = bare_house.by(session)
        assert not confirm_app_factor(session, now=bare_house.now, keys=keys, account=account, code="000000")
    with bare_house.reading() as session:
        assert (bare_house.by(session).second_factor, bare_house.by(session).failed_codes) == (None, 1)


def test_a_list_has_twenty_codes_of_eight_digits_and_only_digests_are_kept(bare_house: House) -> None:
    codes = _list(bare_house)
    assert len(set(codes)) == 20
    assert all(len(code) == 8 and code.isdigit() for code in codes)
    with bare_house.reading() as session:
        kept = session.execute(select(OneTimeCode.number, OneTimeCode.digest)).all()
    assert sorted(number for number, _ in kept) == list(range(1, 21))
    assert not set(codes) & {digest for _, digest in kept}


def test_each_code_of_a_list_works_once_in_any_order(bare_house: House) -> None:
    codes = _list(bare_house)
    assert _check(bare_house, f"{codes[7][:4]}-{codes[7][4:]}").ok
    assert not _check(bare_house, codes[7]).ok
    assert _check(bare_house, codes[0]).ok


def test_ten_wrong_codes_lock_for_fifteen_minutes_and_the_password_stays_good(bare_house: House) -> None:
    codes = _list(bare_house)
    answers = [_check(bare_house, "00000000") for _ in range(10)]
    assert "15 мин" in str(answers[-1].refusal)
    assert not _check(bare_house, codes[0]).ok
    with bare_house.reading() as session:
        assert bare_house.by(session).locked_until is None
    bare_house.move_to(bare_house.now + timedelta(minutes=15))
    assert _check(bare_house, codes[0]).ok


def test_without_a_second_factor_no_code_is_right(bare_house: House) -> None:
    assert not _check(bare_house, "").ok


def test_a_second_factor_is_changed_with_a_code_of_the_former(bare_house: House) -> None:
    keys = bare_house.application.keys
    codes = _list(bare_house)
    with pytest.raises(Refused), bare_house.writing() as session:
        start_app_factor(session, now=bare_house.now, keys=keys, account=bare_house.by(session))
    with pytest.raises(Refused):
        _list(bare_house)
    with bare_house.writing() as session:
        account = bare_house.by(session)
        proof = check_one_time_code(session, now=bare_house.now, keys=keys, account=account, code=codes[0])
        fresh = print_code_list(session, now=bare_house.now, keys=keys, account=account, proof=proof)
    assert not _check(bare_house, codes[1]).ok, "the former list has ended"
    assert _check(bare_house, fresh[1]).ok


def test_a_code_of_another_account_is_no_good(bare_house: House) -> None:
    codes = _list(bare_house)
    with bare_house.writing() as session:
        other = session.get_one(Account, bare_house.observer)
        print_code_list(session, now=bare_house.now, keys=bare_house.application.keys, account=other)
        answer = check_one_time_code(
            session, now=bare_house.now, keys=bare_house.application.keys, account=other, code=codes[0]
        )
    assert not answer.ok
