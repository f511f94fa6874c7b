"""The house of the web tests with two counters, an auditor, an operator, and paper that is doubtful in several ways."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageDraw
from sqlalchemy import select

from assembly.model import Account, Assembly, Ballot, Building, CastVote, DisputeKind, Review, Role, RoleGrant
from assembly.use_cases.create_account import create_account
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.print_ballots import print_ballot_file
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.use_cases.read_upload import read_upload
from assembly.use_cases.receive_ballot import receive_ballot
from assembly.use_cases.upload_batch import upload_batch
from tests.web.house import PASSWORD, House

STAFF = {
    "titova": ("Р. Титова", (Role.COUNTER,)),
    "nosov": ("К. Носов", (Role.COUNTER,)),
    "orlov": ("П. Орлов", (Role.DESK,)),
    "lisina": ("В. Лисина", (Role.AUDITOR,)),
    "zvonova": ("Е. Звонова", (Role.OPERATOR,)),
    "both": ("Д. Обоева", (Role.DESK, Role.COUNTER)),
}
Choices = dict[str, list[str]]
DPI = 200


@dataclass
class Counting:
    """The house, and what happens to its paper."""

    house: House

    def hire(self) -> None:
        """Everybody who works with paper, counts, watches or answers the telephone."""
        with self.house.application.database.writing() as session:
            building = session.get_one(Building, self.house.building_id)
            now = self.house.application.clock.now()
            for login, (name, roles) in STAFF.items():
                account = create_account(session, now=now, login=login, display_name=name, password=PASSWORD)
                for role in roles:
                    grant_role(session, now=now, account=account, building=building, role=role, by=None)

    def hire_one(self, login: str, name: str, role: Role) -> None:
        """One more person."""
        with self.house.application.database.writing() as session:
            now, building = self.house.application.clock.now(), session.get_one(Building, self.house.building_id)
            account = create_account(session, now=now, login=login, display_name=name, password=PASSWORD)
            grant_role(session, now=now, account=account, building=building, role=role, by=None)

    def only_counters(self, *logins: str) -> None:
        """Nobody else counts any more."""
        with self.house.application.database.writing() as session:
            for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.COUNTER)):
                if grant.account.login not in logins:
                    session.delete(grant)

    def account(self, session: Any, login: str) -> Account:
        found: Account = session.scalars(select(Account).where(Account.login == login)).one()
        return found

    def code(self, name: str) -> str:
        """The code of an owner's решение."""
        with self.house.application.database.reading() as session:
            return session.get_one(Ballot, self.house.ballot_id(name)).code

    def sheets(self, name: str, choices: Choices, *, signed: bool = True) -> list[Image.Image]:
        """An owner's решение as it comes from the printer, marked with a pen."""
        printed = io.BytesIO()
        ballot_id = self.house.ballot_id(name)
        layout = print_ballot_file(self.house.application, self.house.assembly_id, [ballot_id], printed)
        pages = next(one["pages"] for one in layout["ballots"] if one["ballot"] == self.code(name))
        return [_marked(printed, page, choices, signed=signed) for page in pages]

    def receive(self, name: str, by: str = "orlov") -> None:
        with self.house.application.database.writing() as session:
            receive_ballot(
                session, now=self.house.application.clock.now(), assembly=session.get_one(Assembly, self.house.assembly_id),
                code=self.code(name), by=self.account(session, by),
            )  # fmt: skip

    def scan(
        self,
        pages: list[Image.Image],
        *,
        by: str = "orlov",
        sheets: int | None = None,
        name: str = "скан.pdf",
        read: bool = True,
    ) -> str:
        """Upload the pages as one PDF and let the machine read them; the batch's id."""
        application = self.house.application
        with application.database.writing() as session:
            batch = upload_batch(
                session, now=application.clock.now(), files=application.files,
                assembly=session.get_one(Assembly, self.house.assembly_id), uploads=[(name, io.BytesIO(as_pdf(pages)))],
                sheets_counted=sheets or len(pages), by=self.account(session, by),
            )  # fmt: skip
            batch_id, uploads = batch.id, [upload.id for upload in batch.uploads]
        for upload in uploads if read else ():
            read_upload(application, upload)
        return batch_id

    def reviews(self, *, settled: bool = False) -> list[Review]:
        with self.house.application.database.reading() as session:
            query = (
                select(Review)
                .where(Review.assembly_id == self.house.assembly_id)
                .order_by(Review.created_at, Review.key)
            )
            return [one for one in session.scalars(query) if (one.settled_at is not None) == settled]

    def cast(self, name: str) -> CastVote:
        with self.house.application.database.reading() as session:
            query = select(CastVote).where(CastVote.ballot_id == self.house.ballot_id(name))
            return session.scalars(query).one()

    def object(self, name: str, kind: DisputeKind = DisputeKind.MISREAD, words: str = "Я отвечала иначе.") -> str:
        """An owner's objection, told by telephone; its id."""
        cast_id = self.cast(name).id
        with self.house.application.database.writing() as session:
            dispute = raise_dispute(
                session, now=self.house.application.clock.now(), cast_vote=session.get_one(CastVote, cast_id), kind=kind,
                words=words, by=self.account(session, "zvonova"),
            )  # fmt: skip
            return dispute.id

    def doubtful_paper(self) -> str:
        """Three решения and a letter in one pile: one clear, one with two answers, one unsigned, one not ours."""
        pages: list[Image.Image] = []
        for name in ("Титов", "Галеева", "Касымов"):
            self.receive(name)
        pages += self.sheets("Титов", {"1": ["for"], "2": ["against"], "3": ["for"], "4": ["abstain"]})
        pages += self.sheets("Галеева", {"1": ["for"], "2": ["against", "abstain"], "3": ["for"], "4": ["for"]})
        pages += self.sheets("Касымов", {"1": ["for"], "2": ["for"], "3": ["against"], "4": ["for"]}, signed=False)
        pages.append(letter())
        return self.scan(pages)


def letter() -> Image.Image:
    """A sheet that we have not printed."""
    picture = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(picture)
    for line in range(30):
        pen.line((200, 300 + 55 * line, 1400 - 37 * (line % 7), 300 + 55 * line), fill=30, width=9)
    return picture


def as_pdf(pages: list[Image.Image]) -> bytes:
    """The pages as one scanned file."""
    out = io.BytesIO()
    pages[0].save(out, "PDF", resolution=DPI, save_all=True, append_images=pages[1:])
    return out.getvalue()


def _marked(printed: io.BytesIO, page: dict[str, Any], choices: Choices, *, signed: bool) -> Image.Image:
    document = pdfium.PdfDocument(printed.getvalue())
    picture = document[page["pdf_page"]].render(scale=DPI / 72).to_pil().convert("L")
    document.close()
    pen = ImageDraw.Draw(picture)
    for box in page["options"]:
        if box["option"] in choices.get(box["contest"], ()):
            x, y, width, height = (value * DPI / 25.4 for value in box["box_mm"])
            pen.line(((x + 6, y + 6), (x + width - 6, y + height - 6)), fill=40, width=6)
            pen.line(((x + width - 6, y + 6), (x + 6, y + height - 6)), fill=40, width=6)
    for field in page.get("fields", []):
        if field["field"] == "signature" and not signed:
            continue
        x, y, width, height = (value * DPI / 25.4 for value in field["box_mm"])
        pen.line(
            [(x + width * (0.1 + 0.04 * at), y + height * (0.3 + 0.4 * (at % 2))) for at in range(20)], fill=40, width=5
        )
    return picture
