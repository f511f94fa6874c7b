"""Wake a worker after a commit that asked for work."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from assembly.tasks.celery_app import WORK_ON, app_of, waiting_files

if TYPE_CHECKING:
    from assembly.bootstrap import Application

log = logging.getLogger(__name__)

ENOUGH_MESSAGES = 50
"""With so many wake-ups lying in the embedded broker another one wakes nobody sooner."""


def wake(application: Application, job_id: str | None = None, *, expires_seconds: int | None = None) -> bool:
    """Ask a worker to look for work; whether the broker took it. Never raises: the workers' sweep makes good."""
    settings = application.settings
    try:
        if waiting_files(settings) >= ENOUGH_MESSAGES:
            return True
        app_of(settings).send_task(WORK_ON, args=[job_id], retry=False, ignore_result=True, expires=expires_seconds)
    except Exception as error:  # noqa: BLE001 - whatever a broker throws, the work is safe in the database
        log.warning("no worker could be woken, the sweep will find the work: %s", error)
        return False
    return True
