"""Paper and counting: the desk, scans, the commission's queue, objections, the end, the auditor, the telephone."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from assembly.web.counting import closing, desk, objections, phone, queue, review, room, scans, watch, watch_more

HANDLERS: list[HTTPRouteHandler] = [
    *room.HANDLERS, *desk.HANDLERS, *scans.HANDLERS, *queue.HANDLERS, *review.HANDLERS, *objections.HANDLERS,
    *closing.HANDLERS, *watch.HANDLERS, *watch_more.HANDLERS, *phone.HANDLERS,
]  # fmt: skip
