"""What the pages of an import show, in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from .messages import unpack
from .models import ImportProblem, ImportRun
from .queries import has_demo_accounts
from .queries.runs import latest_runs, number_of_runs, problems, problems_per_table, runs_to_work_on
from .report import KEPT_PROBLEMS
from .states import UNDER_WAY, WORK, State, is_neglected
from .tables import TABLES
from .uploads import Sign, Uploads

RUNS_PER_PAGE = 20
PROBLEMS_PER_PAGE = 100


@dataclass(frozen=True)
class Changed:
    """How many rows of one kind are created, changed or left as they are."""

    title: str
    created: int
    changed: int
    unchanged: int


@dataclass(frozen=True)
class BadRow:
    """Where something is wrong, the value as it was typed, and what would be right."""

    label: str
    row: int | None
    column: str | None
    value: str | None
    message: str


@dataclass(frozen=True)
class Progress:
    """What the worker is doing and how far that is; without total nobody can say."""

    step: str
    done: int
    total: int | None


@dataclass(frozen=True)
class RunPage:
    """One import. `neglected`: it waits for a worker, and none shows life; `behind`: one is busy with another."""

    run: ImportRun
    state: State
    progress: Progress | None
    neglected: bool
    behind: bool
    demo: bool
    counts: Sequence[Changed]
    notices: Sequence[tuple[str | None, str]]
    failure: str | None
    problem_count: int
    kept: dict[str, int]
    label: str | None
    bad_rows: Sequence[BadRow]
    page: int
    pages: int

    @property
    def under_way(self) -> bool:
        return self.state in WORK

    @property
    def changes_anything(self) -> bool:
        return any(line.created or line.changed for line in self.counts)


@dataclass(frozen=True)
class RunsPage:
    """Earlier imports, the newest first."""

    runs: Sequence[ImportRun]
    demo: bool
    page: int
    pages: int


def runs_page(session: Session, page: int) -> RunsPage:
    """The imports of this page of the list."""
    pages = max(1, -(-number_of_runs(session) // RUNS_PER_PAGE))
    page = min(max(1, page), pages)
    found = latest_runs(session, (page - 1) * RUNS_PER_PAGE, RUNS_PER_PAGE)
    return RunsPage(found, has_demo_accounts(session), page, pages)


def run_page(
    session: Session, uploads: Uploads, run: ImportRun, now: datetime, label: str | None, page: int
) -> RunPage:
    """Everything about one import; its bad rows of one file or of all, a page at a time."""
    report: dict[str, Any] = run.report or {}
    state = State(run.state)
    kept = problems_per_table(session, run.id)
    label = label if label in kept else None
    shown = kept[label] if label else sum(kept.values())
    pages = max(1, -(-shown // PROBLEMS_PER_PAGE))
    page = min(max(1, page), pages)
    rows = bad_rows(session, run.id, label, (page - 1) * PROBLEMS_PER_PAGE, PROBLEMS_PER_PAGE)
    sign = uploads.sign_of(run.stored_as) if state in UNDER_WAY else None
    behind = state in WORK and _somebody_works_on_another(session, uploads, run, now)
    return RunPage(
        run=run,
        state=state,
        progress=_progress(sign),
        neglected=not behind and is_neglected(state, _last_sign(run, sign), now),
        behind=behind,
        demo=has_demo_accounts(session),
        counts=[Changed(title_of(name), *counts) for name, counts in report.get("counts", {}).items()],
        notices=[(table, unpack(text)) for table, text in report.get("notices", ())],
        failure=unpack(report["failure"]) if "failure" in report else None,
        problem_count=report.get("problems", 0),
        kept=kept,
        label=label,
        bad_rows=list(rows),
        page=page,
        pages=pages,
    )


def bad_rows(
    session: Session, run_id: int, label: str | None, first: int = 0, number: int | None = KEPT_PROBLEMS
) -> Iterator[BadRow]:
    """Bad rows as the reader sees them."""
    return map(_said, problems(session, run_id, label, first, number))


def _said(problem: ImportProblem) -> BadRow:
    return BadRow(problem.label, problem.row, problem.column, problem.value, unpack(problem.message))


def _progress(sign: Sign | None) -> Progress | None:
    return Progress(unpack(sign.step), sign.done, sign.total) if sign else None


def _last_sign(run: ImportRun, sign: Sign | None) -> datetime:
    return max(run.beat_at, sign.at) if sign else run.beat_at


def _somebody_works_on_another(session: Session, uploads: Uploads, run: ImportRun, now: datetime) -> bool:
    others = [one for one in runs_to_work_on(session) if one.state in UNDER_WAY and one.id != run.id]
    signs = [(one, uploads.sign_of(one.stored_as)) for one in others]
    return any(not is_neglected(State(one.state), _last_sign(one, sign), now) for one, sign in signs)


def title_of(kind: str) -> str:
    """What the rows that a report counts are called."""
    own = {"people": _("People"), "employments": _("Employments")}
    return own.get(kind) or str(TABLES[kind].title)
