"""Alembic's entry: migrations run on the connection they are handed."""

from __future__ import annotations

from alembic import context

from assembly.model import Base


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


run()
