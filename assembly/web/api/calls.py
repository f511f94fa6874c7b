"""How a call of the API is declared, and the small values its answers share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from inspect import signature
from typing import Any, TypeVar, get_type_hints

from litestar import get, post, put
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.router import Router

from assembly.errors import Fixable
from assembly.model import Role
from assembly.text import Text
from assembly.web.access import PUBLIC, Access, one_of
from assembly.web.forms import YEARS, Form, UploadedFile
from assembly.web.visit import Visit

Handler = Callable[..., Any]
Day = TypeVar("Day", date, date | None)

BODY_BYTES = 1 << 20
UPLOAD_BYTES = 2 << 30
"""Of one batch: 2 GiB is some 5,000 colour pages."""
DOCUMENT_BYTES = 50 << 20

ORGANISER = one_of(Role.ORGANISER)
STAFF = one_of(Role.ORGANISER, Role.DESK, Role.COUNTER, Role.AUDITOR, Role.OPERATOR)
BOOKS = one_of(Role.ORGANISER, Role.AUDITOR)
"""What names owners with their addresses, or carries the signed codes of sheets: who keeps it and who checks it."""
DESK = one_of(Role.DESK)
COUNTER = one_of(Role.COUNTER)

CONFIG = OpenAPIConfig(
    title="Veche",
    version="1",
    description="General assemblies of the owners of an apartment building. Authorization: Bearer <key of POST /api/v1/tokens>.",
    render_plugins=[JsonRenderPlugin(path="/openapi.json")],
    openapi_router=Router(path="/api", route_handlers=[], opt={"access": PUBLIC, "api": True}, include_in_schema=False),
    components=Components(security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}),
    security=[{"key": []}],
)


def look(path: str, access: Access, **options: Any) -> Callable[[Handler], HTTPRouteHandler]:
    """GET: changes nothing."""
    declare = get(f"/api/v1{path}", opt={"access": access, "api": True}, **options)
    return lambda handler: declare(_threaded(handler, path))


def call(
    path: str, access: Access, *, limit: int = BODY_BYTES, **options: Any
) -> Callable[[Handler], HTTPRouteHandler]:
    """POST: does what a form does."""
    declare = post(
        f"/api/v1{path}", status_code=200, opt={"access": access, "api": True}, request_max_body_size=limit, **options
    )
    return lambda handler: declare(_threaded(handler, path))


def replace(path: str, access: Access, **options: Any) -> Callable[[Handler], HTTPRouteHandler]:
    """PUT: the whole of something."""
    declare = put(f"/api/v1{path}", opt={"access": access, "api": True}, **options)
    return lambda handler: declare(_threaded(handler, path))


def _threaded(handler: Handler, path: str) -> Handler:
    """The plain function as Litestar wants it: run in a thread, its visit named as a dependency.

    Litestar's own sync_to_thread breaks where one handler belongs to two applications (tests make many).
    """

    async def answer(**given: Any) -> Any:
        return await sync_to_thread(handler, **given)

    answer.__name__, answer.__qualname__ = handler.__name__, handler.__qualname__
    answer.__doc__, answer.__module__ = handler.__doc__, handler.__module__
    answer.__annotations__ = {
        name: _marked(name, hint, path) for name, hint in get_type_hints(handler, include_extras=True).items()
    }
    answer.__signature__ = signature(handler)  # type: ignore[attr-defined] # what Litestar looks at
    return answer


def _marked(name: str, hint: Any, path: str) -> Any:
    """The type with where its value comes from, as Litestar 3 will want it said."""
    if name == "visit":
        return NamedDependency[Visit]
    if name == "data":
        return JSONBody[hint]  # type: ignore[misc] # a type made at run time
    if name == "return":
        return hint
    return FromPath[hint] if f"{{{name}:" in path else FromQuery[hint]  # type: ignore[misc] # the same


def exact(number: Fraction) -> str:
    """An exact number as text: "7405" or "22199/3"."""
    return str(number)


def aware(moment: datetime | None, name: str) -> datetime | None:
    """A moment with its time zone; raises Fixable for one without."""
    if moment is not None and moment.tzinfo is None:
        raise Fixable.one(
            Text("Не указан часовой пояс."), Text("Напишите время с поясом: 2026-03-01T09:00+03:00."), field=name
        )
    if moment is not None and moment.year not in YEARS:
        raise Fixable.one(
            Text("Нужны дата и время: {label}.", label=name), Text("Например: 28.03.2026 20:00."), field=name
        )
    return moment


def a_day(day: Day, name: str) -> Day:
    """A day that people mean; raises Fixable for one outside of any calendar of ours."""
    if day is not None and day.year not in YEARS:
        raise Fixable.one(Text("Нужна дата: {label}.", label=name), Text("Например: 28.03.2026."), field=name)
    return day


def one_file(form: Form, name: str = "file") -> UploadedFile:
    """The one file of a multipart body; raises Fixable where there is none."""
    files = form.files(name)
    if not files:
        raise Fixable.one(Text("Нет файла."), Text("Приложите файл в поле «{name}».", name=name), field=name)
    return files[0]
