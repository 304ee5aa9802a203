"""How a course type reads and writes the rows of its own tables, without ever holding a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, true
from sqlalchemy.orm import Session

from .api import OwnTables


class TableStore:
    """The `Store` of one type: its declared tables and nothing else; `reading` refuses to write."""

    def __init__(self, session: Session, tables: OwnTables | None, *, reading: bool = False) -> None:
        self._session = session
        self._tables = tables.metadata.tables if tables else {}
        self._reading = reading

    def rows(self, table: str, **equal: Any) -> list[dict[str, Any]]:
        """The rows with these values, in the order of the primary key."""
        own = self._table(table)
        wanted = own.select().where(_where(own, equal)).order_by(*own.primary_key.columns)
        return [dict(row) for row in self._session.execute(wanted).mappings()]

    def add(self, table: str, **values: Any) -> None:
        """One row more."""
        own = self._to_write(table)
        self._session.execute(own.insert().values(_known(own, values)))

    def change(self, table: str, values: Mapping[str, Any], **equal: Any) -> int:
        """Give the rows with these values other ones; how many there were."""
        own = self._to_write(table)
        return self._count(own.update().where(_where(own, equal)).values(_known(own, values)))

    def remove(self, table: str, **equal: Any) -> int:
        """Take away the rows with these values; how many there were."""
        own = self._to_write(table)
        return self._count(own.delete().where(_where(own, equal)))

    def _count(self, statement: Any) -> int:
        return getattr(self._session.execute(statement), "rowcount", 0)

    def _table(self, name: str) -> Table:
        if name not in self._tables:
            raise ValueError(f"the type declares no table {name!r}")
        return self._tables[name]

    def _to_write(self, name: str) -> Table:
        if self._reading:
            raise ValueError("a page only reads; a listener may write")
        return self._table(name)


class EmptyStore:
    """The `Store` of a type that is being checked: nothing was kept yet, and nothing is."""

    def rows(self, table: str, **equal: Any) -> list[dict[str, Any]]:
        return []

    def add(self, table: str, **values: Any) -> None:
        return None

    def change(self, table: str, values: Mapping[str, Any], **equal: Any) -> int:
        return 0

    def remove(self, table: str, **equal: Any) -> int:
        return 0


def _known(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = [name for name in values if name not in table.columns]
    if unknown:
        raise ValueError(f"table {table.name!r} has no column {unknown[0]!r}")
    return dict(values)


def _where(table: Table, equal: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(true(), *(table.columns[name] == value for name, value in _known(table, equal).items()))
