"""From settings to a running application: the only place that chooses between adapters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assembly.adapters.clock import SystemClock, TrainingClock
from assembly.adapters.files import FolderStore
from assembly.adapters.keys import Keys
from assembly.adapters.mail import OutboxMailer, SmtpMailer
from assembly.db.engine import Database
from assembly.ports import Clock, FileStore, Mailer
from assembly.settings import Settings


@dataclass(frozen=True, slots=True)
class Application:
    """Everything the web, the worker and the commands need."""

    settings: Settings
    clock: Clock
    database: Database
    files: FileStore
    mailer: Mailer
    keys: Keys

    def close(self) -> None:
        """Give the connections back."""
        self.database.close()


def build_application(settings: Settings) -> Application:
    """Choose the adapters that the settings name; makes the data folder and the keys where they are missing."""
    settings.data.mkdir(parents=True, exist_ok=True)
    application = Application(
        settings=settings,
        clock=_training_clock(settings) if settings.training else SystemClock(),
        database=Database(settings.database),
        files=FolderStore(settings.files),
        mailer=SmtpMailer(settings.smtp_url, settings.mail_from)
        if settings.smtp_url
        else OutboxMailer(settings.outbox, settings.mail_from),
        keys=Keys(settings.keys),
    )
    application.database.wake = lambda: _wake(application)
    return application


def _training_clock(settings: Settings) -> TrainingClock:
    clock = TrainingClock(settings.data / "training-clock")
    if settings.training_from and not clock.path.exists():
        clock.start_at(datetime.fromisoformat(settings.training_from))
    return clock


def _wake(application: Application) -> None:
    from assembly.tasks.wake import wake

    wake(application)
