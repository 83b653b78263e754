"""Alembic's entry: runs inside the connection that netwatch.store.migrate hands over."""

from alembic import context

from netwatch.store import (  # their tables are part of the schema
    schema_people,  # noqa: F401
    schema_present,  # noqa: F401
    schema_search,  # noqa: F401
    schema_service,  # noqa: F401
)
from netwatch.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,  # SQLite can, and a killed upgrade must leave the old schema
)
with context.begin_transaction():
    context.run_migrations()
