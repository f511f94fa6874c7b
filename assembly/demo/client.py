"""The REST API of the running service, as the demo calls it."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Any

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
