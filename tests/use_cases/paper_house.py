"""The small house with its ballots printed, a desk, two counters, and sheets that a test says have been read."""

from __future__ import annotations

import hashlib
import io
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from assembly.model import (
    Account,
    Ballot,
    BallotPage,
    Batch,
    Building,
    CastVote,
    Decision,
    LedgerEntry,
    Owner,
    Review,
    Role,
    ScannedPage,
    Upload,
)
from assembly.use_cases.adjudicate_review import adjudicate_review
from assembly.use_cases.close_voting import close_voting
from assembly.use_cases.create_account import create_account
from assembly.use_cases.end_acceptance import end_acceptance
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.issue_ballots import prepare_ballots
from assembly.use_cases.open_objections import open_objections
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.receive_ballot import receive_ballot
from assembly.use_cases.upload_batch import upload_batch
from ballots.code import sign_payload
from scanner.reading import Mark, PageReading
from tests.use_cases.small_house import CLOSES, PASSWORD, House

FOR_ALL = {"1": "for", "2": "for", "3": "for"}
_number = itertools.count(1)


@dataclass
class Paper:
    """The house, who works with paper in it, and what the scanner will say next."""

    house: House
    monkeypatch: pytest.MonkeyPatch
    people: dict[str, str] = field(default_factory=dict)
    pages_a_ballot: int = 1

    def ready(self) -> Paper:
        for login, role in (("desk", Role.DESK), ("one", Role.COUNTER), ("two", Role.COUNTER), ("three", Role.COUNTER)):
            with self.house.writing() as session:
                account = create_account(
                    session, now=self.house.now, login=login, display_name=login.title(), password=PASSWORD
                )
                building = session.get_one(Building, self.house.building)
                grant_role(
                    session,
                    now=self.house.now,
                    account=account,
                    building=building,
                    role=role,
                    by=self.house.by(session),
                )
                self.people[login] = account.id
        self._print()
        return self

    def _print(self) -> None:
        """Issue the ballots and say where their boxes stand, as printing would."""
        with self.house.writing() as session:
            ballots = prepare_ballots(
                session, now=self.house.now, keys=self.house.application.keys, settings=self.house.application.settings,
                assembly=self.house.meeting(session), by=self.house.by(session), spares=2,
            )  # fmt: skip
            for ballot in ballots:
                self.lay_out(session, ballot)

    def lay_out(self, session: Session, ballot: Ballot) -> None:
        """One page, or two with the third question and the signature on the second."""
        contests = [["1", "2", "3"]] if self.pages_a_ballot == 1 else [["1", "2"], ["3"]]
        definition = (self.house.meeting(session).definition_sha256 or "")[:16].upper()
        for number, names in enumerate(contests, 1):
            payload = sign_payload(
                self.house.application.keys.ballot_mac, ballot=ballot.code, page=number, of=len(contests),
                definition=definition, token=ballot.token,
            )  # fmt: skip
            options = [
                {"contest": name, "option": option, "box_mm": [110 + 10 * place, 60 + 20 * int(name), 5, 5]}
                for name in names
                for place, option in enumerate(("for", "against", "abstain"))
            ]
            fields = [{"field": "signature", "box_mm": [20, 260, 80, 14]}] if number == len(contests) else []
            session.add(
                BallotPage(
                    ballot_id=ballot.id, page=number, of=len(contests), payload=payload,
                    layout={"page": number, "of": len(contests), "pdf_page": 0, "options": options, "fields": fields},
                )
            )  # fmt: skip
        ballot.state = "printed"

    # What is on a sheet ---------------------------------------------------------------------------------------------

    def sheet(
        self,
        ballot: str,
        said: Mapping[str, str] | None = None,
        *,
        page: int = 1,
        doubts: Sequence[str] = (),
        signed: bool = True,
        dated: bool = True,
        **more: Any,
    ) -> PageReading:
        """A page of this owner's ballot, read: what it says by contest, what the reader doubts."""
        with self.house.reading() as session:
            printed = session.get_one(BallotPage, (self.ballot(session, ballot).id, page))
            payload, of, layout = printed.payload, printed.of, printed.layout
            code = self.ballot(session, ballot).code
        contests = dict.fromkeys(option["contest"] for option in layout["options"])
        selections = {name: (said or FOR_ALL).get(name, "blank") for name in contests}
        last = page == of
        return PageReading(
            "x", 0, "interpreted", ballot=code, page=page, of=of, payload=payload, selections=selections,
            marks=tuple(Mark(c, s, "marked", 0.4) for c, s in selections.items() if s in {"for", "against", "abstain"}),
            needs_person=tuple(doubts), fields={"signature": signed, "date": dated} if last else {},
            boxes_px={name: {"for": (100.0, 50.0, 20.0, 20.0)} for name in contests}, **more,
        )  # fmt: skip

    def strange(self, outcome: str, reason: str, payload: str | None = None) -> PageReading:
        return PageReading("x", 0, outcome, reason, payload=payload)

    # What people do -------------------------------------------------------------------------------------------------

    def upload(self, *readings: PageReading, by: str = "desk", sheets: int | None = None, read: bool = True) -> str:
        """Upload one file with these pages and let the worker read it; the id of the upload."""
        content = f"file {next(_number)}".encode()
        with self.house.writing() as session:
            batch = upload_batch(
                session, now=self.house.now, files=self.house.application.files, assembly=self.house.meeting(session),
                uploads=[("scan.pdf", io.BytesIO(content))], sheets_counted=sheets or len(readings) or 1,
                by=session.get_one(Account, self.people[by]),
            )  # fmt: skip
            upload_id = batch.uploads[0].id
        self.will_read(readings)
        if read:
            read_upload(self.house.application, upload_id)
        return upload_id

    def will_read(self, readings: Sequence[PageReading], *, dies_after: int | None = None) -> None:
        """The scanner's next answer: these pages; or dies after so many of them."""

        def answer(path: Path, *, layout: Path, out: Path, skip: set[int]) -> Iterator[PageReading]:
            assert path.exists()
            assert layout.read_text().startswith('{"page_size_mm"')
            out.mkdir(exist_ok=True)
            for index, reading in enumerate(readings):
                if dies_after is not None and index >= dies_after:
                    raise KeyboardInterrupt
                if index in skip:
                    continue
                image = out / f"{index}.jpg"
                image.write_bytes(picture(reading))
                yield _at(reading, index, image)

        self.monkeypatch.setattr("scanner.read_upload", answer)

    def receive(self, ballot: str, by: str = "desk") -> None:
        with self.house.writing() as session:
            receive_ballot(
                session, now=self.house.now, assembly=self.house.meeting(session),
                code=self.ballot(session, ballot).code, by=session.get_one(Account, self.people[by]),
            )  # fmt: skip

    def answer(
        self, review: Review | str, answer: str, by: str = "one", note: str = "проверено", **more: Any
    ) -> Review:
        with self.house.writing() as session:
            return adjudicate_review(
                session, now=self.house.now,
                review=session.get_one(Review, review if isinstance(review, str) else review.id),
                answer={"answer": answer, **more}, by=session.get_one(Account, self.people[by]), note=note,
            )  # fmt: skip

    def read_twice(self, review: Review | str, answer: str, *, by: tuple[str, str] = ("one", "two")) -> Review:
        """Two people read a mark the same."""
        self.answer(review, answer, by=by[0])
        return self.answer(review, answer, by=by[1])

    def end(self) -> None:
        self.house.move_to(CLOSES + timedelta(minutes=1))
        with self.house.writing() as session:
            end_acceptance(session, now=self.house.now, assembly=self.house.meeting(session), by=None)

    def objections(self) -> None:
        with self.house.writing() as session:
            open_objections(session, now=self.house.now, assembly=self.house.meeting(session), by=None)

    def close(self) -> list[Decision]:
        with self.house.reading() as session:
            until = self.house.meeting(session).objections_until
            assert until is not None
        self.house.move_to(until)
        with self.house.writing() as session:
            return close_voting(session, now=self.house.now, assembly=self.house.meeting(session), by=None)

    # What is there afterwards ---------------------------------------------------------------------------------------

    def ballot(self, session: Session, owner: str) -> Ballot:
        """The ballot of an owner by name, a print of it («Алла#2»), or a spare («spare»)."""
        name, _, number = owner.partition("#")
        query = select(Ballot).where(Ballot.assembly_id == self.house.assembly)
        if name == "spare":
            return session.scalars(query.where(Ballot.owner_id.is_(None)).order_by(Ballot.number)).first()  # type: ignore[return-value]
        query = query.join(Owner, Owner.id == Ballot.owner_id).where(Owner.name.like(f"%{name}%"))
        return session.scalars(query.where(Ballot.print_number == int(number or 1))).one()

    def reviews(self, *, settled: bool = False) -> list[Review]:
        with self.house.reading() as session:
            query = (
                select(Review).where(Review.assembly_id == self.house.assembly).order_by(Review.created_at, Review.key)
            )
            return [one for one in session.scalars(query) if (one.settled_at is not None) == settled]

    def only_review(self) -> Review:
        (review,) = self.reviews()
        return review

    def casts(self, owner: str) -> list[CastVote]:
        with self.house.reading() as session:
            ballot = self.ballot(session, owner)
            return list(session.scalars(select(CastVote).where(CastVote.ballot_id == ballot.id)))

    def cast(self, owner: str) -> CastVote:
        (cast,) = self.casts(owner)
        return cast

    def state(self, owner: str) -> str:
        with self.house.reading() as session:
            return str(self.ballot(session, owner).state)

    def pages(self, upload_id: str) -> list[ScannedPage]:
        with self.house.reading() as session:
            query = select(ScannedPage).where(ScannedPage.upload_id == upload_id).order_by(ScannedPage.index)
            return list(session.scalars(query))

    def upload_row(self, upload_id: str) -> Upload:
        with self.house.reading() as session:
            return session.get_one(Upload, upload_id)

    def ledger(self) -> list[str]:
        with self.house.reading() as session:
            query = select(LedgerEntry.kind).where(LedgerEntry.assembly_id == self.house.assembly)
            return list(session.scalars(query.order_by(LedgerEntry.index)))

    def batch(self) -> str:
        with self.house.reading() as session:
            return session.scalars(select(Batch.id).order_by(Batch.number.desc())).first() or ""

    def print_again(self, owner: str) -> None:
        with self.house.writing() as session:
            for ballot in prepare_ballots(
                session, now=self.house.now, keys=self.house.application.keys, settings=self.house.application.settings,
                assembly=self.house.meeting(session), by=self.house.by(session), only=[self.ballot(session, owner)],
            ):  # fmt: skip
                self.lay_out(session, ballot)


def picture(reading: PageReading) -> bytes:
    """Stands for the page's picture: the same reading object is the same picture."""
    return hashlib.sha256(f"{id(reading)} {reading.payload}".encode()).digest()


def _at(reading: PageReading, index: int, image: Path) -> PageReading:
    from dataclasses import replace

    return replace(reading, index=index, image=str(image))
