"""The web application: its routes, the gate before them, and what every answer carries."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig

from assembly.web.access import check_every_route
from assembly.web.application import Application
from assembly.web.failures import HANDLERS
from assembly.web.gate import pass_gate, the_visit
from assembly.web.headers import header_writer
from assembly.web.routes import FORM_BYTES
from assembly.web.sessions import is_secure
from assembly.web.visit import Visit


def every_handler() -> list[HTTPRouteHandler]:
    """The handlers of all rooms; a new room is added here."""
    from assembly.web import api, common, counting, organiser, owner, public

    return [*common.HANDLERS, *owner.HANDLERS, *organiser.HANDLERS, *counting.HANDLERS, *public.HANDLERS, *api.HANDLERS]


def api_description() -> OpenAPIConfig:
    """What /api/openapi.json says."""
    from assembly.web.api.calls import CONFIG

    return CONFIG


def create_web(application: Application, handlers: list[HTTPRouteHandler] | None = None) -> Litestar:
    """The application that a server runs; raises AccessRuleMissing where a route says not who may open it."""
    app = Litestar(
        route_handlers=list(every_handler() if handlers is None else handlers),
        guards=[pass_gate],
        dependencies={"visit": Provide(_visit, sync_to_thread=False)},
        exception_handlers=HANDLERS,
        before_send=[header_writer(secure=is_secure(application.settings))],
        state=State({"application": application}),
        request_max_body_size=FORM_BYTES,
        openapi_config=api_description(),
        debug=False,
        logging_config=None,
    )
    check_every_route(app)
    return app


def _visit(request: Request[Any, Any, Any]) -> Visit:
    return the_visit(request)
