"""Scheduled messages about sessions: reminders before the start, and whether a session goes ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms.core.access import SYSTEM, Role
from lms.core.clock import AMSTERDAM, Clock, civil_date
from lms.core.db import Database, UnitOfWork
from lms.enrolments.queries.counting import taken_seats
from lms.enrolments.queries.locked import enrolments_of
from lms.sessions.models import TrainingSession
from lms.sessions.rules import decision_due

from .listeners import write_about
from .queries import addressees, people_with_role, sessions_starting, sessions_to_decide
from .telling import day_of

LADDER = (7, 1)
"""Days before the first meeting on which those with a seat are reminded."""


def remind(database: Database, clock: Clock) -> None:
    """Remind everybody who has a seat, once on each rung; who joined after that day is not reminded of it."""
    now = clock.now()
    wall = now.astimezone(AMSTERDAM).replace(tzinfo=None)
    last = datetime.combine(wall.date() + timedelta(days=LADDER[0] + 1), datetime.min.time())
    with database.read() as session:
        coming = sessions_starting(session, wall, last)
    for session_id, start in coming:
        days = (start.date() - wall.date()).days
        rung = min(one for one in LADDER if days <= one)
        with database.transaction(SYSTEM, now) as uow:
            _remind(uow, session_id, start, rung)


def _remind(uow: UnitOfWork, session_id: int, start: datetime, rung: int) -> None:
    session = uow.session.get_one(TrainingSession, session_id)
    since = start.date() - timedelta(days=rung)
    seated = [
        one
        for one in enrolments_of(uow.session, session_id)
        if one.state == "booked" and civil_date(one.changed_at) < since
    ]
    readers = addressees(uow.session, {one.person_id for one in seated})
    for one in seated:
        if reader := readers.get(one.person_id):
            write_about(uow, "reminder", reader, session, f"reminder:{one.id}:{rung}:{start.isoformat()}", {})


def ask_go_or_no_go(database: Database, clock: Clock) -> None:
    """Ask trainers and the programme team, once, when the day to decide has come and the minimum is not met."""
    now = clock.now()
    today = civil_date(now)
    with database.read() as session:
        open_sessions = sessions_to_decide(session, today)
    for session_id in open_sessions:
        with database.transaction(SYSTEM, now) as uow:
            planned = uow.session.get_one(TrainingSession, session_id)
            taken = taken_seats(uow.session, [session_id]).get(session_id, 0)
            if decision_due(planned.status, planned.minimum, taken, planned.decide_by, today):
                _ask(uow, planned, taken)


def _ask(uow: UnitOfWork, session: TrainingSession, taken: int) -> None:
    decide_by = session.decide_by
    readers = {
        one.address: one
        for one in [
            *addressees(uow.session, {one.person_id for one in session.trainers}).values(),
            *people_with_role(uow.session, Role.PROGRAMME_TEAM),
        ]
    }
    for address, reader in sorted(readers.items()):
        told = {"booked": taken, "minimum": session.minimum, "decide_by": day_of(decide_by, reader.language)}
        write_about(uow, "go_no_go", reader, session, f"go_no_go:{session.id}:{decide_by}:{address}", told)
