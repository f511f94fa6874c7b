"""The first page: what this is, and the two ways in."""

from __future__ import annotations

from litestar import Response

from assembly.views.public_page import current_assemblies
from assembly.web.access import PUBLIC
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/", PUBLIC)
def start(visit: Visit) -> Answer:
    """What this is; whoever is signed in goes on to the own assemblies."""
    if visit.person is not None:
        return visit.go("/my")
    with visit.reading() as session:
        current = current_assemblies(session, now=visit.now, language=visit.language)
    return visit.page("start.html", current=current)


@page("/health", PUBLIC)
def health(visit: Visit) -> Answer:
    """Whether the service answers; for those who watch it."""
    with visit.reading() as session:
        session.connection().exec_driver_sql("SELECT 1")
    return Response("ok\n", media_type="text/plain")
