"""Write the next migration from what the model has and the migrations do not: new_migration.py "Why it changes"."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from assembly.db.engine import Database
from assembly.db.migrate import MIGRATIONS, _config, migrate


def main(message: str) -> None:
    versions = MIGRATIONS / "versions"
    number = len(list(versions.glob("[0-9]*.py"))) + 1
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'schema.sqlite3'}")
        if number > 1:
            migrate(database)
        config = _config()
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04d}")
        database.close()


if __name__ == "__main__":
    main(sys.argv[1])
