"""A backup is everything, and fills another installation, also of the other kind of database."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assembly.backup import NotRestorable, read_backup, write_backup
from assembly.bootstrap import Application, build_application
from assembly.db.migrate import migrate
from assembly.errors import BrokenPromise
from assembly.model import Account, Building
from tests.conftest import NOW


def _fill(application: Application) -> str:
    with application.database.writing() as session:
        session.add(Building(id="house2345678", address="ул. О'Коннор <b>, 1", created_at=NOW))
        session.add(Account(login="a", display_name="Ә", password_hash="x", app_secret=b"\0\xff", created_at=NOW))
    return application.files.put(b"a scan")


def _empty(tmp_path: Path, url: str = "") -> Application:
    built = build_application(replace(_settings(tmp_path), database_url=url))
    built.database.wake = None
    migrate(built.database)
    return built


def _settings(tmp_path: Path):
    from assembly.settings import Settings

    return Settings(data=tmp_path / "restored")


def test_a_backup_fills_another_installation(application: Application, tmp_path: Path, a_database_url: str) -> None:
    sha256 = _fill(application)
    write_backup(application, tmp_path / "backup")
    other = _empty(tmp_path, a_database_url)
    read_backup(other, tmp_path / "backup")
    with other.database.reading() as session:
        assert session.get_one(Building, "house2345678").address == "ул. О'Коннор <b>, 1"
        account = session.query(Account).one()
        assert account.app_secret == b"\0\xff"
        assert account.created_at == NOW
    assert other.files.path(sha256).read_bytes() == b"a scan"
    assert (other.settings.keys / "root.key").read_bytes() == (application.settings.keys / "root.key").read_bytes()
    with pytest.raises(NotRestorable, match="not empty"):
        read_backup(other, tmp_path / "backup")
    other.close()


def test_a_changed_backup_is_refused_whole(application: Application, tmp_path: Path) -> None:
    _fill(application)
    write_backup(application, tmp_path / "backup")
    table = tmp_path / "backup" / "tables" / "building.jsonl"
    table.write_text(table.read_text("utf-8").replace("О'Коннор", "Иная"), "utf-8")
    other = _empty(tmp_path)
    with pytest.raises(BrokenPromise):
        read_backup(other, tmp_path / "backup")
    with other.database.reading() as session:
        assert session.query(Building).count() == 0
    other.close()


def test_a_folder_that_is_no_backup_says_so(application: Application, tmp_path: Path) -> None:
    with pytest.raises(NotRestorable, match="holds no backup"):
        read_backup(application, tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({"format": 1, "revision": "0000"}))
    with pytest.raises(NotRestorable, match="0000"):
        read_backup(application, tmp_path)
