"""Migrations make the schema, the whole of it, from empty, on both databases; and back."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from lms.assembly import all_models, prepare, prepare_if_empty
from lms.catalogue.queries import all_competences
from lms.core import schema
from lms.core.clock import FixedClock
from lms.core.db import Base, Database, find_revision
from lms.core.errors import Refused
from lms.plugins.registry import Registry

# SQLite cannot report back an index on an expression; the test of the norm key reads its SQL instead.
pytestmark = [
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index uq_norm_key"),
    pytest.mark.filterwarnings("ignore:autogenerate skipping .*expression-based index 'uq_norm_key'"),
]


def downgrade(database: Database) -> None:
    with database.engine.connect() as connection, connection.begin():
        config = schema.alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_head_and_the_code_knows_it():
    assert ScriptDirectory.from_config(schema.alembic_config()).get_heads() == [schema.newest_version()]


def test_the_whole_chain_from_empty_gives_exactly_the_tables_of_the_models(empty_database: Database):
    all_models()
    schema.upgrade(empty_database)
    assert tables(empty_database) == set(Base.metadata.tables)
    assert schema.find_version(empty_database) == schema.newest_version()


def test_models_and_migrated_schema_do_not_drift(database: Database):
    all_models()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_norm_key_takes_no_function_as_a_value(database: Database):
    catalogue = (
        "SELECT sql FROM sqlite_master WHERE name = :name"
        if database.is_sqlite
        else "SELECT indexdef FROM pg_indexes WHERE indexname = :name"
    )
    with database.engine.connect() as connection:
        definition = connection.scalar(text(catalogue), {"name": "uq_norm_key"})
    assert definition.startswith("CREATE UNIQUE INDEX uq_norm_key ON")
    assert "(organisation_id, competence_id, starts_on, coalesce(function_id, 0))" in definition.lower()


def test_every_constraint_has_the_name_that_migrations_use(database: Database):
    inspector = inspect(database.engine)
    for table in tables(database):
        found = [
            inspector.get_pk_constraint(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_check_constraints(table),
            *inspector.get_foreign_keys(table),
        ]
        assert [one for one in found if not one["name"]] == [], table


def test_down_to_nothing_and_up_again(database: Database, registry: Registry, clock: FixedClock):
    downgrade(database)
    assert tables(database) == set()
    prepare(database, registry, clock)
    assert tables(database) == set(Base.metadata.tables)
    with database.read() as session:
        assert len(all_competences(session)) > 0
        assert find_revision(session) == 1


def test_preparing_twice_changes_nothing(database: Database, registry: Registry, clock: FixedClock):
    with database.read() as session:
        before = find_revision(session), [c.key for c in all_competences(session)]
    prepare(database, registry, clock)
    prepare_if_empty(database, registry, clock)
    with database.read() as session:
        assert (find_revision(session), [c.key for c in all_competences(session)]) == before


def test_an_empty_database_is_prepared_by_the_first_that_needs_it(
    empty_database: Database, registry: Registry, clock: FixedClock
):
    assert schema.find_version(empty_database) is None
    prepare_if_empty(empty_database, registry, clock)
    assert schema.require_current(empty_database)


def test_a_database_of_another_version_is_refused(database: Database):
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    with pytest.raises(Refused, match=r"schema version older, the program expects .* lms db upgrade"):
        schema.require_current(database)


def test_sqlite_writes_ahead_and_holds_foreign_keys(database: Database):
    if not database.is_sqlite:
        pytest.skip("a setting of SQLite")
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
