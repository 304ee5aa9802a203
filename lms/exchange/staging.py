"""Temporary tables that hold the rows of a dataset while they are checked; never part of the schema.

They belong to the connection of the import: nobody else sees them, and they end with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table
from sqlalchemy.types import TypeEngine

from .bulk import insert_rows
from .tables import CERTIFICATES, NORMS, PEOPLE, PRACTICE, SESSIONS, TableSpec

CHUNK = 2000
"""How many rows are held in memory at a time."""

_metadata = MetaData()


def _staged(spec: TableSpec, **derived: type[TypeEngine[Any]]) -> Table:
    columns = [Column(column.name, column.storage) for column in spec.columns]
    columns += [Column(name, storage) for name, storage in derived.items()]
    return Table(
        f"staged_{spec.name}",
        _metadata,
        Column("row", Integer, primary_key=True, autoincrement=False),
        *columns,
        prefixes=["TEMPORARY"],
        postgresql_on_commit="DROP",
    )


STAGED = {
    "people": _staged(PEOPLE),
    "norms": _staged(NORMS),
    "certificates": _staged(CERTIFICATES, validity=String),
    "practice": _staged(PRACTICE),
    "sessions": _staged(SESSIONS),
}


def prepare(connection: Connection) -> None:
    """Make the temporary tables, empty."""
    clear(connection)
    _metadata.create_all(connection, checkfirst=False)


def clear(connection: Connection) -> None:
    """Drop what is there of them; on SQLite they would otherwise live as long as the connection."""
    for table in STAGED.values():
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table.name}")


def stage(connection: Connection, table: Table, rows: Iterable[tuple[int, dict[str, Any]]]) -> int:
    """Put the rows into a temporary table, a chunk at a time; the number of rows."""
    empty: dict[str, Any] = {column.name: None for column in table.columns}
    waiting: list[dict[str, Any]] = []
    count = 0
    for row, values in rows:
        waiting.append(empty | values | {"row": row})
        if len(waiting) == CHUNK:
            insert_rows(connection, table, waiting)
            count += CHUNK
            waiting = []
    if waiting:
        insert_rows(connection, table, waiting)
    return count + len(waiting)
