"""Writes created and changed rows in chunks, each with its audit line, and counts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, update

from lms.core.db import Base, UnitOfWork
from lms.core.events import Change

from . import queries
from .bulk import insert_rows
from .events import RowsImported
from .report import Counts

Values = dict[str, Any]


@dataclass
class Writer:
    """Collects the changes of one kind of row and writes them out at `flush`."""

    uow: UnitOfWork
    model: type[Base]
    event: type[RowsImported]
    counts: Counts
    _new: list[tuple[Values, Values]] = field(default_factory=list)
    _changed: list[tuple[int, Values, Values]] = field(default_factory=list)
    _noted: list[Change] = field(default_factory=list)

    def compare(self, row_id: int, before: Values, after: Values) -> bool:
        """Change the row where `after` differs from `before`; whether it did."""
        differing = [name for name, value in after.items() if before[name] != value]
        if not differing:
            self.counts.unchanged += 1
            return False
        self.counts.changed += 1
        was = {name: before[name] for name in differing}
        self._changed.append((row_id, was, {name: after[name] for name in differing}))
        return True

    def note(self, row_id: int, before: Values, after: Values) -> None:
        """Write an audit line for a change that was made elsewhere."""
        self._noted.append(Change(row_id, before, after))

    def create(self, values: Values, **also_said: Any) -> None:
        """Make a row; `also_said` is added to its audit line."""
        self._new.append((values, values | also_said if also_said else values))

    def flush(self) -> list[int]:
        """Write what was collected; the ids of the new rows in the order in which they were asked for."""
        created, changed = self._new, self._changed
        self._new, self._changed = [], []
        ids = self._insert([values for values, _said in created])
        self._update(changed)
        self.counts.created += len(created)
        changes = [Change(i, None, said) for i, (_values, said) in zip(ids, created, strict=True)]
        changes += [Change(row_id, before, after) for row_id, before, after in changed]
        changes += self._noted
        self._noted = []
        if changes:
            self.uow.publish(self.event(tuple(changes)))
        return ids

    def _insert(self, rows: Sequence[Values]) -> list[int]:
        if not rows:
            return []
        table: Any = self.model.__table__
        ids = queries.new_ids(self.uow.session, table, len(rows))
        numbered = [{"id": row_id} | row for row_id, row in zip(ids, rows, strict=True)]
        insert_rows(self.uow.session.connection(), table, numbered)
        return ids

    def _update(self, changed: Sequence[tuple[int, Values, Values]]) -> None:
        table: Any = self.model.__table__
        alike: dict[tuple[str, ...], list[Values]] = defaultdict(list)
        for row_id, _before, after in changed:
            renamed = {f"new_{name}": value for name, value in after.items()}
            alike[tuple(after)].append(renamed | {"row_id": row_id})
        for names, rows in alike.items():
            new: Values = {name: bindparam(f"new_{name}") for name in names}
            wanted = update(table).where(table.c.id == bindparam("row_id")).values(new)
            self.uow.session.connection().execute(wanted, rows)
