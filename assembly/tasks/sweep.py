"""Every few seconds a worker looks into the database for work that nobody does: what was lost is found again."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from assembly import jobs
from assembly.tasks.lease import release_dead
from assembly.tasks.wake import wake

if TYPE_CHECKING:
    from collections.abc import Callable

    from assembly.bootstrap import Application

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5


class Sweeper(threading.Thread):
    """The thread that sweeps, beside the pool of one worker."""

    def __init__(self, build: Callable[[], Application], seconds: float = SWEEP_SECONDS) -> None:
        super().__init__(name="sweep", daemon=True)
        self._build, self._seconds = build, seconds
        self._over = threading.Event()

    def run(self) -> None:
        application = self._build()
        while True:
            try:
                sweep(application)
            except Exception as error:  # noqa: BLE001 - a database that is away comes back; the sweep must be there then
                log.warning("the sweep failed: %s", error)
            application.close()  # no connection stays open that a new process of the pool could inherit
            if self._over.wait(self._seconds):
                return

    def stop(self) -> None:
        """End after the present sweep."""
        self._over.set()


def sweep(application: Application) -> int:
    """Wake as many workers as there is work for; how many jobs are due."""
    now = application.clock.now()
    release_dead(application, now)
    with application.database.reading() as session:
        due = len(jobs.due(session, now=application.clock.now()))
    for _ in range(min(due, application.settings.workers)):
        wake(application, expires_seconds=2 * SWEEP_SECONDS)
    return due
