"""Scheduled work of exchange: checks and imports what was uploaded, and clears away what nothing came of."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from lms.core.access import SYSTEM
from lms.core.clock import Clock, civil_date
from lms.core.db import Database, is_unavailable
from lms.core.errors import Refused

from . import runs
from .messages import message as _
from .models import ImportRun
from .queries.runs import runs_to_work_on, stored_runs
from .report import Report
from .services import import_dataset
from .sources import Dataset, open_dataset
from .states import KEPT, STALE, UNDER_WAY, State
from .uploads import MOST_UNPACKED, Uploads, Working

log = logging.getLogger(__name__)


class _NotKept(Exception):
    """Leaves the transaction of an import that turned out to have problems, or to be somebody else's by now."""


def work_on_imports(database: Database, instance: Path, clock: Clock) -> None:
    """Check or import what waits, one after another. Two workers do the same run never both to the end."""
    uploads = Uploads(instance)
    while (run := _take(database, uploads, clock)) is not None:
        assert run.stored_as is not None
        with uploads.at_work(run.stored_as, clock) as working:
            _work(database, uploads, run, working, clock)
        with database.read() as session:
            if run.stored_as not in {one.stored_as for one in stored_runs(session)}:
                uploads.remove(run.stored_as)


def _take(database: Database, uploads: Uploads, clock: Clock) -> ImportRun | None:
    """The oldest run that nobody works on; None as well while another worker is at work, for there is one at a time."""
    now = clock.now()
    with database.read() as session:
        waiting = runs_to_work_on(session)
    signs = {run.id: uploads.sign_of(run.stored_as) for run in waiting}
    free = [run for run in waiting if runs.is_free(run, sign.at if (sign := signs[run.id]) else None, now)]
    if any(run.state in UNDER_WAY and run not in free for run in waiting):
        return None
    for run in free:
        try:
            with database.transaction(SYSTEM, now, patient=False) as uow:
                taken = runs.take_run(uow, run.id, run.beat_at)
        except OperationalError as error:
            if not is_unavailable(error):
                raise
            return None  # somebody is writing, perhaps the worker that seemed dead: the next time comes soon
        if taken is not None:
            return taken
    return None


def _work(database: Database, uploads: Uploads, run: ImportRun, working: Working, clock: Clock) -> None:
    """Do what the run asks for and write down what came of it, also when that is a failure."""
    assert run.stored_as is not None
    try:
        path = uploads.path(run.stored_as)
        dataset = open_dataset(path, called=run.file_name, most_bytes=MOST_UNPACKED)
        if run.state == State.CHECKING:
            report = _check(database, path, run, dataset, working, clock)
            with database.transaction(SYSTEM, clock.now()) as uow:
                runs.record(uow, run, report)
        else:
            _import(database, run, dataset, working, clock)
        return
    except Refused as refused:
        reason = refused.message
    except (DataError, IntegrityError, OperationalError) as error:
        if is_unavailable(error):
            log.warning("Import %s has to wait: %s", run.id, error.orig)
            with database.transaction(SYSTEM, clock.now()) as uow:
                runs.put_back(uow, run)
            return
        log.exception("Import %s failed", run.id)
        reason = _(
            "The import could not be finished and nothing was imported. Somebody else may be changing the same "
            "data; try again. (%(error)s)",
            error=str(error.orig),
        )
    except Exception:
        log.exception("Import %s failed", run.id)
        reason = _("Something went wrong on our side and nothing was imported. The fault has been recorded.")
    with database.transaction(SYSTEM, clock.now()) as uow:
        runs.record_failure(uow, run, reason)


def _check(
    database: Database, path: Path, run: ImportRun, dataset: Dataset, working: Working, clock: Clock
) -> Report:
    """Try the import out and undo it. On SQLite on a copy, for trying it out holds the only writer for as long."""
    now = clock.now()
    with _aside(database, path) as other, other.trial(runs.actor_of(run), now) as uow:
        today = civil_date(now)
        return import_dataset(uow, dataset, source=run.source, today=today, dry_run=True, progress=working)


@contextmanager
def _aside(database: Database, path: Path) -> Iterator[Database]:
    if not database.is_sqlite:
        yield database
        return
    copy = path.with_name(path.name + ".copy.db")
    traces = [copy.with_name(copy.name + end) for end in ("", "-wal", "-shm")]
    for trace in traces:
        trace.unlink(missing_ok=True)
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with database.read() as session, closing(sqlite3.connect(copy)) as target:
            session.connection().connection.driver_connection.backup(target)  # type: ignore[union-attr]
        other = Database(f"sqlite:///{copy}")
        try:
            yield other
        finally:
            other.engine.dispose()
    finally:
        for trace in traces:
            trace.unlink(missing_ok=True)


def _import(database: Database, run: ImportRun, dataset: Dataset, working: Working, clock: Clock) -> None:
    """Import and say so in one transaction: whenever the process dies, both have happened or neither has."""
    now, report = clock.now(), None
    try:
        with database.transaction(runs.actor_of(run), now) as uow:
            if runs.still_mine(uow, run) is None:
                raise _NotKept
            report = import_dataset(uow, dataset, source=run.source, today=civil_date(now), progress=working)
            if report.problem_count:
                raise _NotKept
            runs.record(uow, run, report)
    except _NotKept:
        if report is not None:
            with database.transaction(SYSTEM, clock.now()) as uow:
                runs.record(uow, run, report)


def clear_uploads(database: Database, instance: Path, clock: Clock) -> None:
    """Remove uploads that nothing came of within a week, and files that belong to no run."""
    uploads, now = Uploads(instance), clock.now()
    with database.transaction(SYSTEM, now) as uow:
        runs.forget_old(uow)
    with database.read() as session:
        wanted = {run.stored_as for run in stored_runs(session)}
    for name, changed in uploads.names().items():
        # A file is there a moment before its run is; and one that a dead worker left may still be in its hands.
        if name not in wanted and now.timestamp() - changed > max(STALE, KEPT / 7).total_seconds():
            uploads.remove(name)
