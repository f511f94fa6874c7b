"""The migrations make exactly the schema of the model, on both databases."""

from __future__ import annotations

from assembly.db.engine import Database
from assembly.db.migrate import differences, head, migrate, revision_of


def test_an_empty_database_becomes_the_model(a_database_url: str) -> None:
    database = Database(a_database_url)
    assert revision_of(database) is None
    assert migrate(database) == head() == revision_of(database)
    assert migrate(database) == head()
    assert differences(database) == []
    database.close()
