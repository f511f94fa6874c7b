"""How a call of the API is declared, and the small values its answers share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

from litestar import get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.router import Router

from assembly.errors import Fixable
from assembly.model import Role
from assembly.text import Text
from assembly.web.access import PUBLIC, Access, one_of
from assembly.web.forms import Form, UploadedFile

Handler = Callable[..., Any]

BODY_BYTES = 1 << 20
UPLOAD_BYTES = 2 << 30
"""Of one batch: 2 GiB is some 5,000 colour pages."""
DOCUMENT_BYTES = 50 << 20

ORGANISER = one_of(Role.ORGANISER)
STAFF = one_of(Role.ORGANISER, Role.DESK, Role.COUNTER, Role.AUDITOR, Role.OPERATOR)
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
    return get(f"/api/v1{path}", opt={"access": access, "api": True}, sync_to_thread=True, **options)


def call(
    path: str, access: Access, *, limit: int = BODY_BYTES, **options: Any
) -> Callable[[Handler], HTTPRouteHandler]:
    """POST: does what a form does."""
    shared = {"opt": {"access": access, "api": True}, "sync_to_thread": True, "request_max_body_size": limit}
    return post(f"/api/v1{path}", status_code=200, **shared, **options)  # type: ignore[arg-type] # checked by Litestar


def replace(path: str, access: Access, **options: Any) -> Callable[[Handler], HTTPRouteHandler]:
    """PUT: the whole of something."""
    return put(f"/api/v1{path}", opt={"access": access, "api": True}, sync_to_thread=True, **options)


def exact(number: Fraction) -> str:
    """An exact number as text: "7405" or "22199/3"."""
    return str(number)


def aware(moment: datetime | None, name: str) -> datetime | None:
    """A moment with its time zone; raises Fixable for one without."""
    if moment is not None and moment.tzinfo is None:
        raise Fixable.one(
            Text("Не указан часовой пояс."), Text("Напишите время с поясом: 2026-03-01T09:00+03:00."), field=name
        )
    return moment


def one_file(form: Form, name: str = "file") -> UploadedFile:
    """The one file of a multipart body; raises Fixable where there is none."""
    files = form.files(name)
    if not files:
        raise Fixable.one(Text("Нет файла."), Text("Приложите файл в поле «{name}».", name=name), field=name)
    return files[0]
