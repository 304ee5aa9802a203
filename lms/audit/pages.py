"""Gathers a page of the audit log: single lines, and runs of many lines of one moment as one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from .models import AuditLine
from .queries import LogFilters, Run, RunKey, count_run, lines_of_run, lines_of_runs, list_runs
from .telling import Told, actor_word, tell
from .words import run_words

PAGE = 50
"""Rows on one page."""
TOGETHER = 5
"""A run of more lines than this is shown as one row that opens."""
SEPARATOR = "~"


@dataclass(frozen=True)
class Row:
    """One row: a line, or a run of many."""

    told: Told | None = None
    run: Run | None = None

    @property
    def at(self) -> datetime:
        assert self.told or self.run
        return self.told.at if self.told else self.run.key.at  # type: ignore[union-attr]

    @property
    def actor(self) -> str:
        return self.told.actor if self.told else actor_word(self.run.key.actor)  # type: ignore[union-attr]

    @property
    def words(self) -> str:
        """What the run did, in words."""
        return run_words(self.run.key.action, self.run.lines) if self.run else ""

    @property
    def opens(self) -> str:
        """The key of the run, for an address."""
        return written(self.run.key) if self.run else ""


@dataclass(frozen=True)
class LogPage:
    """One page of the log; `following` is the key from which the next page goes on (None: this is the last)."""

    rows: Sequence[Row]
    following: str | None
    run: Run | None = None


def log_page(session: Session, filters: LogFilters, after: RunKey | None) -> LogPage:
    """One page of runs, newest first; a run is never cut in two. Its queries do not grow with its rows."""
    runs = list_runs(session, filters, after, PAGE + 1)
    shown: list[Run] = []
    rows = 0
    for run in runs[:PAGE]:
        if rows >= PAGE:
            break
        shown.append(run)
        rows += run.lines if run.lines <= TOGETHER else 1
    lines = lines_of_runs(session, filters, [run.key for run in shown if run.lines <= TOGETHER])
    following = written(shown[-1].key) if len(shown) < len(runs) else None
    return LogPage(_rows(session, shown, lines), following)


def _rows(session: Session, runs: Sequence[Run], lines: Sequence[AuditLine]) -> list[Row]:
    by_run: dict[RunKey, list[Row]] = defaultdict(list)
    for line, told in zip(lines, tell(session, lines), strict=True):
        by_run[RunKey(line.at, line.subject, line.action, line.actor)].append(Row(told=told))
    return [row for run in runs for row in by_run.get(run.key) or [Row(run=run)]]


def run_page(session: Session, filters: LogFilters, key: RunKey, before_id: int | None) -> LogPage:
    """Some of the lines of one run."""
    lines = lines_of_run(session, filters, key, before_id, PAGE + 1)
    shown = lines[:PAGE]
    following = str(shown[-1].id) if len(lines) > PAGE else None
    rows = [Row(told=told) for told in tell(session, shown)]
    return LogPage(rows, following, Run(key, count_run(session, filters, key)))


def written(key: RunKey) -> str:
    """A run as an address holds it."""
    return SEPARATOR.join((key.at.astimezone(UTC).isoformat(), key.subject, key.action, key.actor))


def read_key(text: str | None) -> RunKey | None:
    """The run that an address names; None when it names none."""
    parts = (text or "").split(SEPARATOR, 3)
    if len(parts) != 4 or "\0" in (text or ""):
        return None
    try:
        at = datetime.fromisoformat(parts[0])
    except ValueError:
        return None
    return RunKey(at, *parts[1:]) if at.tzinfo else None
