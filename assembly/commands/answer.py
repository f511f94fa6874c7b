"""What a command answers, and what the commands share."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assembly.bootstrap import Application

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = Any


class Wrong(Exception):
    """The call or the input is wrong: one line says what and where; exit 2."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`ok` is yes or no (exit 0 or 1), `data` goes out with --json, `lines` without; `wrong`: part of it could not be
    answered, one line says what and where (exit 2)."""

    ok: bool = True
    data: Any = None
    lines: Sequence[str] = field(default_factory=list)
    wrong: str = ""


def a_file(text: str) -> Path:
    """An argument that must be an existing file."""
    path = Path(text)
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return path


@contextmanager
def opened() -> Iterator[Application]:
    """The application of this environment, with its schema up to date."""
    from assembly.bootstrap import build_application
    from assembly.db.migrate import migrate
    from assembly.settings import Settings

    try:
        settings = Settings.from_environment()
    except ValueError as error:
        raise Wrong(str(error)) from error
    application = build_application(settings)
    try:
        migrate(application.database)
        yield application
    finally:
        application.close()
