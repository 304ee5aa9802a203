"""Puts many rows into a table at once, past the parts of SQLAlchemy that cost more than the database itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the rows, which all have the same columns; those that are absent get what the database gives them.

    By COPY on PostgreSQL, by the driver's own executemany on SQLite; values are converted as the table's types say.
    """
    if not rows:
        return
    names = list(rows[0])
    quote = connection.dialect.identifier_preparer.quote
    into = f"{quote(table.name)} ({', '.join(quote(name) for name in names)})"
    values = _converted(connection, table, names, rows)
    driver: Any = connection.connection.driver_connection
    errors: Any = connection.dialect.loaded_dbapi.Error
    try:
        if connection.dialect.name == "postgresql":
            with driver.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            driver.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(names))})", values)  # noqa: S608  (names of our own tables)
    except errors as error:
        # As SQLAlchemy itself would have raised it, so that callers need not know the driver.
        raise DBAPIError.instance(into, None, error, errors, dialect=connection.dialect) from error


def _converted(
    connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> Iterator[list[Any]]:
    """The values of each row in the order of the names, as the driver wants them."""
    dialect = connection.dialect
    converters = {}
    for at, name in enumerate(names):
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            converters[at] = convert
    for row in rows:
        values = [row[name] for name in names]
        for at, convert in converters.items():
            values[at] = convert(values[at])
        yield values
