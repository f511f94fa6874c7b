"""Requests that no page of ours sends: forged forms, numbers without bounds, bodies that are junk. Never a 500."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import text

from assembly.model import BallotView, Base, WebSession
from assembly.web.access import Access, Gate
from assembly.web.app import create_web
from tests.web.two_houses import Actor, TwoHouses, address, routes, two_houses

HUGE = str(10**30)
ODD = (
    HUGE,
    "-1",
    "0",
    "",
    "٣",
    "1e9",
    "%00",
    "я" * 300,
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>",
    "2026-99-99T99:99",
)
WEB = Path(__file__).resolve().parents[2] / "assembly" / "web"


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoHouses]:
    with two_houses(tmp_path_factory.mktemp("hostile")) as built:
        yield built


@pytest.fixture(scope="module")
def client(houses: TwoHouses) -> Iterator[TestClient[Any]]:
    with TestClient(create_web(houses.application)) as opened:
        yield opened


def _let_in(houses: TwoHouses, access: Access) -> Actor:
    """Somebody whom the route lets in."""
    plain = {Gate.PUBLIC: "public", Gate.SIGNED_IN: "owner", Gate.BALLOT: "owner", Gate.INSTALLER: "installer"}
    return houses.actors[plain.get(access.gate) or min(access.roles)]


def _everything(houses: TwoHouses) -> dict[str, list[str]]:
    skipped = {BallotView.__tablename__, WebSession.__tablename__}
    with houses.application.database.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(text(f"SELECT * FROM {table.name}"))))  # noqa: S608 - our own names
            for table in Base.metadata.sorted_tables
            if table.name not in skipped
        }


def _names_in_source(call: str) -> list[str]:
    """The names that the pages read from a form (`form`) or an address (`query`)."""
    pattern = re.compile(rf"{call}[a-z_]*\(\s*\"([a-z_]+)\"")
    return sorted({name for file in WEB.rglob("*.py") for name in pattern.findall(file.read_text("utf-8"))})


def test_no_form_is_taken_without_the_key_of_its_own_browser(houses: TwoHouses, client: TestClient[Any]) -> None:
    before, forms = _everything(houses), 0
    for method, path, handler in routes(client):
        if method == "GET" or handler.opt.get("api"):
            continue
        forms += 1
        actor = _let_in(houses, handler.opt["access"])
        others = houses.actors["neighbour" if actor.name != "neighbour" else "owner"].form_key
        for key in (None, "", others, actor.form_key[:-1], actor.form_key.upper() + "\x00", "ключ"):
            client.cookies.clear()
            answer = client.post(
                address(path, houses.here), data={} if key is None else {"form_key": key},
                headers={"Cookie": f"veche={actor.secret}"}, follow_redirects=False,
            )  # fmt: skip
            assert answer.status_code == 403, f"{path} with the key {key!r}: {answer.status_code}"
        client.cookies.clear()
        bare = client.post(address(path, houses.here), data={"form_key": actor.form_key}, follow_redirects=False)
        assert bare.status_code in {403, 404}, f"{path} without a cookie: {bare.status_code}"
    assert forms > 40
    assert _everything(houses) == before


def test_no_personal_page_may_be_kept_by_a_browser(houses: TwoHouses, client: TestClient[Any]) -> None:
    for method, path, handler in routes(client):
        if method != "GET" or path.startswith("/static") or path == "/health":
            continue
        answer = _open(client, houses, path, handler)
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], path
        kind = answer.headers.get("content-type", "")
        assert not kind.startswith("text/html") or "<script>" not in answer.text, path


def test_numbers_and_names_in_addresses_have_bounds(houses: TwoHouses, client: TestClient[Any]) -> None:
    asked = _names_in_source("query")
    assert len(asked) > 5
    wrong = []
    for method, path, handler in routes(client):
        if method != "GET":
            continue
        for value in (HUGE, "-1", "%00", "я"):
            names = houses.here | dict.fromkeys(("number", "contest", "option", "kind", "name", "path"), value)
            for query in ("", "&".join(f"{name}={value}" for name in asked)):
                answer = _open(client, houses, path, handler, names=names, query=query)
                if answer.status_code >= 500:
                    wrong.append(f"{path} {value} ?{query[:20]}: {answer.status_code}")
        for name in [name for name in houses.here if f"{{{name}}}" in path]:
            found = {
                one: _open(client, houses, path, handler, names=houses.here | {name: one}) for one in (HUGE, "x" * 3000)
            }
            wrong += [
                f"{path} with {name} = {one[:40]}" for one, got in found.items() if got.status_code not in {404, 303}
            ]
    assert wrong == []


def _open(
    client: TestClient[Any], houses: TwoHouses, path: str, handler: Any, *, names: Any = None, query: str = ""
) -> Any:
    actor = _let_in(houses, handler.opt["access"])
    client.cookies.clear()
    headers = {"Cookie": f"veche={actor.secret}"}
    if handler.opt.get("api"):
        headers = {"Authorization": f"Bearer {actor.api_key}"}
    plain = path
    for name, value in (names or {}).items():
        plain = plain.replace(f"{{{name}}}", value)
    return client.get(
        address(plain, houses.here) + (f"?{query}" if query else ""), headers=headers, follow_redirects=False
    )


def test_forms_full_of_junk_are_answered_calmly(houses: TwoHouses, client: TestClient[Any]) -> None:
    names = _names_in_source("form.")
    assert len(names) > 40
    wrong = []
    for method, path, handler in routes(client):
        if method == "GET" or handler.opt.get("api") or path == "/sign-out":
            continue
        actor = _let_in(houses, handler.opt["access"])
        answers = {value: _fill_in(client, houses, actor, path, dict.fromkeys(names, value)) for value in ODD}
        wrong += [f"{path} full of {value[:20]!r}: {status}" for value, status in answers.items() if status >= 500]
    assert wrong == []


def _fill_in(client: TestClient[Any], houses: TwoHouses, actor: Actor, path: str, fields: dict[str, str]) -> int:
    client.cookies.clear()
    headers, fields = {"Cookie": f"veche={actor.secret}"}, fields | {"form_key": actor.form_key}
    return client.post(address(path, houses.here), data=fields, headers=headers, follow_redirects=False).status_code


BODIES = (
    b"", b"{", b"null", b"[]", b'"text"', b"0", b"\xff\xfe", b"[" * 5000, b'{"a":' * 5000, b'{"login": 1e999}',
    b'{"code": "\\ud800"}', b"{}",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None,
    10**30,
    -1,
    True,
    [],
    {},
    "",
    "\x00",
    "я" * 5000,
    [[]],
    "2026-13-45",
    "9999-12-31T23:59:59+00:00",
    1.5,
)


def test_the_api_answers_junk_with_four_hundred_and_something(houses: TwoHouses, client: TestClient[Any]) -> None:
    described = client.get("/api/openapi.json").json()
    wrong, calls = [], 0
    for method, path, handler in routes(client):
        if method == "GET" or not handler.opt.get("api"):
            continue
        calls += 1
        actor = _let_in(houses, handler.opt["access"])
        headers = {"Authorization": f"Bearer {actor.api_key}", "Content-Type": "application/json"}
        where = address(path, houses.here)
        client.cookies.clear()
        bodies: list[Any] = [*BODIES, *_filled(described, path, method)]
        for body in bodies:
            sent: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
            answer = client.request(method, where, headers=headers, follow_redirects=False, **sent)
            if answer.status_code >= 500:
                wrong.append(f"{method} {path} {str(body)[:120]}: {answer.status_code}")
        multipart = client.request(
            method,
            where,
            content=b"--x\r\nnonsense",
            headers=headers | {"Content-Type": "multipart/form-data; boundary=x"},
        )
        if multipart.status_code >= 500:
            wrong.append(f"{method} {path} multipart: {multipart.status_code}")
    assert calls > 30
    assert wrong == []


def _filled(described: dict[str, Any], path: str, method: str) -> list[dict[str, Any]]:
    """Every field of the call's body with one wrong value, the same in all."""
    operation = described["paths"].get(path, {}).get(method.lower(), {})
    schema = next(iter(operation.get("requestBody", {}).get("content", {}).values()), {}).get("schema", {})
    if "$ref" in schema:
        schema = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    fields = schema.get("properties", {})
    typed = {name: _plausible(one) for name, one in fields.items()}
    # All fields wrong at once, and each wrong alone beside plausible ones, so that the call itself is reached.
    return [dict.fromkeys(fields, value) for value in VALUES] + [
        typed | {name: value} for name in fields for value in VALUES
    ]


def _plausible(schema: dict[str, Any]) -> Any:
    kinds = {schema.get("type"), *(one.get("type") for one in schema.get("oneOf", schema.get("anyOf", [])))}
    if "null" in kinds:
        return None
    if schema.get("format") in {"date", "date-time"}:
        return {"date": "2026-03-20", "date-time": "2026-03-20T10:00:00+00:00"}[schema["format"]]
    for kind, value in (("integer", 1), ("boolean", False), ("array", []), ("object", {})):
        if kind in kinds:
            return value
    return (schema.get("enum") or ["1"])[0]
