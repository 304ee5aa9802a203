"""Makes the tables of course types by their own migrations, and uses no type whose tables are not what it expects."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from lms.core import schema
from lms.core.db import Database

from .api import OwnTables
from .guard import told
from .registry import Registry


def upgrade_tables(database: Database, registry: Registry) -> None:
    """Bring the tables of every enabled type to its newest version. A type that fails is used no longer."""
    for key, tables in _with_tables(registry):
        try:
            schema.upgrade_own(database, key, tables.migrations, set(tables.metadata.tables))
        except (Exception, SystemExit) as failure:
            registry.disable(key, f"its tables could not be made: {told(failure)}")
    require_tables(database, registry)


def require_tables(database: Database, registry: Registry) -> None:
    """Use no type whose tables are of another version than it states."""
    for key, tables in _with_tables(registry):
        try:
            found = schema.find_own_version(database, key)
        except SQLAlchemyError as failure:
            registry.disable(key, f"its tables could not be looked at: {told(failure)}")
            continue
        if found != tables.version:
            there = f"have version {found}" if found else "are not there"
            registry.disable(
                key,
                f"its tables {there}, it expects {tables.version}; make a backup, then run: lms db upgrade",
            )


def _with_tables(registry: Registry) -> list[tuple[str, OwnTables]]:
    return [(key, own) for key, one in list(registry.enabled.items()) if (own := one.tables()) is not None]
