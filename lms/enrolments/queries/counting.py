"""The one count of seats, and what the checker reads."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.people.models import Account, Person
from lms.sessions.models import TrainingSession

from ..models import Enrolment, EnrolmentStep, Reservation
from ..values import SEATED, State

TAKES_A_SEAT = (*sorted(SEATED), State.OFFERED)


def taken_seats(session: Session, session_ids: Collection[int]) -> dict[int, int]:
    """The seats of each session that nobody else can get: booked, offered and reserved. Pages count with this."""
    e, r = Enrolment, Reservation
    ids = sorted(session_ids)
    seats = select(e.session_id, func.count()).where(e.session_id.in_(ids), e.state.in_(TAKES_A_SEAT))
    reserved = select(r.session_id, func.sum(r.seats)).where(r.session_id.in_(ids), r.released_at.is_(None))
    counted = dict.fromkeys(ids, 0)
    for wanted in (seats.group_by(e.session_id), reserved.group_by(r.session_id)):
        for session_id, number in session.execute(wanted):
            counted[session_id] += number
    return counted


def waiting_people(session: Session, session_ids: Collection[int]) -> dict[int, int]:
    """How many people wait for each session."""
    e = Enrolment
    wanted = select(e.session_id, func.count()).where(
        e.session_id.in_(sorted(session_ids)), e.state == State.WAITING
    )
    found = dict(iter(session.execute(wanted.group_by(e.session_id))))
    return dict.fromkeys(session_ids, 0) | found


def sessions_in_use(session: Session) -> list[tuple[int, str]]:
    """The id and key of every session that somebody is enrolled in or has reserved seats in."""
    s = TrainingSession
    used = select(Enrolment.session_id).union(select(Reservation.session_id))
    wanted = select(s.id, s.key).where(s.id.in_(used)).order_by(s.key)
    return list(session.execute(wanted))


def sessions_with_something_due(session: Session) -> list[int]:
    """The sessions in which somebody waits, asked, was offered a seat, or in which seats are reserved."""
    live = (State.REQUESTED, State.WAITING, State.OFFERED)
    e, r = Enrolment, Reservation
    used = select(e.session_id).where(e.state.in_(live))
    used_too = select(r.session_id).where(r.released_at.is_(None), r.seats > 0)
    wanted = select(TrainingSession.id).where(
        TrainingSession.id.in_(used.union(used_too)), TrainingSession.status.not_in(("draft", "cancelled"))
    )
    return list(session.scalars(wanted.order_by(TrainingSession.id)))


def steps_of(session: Session, enrolment_ids: Collection[int]) -> list[EnrolmentStep]:
    """Everything that happened to these enrolments, in order."""
    s = EnrolmentStep
    wanted = select(s).where(s.enrolment_id.in_(sorted(enrolment_ids))).order_by(s.enrolment_id, s.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def find_session_by_key(session: Session, key: str) -> TrainingSession | None:
    """The session with this key of the source."""
    return session.scalar(select(TrainingSession).where(TrainingSession.key == key))


def session_keys(session: Session) -> list[str]:
    """The key of every session."""
    return list(session.scalars(select(TrainingSession.key).order_by(TrainingSession.key)))


def people_with_address(session: Session, email: str) -> dict[int, str]:
    """Whoever is known by this e-mail address, as a person or through an account, by id with the name."""
    address = email.strip().lower()
    by_account = select(Account.person_id).where(func.lower(Account.email) == address)
    wanted = select(Person.id, Person.name).where(
        (func.lower(Person.email) == address) | Person.id.in_(by_account)
    )
    return dict(iter(session.execute(wanted.order_by(Person.name))))
