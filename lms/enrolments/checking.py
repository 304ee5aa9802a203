"""Reads the facts of sessions for the checker, and repairs what can be repaired."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from lms.core.access import SYSTEM
from lms.core.db import Database, UnitOfWork

from .admission import Admission
from .invariants import Breach, Facts, Step, breaches
from .ledger import Ledger
from .queries.counting import sessions_in_use, steps_of, taken_seats
from .queries.locked import clashes
from .values import State


def facts_of(uow: UnitOfWork, session_id: int, admission: Admission, now: datetime | None = None) -> Facts:
    """One session as it is stored, seen at a moment (the transaction's own when none is given)."""
    ledger = Ledger(uow, session_id, admission)
    steps: dict[int, list[Step]] = defaultdict(list)
    for one in steps_of(uow.session, ledger.rows):
        steps[one.enrolment_id].append(Step(one.id, one.at, one.before, one.after, one.reason, one.actor))
    booked = [one.person_id for one in ledger.rows.values() if one.state == State.BOOKED]
    world = ledger.world
    return Facts(
        key=ledger.training.key,
        world=replace(world, now=now) if now else world,
        steps={key: tuple(told) for key, told in steps.items()},
        counted=taken_seats(uow.session, [session_id])[session_id],
        elsewhere=clashes(uow.session, session_id, booked) if booked else {},
    )


@dataclass(frozen=True)
class Examined:
    """What is wrong in one session, and what is left of it after a repair (the same without one)."""

    key: str
    wrong: list[Breach]
    left: list[Breach]


def examine(
    database: Database, now: datetime, admission: Admission, *, mend: bool = False, dry_run: bool = False
) -> list[Examined]:
    """Every session in which something is wrong. A transaction for each, so that people can enrol meanwhile."""
    opened = database.transaction if mend and not dry_run else database.trial
    with database.read() as session:
        sessions = sessions_in_use(session)
    found = []
    for session_id, key in sessions:
        with opened(SYSTEM, now) as uow:
            wrong = left = breaches(facts_of(uow, session_id, admission))
            if wrong and mend:
                # Nobody loses a seat: what is due is done, and who sits beyond the maximum is recorded.
                Ledger(uow, session_id, admission).settle()
                left = breaches(facts_of(uow, session_id, admission))
        if wrong:
            found.append(Examined(key, wrong, left))
    return found
