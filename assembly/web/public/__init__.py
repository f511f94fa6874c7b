"""What everybody may read without signing in."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from assembly.web import calendars
from assembly.web.public import assembly_page

HANDLERS: list[HTTPRouteHandler] = [*assembly_page.HANDLERS, *calendars.HANDLERS]
