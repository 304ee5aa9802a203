"""The import at the command line: asks for it in one transaction, and says what came of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from flask_babel import gettext as _
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from lms.core.access import SYSTEM, Actor
from lms.core.clock import Clock, civil_date
from lms.core.db import Database, UnitOfWork
from lms.core.errors import Refused

from . import queries
from .dataset_files import FORMS as EXPORT_FORMS
from .export import export_dataset, keys_given
from .report import Report
from .services import import_dataset
from .sources import open_dataset

BAR_WIDTH = 30


class _RollBack(Exception):
    """Leaves the transaction without keeping anything."""


def run_import(
    database: Database,
    path: Path,
    *,
    source: str = "default",
    dry_run: bool = False,
    clock: Clock,
    actor: Actor = SYSTEM,
    out: TextIO | None = None,
    progress_bar: bool | None = None,
) -> int:
    """Import the dataset at this path and print the report; 0 when it went well, 1 when there were problems.

    `progress_bar` None shows one only where the errors go to a terminal. Refused when nothing can be read.
    """
    out = out or sys.stdout
    dataset = open_dataset(path)
    now = clock.now()
    bar = ProgressBar(sys.stderr) if (sys.stderr.isatty() if progress_bar is None else progress_bar) else None
    report = None
    try:
        with database.transaction(actor, now) as uow:
            _warn_of_demo(uow, out)
            report = import_dataset(
                uow, dataset, source=source, today=civil_date(now), dry_run=dry_run, progress=bar
            )
            if dry_run or report.problem_count:
                raise _RollBack
    except _RollBack:
        pass
    except (DataError, IntegrityError, OperationalError) as error:
        raise Refused(
            _(
                "The import could not be finished and nothing was imported. Somebody else may be changing the same "
                "data; try again. (%(error)s)",
                error=str(error.orig),
            )
        ) from error
    finally:
        if bar:
            bar.end()
    assert report is not None
    print_report(report, lambda line: print(line, file=out))
    return 1 if report.problem_count else 0


def run_export(
    database: Database,
    path: Path,
    *,
    source: str,
    clock: Clock,
    actor: Actor = SYSTEM,
    out: TextIO | None = None,
) -> None:
    """Write everything to this file; its suffix says whether as XLSX or as a ZIP of CSV. Never over another file."""
    form = path.suffix.lower().lstrip(".")
    if form not in EXPORT_FORMS:
        raise Refused(_("Name a file that ends in .xlsx or .zip; %(path)s does not.", path=str(path)))
    try:
        file = path.open("xb")
    except OSError as error:
        raise Refused(_("%(path)s cannot be made: %(error)s", path=str(path), error=str(error))) from error
    try:
        with file:
            given = export_dataset(database, file, form, source=source, actor=actor, now=clock.now())
    except BaseException:
        path.unlink()
        raise
    if given:
        print(keys_given(given, source), file=out or sys.stdout)
    print(_("Exported to %(path)s.", path=str(path)), file=out or sys.stdout)


def _warn_of_demo(uow: UnitOfWork, out: TextIO) -> None:
    if queries.has_demo_accounts(uow.session):
        warning = _(
            "Warning: this database holds the fictitious demo region; real data will be mixed with it."
        )
        print(warning, file=out)


def print_report(report: Report, say: Callable[[str], None]) -> None:
    """Say what is wrong, or what was done, in lines."""
    for notice in report.notices:
        say(_("Note: %(notice)s", notice=str(notice)))
    for problem in report.problems:
        say(str(problem))
    if report.problem_count:
        if report.problem_count > len(report.problems):
            say(_("… and %(count)s more.", count=report.problem_count - len(report.problems)))
        say(_("Problems found: %(count)s. Nothing was imported.", count=report.problem_count))
        return
    for table, counts in report.counts.items():
        if counts.created or counts.changed or counts.unchanged:
            say(_counted(report, table, counts.created, counts.changed, counts.unchanged))
    say(_conclusion(report))


def _counted(report: Report, table: str, created: int, changed: int, unchanged: int) -> str:
    numbers = {"table": table, "created": created, "changed": changed, "unchanged": unchanged}
    if report.dry_run:
        return _(
            "%(table)s: %(created)s to create, %(changed)s to change, %(unchanged)s unchanged", **numbers
        )
    return _("%(table)s: %(created)s created, %(changed)s changed, %(unchanged)s unchanged", **numbers)


def _conclusion(report: Report) -> str:
    if report.dry_run and report.changes_anything:
        return _("Dry run: nothing was imported. Run it again without --dry-run to import this.")
    if report.dry_run:
        return _("Dry run: importing this would change nothing.")
    if report.changes_anything:
        return _(
            "Imported %(dataset)s for source “%(source)s”.", dataset=report.dataset, source=report.source
        )
    return _("Nothing changed: everything in %(dataset)s was there already.", dataset=report.dataset)


class ProgressBar:
    """One line on a terminal that says which step is under way and how far it is."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal
        self._longest = 0

    def __call__(self, step: str, done: int, total: int | None) -> None:
        if total:
            part = min(done / total, 1.0)
            full = round(BAR_WIDTH * part)
            text = f"{step} [{'#' * full}{'.' * (BAR_WIDTH - full)}] {part:4.0%}"
        else:
            text = f"{step} {done}"
        self._write(text)

    def end(self) -> None:
        self._write("")
        self.terminal.write("\r")
        self.terminal.flush()

    def _write(self, text: str) -> None:
        self._longest = max(self._longest, len(text))
        self.terminal.write("\r" + text.ljust(self._longest))
        self.terminal.flush()
