"""Sixteen requests at the same moment: one code, one vote, one enrolment; on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pyotp
import pytest
from sqlalchemy import func, select

from assembly.errors import Refused
from assembly.model import Account, CastVote, Enrolment, LedgerEntry
from assembly.use_cases.check_one_time_code import check_one_time_code
from assembly.use_cases.choose_second_factor import confirm_app_factor, start_app_factor
from assembly.use_cases.enrol_owner import enrol_owner
from tests.use_cases.conftest import ready_application
from tests.use_cases.small_house import PASSWORD, House, small_house, voting

AT_ONCE = 16
T = TypeVar("T")


@pytest.fixture
def any_house(a_database_url: str, tmp_path: Path) -> Iterator[House]:
    """The small house on each database."""
    built = ready_application(tmp_path / "data", a_database_url)
    house = House(built).found()
    house.register()
    yield house
    built.close()


def together(work: Callable[[int], T]) -> list[T]:
    """Run the work sixteen times, all starting at one moment."""
    gate = threading.Barrier(AT_ONCE)

    def one(number: int) -> T:
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_one_code_of_a_list_casts_one_vote(any_house: House) -> None:
    (alla,) = voting(any_house, "Алла", vote_change_allowed=True)
    code = any_house.codes[alla][0]
    outcomes = together(lambda number: any_house.cast(alla, code=code, key=f"request-{number}"))
    assert sum(outcome.cast is not None for outcome in outcomes) == 1
    assert {outcome.code for outcome in outcomes if outcome.cast is None} == {"wrong_code"}
    with any_house.reading() as session:
        assert session.scalar(select(func.count()).select_from(CastVote)) == 1


def test_one_request_sent_sixteen_times_is_one_vote_for_all(any_house: House) -> None:
    (alla,) = voting(any_house, "Алла")
    code = any_house.codes[alla][0]
    outcomes = together(lambda _: any_house.cast(alla, code=code, key="one"))
    assert len({outcome.cast.id for outcome in outcomes if outcome.cast}) == 1
    assert all(outcome.refusal is None for outcome in outcomes)


def test_sixteen_owners_never_share_a_leaf(any_house: House) -> None:
    accounts = voting(any_house, "Алла", "Борис", "Вера", "Глеб", "Дарья", "Ева")
    together(lambda number: any_house.cast(accounts[number % len(accounts)], key=f"request-{number}"))
    with any_house.reading() as session:
        assert session.scalar(select(func.count()).select_from(CastVote)) == 6
        indexes = session.scalars(select(LedgerEntry.index).order_by(LedgerEntry.index)).all()
        assert list(indexes) == list(range(len(indexes)))


def test_one_code_of_an_app_is_right_once(any_house: House) -> None:
    keys = any_house.application.keys
    with any_house.writing() as session:
        app = pyotp.TOTP(start_app_factor(session, now=any_house.now, keys=keys, account=any_house.by(session)).secret)
    with any_house.writing() as session:
        assert confirm_app_factor(
            session, now=any_house.now, keys=keys, account=any_house.by(session), code=app.at(any_house.now)
        )
    any_house.move_to(any_house.now + timedelta(seconds=60))

    def check(_: int) -> bool:
        with any_house.writing() as session:
            account = any_house.by(session)
            return check_one_time_code(
                session, now=any_house.now, keys=keys, account=account, code=app.at(any_house.now)
            ).ok

    assert sum(together(check)) == 1


def test_wrong_codes_at_one_moment_are_all_counted(any_house: House) -> None:
    (alla,) = voting(any_house, "Алла")
    outcomes = together(lambda number: any_house.cast(alla, code="00000000", key=f"request-{number}"))
    assert all(outcome.cast is None for outcome in outcomes)
    with any_house.reading() as session:
        account = session.get_one(Account, alla)
        assert account.codes_locked_until is not None, "ten of sixteen lock, the others are not looked at"
        assert account.failed_codes == 0


def test_a_code_of_a_notice_enrols_once(any_house: House) -> None:
    any_house.drafted().announced()
    with any_house.reading() as session:
        code = any_house.code_of(session, "Алла")

    def enrol(number: int) -> bool:
        try:
            with any_house.writing() as session:
                enrol_owner(
                    session, now=any_house.now, keys=any_house.application.keys, code=code, login=f"somebody-{number}",
                    password=PASSWORD,
                )  # fmt: skip
        except Refused:
            return False
        return True

    assert sum(together(enrol)) == 1
    with any_house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
        assert session.scalar(select(func.count()).where(Account.login.like("somebody-%"))) == 1


def test_one_file_imported_twice_at_one_moment_is_one_snapshot(any_house: House) -> None:
    assert len(set(together(lambda _: any_house.register(small_house("ef" * 32))))) == 1
