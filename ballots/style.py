"""What one voter is given: which questions, in which words, and what is printed of the voter.

Everything here is finished text: the printer computes nothing and asks nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

from ballots.code import sign_payload
from ballots.contest import MAX_CONTESTS, Contest

LANGUAGES = ("ru", "en", "kk", "tt")


@dataclass(frozen=True)
class Meeting:
    """What is printed of the assembly. An empty string leaves its line out.

    form: "очно-заочное голосование"; discussion: date, time and place; accepted_until: last moment of acceptance;
    accepted_at: its address; initiator; telephone for questions; storage is not printed here.
    """

    address: str
    form: str
    discussion: str
    accepted_until: str
    accepted_at: str
    initiator: str
    telephone: str = ""


@dataclass(frozen=True)
class BallotStyle:
    """The part that many ballots share: draw it once, print it ten thousand times.

    definition: 16 upper-case hexadecimal letters (contest.definition_hash); training: print that no vote is real;
    duplex: add a blank back so that every ballot starts on a front side; marking_rule: how to mark and how to correct,
    where a pack's rules differ from the printed words.
    Raises ValueError for a language without printed words, no contests or more than 60, or ids that repeat.
    """

    meeting: Meeting
    contests: tuple[Contest, ...]
    definition: str
    language: str = "ru"
    large_print: bool = False
    duplex: bool = False
    training: bool = False
    marking_rule: str = ""

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"no printed words in {self.language!r}")
        if not 1 <= len(self.contests) <= MAX_CONTESTS:
            raise ValueError(f"a ballot has 1 to {MAX_CONTESTS} questions, not {len(self.contests)}")
        if len({contest.id for contest in self.contests}) != len(self.contests):
            raise ValueError("two questions have the same id")


@dataclass(frozen=True, slots=True)
class Premises:
    """One row of the table: number ("кв. 12а"), area, share, votes as finished figures, title document."""

    number: str
    area: str
    share: str
    votes: str
    title_document: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose decision it is. birth_date, snils: None prints a line to fill in; ogrn and signatory only for a company."""

    name: str
    birth_date: str | None = None
    snils: str | None = None
    company: bool = False
    ogrn: str | None = None
    signatory: str | None = None


@dataclass(frozen=True, slots=True)
class BallotSheet:
    """One ballot to print. holder None: a spare blank with lines to fill in.

    ballot: its code; token: 20 random letters of code.new_token; key: the assembly's key for the QR's MAC;
    total_votes: finished figure; representative, authority: who signs for the holder, and by which document.
    """

    style: BallotStyle
    ballot: str
    token: str
    key: bytes
    holder: Holder | None = None
    premises: tuple[Premises, ...] = ()
    total_votes: str = ""
    representative: str = ""
    authority: str = ""

    def payload(self, page: int, of: int) -> str:
        """The QR text of one page."""
        return sign_payload(
            self.key, ballot=self.ballot, page=page, of=of, definition=self.style.definition, token=self.token
        )
