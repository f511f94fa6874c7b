"""The worker: processes that do what the database says is to be done."""

from __future__ import annotations

import os
import signal
import warnings
from functools import cache
from typing import Any

from celery import Celery, signals
from celery.exceptions import SecurityWarning

from assembly.bootstrap import Application, build_application
from assembly.settings import Settings
from assembly.tasks.celery_app import WORK_ON, app_of
from assembly.tasks.sweep import Sweeper
from assembly.tasks.work import work_on


def run_worker(application: Application) -> None:
    """Work until SIGTERM or SIGINT, which lets the jobs in hand finish. Any number of workers may run side by side."""
    settings = application.settings
    warnings.filterwarnings("ignore", category=SecurityWarning)  # as root only JSON is accepted, which runs nothing
    application.close()  # the pool's processes open connections of their own
    app = worker_app(settings)
    sweeper = Sweeper(lambda: build_application(settings))

    def begin(**_: Any) -> None:
        sweeper.start()

    def end(**_: Any) -> None:
        sweeper.stop()

    signals.worker_process_init.connect(_leave_ending_to_parent, weak=False)
    signals.worker_ready.connect(begin, weak=False)
    signals.worker_shutdown.connect(end, weak=False)
    app.worker_main([
        "--quiet", "worker", "--pool=prefork", f"--concurrency={settings.workers}", "--loglevel=warning",
        f"--hostname=veche-{os.getpid()}@%h", "--without-gossip", "--without-mingle", "--without-heartbeat",
    ])  # fmt: skip


def _leave_ending_to_parent(**_: Any) -> None:
    """A signal to the whole group ends the worker through its first process, which lets the jobs in hand finish."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def worker_app(settings: Settings) -> Celery:
    """The Celery application with the one task there is."""
    app = app_of(settings)

    @app.task(name=WORK_ON, acks_late=True, ignore_result=True)
    def task(job_id: str | None = None) -> None:
        work_on(_application(settings, os.getpid()), job_id)

    return app


@cache
def _application(settings: Settings, _process: int) -> Application:
    """One application for each process: a connection is never shared across a fork."""
    return build_application(settings)
