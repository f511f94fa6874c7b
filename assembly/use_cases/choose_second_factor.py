"""The owner chooses where one-time codes come from: an app, or a printed list."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pyotp
from sqlalchemy import delete
from sqlalchemy.orm import Session

from assembly.errors import Refused
from assembly.model import Account, OneTimeCode, SecondFactor
from assembly.text import Text
from assembly.use_cases.check_one_time_code import STEP_SECONDS, CodeCheck, count_try, list_digest, take_app_code
from assembly.use_cases.sign_in import locked_sentence

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys

LIST_LENGTH = 20
LIST_DIGITS = 8
ISSUER = "Veche"


@dataclass(frozen=True, slots=True)
class AppSecret:
    """What the app is told: the secret to type, and the same as an otpauth address to show as a QR code."""

    secret: str
    uri: str


def start_app_factor(
    session: Session, *, now: datetime, keys: Keys, account: Account, proof: CodeCheck | None = None
) -> AppSecret:
    """A fresh secret for the app; it counts only after `confirm_app_factor`.

    An account that has a second factor already needs `proof`: a code of it, checked in the same transaction.
    Raises Refused without it. May be repeated: the last secret is the one.
    """
    _require_proof(account, proof)
    secret = pyotp.random_base32()
    account.app_secret = keys.seal(secret.encode())
    account.app_time_step = 0
    session.flush()
    uri = pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=account.login, issuer_name=ISSUER)
    return AppSecret(secret, uri)


def confirm_app_factor(session: Session, *, now: datetime, keys: Keys, account: Account, code: str) -> bool:
    """The first code of the app makes it the second factor; a wrong one counts as a wrong code.

    Returns False for a wrong code or while codes are locked. May be repeated until it is right; the code is used up.
    """
    return confirm_app_factor_check(session, now=now, keys=keys, account=account, code=code).ok


def confirm_app_factor_check(session: Session, *, now: datetime, keys: Keys, account: Account, code: str) -> CodeCheck:
    """The same with the sentence why not."""
    if account.codes_locked_until is not None and now < account.codes_locked_until:
        return CodeCheck(False, locked_sentence(account.codes_locked_until - now))
    digits = "".join(letter for letter in code if letter.isdigit())
    taken = take_app_code(session, now=now, keys=keys, account=account, digits=digits)
    answer = count_try(session, now=now, account=account, taken=taken)
    if answer.ok:
        account.second_factor = SecondFactor.APP
        session.flush()
    return answer


def print_code_list(
    session: Session, *, now: datetime, keys: Keys, account: Account, proof: CodeCheck | None = None
) -> list[str]:
    """Twenty fresh codes of eight digits, shown this once: only their digests are kept. The former list ends.

    An account that has a second factor already needs `proof`, as in `start_app_factor`; raises Refused without it.
    May be repeated with a new proof: the last list is the one.
    """
    _require_proof(account, proof)
    codes: list[str] = []
    while len(codes) < LIST_LENGTH:
        code = f"{secrets.randbelow(10**LIST_DIGITS):0{LIST_DIGITS}d}"
        if code not in codes:
            codes.append(code)
    session.execute(delete(OneTimeCode).where(OneTimeCode.account_id == account.id))
    session.add_all(
        OneTimeCode(account_id=account.id, number=number, digest=list_digest(keys, account, code))
        for number, code in enumerate(codes, start=1)
    )
    account.second_factor = SecondFactor.LIST
    session.flush()
    return codes


def _require_proof(account: Account, proof: CodeCheck | None) -> None:
    if account.second_factor is not None and not (proof is not None and proof.ok):
        raise Refused(
            Text("Чтобы сменить способ подтверждения, введите одноразовый код прежнего."), code="second_factor_set"
        )
