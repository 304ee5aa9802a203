"""Alembic environment: runs on the connection it is handed, on SQLite with batch mode."""

from alembic import context

from lms.assembly import all_models

all_models()

from lms.core.db import Base  # noqa: E402  (after the models, whose tables it holds)


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=False,
    )
    context.run_migrations()


run()
