"""Where moments come from."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment."""
        return datetime.now(UTC)


class TrainingClock:
    """The clock of a training system: behind the machine's by an offset that can be made smaller, never larger.

    The offset lies in a file, so that the web and its workers agree. Time never runs backwards and never passes the
    machine's: what is practised ends today.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[int, timedelta] | None = None

    def now(self) -> datetime:
        """The present moment of the training."""
        return datetime.now(UTC) - self._behind()

    def start_at(self, moment: datetime) -> None:
        """Begin a training in the past; only before anything has happened."""
        self._write(max(datetime.now(UTC) - moment, timedelta(0)))

    def move_to(self, moment: datetime) -> datetime:
        """Move forward to `moment`, at most to the machine's present; a moment that has passed changes nothing."""
        if moment > self.now():
            self._write(max(datetime.now(UTC) - moment, timedelta(0)))
        return self.now()

    def _behind(self) -> timedelta:
        try:
            stamp = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return timedelta(0)
        if self._seen is None or self._seen[0] != stamp:
            self._seen = stamp, timedelta(microseconds=int(self.path.read_text()))
        return self._seen[1]

    def _write(self, behind: timedelta) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(str(behind // timedelta(microseconds=1)))
        os.replace(fresh, self.path)  # noqa: PTH105 - atomic, unlike Path.rename on every system
        self._seen = None
