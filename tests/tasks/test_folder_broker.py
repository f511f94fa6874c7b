"""The embedded broker under many senders and takers: every message once, none half-written."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

from kombu import Connection

from assembly.tasks.folder_broker import register


def _connection(folder: Path) -> Connection:
    return Connection(register(), transport_options={"data_folder_in": str(folder), "data_folder_out": str(folder)})


def test_every_message_is_taken_once_while_others_are_written(tmp_path: Path) -> None:
    taken: list[int] = []
    over = threading.Event()

    def send(start: int) -> None:
        with _connection(tmp_path) as connection:
            channel = connection.default_channel
            for number in range(start, start + 100):
                channel._put("veche", {"number": number, "padding": "x" * 20_000})

    def take() -> None:
        with _connection(tmp_path) as connection:
            channel = connection.default_channel
            while True:
                try:
                    taken.append(channel._get("veche")["number"])
                except Empty:
                    if over.is_set():
                        return

    senders = [threading.Thread(target=send, args=(start,)) for start in (0, 100, 200)]
    takers = [threading.Thread(target=take) for _ in range(3)]
    for thread in senders + takers:
        thread.start()
    for thread in senders:
        thread.join()
    over.set()
    for thread in takers:
        thread.join()
    assert sorted(taken) == list(range(300))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_message_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "1.veche.msg").write_text("")
    with _connection(tmp_path) as connection:
        channel = connection.default_channel
        channel._put("veche", {"number": 1})
        assert channel._size("veche") == 2
        assert channel._get("veche") == {"number": 1}
