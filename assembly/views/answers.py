"""What an owner has chosen so far, question by question, before the vote is cast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import Account, Ballot, OneTimeCode, SecondFactor, VoteDraft
from assembly.text import Text

CHOICES = {
    "for": Text("За"), "against": Text("Против"), "abstain": Text("Воздержусь"), "blank": Text("Без ответа"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with what is chosen; `choice` is empty where nothing is yet."""

    number: int
    title: str
    choice: str
    word: str


def answers(session: Session, *, ballot: Ballot, account: Account, language: str) -> Sequence[Answered]:
    """Every question of the ballot with the account's draft."""
    chosen = draft_of(session, ballot=ballot, account=account)
    return [
        Answered(item.number, item.title, choice := chosen.get(item.contest_id, ""), choice_word(choice, language))
        for item in ballot.items
    ]


def draft_of(session: Session, *, ballot: Ballot, account: Account) -> dict[str, str]:
    """The saved answers: {contest: option or "blank"}."""
    draft = session.get(VoteDraft, (ballot.id, account.id))
    return dict(draft.selections) if draft is not None else {}


def choice_word(choice: str, language: str) -> str:
    """The answer as the owner gives it: «За», «Воздержусь»; the name of the option where it has no word."""
    return CHOICES[choice].read(language) if choice in CHOICES else choice


def next_code_number(session: Session, *, account: Account) -> int | None:
    """The number of the next unused code of the printed list; None without a list, 0 where it is used up."""
    if account.second_factor != SecondFactor.LIST:
        return None
    number = session.scalar(
        select(OneTimeCode.number)
        .where(OneTimeCode.account_id == account.id, OneTimeCode.used_at.is_(None))
        .order_by(OneTimeCode.number)
        .limit(1)
    )
    return number or 0
