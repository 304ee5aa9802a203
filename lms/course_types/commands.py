"""What `lms course-types` says: the same as the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lms.core import schema
from lms.core.clock import AMSTERDAM
from lms.core.db import Database
from lms.plugins.registry import Registry

from .reports import TypeReport, type_reports

STATES = {
    "enabled": "enabled",
    "off": "not enabled (LMS_COURSE_TYPES)",
    "safe_mode": "not loaded (LMS_SAFE_MODE)",
    "broken": "not used",
    "absent": "not installed; its courses and certificates can be read",
}


def print_course_types(
    database: Database, registry: Registry, say: Callable[[str], object]
) -> list[TypeReport]:
    """Print every course type with its problems; the reports, for who wants to judge them."""
    if schema.find_version(database) == schema.newest_version():
        with database.read() as session:
            reports = type_reports(registry, session)
    else:
        reports = type_reports(registry, None)
    for report in reports:
        say(f"{report.key:20} {report.version or '-':8} {report.package or '-':20} {STATES[report.state]}")
        for label, words in _lines(report):
            say(f"{'':20} {label}: {words}")
    return reports


def _lines(report: TypeReport) -> Iterator[tuple[str, str]]:
    yield from (("problem", problem) for problem in report.problems)
    if report.pending:
        yield "not added yet", f"{', '.join(report.pending)}; run: lms db upgrade"
    if report.contract is not None:
        yield "contract", str(report.contract)
    if report.since:
        yield "in use since", f"{report.since.astimezone(AMSTERDAM):%d-%m-%Y %H:%M}"
    for what, names in report.brings:
        yield what.replace("_", " "), ", ".join(name.en for name in names)
    if report.tables:
        yield "own tables", ", ".join(report.tables)
    if report.listens:
        yield "listens to", ", ".join(report.listens)
