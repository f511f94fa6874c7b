"""Stylesheets, scripts and fonts."""

from __future__ import annotations

from litestar import Response

from assembly.errors import NotFound
from assembly.web.access import PUBLIC
from assembly.web.rendering import static_files
from assembly.web.routes import page
from assembly.web.visit import Answer, Visit


@page("/static/{name:path}", PUBLIC)
def static_file(visit: Visit, name: str) -> Answer:
    """One of the files that were there when the application started; kept for a year under its version."""
    file = static_files().get(name.lstrip("/"))
    if file is None:
        raise NotFound
    asked = visit.query("v")
    keep = "public, max-age=31536000, immutable" if asked == file.version else "public, max-age=86400"
    return Response(file.content, media_type=file.media_type, headers={"Cache-Control": keep})
