"""Every route as every role of two houses, against the list that people have read: tests/web/access.csv.

A route that is not in the list fails, and so does a line without a route. After a change that is meant, write the list
anew and read what changed before committing it:

    VECHE_WRITE_ACCESS=1 python -m pytest tests/web/test_access_matrix.py -q; git diff tests/web/access.csv

The columns: `owner` has the ballot of the address, `neighbour` is an owner of another flat of the same house, `other:…`
are the same roles in another house, `public` nobody who signed in. What stands there is the status of the answer to an
empty form with a good form key (so 200 and 303, but also 400, 409 and 422, say "let in").
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select, text

from assembly.model import BallotView, Base, Role
from assembly.web.access import Gate
from assembly.web.app import create_web
from assembly.web.places import PLACES
from tests.web.two_houses import Actor, TwoHouses, address, routes, two_houses

LIST = Path(__file__).with_name("access.csv")
WRITES = bool(os.environ.get("VECHE_WRITE_ACCESS"))
HERE = ["method", "path", "rule"]
REFUSED = {"401", "403", "404", "303 /sign-in"}
Matrix = dict[tuple[str, str], dict[str, str]]


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoHouses]:
    with two_houses(tmp_path_factory.mktemp("two-houses")) as built:
        yield built


@pytest.fixture(scope="module")
def client(houses: TwoHouses) -> Iterator[TestClient[Any]]:
    with TestClient(create_web(houses.application)) as opened:
        yield opened


@pytest.fixture(scope="module")
def matrix(houses: TwoHouses, client: TestClient[Any]) -> Matrix:
    """What every actor gets on every route: looking first, then doing; strangers before those who may."""
    found: Matrix = {}
    for method, path, handler in routes(client):
        row = found.setdefault((path, method), {"rule": handler.opt["access"].name})
        for actor in sorted(houses.actors.values(), key=lambda one: (not _is_stranger(one), one.name)):
            row[actor.name] = _ask(client, houses, actor, method, path, is_api=bool(handler.opt.get("api")))
    return found


def _is_stranger(actor: Actor) -> bool:
    return actor.account_id is None or actor.name.startswith("other:")


def _ask(
    client: TestClient[Any], houses: TwoHouses, actor: Actor, method: str, path: str, *, is_api: bool, names: Any = None
) -> str:
    if path == "/sign-out" and actor.account_id:
        actor = houses.browser(actor.name)
    where = address(path, names or houses.here)
    client.cookies.clear()
    if is_api:
        headers = {"Authorization": f"Bearer {actor.api_key}"} if actor.api_key else {}
        body: dict[str, Any] = {} if method == "GET" else {"json": {}}
    else:
        headers = {"Cookie": f"veche={actor.secret}"}
        body = {} if method == "GET" else {"data": {"form_key": actor.form_key}}
    answer = client.request(method, where, headers=headers, follow_redirects=False, **body)
    leads = answer.headers.get("location", "").split("?")[0]
    return f"{answer.status_code} /sign-in" if leads == "/sign-in" else str(answer.status_code)


def test_every_route_answers_every_role_as_the_list_says(matrix: Matrix, houses: TwoHouses) -> None:
    if WRITES:
        _write(matrix, houses)
    with LIST.open(encoding="utf-8", newline="") as file:
        listed = {(row["path"], row["method"]): row for row in csv.DictReader(file)}
    assert sorted(set(matrix) - set(listed)) == [], "routes that are not in tests/web/access.csv"
    assert sorted(set(listed) - set(matrix)) == [], "lines of tests/web/access.csv without a route"
    wrong = [
        f"{key[1]} {key[0]} as {name}: {got}, the list says {listed[key][name]}"
        for key, row in matrix.items()
        for name, got in row.items()
        if listed[key][name] != got
    ]
    assert wrong == []


def _write(matrix: Matrix, houses: TwoHouses) -> None:
    with LIST.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, [*HERE, *houses.actors], lineterminator="\n")
        out.writeheader()
        for (path, method), row in sorted(matrix.items()):
            out.writerow({"path": path, "method": method, **row})


def test_no_route_breaks(matrix: Matrix) -> None:
    broken = [f"{key[1]} {key[0]} as {name}" for key, row in matrix.items() for name, got in row.items() if got >= "500"
              and name != "rule"]  # fmt: skip
    assert broken == []


# What the list may never say, whoever writes it anew ----------------------------------------------------------------


def test_the_other_house_does_not_exist_for_strangers(matrix: Matrix) -> None:
    """Whatever the role in another house: an address of this one leads nowhere, unless it is open to everybody."""
    for (path, method), row in matrix.items():
        if row["rule"] == Gate.PUBLIC or not any(f"{{{name}}}" in path for name in PLACES):
            continue
        for name, got in row.items():
            if name.startswith("other:"):
                assert got == "404", f"{method} {path} as {name}: {got}"


def test_who_is_not_signed_in_sees_public_pages_only(matrix: Matrix) -> None:
    for (path, method), row in matrix.items():
        if row["rule"] != Gate.PUBLIC:
            assert row["public"] in REFUSED - {"404"}, f"{method} {path}: {row['public']}"


def test_a_ballot_is_seen_by_its_owner_alone(matrix: Matrix) -> None:
    own = [(key, row) for key, row in matrix.items() if row["rule"] == Gate.BALLOT]
    assert len(own) > 12
    for (path, method), row in own:
        assert row["owner"] not in {"401", "403"}, path
        for name, got in row.items():
            if name not in {"owner", "rule", "public"}:
                assert got == "404", f"{method} {path} as {name}: {got}"


def test_every_try_at_anothers_ballot_is_on_record(matrix: Matrix, houses: TwoHouses) -> None:
    with houses.application.database.reading() as session:
        tried = dict(
            session.execute(
                select(BallotView.account_id, func.count())
                .where(BallotView.refused, BallotView.ballot_id == houses.here["ballot_id"])
                .group_by(BallotView.account_id)
            ).all()
        )
    routes = sum(row["rule"] == Gate.BALLOT for row in matrix.values())
    for actor in houses.actors.values():
        expected = routes if actor.account_id and actor.name != "owner" else 0
        assert tried.get(actor.account_id, 0) == expected, actor.name


SECOND_PERSON = ("/confirm", "/confirm-all", "/read-all", "/law-read")
"""An observer may stand for a kind of decision beside its proposer: the one thing that an observer writes."""


def test_auditor_and_operator_are_let_into_no_act_of_the_house(matrix: Matrix) -> None:
    for (path, method), row in matrix.items():
        if method != "GET" and row["rule"] not in {Gate.PUBLIC, Gate.SIGNED_IN}:
            if "agenda/" in path and path.endswith(SECOND_PERSON):
                assert row["auditor"] != "403", f"{method} {path}: {row['auditor']}"
                continue
            assert row["auditor"] in {"403", "404"}, f"{method} {path}: {row['auditor']}"
            if not path.startswith("/phone/"):
                assert row["operator"] in {"403", "404"}, f"{method} {path}: {row['operator']}"


def test_the_desk_settles_and_counts_nothing(matrix: Matrix) -> None:
    for (path, method), row in matrix.items():
        if path.startswith(("/review/", "/queue/", "/objection", "/closing/", "/api/v1/reviews/", "/api/v1/disputes/")):
            assert row["desk"] == "403", f"{method} {path}: {row['desk']}"


def test_answers_and_scans_are_for_those_who_settle_or_audit(matrix: Matrix) -> None:
    """Pages that show how somebody voted, or the sheet itself."""
    for (path, method), row in matrix.items():
        if (
            "/mark/" in path
            or "/box/" in path
            or "/page/" in path
            or path.startswith(("/review/", "/watch/ballot", "/api/v1/pages/"))
        ):
            for name in ("operator", "desk", "organiser", "neighbour", "installer"):
                assert row[name] in {"403", "404"}, f"{method} {path} as {name}: {row[name]}"


def test_an_auditor_changes_nothing(houses: TwoHouses, client: TestClient[Any], matrix: Matrix) -> None:
    """Every act of the house, sent by the auditor: not one row is another afterwards (looks are noted, that is all)."""
    before = _everything(houses)
    for method, path, handler in routes(client):
        access = handler.opt["access"]
        if method != "GET" and access.gate in {Gate.ROLES, Gate.INSTALLER, Gate.BALLOT}:
            _ask(client, houses, houses.actors[Role.AUDITOR], method, path, is_api=bool(handler.opt.get("api")))
    assert _everything(houses) == before


def _everything(houses: TwoHouses) -> dict[str, list[Any]]:
    with houses.application.database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(text(f"SELECT * FROM {table.name}"))))  # noqa: S608 - our own names
            for table in Base.metadata.sorted_tables
            if table.name != BallotView.__tablename__
        }


def test_an_address_made_of_pieces_of_two_houses_leads_nowhere(houses: TwoHouses, client: TestClient[Any]) -> None:
    """Not for those who have every right in the first house, and not for those of the second."""
    tried = 0
    for method, path, handler in routes(client):
        names = [name for name in PLACES if f"{{{name}}}" in path]
        for name in names if len(names) > 1 else ():
            mixed = houses.here | {name: houses.there[name]}
            for who in (Role.ORGANISER, Role.COUNTER, Role.AUDITOR, "owner", "other:organiser", "other:owner"):
                got = _ask(
                    client, houses, houses.actors[who], method, path, is_api=bool(handler.opt.get("api")),
                    names=mixed | {"review_page": houses.there["page_id"]} if name == "page_id" else mixed,
                )  # fmt: skip
                assert got in {"403", "404"}, f"{method} {path} with another house's {name} as {who}: {got}"
                tried += 1
    assert tried > 60


def test_no_choice_is_told_to_the_operator(houses: TwoHouses, client: TestClient[Any], matrix: Matrix) -> None:
    """The telephone sees who has answered and never how: no page it may open says what an owner chose."""
    words = (">За<", ">Против<", ">Воздержался<", '"selections":')
    for (path, method), row in matrix.items():
        if method == "GET" and row[Role.OPERATOR] == "200" and path not in {"/api", "/api/openapi.json"}:
            actor = houses.actors[Role.OPERATOR]
            client.cookies.clear()
            headers = {"Authorization": f"Bearer {actor.api_key}"} if path.startswith("/api/") else {
                "Cookie": f"veche={actor.secret}"
            }  # fmt: skip
            shown = client.get(address(path, houses.here), headers=headers).text
            for word in words:
                assert word not in shown, f"{path} tells the operator {word}"
