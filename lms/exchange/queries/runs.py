"""Every select on imports that were asked for in the interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound
from lms.people.models import PersonKey

from ..models import ImportProblem, ImportRun
from ..states import WORK

CHUNK = 2000


def get_run(session: Session, run_id: int) -> ImportRun:
    """The run, or NotFound."""
    run = session.get(ImportRun, run_id)
    if run is None:
        raise NotFound
    return run


def lock_run(session: Session, run_id: int) -> ImportRun:
    """The run as it is now, held until the transaction ends, so that nobody else moves it on."""
    wanted = select(ImportRun).where(ImportRun.id == run_id).with_for_update()
    run = session.scalar(wanted.execution_options(populate_existing=True))
    if run is None:
        raise NotFound
    return run


def lock_free_run(session: Session, run_id: int) -> ImportRun | None:
    """The same, but None when somebody holds it at this moment."""
    return session.scalar(select(ImportRun).where(ImportRun.id == run_id).with_for_update(skip_locked=True))


def runs_to_work_on(session: Session) -> Sequence[ImportRun]:
    """The runs that wait for a worker or have one, the oldest first."""
    return session.scalars(select(ImportRun).where(ImportRun.state.in_(WORK)).order_by(ImportRun.id)).all()


def latest_runs(session: Session, first: int, number: int) -> Sequence[ImportRun]:
    """So many runs, the newest first."""
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).offset(first).limit(number)).all()


def number_of_runs(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(ImportRun)) or 0


def stored_runs(session: Session) -> Sequence[ImportRun]:
    """The runs of which the upload should still be there."""
    return session.scalars(select(ImportRun).where(ImportRun.stored_as.is_not(None))).all()


def runs_with_problems(session: Session, before: datetime) -> Sequence[int]:
    """The runs that ended before this instant and still have a list of bad rows."""
    wanted = select(ImportRun.id).where(
        ImportRun.finished_at < before,
        select(ImportProblem.id).where(ImportProblem.run_id == ImportRun.id).exists(),
    )
    return session.scalars(wanted).all()


def problems_per_table(session: Session, run_id: int) -> dict[str, int]:
    """How many bad rows are kept of each file of the run, in the order in which they were read."""
    wanted = (
        select(ImportProblem.label, func.count())
        .where(ImportProblem.run_id == run_id)
        .group_by(ImportProblem.label)
        .order_by(func.min(ImportProblem.position))
    )
    return dict(session.execute(wanted).all())


def problems(
    session: Session, run_id: int, label: str | None, first: int = 0, number: int | None = None
) -> Iterator[ImportProblem]:
    """The bad rows of the run in the order of the files: all of them, or some, of one file or all."""
    wanted = select(ImportProblem).where(ImportProblem.run_id == run_id).order_by(ImportProblem.position)
    if label is not None:
        wanted = wanted.where(ImportProblem.label == label)
    wanted = wanted.offset(first).limit(number)
    return iter(session.scalars(wanted.execution_options(yield_per=CHUNK)))


def known_sources(session: Session) -> Sequence[str]:
    """The sources of which there are keys of people, or from which somebody imported before."""
    used = select(PersonKey.source).union(select(ImportRun.source))
    return sorted({"default", *session.scalars(used)})
