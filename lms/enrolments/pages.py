"""Gathers what the page of own sessions shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.core.clock import civil_date
from lms.organisations.queries import all_nodes
from lms.people.actors import reach_of
from lms.sessions.models import TrainingSession

from .models import Enrolment
from .queries.counting import taken_seats, waiting_people
from .queries.locked import employers_on
from .queries.own import enrolments_of_person, last_steps, places_in_line, sessions_to_join
from .values import LIVE, State
from .words import reason_text


@dataclass(frozen=True)
class OwnLine:
    """One enrolment of the reader: the place in line when waiting, and why it is so."""

    enrolment: Enrolment
    starts_at: datetime | None
    place: int | None
    reason: str


@dataclass(frozen=True)
class Joinable:
    """A session to join, with the free seats (None: no limit) and how many wait."""

    session: TrainingSession
    starts_at: datetime | None
    free: int | None
    waiting: int


def first_start(session: TrainingSession) -> datetime | None:
    """When the first meeting that was not cancelled starts, on the wall clock."""
    return min((one.starts_at for one in session.meetings if one.cancelled_at is None), default=None)


def own_lines(session: Session, person_id: int) -> list[OwnLine]:
    """Everything the reader enrolled in: what waits for an answer first, then what is to come, then the rest."""
    rows = enrolments_of_person(session, person_id)
    places = places_in_line(session, {one.session_id for one in rows})
    steps = last_steps(session, [one.id for one in rows])
    lines = []
    for one in rows:
        step = steps.get(one.id)
        reason = reason_text(step.reason, step.values) if step else ""
        lines.append(OwnLine(one, first_start(one.session), places.get(one.id), reason))
    return sorted(lines, key=_order)


def _order(line: OwnLine) -> tuple[bool, bool, bool, str]:
    state = line.enrolment.state
    return state != State.OFFERED, state not in LIVE, line.starts_at is None, str(line.starts_at)


def joinable(session: Session, person_id: int, lines: Sequence[OwnLine], now: datetime) -> list[Joinable]:
    """The sessions the reader could join now: open to all, or to where the reader works."""
    taken = {line.enrolment.session_id for line in lines if line.enrolment.state != "cancelled"}
    found = sessions_to_join(session, now, taken)
    today = civil_date(now)
    if any(one.audience != "open" for one in found):
        own, nodes = employers_on(session, [person_id], today).get(person_id, set()), all_nodes(session)
        found = [
            one for one in found if _roots(one) is None or own & reach_of(_roots(one) or (), nodes, today)
        ]
    seats, waiting = (
        taken_seats(session, [one.id for one in found]),
        waiting_people(session, [one.id for one in found]),
    )
    return [
        Joinable(
            one,
            first_start(one),
            None if one.maximum is None else max(0, one.maximum - seats[one.id]),
            waiting[one.id],
        )
        for one in found
    ]


def _roots(session: TrainingSession) -> set[int] | None:
    """The organisations a session is for; None when it is for everybody."""
    if session.audience == "open":
        return None
    roots = {one.id for one in session.open_to} if session.audience == "some" else set()
    return roots | ({session.organisation_id} if session.organisation_id is not None else set())
