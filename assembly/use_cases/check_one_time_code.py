"""A one-time code is checked and used up."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyotp
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from assembly.model import Account, OneTimeCode, SecondFactor
from assembly.text import Text
from assembly.use_cases.sign_in import locked_sentence

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys

WRONG_CODES_ALLOWED = 10
LOCKED_FOR = timedelta(minutes=15)
STEP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """Whether the code was right, and if not the sentence why."""

    ok: bool
    refusal: Text | None = None


def check_one_time_code(session: Session, *, now: datetime, keys: Keys, account: Account, code: str) -> CodeCheck:
    """Use up one code of the account's second factor: the app's (30 seconds, one step to each side) or the printed list's.

    A code works once, also for many requests at the same moment: it is taken by one atomic UPDATE. Ten wrong codes
    lock the second factor for 15 minutes. Returns a value and never raises, so that the count is committed.
    Not to be repeated: the second time the code is used up.
    """
    locked = session.execute(
        select(Account.codes_locked_until).where(Account.id == account.id).with_for_update(key_share=True)
    ).scalar_one()
    if locked is not None and now < locked:
        return CodeCheck(False, locked_sentence(locked - now))
    digits = re.sub(r"\D", "", code)
    if account.second_factor is None:
        return CodeCheck(False, Text("Второй способ подтверждения ещё не выбран."))
    if account.second_factor == SecondFactor.APP:
        taken = take_app_code(session, now=now, keys=keys, account=account, digits=digits)
    else:
        taken = _take_list_code(session, now=now, keys=keys, account=account, digits=digits)
    return count_try(session, now=now, account=account, taken=taken)


def take_app_code(session: Session, *, now: datetime, keys: Keys, account: Account, digits: str) -> bool:
    """Whether these digits are the app's code of now (or one step beside), not used before; takes it."""
    if account.app_secret is None or len(digits) != 6:
        return False
    app = pyotp.TOTP(keys.unseal(account.app_secret).decode(), interval=STEP_SECONDS)
    current = int(now.timestamp()) // STEP_SECONDS
    for step in (current, current - 1, current + 1):
        if hmac.compare_digest(app.generate_otp(step), digits):
            # The step only ever grows: of many requests with one code exactly one changes the row.
            return _changed_one(
                session.execute(
                    update(Account)
                    .where(Account.id == account.id, Account.app_time_step < step)
                    .values(app_time_step=step)
                    .execution_options(synchronize_session=False)
                )
            )
    return False


def count_try(session: Session, *, now: datetime, account: Account, taken: bool) -> CodeCheck:
    """Count a right or wrong code on the account's row and say what to tell."""
    if taken:
        values: dict[str, Any] = {"failed_codes": 0, "codes_locked_until": None}
    else:
        values = {"failed_codes": Account.failed_codes + 1}
    session.execute(
        update(Account).where(Account.id == account.id).values(values).execution_options(synchronize_session=False)
    )
    session.refresh(account, ["failed_codes", "codes_locked_until", "app_time_step"])
    if taken:
        return CodeCheck(True)
    if account.failed_codes >= WRONG_CODES_ALLOWED:
        account.failed_codes, account.codes_locked_until = 0, now + LOCKED_FOR
        return CodeCheck(False, locked_sentence(LOCKED_FOR))
    if account.second_factor == SecondFactor.LIST:
        return CodeCheck(
            False, Text("Этот одноразовый код не подходит или уже использован. Возьмите следующий из списка.")
        )
    return CodeCheck(
        False, Text("Этот одноразовый код не подходит или уже использован. Дождитесь в приложении следующего.")
    )


def list_digest(keys: Keys, account: Account, digits: str) -> str:
    """What is kept of one code of a printed list."""
    return keys.digest(f"one-time code\0{account.id}\0{digits}")


def _take_list_code(session: Session, *, now: datetime, keys: Keys, account: Account, digits: str) -> bool:
    if len(digits) != 8:
        return False
    return _changed_one(
        session.execute(
            update(OneTimeCode)
            .where(
                OneTimeCode.account_id == account.id,
                OneTimeCode.digest == list_digest(keys, account, digits),
                OneTimeCode.used_at.is_(None),
            )
            .values(used_at=now)
            .execution_options(synchronize_session=False)
        )
    )


def _changed_one(answer: Any) -> bool:
    assert isinstance(answer, CursorResult)  # noqa: S101 - for the type checker
    return answer.rowcount == 1
