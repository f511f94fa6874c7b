"""A whole installation as a folder of plain files, and back: also from SQLite to PostgreSQL."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, LargeBinary, Table, func, insert, select

from assembly.bootstrap import Application
from assembly.db.migrate import head, revision_of
from assembly.errors import BrokenPromise
from assembly.model import Base
from assembly.model.base import UtcDateTime

FORMAT = 1
ROWS_AT_ONCE = 1000


class NotRestorable(ValueError):
    """The folder is not a backup, or the place to restore to is not empty."""


def write_backup(application: Application, folder: Path) -> dict[str, Any]:
    """Write database, files and keys to a new folder; consistent while the service runs. Returns the manifest."""
    if folder.exists() and any(folder.iterdir()):
        raise NotRestorable(f"{folder} is not empty; name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tables").mkdir()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "revision": revision_of(application.database),
        "tables": {},
        "files": [],
    }
    with application.database.engine.connect().execution_options(isolation_level=_isolation(application)) as connection:
        for table in Base.metadata.sorted_tables:
            manifest["tables"][table.name] = _write_table(connection, table, folder / "tables" / f"{table.name}.jsonl")
        connection.rollback()
    for sha256 in application.files.all():  # after the rows: every file that they name is there
        target = folder / "files" / sha256[:2] / sha256
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(application.files.path(sha256), target)
        manifest["files"].append(sha256)
    shutil.copytree(application.settings.keys, folder / "keys")
    (folder / "keys").chmod(0o700)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1), "utf-8")
    return manifest


def read_backup(application: Application, folder: Path) -> dict[str, Any]:
    """Fill an empty, migrated installation from a backup. Nothing is left behind where anything is wrong."""
    manifest = _manifest(folder)
    with application.database.engine.connect() as connection:
        if any(connection.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables):
            raise NotRestorable(
                "this installation is not empty; name an empty one with VECHE_DATA or VECHE_DATABASE_URL"
            )
    for sha256 in manifest["files"]:
        with (folder / "files" / sha256[:2] / sha256).open("rb") as file:
            if application.files.put(file) != sha256:
                raise BrokenPromise(f"{folder}: the file {sha256} was changed")
    with application.database.writing() as session:
        for table in Base.metadata.sorted_tables:
            expected = manifest["tables"][table.name]
            count = 0
            for rows in _read_table(table, folder / "tables" / f"{table.name}.jsonl", expected["sha256"]):
                session.execute(insert(table), rows)
                count += len(rows)
            if count != expected["rows"]:
                raise BrokenPromise(f"{folder}: {table.name} has {count} rows, {expected['rows']} were written")
    for key in (folder / "keys").iterdir():
        shutil.copyfile(key, application.settings.keys / key.name)
        (application.settings.keys / key.name).chmod(0o600)
    return manifest


def _isolation(application: Application) -> str:
    return "SERIALIZABLE" if application.database.is_sqlite else "REPEATABLE READ"


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise NotRestorable(f"{folder} holds no backup: {error}") from error
    if manifest.get("format") != FORMAT or manifest.get("revision") != head():
        raise NotRestorable(
            f"{folder} was written at schema {manifest.get('revision')}, this version has {head()}; "
            "restore it with the version that wrote it, then migrate"
        )
    return manifest


def _write_table(connection: Connection, table: Table, path: Path) -> dict[str, Any]:
    digest, count = hashlib.sha256(), 0
    with path.open("wb") as file:
        for row in connection.execute(select(table)).mappings():
            line = json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n"
            digest.update(line)
            file.write(line)
            count += 1
    return {"rows": count, "sha256": digest.hexdigest()}


def _read_table(table: Table, path: Path, sha256: str) -> Iterator[list[dict[str, Any]]]:
    digest = hashlib.sha256()
    rows: list[dict[str, Any]] = []
    with path.open("rb") as file:
        for line in file:
            digest.update(line)
            rows.append({name: _typed(table.c[name].type, value) for name, value in json.loads(line).items()})
            if len(rows) == ROWS_AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows
    if digest.hexdigest() != sha256:
        raise BrokenPromise(f"{path} was changed")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _typed(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(kind, LargeBinary) else value
