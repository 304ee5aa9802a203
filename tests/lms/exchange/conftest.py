"""Fixtures of the import: run it on rows or on a path, keep it only when it went well."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock, civil_date
from lms.core.db import Database
from lms.exchange import Dataset, Report, import_dataset, open_dataset

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
RunImport = Callable[..., Report]


class _NotKept(Exception):
    pass


@pytest.fixture
def run_import(database: Database, clock: FixedClock) -> RunImport:
    """Import rows in memory or a path, as the command does: with problems or for a dry run nothing is kept."""

    def run(what: Rows | Path, *, source: str = "default", dry_run: bool = False) -> Report:
        dataset = open_dataset(what) if isinstance(what, Path) else Dataset.from_rows(what)
        try:
            with database.transaction(SYSTEM, clock.now()) as uow:
                today = civil_date(clock.now())
                report = import_dataset(uow, dataset, source=source, today=today, dry_run=dry_run)
                if report.problem_count or dry_run:
                    raise _NotKept
        except _NotKept:
            pass
        return report

    return run


@pytest.fixture
def ask(database: Database) -> Callable[[str], list[tuple[Any, ...]]]:
    """The rows of a plain SQL question."""

    def asked(sql: str) -> list[tuple[Any, ...]]:
        with database.read() as session:
            return [tuple(row) for row in session.execute(text(sql))]

    return asked


def write_folder(folder: Path, **tables: str) -> Path:
    """A folder with these CSV files."""
    folder.mkdir(exist_ok=True)
    for name, content in tables.items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8", newline="")
    return folder


def places(report: Report) -> list[tuple[str, int | None, str | None, str | None]]:
    """Where the problems are: table, row, column, value."""
    return [(p.table, p.row, p.column, p.value) for p in report.problems]


PERSON = {"person": "P1", "name": "Anna"}
TEAM = {"organisation": "Team A"}
SKILL = {"competence": "skill", "name_nl": "Vaardigheid"}
DAY = date(2024, 1, 1)
