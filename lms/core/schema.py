"""Makes and upgrades the schema; migrations are the only way in which tables come to be, also in tests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from .db import Database
from .errors import Refused

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
HEAD = MIGRATIONS / "HEAD"


def newest_version() -> str:
    """The version the code expects, read from `migrations/HEAD` so that starting up needs no alembic."""
    return HEAD.read_text().strip()


def find_version(database: Database) -> str | None:
    """The version of this database, or None when it is empty."""
    with database.engine.execution_options(readonly=True).connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.scalar(text("SELECT version_num FROM alembic_version"))


def upgrade(database: Database) -> None:
    """Bring the database to the newest version, in one transaction; on SQLite switch on the write-ahead log."""
    from alembic import command  # slow: 0.3 s that only an upgrade should pay
    from alembic.util import CommandError  # slow: as above

    if database.is_sqlite:
        raw = database.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode=WAL")
        finally:
            raw.close()
    with database.engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            # Two first commands at once: the second waits here and then finds everything done.
            connection.execute(text("SELECT pg_advisory_xact_lock(20261121)"))
        config = alembic_config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise Refused(
                f"The database was made by a newer program than this one ({error}). Install the newer program."
            ) from error


def upgrade_own(database: Database, key: str, versions: Path, declared: set[str]) -> None:
    """Bring the tables of a course type to the newest version in its folder, in a transaction of its own.

    Refused, and undone whole, when that touched a table outside `ct_<key>_…`, or left one of `declared` unmade.
    """
    from alembic import command  # slow: as above

    prefix = f"ct_{key}_"
    with database.engine.connect() as connection, connection.begin():
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(20261121)"))
        before = _outside(connection, prefix)
        config = alembic_config()
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", str(versions).replace("%", "%%"))
        config.attributes.update(connection=connection, version_table=f"{prefix}version", own=True)
        command.upgrade(config, "head")
        after = _outside(connection, prefix)
        touched = sorted(name for name in before | after if before.get(name) != after.get(name))
        if touched:
            raise Refused(f"a migration touched {touched[0]!r}, which does not start with {prefix!r}")
        missing = sorted(declared - set(inspect(connection).get_table_names()))
        if missing:
            raise Refused(f"no migration made the declared table {missing[0]!r}")


def find_own_version(database: Database, key: str) -> str | None:
    """The version of the tables of a course type, or None when it has none here."""
    table = f"ct_{key}_version"
    with database.engine.execution_options(readonly=True).connect() as connection:
        if not inspect(connection).has_table(table):
            return None
        return connection.scalar(text(f"SELECT version_num FROM {table}"))  # noqa: S608  (a key is letters and digits)


def _outside(connection: Connection, prefix: str) -> dict[str, frozenset[str]]:
    """The columns of every table whose name does not start with the prefix."""
    found = inspect(connection).get_multi_columns()
    return {
        name: frozenset(f"{column['name']} {column['type']!r}" for column in columns)
        for (_, name), columns in found.items()
        if not name.startswith(prefix)
    }


def alembic_config() -> Config:
    from alembic.config import Config  # slow: only an upgrade should pay for it

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def require_current(database: Database) -> bool:
    """True when the database is up to date, False when it is empty; Refused when it is older or newer than the code."""
    found = find_version(database)
    if found is None:
        return False
    if found != newest_version():
        raise Refused(
            f"The database has schema version {found}, the program expects {newest_version()}. "
            "Make a backup, then run: lms db upgrade"
        )
    return True
