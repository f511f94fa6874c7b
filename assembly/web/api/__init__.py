"""The REST API: everything an organiser, a desk, a counter or an owner does, for other systems. OpenAPI at /api/openapi.json."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from assembly.web.api import (
    accounts,
    assemblies,
    ballots,
    closing,
    houses,
    marks,
    notices,
    owners,
    paper,
    reviews,
    watching,
)

HANDLERS: list[HTTPRouteHandler] = [
    *accounts.HANDLERS,
    *houses.HANDLERS,
    *marks.HANDLERS,
    *assemblies.HANDLERS,
    *notices.HANDLERS,
    *ballots.HANDLERS,
    *owners.HANDLERS,
    *paper.HANDLERS,
    *reviews.HANDLERS,
    *closing.HANDLERS,
    *watching.HANDLERS,
]
