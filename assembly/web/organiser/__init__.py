"""What an organiser does: houses, registers, agenda, notices, printing, closing, documents."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from assembly.web.organiser import (
    agenda,
    api_keys,
    ballots,
    convening,
    day,
    documents,
    drafts,
    houses,
    notices,
    owners,
    register,
    stages,
    timetable,
)

HANDLERS: list[HTTPRouteHandler] = [
    *houses.HANDLERS, *register.HANDLERS, *owners.HANDLERS, *drafts.HANDLERS, *agenda.HANDLERS, *notices.HANDLERS,
    *ballots.HANDLERS, *stages.HANDLERS, *day.HANDLERS, *documents.HANDLERS, *api_keys.HANDLERS,
    *timetable.HANDLERS, *convening.HANDLERS,
]  # fmt: skip
