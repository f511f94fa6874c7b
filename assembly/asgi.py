"""The web as an ASGI server finds it: `uvicorn --factory assembly.asgi:create`."""

from __future__ import annotations

from litestar import Litestar

from assembly.bootstrap import build_application
from assembly.settings import Settings
from assembly.supervise import end_with_supervisor
from assembly.web.app import create_web


def create() -> Litestar:
    """The web application of this environment's settings."""
    end_with_supervisor()
    return create_web(build_application(Settings.from_environment()))
