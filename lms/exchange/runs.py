"""An import that is asked for in the interface: what people ask of it, and what a worker makes of it."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert

from lms.core.access import Actor
from lms.core.db import UnitOfWork
from lms.core.events import Change

from . import events
from .messages import Packed, pack
from .messages import message as _
from .models import ImportProblem, ImportRun
from .queries import runs as queries
from .report import Report
from .services import checked_source
from .staging import CHUNK
from .states import ENDED, KEPT, MOST_ATTEMPTS, WORK, Move, State, after, may_take

MOVED = {
    Move.ACCEPT: events.ImportAccepted,
    Move.WITHDRAW: events.ImportWithdrawn,
    Move.CHECK_AGAIN: events.ImportCheckedAgain,
}


# ---- what people ask ------------------------------------------------------------------------------------------


def ask_import(uow: UnitOfWork, *, source: str, file_name: str, stored_as: str) -> ImportRun:
    """Put an upload in the queue to be checked. Refused when the source has no proper name."""
    run = ImportRun(
        account_id=uow.actor.account_id,
        actor=uow.actor.name,
        source=checked_source(source),
        file_name=file_name,
        stored_as=stored_as,
        state=State.WAITING,
        asked_at=uow.now,
        beat_at=uow.now,
    )
    uow.session.add(run)
    uow.session.flush()
    said = {"file": file_name, "source": run.source}
    uow.publish(events.ImportAsked((Change(run.id, None, said),)))
    return run


def move_run(uow: UnitOfWork, run_id: int, move: Move) -> ImportRun:
    """Accept, withdraw or check again, whatever the run allows now. Who accepts it is whose import it is."""
    run = queries.lock_run(uow.session, run_id)
    before = State(run.state)
    run.state = after(move, before)
    run.beat_at, run.attempts = uow.now, 0
    run.finished_at = uow.now if run.state in ENDED else None
    if move is Move.ACCEPT:
        run.account_id, run.actor = uow.actor.account_id, uow.actor.name
    if move is Move.WITHDRAW:
        run.stored_as = None
    uow.publish(MOVED[move]((Change(run.id, {"state": before}, {"state": run.state}),)))
    return run


# ---- what a worker does ---------------------------------------------------------------------------------------


def take_run(uow: UnitOfWork, run_id: int, seen: datetime) -> ImportRun | None:
    """Take the run up, when it still is as it was seen; None when another worker was first.

    A run that outlived several workers is given up: it may well be what killed them.
    """
    run = queries.lock_free_run(uow.session, run_id)
    if run is None or run.state not in WORK or run.beat_at != seen:
        return None
    run.beat_at = uow.now
    run.attempts += 1
    if run.attempts > MOST_ATTEMPTS:
        _fail(
            run,
            uow.now,
            _("The work stopped unexpectedly several times; the file may be too much for the machine."),
        )
        return None
    run.state = WORK[State(run.state)]
    return run


def still_mine(uow: UnitOfWork, taken: ImportRun) -> ImportRun | None:
    """The run, held until the transaction ends; None when it was withdrawn or taken over since this worker took it."""
    run = queries.lock_run(uow.session, taken.id)
    return run if run.state == taken.state and run.beat_at == taken.beat_at else None


def put_back(uow: UnitOfWork, taken: ImportRun) -> None:
    """Let go of a run that could not be worked on now; it stays in the queue."""
    run = still_mine(uow, taken)
    if run is not None:
        run.state = State.WAITING if run.state == State.CHECKING else State.ACCEPTED
        run.attempts -= 1


def record(uow: UnitOfWork, taken: ImportRun, report: Report) -> bool:
    """Write down what came of a check or an import, when the run is still this worker's; whether it was."""
    run = still_mine(uow, taken)
    if run is None:
        return False
    run.report = packed(report)
    if report.problem_count:
        run.state = State.REFUSED
    else:
        run.state = State.CHECKED if report.dry_run else State.DONE
    run.beat_at = uow.now
    run.finished_at = uow.now if run.state in ENDED else None
    if run.state == State.DONE:
        run.stored_as = None
    _keep_problems(uow, run, report)
    return True


def record_failure(uow: UnitOfWork, taken: ImportRun, reason: str) -> None:
    """Write down why the work could not be finished."""
    run = still_mine(uow, taken)
    if run is not None:
        _fail(run, uow.now, reason)


def _fail(run: ImportRun, now: datetime, reason: str) -> None:
    run.state, run.finished_at, run.report = State.FAILED, now, {"failure": pack(reason)}


def packed(report: Report) -> dict[str, Any]:
    """What is kept of a report on the run itself; its problems are kept as rows."""
    counts = {
        table: [counts.created, counts.changed, counts.unchanged] for table, counts in report.counts.items()
    }
    notices: list[list[Packed | None]] = [[n.table, pack(n.message)] for n in report.notices]
    return {"counts": counts, "notices": notices, "problems": report.problem_count}


def _keep_problems(uow: UnitOfWork, run: ImportRun, report: Report) -> None:
    uow.session.execute(delete(ImportProblem).where(ImportProblem.run_id == run.id))
    rows = (
        {
            "run_id": run.id,
            "position": position,
            "label": problem.table[:300],
            "row": problem.row,
            "column": problem.column,
            "value": problem.value,
            "message": pack(problem.message),
        }
        for position, problem in enumerate(report.problems, 1)
    )
    while chunk := list(islice(rows, CHUNK)):
        uow.session.execute(insert(ImportProblem), chunk)


# ---- what goes away by itself ---------------------------------------------------------------------------------


def forget_old(uow: UnitOfWork) -> None:
    """Let go of uploads that nothing came of, and of lists of bad rows, a week after they were last of use."""
    for run in queries.stored_runs(uow.session):
        if run.state not in WORK and uow.now - run.beat_at > KEPT:
            run.stored_as = None
            if run.state == State.CHECKED:
                run.state, run.finished_at = State.WITHDRAWN, uow.now
    for run_id in queries.runs_with_problems(uow.session, uow.now - KEPT):
        uow.session.execute(delete(ImportProblem).where(ImportProblem.run_id == run_id))


def actor_of(run: ImportRun) -> Actor:
    """For whom the import is done: the account that asked for it, and not the machine."""
    return Actor(name=run.actor, account_id=run.account_id)


def is_free(run: ImportRun, sign_at: datetime | None, now: datetime) -> bool:
    """Whether a worker may take the run up, seeing the last sign of life of the one before it."""
    return may_take(State(run.state), max(run.beat_at, sign_at or run.beat_at), now)
