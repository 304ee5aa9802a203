"""A worker that is killed half-way, really: nothing is imported half or twice, and another takes the run up."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from lms.core.access import Actor
from lms.core.clock import FixedClock
from lms.core.db import Database
from lms.exchange import jobs, runs
from lms.exchange.models import ImportRun
from lms.exchange.queries.runs import get_run
from lms.exchange.states import KEPT, STALE, Move
from lms.exchange.uploads import Uploads
from tests.sources import ROOT

pytestmark = pytest.mark.slow  # starts processes of its own and waits for them

SANNE = Actor("Sanne")
PEOPLE = 2500
WORKER = """
import os, signal, sys
from pathlib import Path
from lms.assembly import make_database
from lms.config import Config
from lms.core.clock import SystemClock
from lms.exchange import jobs, runs, uploads
url, folder, moment = sys.argv[1:]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
record = runs.record
if moment == "before the commit":
    runs.record = lambda *a: (record(*a), a[0].session.flush(), die())
elif moment == "after the commit":
    uploads.Uploads.remove = lambda *a: die()
elif moment:
    uploads.Working.__call__ = lambda self, step, *a: step.startswith(moment) and die()
jobs.work_on_imports(make_database(Config(database_url=url)), Path(folder), SystemClock())
"""
"""Works as the scheduler does, and kills itself at a moment."""

DURING = ("Reading", "Saving", "before the commit")


@pytest.fixture
def start(database: Database, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a worker in a process of its own."""
    started = []

    def one(moment: str = "") -> subprocess.Popen[bytes]:
        url = database.engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-c", WORKER, url, str(tmp_path), moment]
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    yield one
    for worker in started:
        worker.kill()
        worker.wait()


@pytest.fixture
def run_id(database: Database, tmp_path: Path) -> int:
    rows = "".join(f"P{n};Person {n};p{n}@example.org\n" for n in range(PEOPLE))
    kept = Uploads(tmp_path).keep([("people.csv", BytesIO(f"person;name;email\n{rows}".encode()))])
    with database.transaction(SANNE, datetime.now(UTC)) as uow:
        return runs.ask_import(uow, source="default", file_name=kept[1], stored_as=kept[0]).id


@pytest.fixture
def accepted(database: Database, run_id: int, tmp_path: Path) -> int:
    """A run that was checked, and of which somebody pressed “Import this”."""
    jobs.work_on_imports(database, tmp_path, FixedClock(datetime.now(UTC)))
    accept(database, run_id)
    return run_id


def accept(database: Database, run_id: int) -> None:
    with database.transaction(SANNE, datetime.now(UTC)) as uow:
        runs.move_run(uow, run_id, Move.ACCEPT)


def imported(ask: Any) -> tuple[int, int]:
    """How many people there are, and how often a dataset was imported."""
    [(people,)] = ask("SELECT count(*) FROM person")
    [(times,)] = ask("SELECT count(*) FROM audit_line WHERE action = 'dataset_imported'")
    return people, times


def found(database: Database, run_id: int) -> ImportRun:
    with database.read() as session:
        return get_run(session, run_id)


@pytest.mark.parametrize("moment", DURING)
def test_a_check_that_was_killed_is_done_by_another(
    database: Database, start: Any, run_id: int, tmp_path: Path, moment: str, ask: Any
) -> None:
    assert start(moment).wait(60) == -signal.SIGKILL
    assert found(database, run_id).state == "checking"
    jobs.work_on_imports(database, tmp_path, FixedClock(datetime.now(UTC)))
    assert found(database, run_id).state == "checking"  # perhaps somebody is still at it
    jobs.work_on_imports(database, tmp_path, FixedClock(datetime.now(UTC) + STALE * 1.1))
    run = found(database, run_id)
    assert (run.state, run.attempts) == ("checked", 2)
    assert run.report is not None and run.report["counts"]["people"] == [PEOPLE, 0, 0]
    assert ask("SELECT count(*) FROM person") == [(0,)]
    assert [path.name for path in (tmp_path / "uploads").iterdir()] == [run.stored_as]


@pytest.mark.parametrize("moment", DURING)
def test_an_import_that_was_killed_is_done_once_by_another(
    database: Database, start: Any, accepted: int, tmp_path: Path, moment: str, ask: Any
) -> None:
    assert start(moment).wait(60) == -signal.SIGKILL
    assert found(database, accepted).state == "importing"
    assert ask("SELECT count(*) FROM person") == [(0,)]
    jobs.work_on_imports(database, tmp_path, FixedClock(datetime.now(UTC) + STALE * 1.1))
    assert found(database, accepted).state == "done"
    assert imported(ask) == (PEOPLE, 1)


def test_a_worker_that_is_killed_after_the_commit_leaves_only_a_file(
    database: Database, start: Any, accepted: int, tmp_path: Path, ask: Any
) -> None:
    assert start("after the commit").wait(60) == -signal.SIGKILL
    jobs.work_on_imports(database, tmp_path, FixedClock(datetime.now(UTC) + STALE * 1.1))
    assert found(database, accepted).state == "done"
    assert imported(ask) == (PEOPLE, 1)
    jobs.clear_uploads(database, tmp_path, FixedClock(datetime.now(UTC) + KEPT))
    assert list((tmp_path / "uploads").iterdir()) == []


def test_of_two_workers_at_once_one_works(database: Database, start: Any, run_id: int, ask: Any) -> None:
    assert [worker.wait(60) for worker in (start(), start())] == [0, 0]
    assert (found(database, run_id).state, found(database, run_id).attempts) == ("checked", 1)
    accept(database, run_id)
    assert [worker.wait(60) for worker in (start(), start())] == [0, 0]
    assert (found(database, run_id).state, found(database, run_id).attempts) == ("done", 1)
    assert imported(ask) == (PEOPLE, 1)
