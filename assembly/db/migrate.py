"""Bring the schema of a database up to date with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from assembly.db.engine import Database
from assembly.model import Base

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(database: Database) -> str:
    """Apply what is missing and return the revision now in force; may be repeated."""
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
    return head()


def head() -> str:
    """The newest revision of this version of the code."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None  # noqa: S101 - the repository holds at least one
    return revision


def revision_of(database: Database) -> str | None:
    """The revision a database is at; None where it is empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def differences(database: Database) -> list[object]:
    """What the model has and the migrated database has not, or the other way round: must be empty."""
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
