"""One request as the handlers see it: who came, where, in which language, with what form; and the ways to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.response import Redirect, Stream
from litestar.response import Response as LitestarResponse
from sqlalchemy.orm import Session

from assembly.errors import BrokenPromise, Fixable, NotFound, Problem, Refused
from assembly.model import Account, Assembly, Ballot, Building, Role, SecondFactor
from assembly.text import Text
from assembly.web.access import Access
from assembly.web.application import Application
from assembly.web.forms import Form
from assembly.web.places import Place
from assembly.web.rendering import render, say
from assembly.web.sessions import csrf_of, new_secret, session_cookie

Answer = Response[Any]
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in."""

    account_id: str
    name: str
    language: str
    second_factor: SecondFactor | None
    is_installer: bool
    session_id: str | None
    """None where an API key speaks."""

    @property
    def short_name(self) -> str:
        """«Белова А. И.» of a surname, name and patronymic; any other name as it is."""
        words = self.name.split()
        if len(words) != 3 or not all(word.isalpha() for word in words):
            return self.name
        return f"{words[0]} {words[1][0]}. {words[2][0]}."


@dataclass
class Visit:
    """A request that the gate has let in."""

    application: Application
    request: Request[Any, Any, Any]
    now: datetime
    language: str
    access: Access
    secret: str | None = None
    """Of the cookie, if the browser has one."""
    person: Person | None = None
    place: Place = field(default_factory=Place)
    roles: frozenset[Role] = frozenset()
    """Of the person in the building of the route."""
    form: Form = field(default_factory=Form)
    problems: Sequence[Problem] = ()
    refusal: Refused | None = None
    status: int = 200

    # ---- what the handler works on

    def reading(self) -> AbstractContextManager[Session]:
        """One consistent state of the database, never written."""
        return self.application.database.reading()

    def writing(self) -> AbstractContextManager[Session]:
        """A short transaction: keep slow work outside of it."""
        return self.application.database.writing()

    @property
    def account_id(self) -> str:
        """The id of who is signed in."""
        if self.person is None:
            raise NotFound
        return self.person.account_id

    def account(self, session: Session) -> Account:
        """The account of who is signed in."""
        return session.get_one(Account, self.account_id)

    def building(self, session: Session) -> Building:
        """The building of the route."""
        return session.get_one(Building, self.place.building_id)

    def assembly(self, session: Session) -> Assembly:
        """The assembly of the route."""
        return session.get_one(Assembly, self.place.assembly_id)

    def ballot(self, session: Session) -> Ballot:
        """The ballot of the route."""
        return session.get_one(Ballot, self.place.ballot_id)

    def query(self, name: str, default: str = "") -> str:
        """A value of the address after the question mark."""
        return str(self.request.query_params.get(name, default)).replace("\x00", "")[:300]

    def query_number(self, name: str, *, low: int = 1, high: int = 100_000, default: int = 1) -> int:
        """A whole number of the address, kept within its bounds."""
        text = self.query(name)
        return min(max(int(text), low), high) if text.isascii() and text.isdigit() and len(text) < 10 else default

    # ---- ways to answer

    def page(self, template: str, **values: Any) -> Answer:
        """The page, rendered now (so that it may still read from an open session)."""
        fresh = None if self.secret else new_secret()
        secret = self.secret or fresh or ""
        common = {
            "visit": self, "person": self.person, "roles": self.roles, "form": self.form, "problems": self.problems,
            "refusal": self.refusal, "csrf": csrf_of(self.application.keys, secret), "path": self.request.url.path,
            "training": self.application.settings.training, "telephone": self.application.settings.telephone,
        }  # fmt: skip
        html = render(template, self.language, {**common, **values})
        cookies = [session_cookie(self.application.settings, fresh)] if fresh else []
        return LitestarResponse(html, media_type="text/html", status_code=self.status, cookies=cookies)

    def go(self, path: str) -> Answer:
        """On to another page, after a form has done its work."""
        return Redirect(path, status_code=303)

    def attempt(self, action: Callable[[], Answer], again: Callable[[], Answer]) -> Answer:
        """Do what the form asks; where it is wrong or refused, show the form again with its values and the reason."""
        try:
            return action()
        except Fixable as fixable:
            self.problems, self.status = fixable.problems, 422
        except Refused as refused:
            self.refusal, self.status = refused, status_of(refused)
        return again()

    def refuse(
        self, sentence: Text, again: Callable[[], Answer], *, status: int = 409, article: Text | None = None
    ) -> Answer:
        """Show a page with a sentence that says no (where a use case returns the refusal instead of raising it)."""
        self.refusal, self.status = Refused(sentence, article=article), status
        return again()

    def content(self, content: bytes, media_type: str, name: str | None = None, *, inline: bool = True) -> Answer:
        """A finished file; `name` is how it is saved."""
        headers = {"Content-Disposition": disposition(name, inline=inline)} if name else {}
        return LitestarResponse(content, media_type=media_type, headers=headers)

    def kept_file(self, sha256: str, media_type: str, name: str | None = None, *, inline: bool = False) -> Answer:
        """A file of the store, streamed."""
        if not self.application.files.has(sha256):
            raise BrokenPromise(f"file {sha256} is recorded and not in the store")
        headers = {"Content-Disposition": disposition(name, inline=inline)} if name else {}
        return Stream(self._chunks(sha256), media_type=media_type, headers=headers)

    def _chunks(self, sha256: str) -> Iterator[bytes]:
        with self.application.files.open(sha256) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def say(self, text: Text | Mapping[str, str] | str | None) -> str:
        """A sentence in the reader's language."""
        return say(self.language, text)


def status_of(refused: Refused) -> int:
    """409 where a rule says no, 403 where the person may not, 429 where it is only too much at once."""
    if refused.code == "busy":
        return 429
    return 403 if refused.forbidden else 409


def disposition(name: str, *, inline: bool) -> str:
    """The header that names a file, in any letters (RFC 6266)."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in ".-_ ") else "_" for c in name)
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
