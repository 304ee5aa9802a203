"""Alembic environment: runs on the connection it is handed, on SQLite with batch mode; also for course types."""

from alembic import context

from lms.assembly import all_models

all_models()

from lms.core.db import Base  # noqa: E402  (after the models, whose tables it holds)


def run() -> None:
    given = context.config.attributes
    connection = given["connection"]
    context.configure(
        connection=connection,
        target_metadata=None if given.get("own") else Base.metadata,
        version_table=given.get("version_table", "alembic_version"),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=False,
    )
    context.run_migrations()


run()
