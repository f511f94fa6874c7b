"""Pages that everybody has: the first one, signing in, the language, static files."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from assembly.web.common import clock, home, language, sign_in, static

HANDLERS: list[HTTPRouteHandler] = [
    home.start, home.health,
    static.static_file,
    language.choose_language,
    sign_in.sign_in_page, sign_in.sign_in_form, sign_in.sign_out,
    clock.clock_page, clock.clock_form,
]  # fmt: skip
