"""The calendar of an organisation as a table: every meeting a row; wrong rows are named; out and in changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lms.core.access import SYSTEM
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.exchange import open_dataset
from lms.exchange.export import export_dataset

from .conftest import TEAM, RunImport

Ask = Callable[[str], list[tuple[Any, ...]]]
ROW = {
    "session": "basis-1",
    "course": "top3-basis",
    "start": "2026-12-03T09:00",
    "end": "2026-12-03T17:00",
    "place": "Hoorn",
    "min": "5",
    "max": "14",
    "organisation": "Team",
    "status": "published",
}
SECOND = ROW | {"start": "10-12-2026 09:00", "end": "2026-12-10 12:30"}
MEETINGS = "SELECT substr(CAST(starts_at AS VARCHAR), 1, 16), place FROM meeting ORDER BY starts_at"


def dataset(*rows: dict[str, str]) -> dict[str, list[dict[str, str]]]:
    team = {"organisation": ROW["organisation"]}
    return {"organisations": [TEAM | team], "sessions": list(rows)}


def test_rows_of_one_session_are_its_meetings(run_import: RunImport, ask: Ask) -> None:
    report = run_import(dataset(ROW, SECOND))
    assert report.problems == []
    assert (report.counts["sessions"].created, report.counts["sessions"].unchanged) == (1, 0)
    assert ask("SELECT key, status, minimum, maximum FROM training_session") == [
        ("basis-1", "published", 5, 14)
    ]
    assert ask(MEETINGS) == [("2026-12-03 09:00", "Hoorn"), ("2026-12-10 09:00", "Hoorn")]
    again = run_import(dataset(ROW, SECOND))
    assert (again.counts["sessions"].created, again.counts["sessions"].unchanged) == (0, 1)


def test_a_changed_row_changes_its_session_and_leaves_an_audit_line(run_import: RunImport, ask: Ask) -> None:
    run_import(dataset(ROW))
    moved = {"start": "2026-12-04T10:00", "end": "2026-12-04T12:00", "status": "cancelled"}
    assert run_import(dataset(ROW | moved)).counts["sessions"].changed == 1
    assert ask(MEETINGS) == [("2026-12-04 10:00", "Hoorn")]
    assert ask("SELECT count(*) FROM audit_line WHERE action = 'sessions_imported'") == [(2,)]


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"course": "top3-bases"}, "course"),
        ({"start": "2026-02-31T09:00"}, "start"),
        ({"start": "tomorrow"}, "start"),
        ({"end": "2026-12-03T09:00"}, "end"),
        ({"end": ""}, "end"),
        ({"max": "4"}, "max"),
        ({"min": "-1"}, "min"),
        ({"organisation": "Nowhere"}, "organisation"),
        ({"status": "open"}, "status"),
        ({"session": ""}, "session"),
    ],
)
def test_a_wrong_cell_is_named(run_import: RunImport, ask: Ask, wrong: dict[str, str], column: str) -> None:
    report = run_import(dataset(ROW | {"session": "other"}, ROW | wrong))
    assert [(problem.row, problem.column) for problem in report.problems] == [(3, column)]
    assert ask("SELECT count(*) FROM training_session") == [(0,)]


def test_rows_of_one_session_that_contradict_each_other_are_named(run_import: RunImport) -> None:
    report = run_import(dataset(ROW, SECOND | {"max": "10"}, ROW | {"start": "2026-12-03T16:00"}))
    assert sorted((problem.row, problem.column) for problem in report.problems) == [(3, "max"), (4, "start")]


@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_an_export_of_the_calendar_imported_again_changes_nothing(
    run_import: RunImport, database: Database, clock: FixedClock, tmp_path: Path, form: str, ask: Ask
) -> None:
    run_import(dataset(ROW, SECOND))
    path = tmp_path / f"out.{form}"
    with path.open("wb") as file:
        now = clock.now() + timedelta(minutes=1)
        export_dataset(database, file, form, source="default", actor=SYSTEM, now=now)
    assert "sessions" in open_dataset(path).tables
    before = ask(MEETINGS)
    counts = run_import(path).counts["sessions"]
    assert (counts.created, counts.changed, counts.unchanged) == (0, 0, 1)
    assert ask(MEETINGS) == before
