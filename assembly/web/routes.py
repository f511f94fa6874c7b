"""How a page is declared: its path, and who may open it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.handlers import HTTPRouteHandler

from assembly.web.access import Access
from assembly.web.gate import the_visit

FORM_BYTES = 256 * 1024
"""A form without files; the longest is an agenda of sixty questions."""

Handler = Callable[..., Response[Any]]
Declare = Callable[[Handler], HTTPRouteHandler]


def page(path: str | list[str], access: Access, **options: Any) -> Declare:
    """A page to look at: GET, changes nothing. The handler takes the visit and the names in the path."""
    return lambda handler: get(
        path, opt={"access": access}, include_in_schema=False, **options
    )(_answering(handler))  # fmt: skip


def action(path: str | list[str], access: Access, *, limit: int = FORM_BYTES, **options: Any) -> Declare:
    """What a form does: POST, at most `limit` bytes; ends with going on to a page. Files lie on disk, not in memory."""
    return lambda handler: post(
        path, opt={"access": access}, include_in_schema=False, request_max_body_size=limit,
        status_code=200, **options,
    )(_answering(handler))  # fmt: skip


def _answering(handler: Handler) -> Callable[[Request[Any, Any, Any]], Awaitable[Response[Any]]]:
    # Handlers are plain functions; each runs in a thread, as with Litestar's own sync_to_thread, which breaks where
    # one handler belongs to two applications (tests make many).
    async def answer(request: Request[Any, Any, Any]) -> Response[Any]:
        return await sync_to_thread(handler, the_visit(request), **request.path_params)

    answer.__name__, answer.__doc__ = (
        handler.__name__,
        handler.__doc__,
    )  # not the module: Litestar reads our types there
    answer.__qualname__ = handler.__qualname__
    return answer
