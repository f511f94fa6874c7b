"""What an owner does: enrol, read the agenda, vote, and check what is recorded."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

HANDLERS: list[HTTPRouteHandler] = []
