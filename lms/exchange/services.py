"""The import as a use case: read everything, and only when nothing is wrong, merge everything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice

from lms.core.db import UnitOfWork
from lms.core.errors import Refused

from . import cells, checks, late_checks, merge_facts, queries, staging
from .events import DatasetImported
from .known import Known
from .late_checks import Late
from .merge_catalogue import merge_competences
from .merge_organisations import merge_organisations
from .merge_people import PeopleMerge, add_functions
from .merge_sessions import merge_sessions
from .messages import message as _
from .reading import Check, Progress, RowReading, TableReading
from .report import Report
from .sources import Dataset, meant_table
from .tables import TABLES

IN_MEMORY = ("organisations", "competences")
"""Small tables, of which the rows are kept in memory: the tree is only checked as a whole."""

LONGEST_SOURCE = 80
"""As long as the database can keep."""


NAMED_ADDRESSES = 100
"""How many shared e-mail addresses are named; the others are counted."""


@dataclass
class Import:
    """One import under way: what is known, what was read, and what is still to be written."""

    uow: UnitOfWork
    report: Report
    known: Known
    progress: Progress | None
    readings: dict[str, TableReading] = field(default_factory=dict)
    kept: dict[str, dict[str, RowReading]] = field(default_factory=dict)
    staged: dict[str, int] = field(default_factory=dict)

    def label(self, table: str) -> str:
        return self.readings[table].source.label if table in self.readings else table

    def present(self, table: str) -> frozenset[str]:
        return self.readings[table].present if table in self.readings else frozenset()


def import_dataset(
    uow: UnitOfWork,
    dataset: Dataset,
    *,
    source: str = "default",
    today: date,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Merge a dataset into the database; the report says what was done, or everything that is wrong with it.

    Never commits. When the report has problems, or for a dry run, the caller rolls back.
    """
    source = checked_source(source)
    report = Report(source, dataset.name, dry_run)
    queries.wait_for_turn(uow.session)
    with _staging(uow):
        job = Import(uow, report, queries.load_known(uow.session, source), progress)
        _report_ignored(dataset, report)
        _read(job, dataset, today)
        if not report.problem_count:
            _merge(job)
            _report_afterwards(job)
    report.finish()
    if report.changes_anything and not report.problem_count:
        counts = {table: asdict(counts) for table, counts in report.counts.items()}
        details = {"source": source, "dataset": dataset.name, "counts": counts}
        uow.publish(DatasetImported(details=details))
    return report


def checked_source(source: str) -> str:
    """The name of a source as it is kept; Refused when it is empty, too long or no plain text."""
    try:
        name = cells.text_up_to(LONGEST_SOURCE)(source)
    except cells.Wrong:
        name = None
    if name is None:
        raise Refused(
            _("The name of a source is plain text of 1 to %(longest)s characters.", longest=LONGEST_SOURCE),
            field="source",
        )
    return str(name)


@contextmanager
def _staging(uow: UnitOfWork) -> Iterator[None]:
    connection = uow.session.connection()
    staging.prepare(connection)
    yield
    staging.clear(connection)


def _report_ignored(dataset: Dataset, report: Report) -> None:
    for name in dataset.ignored:
        meant = meant_table(name, dataset.tables)
        if meant is not None:
            report.problem(name, _("there is no such table; did you mean “%(table)s”?", table=meant))
        else:
            report.notice(name, _("this is not one of the tables and is not read."))


def _read(job: Import, dataset: Dataset, today: date) -> None:
    """Read and check every table, what others refer to first."""
    row_checks: dict[str, Check] = {
        "organisations": checks.check_organisation,
        "competences": checks.check_competence,
        "people": checks.check_person,
        "norms": checks.check_norm,
        "certificates": checks.check_certificate(today),
        "practice": checks.check_practice,
        "sessions": checks.check_session,
    }
    for name, spec in TABLES.items():
        if name not in dataset.tables:
            continue
        reading = TableReading(spec, dataset.tables[name], job.report, job.known, row_checks[name])
        job.readings[name] = reading
        late = _read_in_memory(job, reading) if name in IN_MEMORY else _read_staged(job, reading)
        reading.report_late(late)


def _read_in_memory(job: Import, reading: TableReading) -> Iterator[Late]:
    name = reading.spec.name
    job.kept[name], late = late_checks.keep_rows(reading, job.progress)
    yield from late
    if name == "organisations":
        yield from late_checks.check_organisations(job.uow.session, job.known, job.kept[name])
    else:
        yield from late_checks.check_competences(job.uow.session, job.kept[name])


def _read_staged(job: Import, reading: TableReading) -> Iterator[Late]:
    name = reading.spec.name
    connection = job.uow.session.connection()
    job.staged[name] = staging.stage(connection, staging.STAGED[name], reading.rows(job.progress))
    yield from late_checks.check_repeats(job.uow.session, reading)
    if name == "people":
        yield from late_checks.check_names(job.uow.session, job.known)
    if name == "sessions":
        yield from late_checks.check_sessions(job.uow.session)


def _merge(job: Import) -> None:
    """Write everything, what others refer to first."""
    uow, report, known = job.uow, job.report, job.known
    if "organisations" in job.kept:
        merge_organisations(uow, report, job.label("organisations"), known, job.kept["organisations"])
    if "competences" in job.kept:
        merge_competences(uow, report, known, job.kept["competences"])
    functions = add_functions(uow, report, job.label("people"), known)
    if "people" in job.staged:
        people = PeopleMerge(uow, report, known, functions, job.present("people"))
        people.run(job.progress, job.staged["people"])
    kinds = merge_facts.add_kinds(uow, report, job.label("practice"), known)
    mergings = {
        "norms": merge_facts.norms(known, functions),
        "certificates": merge_facts.certificates(known, job.present("certificates")),
        "practice": merge_facts.practice(known, kinds),
    }
    for name, merging in mergings.items():
        if name in job.staged:
            merge_facts.merge_facts(uow, report, merging, job.progress, job.staged[name])
    if "sessions" in job.staged:
        merge_sessions(uow, report, known, job.present("sessions"))


def _report_afterwards(job: Import) -> None:
    session = job.uow.session
    shared = queries.shared_addresses(session)
    for address, people in islice(shared, NAMED_ADDRESSES):
        message = _("%(people)s people share the e-mail address %(address)s.", people=people, address=address)
        job.report.notice(job.label("people"), message)
    if more := sum(1 for _address in shared):
        message = _("%(count)s more e-mail addresses are shared by several people.", count=more)
        job.report.notice(job.label("people"), message)
    if not {"organisations", "people"} & set(job.readings):
        return
    for name, last_day, employments in queries.open_at_ended(session):
        message = _(
            "%(name)s ended on %(day)s without a successor; employments there that go on after it: %(count)s.",
            name=name,
            day=f"{last_day:%d-%m-%Y}",
            count=employments,
        )
        job.report.notice(job.label("organisations"), message)
