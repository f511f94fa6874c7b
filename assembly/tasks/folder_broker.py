"""The embedded broker: messages are files in a folder, written whole before they get their name.

Kombu's own filesystem transport reads a message (and its table of queues) while another process still writes it, and
the worker ends with a JSON error; seen within the first minutes of a demo with two processes that send. Here a message
appears by one rename and is taken by one rename, and there is one queue, so no table is kept.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

SCHEME = "folder"
log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """One queue of one-file messages, taken in the order in which they came."""

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:  # type: ignore[override] # as Kombu has it
        """Every exchange leads to the queue of its own name."""
        return [filesystem.exchange_queue_t(exchange, "", exchange)]

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        """Nothing to remember."""

    def _delete(self, queue: str, *_args: Any, **_more: Any) -> None:
        self._purge(queue)

    def _put(self, queue: str, payload: dict[str, Any], **_more: Any) -> None:  # type: ignore[override] # stubs say Any
        folder = Path(self.data_folder_out)
        name = f"{_moment()}_{uuid.uuid4()}.{queue}.msg"
        unfinished = folder / f".{name}"
        unfinished.write_text(dumps(payload), encoding="utf-8")
        unfinished.rename(folder / name)

    def _get(self, queue: str) -> dict[str, Any]:  # type: ignore[override] # the stubs know a timeout nobody passes
        folder = Path(self.data_folder_in)
        for message_file in _messages(folder, queue):
            taken = folder / f".taken-{message_file.name}"
            try:
                message_file.rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            try:
                message: dict[str, Any] = loads(text)
            except json.JSONDecodeError:
                log.warning("a broken message was thrown away; the sweep finds its work")
                continue
            return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(_messages(Path(self.data_folder_in), queue))

    def _purge(self, queue: str) -> int:
        found = _messages(Path(self.data_folder_in), queue)
        for message_file in found:
            message_file.unlink(missing_ok=True)
        return len(found)


class Transport(filesystem.Transport):
    """Kombu's transport with our channel."""

    Channel = Channel


def register() -> str:
    """Make the transport known to Kombu; returns the URL that names it."""
    TRANSPORT_ALIASES[SCHEME] = "assembly.tasks.folder_broker:Transport"
    return f"{SCHEME}://localhost/"


def _messages(folder: Path, queue: str) -> list[Path]:
    """Whole messages, the oldest first."""
    return sorted(path for path in folder.iterdir() if path.name.endswith(f".{queue}.msg") and path.name[0] != ".")


def _moment() -> str:
    return f"{time.time_ns():020}"
