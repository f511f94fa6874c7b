"""Two houses in one installation, each with everything an address can lead to, and somebody in every role of each."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient
from sqlalchemy import select

from assembly.bootstrap import Application, build_application
from assembly.model import (
    Account,
    AgendaItem,
    Attachment,
    Ballot,
    Base,
    Batch,
    Building,
    CastVote,
    Dispute,
    DisputeKind,
    Document,
    Holding,
    Notice,
    NoticeEvidence,
    Owner,
    RegisterSnapshot,
    Review,
    Role,
    ScannedPage,
    Upload,
)
from assembly.settings import Settings
from assembly.use_cases.create_account import create_account
from assembly.use_cases.create_api_key import create_api_key
from assembly.use_cases.grant_role import grant_role
from assembly.use_cases.raise_dispute import raise_dispute
from assembly.web.access import routes_of
from assembly.web.sessions import csrf_of, new_secret, open_session
from tests.use_cases.paper_house import Paper
from tests.use_cases.small_house import House as SmallHouse
from tests.use_cases.small_house import voting
from tests.web.counting.counting_house import Counting
from tests.web.house import PASSWORD, build_house, give_on_paper

NOW = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)


class _Clock:
    """Stands where it is moved."""

    moment = NOW

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> datetime:
        self.moment = moment
        return moment

    def pass_(self, **parts: float) -> None:
        self.moment += timedelta(**parts)


STAFF = (Role.ORGANISER, Role.DESK, Role.COUNTER, Role.AUDITOR, Role.OPERATOR)
PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who opens pages: a browser's secret and its form key, and a key of the API."""

    name: str
    account_id: str | None
    secret: str
    form_key: str
    api_key: str = ""


@dataclass
class TwoHouses:
    """The installation, who is in it, and what the addresses of each house are made of."""

    application: Application
    actors: dict[str, Actor] = field(default_factory=dict)
    here: dict[str, str] = field(default_factory=dict)
    """{name in an address: id} in the first house, seen from the owner of flat 47."""
    there: dict[str, str] = field(default_factory=dict)
    """The same in the other house."""

    def browser(self, name: str) -> Actor:
        """A browser of its own for this person: signing it out leaves the others alone."""
        known = self.actors[name]
        return _actor(self.application, name, known.account_id, api=False)


@contextmanager
def two_houses(folder: Path) -> Iterator[TwoHouses]:
    """An installation of its own with both houses."""
    settings, clock = Settings(data=folder / "data", training=True, operator="state_system"), _Clock()
    application = replace(build_application(settings), clock=clock)
    application.database.wake = None
    Base.metadata.create_all(application.database.engine)
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield build_two_houses(application, folder, clock, monkeypatch)
    application.close()


def routes(client: TestClient[Any]) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Every (method, path, handler): looking first, then doing."""
    found = [
        (method, path, handler)
        for path, handler in routes_of(client.app)
        for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"})
    ]
    return sorted(found, key=lambda one: (one[0] != "GET", one[1], one[0]))


PLAIN = {
    "contest": "1",
    "key": "public",
    "option": "for",
    "number": "1",
    "kind": "protocol",
    "name": "protocol.pdf",
    "path": "nowhere",
    "mark_id": "nothing",
}
"""What stands in an address where it names no thing of a house."""
SPECIAL = {
    "/static/{name}": {"name": "veche.css"},
    "/a/{assembly_id}/document/{kind}": {"kind": "protocol"},
    "/assembly/{assembly_id}/ballots/{name}": {"name": "ballots.pdf"},
}


def address(path: str, names: Mapping[str, str]) -> str:
    """The path with an id in each of its places."""
    values = PLAIN | dict(names) | SPECIAL.get(path, {})
    if path.startswith("/review/"):
        values["page_id"] = names["review_page"]
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path, f"nobody says what stands in {path}"
    return path


def build_two_houses(application: Application, folder: Path, clock: Any, monkeypatch: pytest.MonkeyPatch) -> TwoHouses:
    """Both assemblies are open for voting; votes came online and on paper, some wait for a person, one is disputed."""
    made = TwoHouses(application)
    house = build_house(application, folder, clock)
    counting = Counting(house)
    counting.hire()
    clock.move_to(NOW)
    give_on_paper(house, "Белова", {"1": "for", "2": "against", "3": "abstain", "4": "for"})
    counting.doubtful_paper()
    with application.database.writing() as session:
        belova = session.scalars(select(Account).where(Account.login == "belova")).one()
        cast = session.scalars(select(CastVote).where(CastVote.ballot_id == house.ballot_id("Белова"))).one()
        raise_dispute(session, now=NOW, cast_vote=cast, kind=DisputeKind.MISREAD, words="Я отвечала иначе.", by=belova)
    small = _the_other_house(application, clock, monkeypatch)
    clock.move_to(NOW)
    for assembly_id in (house.assembly_id, small.assembly):
        _add_documents(application, assembly_id)
    made.here = _addresses(application, house.assembly_id, "Белова")
    made.there = _addresses(application, small.assembly, "Тестова Ева")
    _hire(made, house.building_id, small.building)
    return made


def _the_other_house(application: Application, clock: Any, monkeypatch: pytest.MonkeyPatch) -> SmallHouse:
    clock.move_to(datetime(2026, 3, 1, 9, 0, tzinfo=UTC))
    small = SmallHouse(application).found()
    small.register()
    alla, _eva = voting(small, "Алла", "Ева")
    paper = Paper(small, monkeypatch).ready()
    clock.move_to(NOW)
    small.cast(alla)
    paper.upload(
        paper.sheet("Ева"), paper.sheet("Борис", {"1": "person", "2": "for", "3": "for"}, doubts=("marginal_mark:1",))
    )
    with small.writing() as session:
        cast = session.scalars(select(CastVote).where(CastVote.ballot_id == paper.ballot(session, "Ева").id)).one()
        eva = session.get_one(Account, cast.ballot.owner.account_id) if cast.ballot.owner else None
        assert eva is not None
        raise_dispute(session, now=NOW, cast_vote=cast, kind=DisputeKind.NOT_MINE, words="Не я.", by=eva)
    return small


def _add_documents(application: Application, assembly_id: str) -> None:
    """As if the count were over: whoever may not have them must not get them even where they lie."""
    kinds = {"protocol": "pdf", "protocol_public": "pdf", "sums": "xlsx", "archive": "zip", "ballots": "pdf"}
    with application.database.writing() as session:
        there = set(session.scalars(select(Document.kind).where(Document.assembly_id == assembly_id)))
        for kind, end in kinds.items():
            if kind not in there:
                sha256 = application.files.put(io.BytesIO(f"{kind} of {assembly_id}".encode()))
                session.add(
                    Document(
                        assembly_id=assembly_id, kind=kind, name=f"{kind}.{end}", sha256=sha256,
                        media_type="application/octet-stream", created_at=NOW,
                    )
                )  # fmt: skip


def _addresses(application: Application, assembly_id: str, owner_name: str) -> dict[str, str]:
    with application.database.reading() as session:

        def one(noun: Any, *conditions: Any, order: Any = None) -> Any:
            return session.scalars(
                select(noun).where(*conditions).order_by(order if order is not None else noun.id)
            ).first()

        item = one(AgendaItem, AgendaItem.assembly_id == assembly_id, order=AgendaItem.number)
        papers = select(Attachment.id).join(AgendaItem).where(AgendaItem.assembly_id == assembly_id)
        building = item.assembly.building_id
        owner = one(Owner, Owner.building_id == building, Owner.name.startswith(owner_name))
        ballot = one(Ballot, Ballot.assembly_id == assembly_id, Ballot.owner_id == owner.id, order=Ballot.number)
        cast = one(CastVote, CastVote.ballot_id == ballot.id)
        page = one(ScannedPage, ScannedPage.ballot_id == ballot.id, order=ScannedPage.page)
        review = one(Review, Review.assembly_id == assembly_id, Review.page_id.is_not(None), order=Review.key)
        snapshot = one(RegisterSnapshot, RegisterSnapshot.building_id == building)
        batch = one(Batch, Batch.assembly_id == assembly_id, order=Batch.number)
        return {
            "assembly_id": assembly_id, "building_id": building, "item_id": item.id, "owner_id": owner.id,
            "attachment_id": session.scalar(papers) or "none", "ballot_id": ballot.id, "cast_id": cast.id,
            "page_id": page.id, "review_id": review.id, "review_page": review.page_id, "snapshot_id": snapshot.id,
            "holding_id": one(Holding, Holding.snapshot_id == snapshot.id, Holding.owner_id == owner.id).id,
            "notice_id": one(Notice, Notice.assembly_id == assembly_id, Notice.owner_id == owner.id).id,
            "evidence_id": one(
                NoticeEvidence, NoticeEvidence.assembly_id == assembly_id, NoticeEvidence.kind == "signed_list"
            ).id,
            "batch_id": batch.id, "upload_id": one(Upload, Upload.batch_id == batch.id).id,
            "dispute_id": one(Dispute, Dispute.assembly_id == assembly_id).id,
        }  # fmt: skip


def _hire(made: TwoHouses, here: str, there: str) -> None:
    application = made.application
    accounts: dict[str, str | None] = {PUBLIC: None}
    with application.database.writing() as session:

        def person(login: str, **more: Any) -> Account:
            return create_account(session, now=NOW, login=login, display_name=login, password=PASSWORD, **more)

        for name, building_id in (("", here), ("other:", there)):
            building = session.get_one(Building, building_id)
            for role in STAFF:
                account = person(f"{name}{role}-of-this-test")
                grant_role(session, now=NOW, account=account, building=building, role=role, by=None)
                accounts[f"{name}{role}"] = account.id
        accounts["installer"] = person("installer-of-this-test", is_installer=True).id
        for name, owner, building_id in (
            ("owner", "Белова", here),
            ("neighbour", "Титов", here),
            ("other:owner", "Тестова Ева", there),
        ):
            accounts[name] = session.scalars(
                select(Owner.account_id).where(Owner.name.startswith(owner), Owner.building_id == building_id)
            ).one()
    order = [PUBLIC, "owner", "neighbour", *STAFF, "other:owner", *(f"other:{role}" for role in STAFF), "installer"]
    with application.database.writing() as session:
        owner = session.get_one(Account, accounts["owner"])
        row, _ = create_api_key(session, now=NOW, keys=application.keys, account=owner, label="to be taken back")
        session.flush()
        made.here["key_id"] = row.id
    made.actors = {str(name): _actor(application, str(name), accounts[str(name)]) for name in order}


def _actor(application: Application, name: str, account_id: str | None, *, api: bool = True) -> Actor:
    keys = application.keys
    if account_id is None:
        secret = new_secret()
        return Actor(name, None, secret, csrf_of(keys, secret))
    with application.database.writing() as session:
        account = session.get_one(Account, account_id)
        secret = open_session(session, keys=keys, account=account, language="ru", now=NOW)
        if not api:
            return Actor(name, account_id, secret, csrf_of(keys, secret))
        _row, key = create_api_key(session, now=NOW, keys=keys, account=account, label="test")
        return Actor(name, account_id, secret, csrf_of(keys, secret), key)
