"""What is missing on this machine, and the one line that gets it."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assembly.db.engine import Database
from assembly.db.migrate import head, revision_of
from assembly.settings import Settings

FONTS = Path(__file__).resolve().parent.parent / "templates" / "static" / "fonts"
LITTLE_DISK_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `needed` things must be there before the service can run."""

    name: str
    ok: bool
    says: str
    get_it: str = ""
    needed: bool = True


def examine() -> list[Finding]:
    """Look at everything; never raises."""
    try:
        settings = Settings.from_environment()
    except ValueError as error:
        return [Finding("settings", ok=False, says=str(error), get_it="correct that variable of the environment")]
    shown = ", ".join(f"{name}={value}" for name, value in settings.shown().items() if value)
    findings = [Finding("settings", ok=True, says=shown)]
    findings += _of_python()
    findings += _of_services(settings)
    findings += _of_the_machine(settings)
    return findings


def _of_python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), version, "install Python 3.11 or newer, then: make demo")
    for module, package in (("zxingcpp", "zxing-cpp"), ("cv2", "opencv-python-headless"), ("reportlab", "reportlab")):
        found = importlib.util.find_spec(module) is not None
        yield Finding(
            package, found, "installed" if found else "not installed", "make demo (installs the locked versions)"
        )
    zbar = ctypes.util.find_library("zbar")
    says = zbar or "not here: badly printed codes get one attempt less"
    yield Finding("libzbar0", zbar is not None, says, "sudo apt-get install libzbar0", needed=False)
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    says = browser or "not here: only the tests need it"
    yield Finding("chromium", browser is not None, says, "sudo apt-get install chromium", needed=False)
    fonts = all((FONTS / name).exists() for name in ("golos-regular.ttf", "golos-bold.ttf"))
    yield Finding("fonts", fonts, "Golos Text" if fonts else "missing", "git checkout -- templates/static/fonts")


def _of_services(settings: Settings) -> Iterator[Finding]:
    address = settings.shown()["database_url"] or settings.database
    yield _database(settings, address)
    for name, url in (("broker", settings.broker_url), ("mail", settings.smtp_url)):
        shown = settings.shown()["broker_url" if name == "broker" else "smtp_url"]
        if not url:
            says = "embedded in the data folder" if name == "broker" else f"files in {settings.outbox}"
            yield Finding(name, ok=True, says=says)
            continue
        reached = _reached(url)
        yield Finding(
            name, reached, shown + ("" if reached else " does not answer"), f"start it, or unset VECHE_{name.upper()}"
        )


def _database(settings: Settings, address: str) -> Finding:
    if not settings.database_url and not (settings.data / "veche.sqlite3").exists():
        return Finding("database", ok=True, says=f"{address}: made at the first start")
    try:
        database = Database(settings.database)
        with database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        revision = revision_of(database)
        database.close()
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        return Finding(
            "database",
            ok=False,
            says=f"{address}: {reason}",
            get_it="mkdir -p the data folder, or correct VECHE_DATABASE_URL",
        )
    if revision != head():
        return Finding(
            "database", False, f"{address}: schema {revision or 'empty'}, this version needs {head()}", "veche migrate"
        )
    return Finding("database", ok=True, says=f"{address}, schema {revision}")


def _of_the_machine(settings: Settings) -> Iterator[Finding]:
    folder = settings.data if settings.data.exists() else Path()
    free = shutil.disk_usage(folder).free
    says = f"{free // (1 << 20)} MiB free at {folder.absolute()}"
    yield Finding("disk", free > LITTLE_DISK_BYTES, says, "free some space or move the data: VECHE_DATA", needed=False)
    writable = os.access(folder, os.W_OK)
    yield Finding(
        "data folder", writable, str(settings.data.absolute()), f"sudo chown $USER {settings.data.absolute()}"
    )
    if settings.keys.exists():
        private = settings.keys.stat().st_mode & 0o077 == 0
        says = "only this account reads them" if private else "others can read them"
        yield Finding("keys", private, says, f"chmod -R go= {settings.keys.absolute()}")


def _reached(url: str) -> bool:
    parts = urlsplit(url)
    usual = {"amqp": 5672, "redis": 6379, "smtp": 25, "smtps": 465}.get(parts.scheme, 0)
    try:
        with socket.create_connection((parts.hostname or "localhost", parts.port or usual), timeout=3):
            return True
    except OSError:
        return False
