"""The Celery application: an embedded broker in the data folder, or RabbitMQ or Redis by setting."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from celery import Celery

from assembly.settings import Settings
from assembly.tasks import folder_broker

WORK_ON = "veche.work_on"
QUEUE = "veche"
POLL_SECONDS = 0.25
"""How often the embedded broker's folder is looked at."""
CONNECT_SECONDS = 2
"""A broker that does not answer must not hold up the page whose commit wakes it; the sweep makes good."""


@lru_cache(maxsize=8)
def celery_app(broker_url: str, data: Path) -> Celery:
    """The application for this broker; an empty URL is the embedded one in the data folder."""
    app = Celery("veche", broker=broker_url or folder_broker.register(), set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_ignore_result=True,
        task_default_queue=QUEUE,
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=CONNECT_SECONDS,
        broker_transport_options={} if broker_url else _folders(data),
    )
    return app


def app_of(settings: Settings) -> Celery:
    """The application that these settings name."""
    return celery_app(settings.broker_url, settings.data.absolute())


def waiting_files(settings: Settings) -> int:
    """How many messages lie in the embedded broker; 0 with another broker."""
    folder = settings.data.absolute() / "broker" / "queue"
    return 0 if settings.broker_url or not folder.exists() else sum(1 for _ in folder.glob("*.msg"))


def _folders(data: Path) -> dict[str, Any]:
    queue = data / "broker" / "queue"
    queue.mkdir(parents=True, exist_ok=True)
    return {"data_folder_in": str(queue), "data_folder_out": str(queue), "polling_interval": POLL_SECONDS}
