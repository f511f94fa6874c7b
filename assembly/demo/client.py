"""Two ways to call the running service: as another system (API) and as a person's browser (pages and their forms)."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx

TIMEOUT_SECONDS = 120
DONE_ALREADY = {409, 422}
PAUSES_SECONDS = (0.4, 0.5, 1, 2, 4, *[8] * 8, None)
"""Between two tries where the server does not answer: a minute and more, for a machine that has much to do."""


@cache
def _trust() -> ssl.SSLContext:
    """The certificates a caller trusts, read once: a hundred callers would read them for three seconds."""
    return ssl.create_default_context()


class DemoFailed(Exception):
    """The service did not do what the demo asked: the call and its answer."""


class Api:
    """The REST API, as one account."""

    def __init__(self, base_url: str, token: str = "", family: list[httpx.Client] | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=base_url, headers=headers, timeout=TIMEOUT_SECONDS, verify=_trust())
        self._family = [] if family is None else family
        self._family.append(self._http)
        self.base_url = base_url

    def sign_in(self, login: str, password: str) -> Api:
        """The same service with that account's key."""
        return Api(self.base_url, self.post("/tokens", login=login, password=password)["token"], self._family)

    def wait_until_served(self, is_running: Callable[[], bool]) -> None:
        """Return once the service answers; raises DemoFailed where its processes end or a minute passes."""
        deadline = time.monotonic() + 60
        while is_running() and time.monotonic() < deadline:
            try:
                self._http.get("/health")
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise DemoFailed(f"{self.base_url} does not answer")

    def close(self) -> None:
        """Give back the connections of this caller and of everybody it signed in."""
        for client in self._family:
            client.close()

    def get(self, path: str) -> Any:
        """GET a JSON answer."""
        return self._checked(self._patient("GET", f"/api/v1{path}")).json()

    def content(self, path: str) -> bytes:
        """GET a file."""
        return self._checked(self._patient("GET", f"/api/v1{path}")).content

    def post(self, path: str, **body: Any) -> Any:
        """POST a JSON body."""
        return self._checked(self._patient("POST", f"/api/v1{path}", json=body)).json()

    def put(self, path: str, **body: Any) -> Any:
        """PUT a JSON body."""
        return self._checked(self._patient("PUT", f"/api/v1{path}", json=body)).json()

    def send(self, path: str, fields: dict[str, str], files: list[tuple[str, tuple[str, bytes, str]]]) -> Any:
        """POST a multipart body."""
        return self._checked(self._patient("POST", f"/api/v1{path}", data=fields, files=files)).json()

    def _patient(self, method: str, path: str, **body: Any) -> httpx.Response:
        """Call again where the server has just been started anew.

        Where it was killed after it had done what was asked and before it said so, the call that is made again is told
        that it is done: that is the answer.
        """
        for pause in PAUSES_SECONDS:
            try:
                answer = self._http.request(method, path, **body)
            except httpx.TransportError:
                if pause is None:
                    raise
                time.sleep(pause)
                continue
            if pause != PAUSES_SECONDS[0] and method != "GET" and answer.status_code in DONE_ALREADY:
                return httpx.Response(200, json={}, request=answer.request)
            return answer
        raise AssertionError

    @staticmethod
    def _checked(answer: httpx.Response) -> httpx.Response:
        if answer.is_success:
            return answer
        raise DemoFailed(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text[:600]}")


@dataclass(slots=True)
class PageForm:
    """A form of a page with the values it already has."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)


class Browser:
    """A person's browser: cookies, pages, and forms filled in by the names of their fields."""

    def __init__(self, base_url: str) -> None:
        self._http = httpx.Client(base_url=base_url, follow_redirects=True, timeout=TIMEOUT_SECONDS, verify=_trust())
        self.page = ""
        self.url = base_url

    def open(self, path: str) -> str:
        """Open a page and return its HTML."""
        return self._arrive(self._patient("GET", path))

    def submit(self, having: str, **values: str) -> str:
        """Fill in and send the form of this page that has a field or an action `having`; returns the next page."""
        for form in forms_of(self.page):
            if having in form.names or having in form.action:
                fields = form.fields | values
                return self._arrive(self._patient("POST", urljoin(self.url, form.action), data=fields))
        raise DemoFailed(f"{self.url}: no form with {having}")

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def _patient(self, method: str, path: str, **body: Any) -> httpx.Response:
        for pause in PAUSES_SECONDS:
            try:
                return self._http.request(method, path, **body)
            except httpx.TransportError:
                if pause is None:
                    raise
                time.sleep(pause)
        raise AssertionError

    def _arrive(self, answer: httpx.Response) -> str:
        if not answer.is_success:
            text = " ".join(words_of(answer.text).split())
            raise DemoFailed(f"{answer.request.method} {answer.request.url}: {answer.status_code} {text[:500]}")
        self.page, self.url = answer.text, str(answer.url)
        return self.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.words: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(given.get("action", "")))
            self._inside = True
        elif self._inside and tag in {"input", "textarea", "select", "button"} and given.get("name"):
            form, name = self.forms[-1], given["name"]
            form.names.append(name)
            chosen = "checked" in given or given.get("type", "text") not in {"radio", "checkbox", "submit"}
            if tag == "input" and chosen:
                form.fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def words_of(html: str) -> str:
    """The words of a page."""
    reader = _Reader()
    reader.feed(html)
    return " ".join(reader.words)
