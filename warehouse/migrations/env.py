"""What Alembic runs its steps in: the connection and the transaction of ``warehouse.migrating``, which calls it."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
