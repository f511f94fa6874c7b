"""What an organiser does: houses, registers, agenda, notices, printing, closing, documents."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from assembly.web.organiser import agenda, drafts, houses, notices, owners, register

HANDLERS: list[HTTPRouteHandler] = [
    *houses.HANDLERS, *register.HANDLERS, *owners.HANDLERS, *drafts.HANDLERS, *agenda.HANDLERS, *notices.HANDLERS,
]  # fmt: skip
