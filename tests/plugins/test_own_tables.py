"""Tables of course types: made by their own migrations, read and written through a store, harmless to the rest."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from lms.assembly import prepare, prepare_if_empty
from lms.catalogue import CompetencesAdded
from lms.catalogue.queries import all_courses
from lms.core import schema
from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.core.events import Change
from lms.plugins.api import Listener, OwnTables, Store
from lms.plugins.registry import Found, Registry, make_registry
from lms.plugins.store import TableStore

from .logbook import METADATA, Logbook
from .logbook import course_type as logbook
from .minimal import course_type as minimal


def registry_with(*course_types: Any) -> Registry:
    return make_registry(Found(one.key, f"{one.key}-package", one) for one in course_types)


def rows(database: Database, table: str = "ct_logbook_note") -> list[str]:
    with database.engine.connect() as connection:
        return list(connection.scalars(text(f"SELECT competence FROM {table} ORDER BY competence")))


def tables(database: Database) -> set[str]:
    return {name for name in inspect(database.engine).get_table_names() if name.startswith("ct_")}


def with_migration(folder: Path, upgrade: str, version: str = "2") -> Any:
    """The logbook with one migration more, that does this."""
    shutil.copytree(Path(__file__).parent / "logbook/versions", folder / "versions 100%")
    head = 'from alembic import op\nimport sqlalchemy as sa\nrevision, down_revision = "2", "1"\n'
    (folder / "versions 100%/second.py").write_text(f"{head}\ndef upgrade():\n    {upgrade}\n")
    own = OwnTables(METADATA, folder / "versions 100%", version)
    return type("Changed", (Logbook,), {"tables": lambda self: own})()


def test_a_type_gets_its_tables_after_ours_and_hears_what_the_others_bring(
    empty_database: Database, clock: FixedClock
):
    registry = registry_with(logbook, minimal)
    prepare(empty_database, registry, clock)
    assert tables(empty_database) == {"ct_logbook_note", "ct_logbook_version"}
    assert schema.find_own_version(empty_database, "logbook") == "1"
    assert rows(empty_database) == ["logbook-keeping", "minimal-care"]
    content = registry.show(empty_database, "logbook", "notes")
    assert content and content.table
    assert [row[1] for row in content.table.rows] == ["logbook-keeping", "minimal-care"]


def test_upgrading_again_changes_nothing(empty_database: Database, clock: FixedClock):
    prepare(empty_database, registry_with(logbook), clock)
    prepare(empty_database, registry_with(logbook), clock)
    assert rows(empty_database) == ["logbook-keeping"]


def test_a_type_that_is_removed_leaves_its_tables_and_finds_them_again(
    empty_database: Database, clock: FixedClock
):
    prepare(empty_database, registry_with(logbook), clock)
    prepare(empty_database, registry_with(minimal), clock)
    assert rows(empty_database) == ["logbook-keeping"]
    again = registry_with(logbook, minimal)
    prepare_if_empty(empty_database, again, clock)
    assert (list(again.enabled), rows(empty_database)) == (["logbook", "minimal"], ["logbook-keeping"])


def test_a_type_waits_until_its_tables_are_there(database: Database, clock: FixedClock):
    registry = registry_with(logbook, minimal)
    prepare_if_empty(database, registry, clock)
    assert list(registry.enabled) == ["minimal"]
    assert registry.found[0].problems == (
        "its tables are not there, it expects 1; make a backup, then run: lms db upgrade",
    )


FAULTS = {
    "raise RuntimeError('no tables today')": "RuntimeError: no tables today",
    "op.create_table('ct_minimal_note', sa.Column('id', sa.Integer))": "Refused: a migration touched "
    "'ct_minimal_note', which does not start with 'ct_logbook_'",
    "op.add_column('person', sa.Column('mood', sa.String(9)))": "Refused: a migration touched 'person', "
    "which does not start with 'ct_logbook_'",
    "op.drop_table('audit_line')": "Refused: a migration touched 'audit_line', "
    "which does not start with 'ct_logbook_'",
    "op.drop_table('ct_logbook_note')": "Refused: no migration made the declared table 'ct_logbook_note'",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_migration_that_fails_is_undone_and_leaves_the_others_usable(
    fault: str, empty_database: Database, clock: FixedClock, tmp_path: Path
):
    prepare(empty_database, registry_with(logbook), clock)
    registry = registry_with(with_migration(tmp_path, fault), minimal)
    prepare(empty_database, registry, clock)
    assert list(registry.enabled) == ["minimal"]
    assert registry.found[0].problems == (f"its tables could not be made: {FAULTS[fault]}",)
    assert rows(empty_database) == ["logbook-keeping"]
    assert schema.find_own_version(empty_database, "logbook") == "1"
    with empty_database.read() as session:
        assert [course.key for course in all_courses(session)] == ["logbook-course", "minimal-care"]


def test_a_good_migration_is_run_once_and_its_version_must_be_the_stated_one(
    empty_database: Database, clock: FixedClock, tmp_path: Path
):
    prepare(empty_database, registry_with(logbook), clock)
    more = "op.add_column('ct_logbook_note', sa.Column('more', sa.String(9)))"
    forgot = with_migration(tmp_path, more, version="1")
    registry = registry_with(forgot)
    prepare(empty_database, registry, clock)
    assert registry.found[0].problems[0].startswith("its tables have version 2, it expects 1")
    good = registry_with(type("Good", (Logbook,), {"tables": lambda self: _at(forgot, "2")})())
    prepare(empty_database, good, clock)
    assert list(good.enabled) == ["logbook"]


def _at(course_type: Any, version: str) -> OwnTables:
    return OwnTables(METADATA, course_type.tables().migrations, version)


def add_competence(database: Database, clock: FixedClock, key: str) -> None:
    with database.transaction(SYSTEM, clock.now()) as uow:
        uow.publish(CompetencesAdded((Change(1, None, {"key": key}),)))


def test_a_listener_that_fails_undoes_its_own_work_only(empty_database: Database, clock: FixedClock):
    def fails(happened: CompetencesAdded, store: Store) -> None:
        store.add("ct_logbook_note", competence="half")
        raise RuntimeError("tired")

    both = (Listener(CompetencesAdded, fails), *logbook.listeners())
    registry = registry_with(type("Tired", (Logbook,), {"listeners": lambda self: both})(), minimal)
    prepare(empty_database, registry, clock)
    add_competence(empty_database, clock, "first-aid")
    assert rows(empty_database) == ["first-aid", "logbook-keeping", "minimal-care"]
    assert registry.enabled["logbook"].problems == ["reacting to CompetencesAdded raised RuntimeError: tired"]


def test_nothing_is_heard_of_what_was_rolled_back(empty_database: Database, clock: FixedClock):
    prepare(empty_database, registry_with(logbook), clock)
    with pytest.raises(RuntimeError), empty_database.transaction(SYSTEM, clock.now()) as uow:
        uow.publish(CompetencesAdded((Change(1, None, {"key": "never"}),)))
        raise RuntimeError
    assert rows(empty_database) == ["logbook-keeping"]


def test_a_store_reaches_the_tables_of_its_type_and_nothing_else(empty_database: Database, clock: FixedClock):
    prepare(empty_database, registry_with(logbook), clock)
    with empty_database.transaction(SYSTEM, clock.now()) as uow:
        store = TableStore(uow.session, logbook.tables())
        store.add("ct_logbook_note", competence="new")
        assert store.change("ct_logbook_note", {"competence": "newer"}, competence="new") == 1
        assert store.remove("ct_logbook_note", competence="logbook-keeping") == 1
        assert [row["competence"] for row in store.rows("ct_logbook_note", competence="newer")] == ["newer"]
        with pytest.raises(ValueError, match="declares no table 'person'"):
            store.rows("person")
        with pytest.raises(ValueError, match="has no column 'name'"):
            store.rows("ct_logbook_note", name="x")
        with pytest.raises(ValueError, match="a page only reads"):
            TableStore(uow.session, logbook.tables(), reading=True).add("ct_logbook_note", competence="x")
    assert rows(empty_database) == ["newer"]


def test_a_page_that_fails_is_no_answer_and_a_problem(empty_database: Database, clock: FixedClock):
    registry = registry_with(logbook)
    prepare(empty_database, registry, clock)
    with empty_database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE ct_logbook_note")
    assert registry.show(empty_database, "logbook", "notes") is None
    assert len(registry.enabled["logbook"].problems) == 1
