"""What is read of a session while it is locked. The order is always: the session's row, then people by id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.core.access import Role
from lms.core.clock import AMSTERDAM
from lms.core.errors import NotFound
from lms.people.models import Account, Employment, Person, RoleAssignment
from lms.sessions.models import Meeting, TrainingSession

from ..models import Enrolment, EnrolmentStep, Reservation
from ..values import OPEN_STATUSES, State

HOLDS_A_SEAT = (State.BOOKED, State.OFFERED)


def lock_session(session: Session, session_id: int) -> TrainingSession:
    """A session that nobody else changes the seats of before the transaction ends; NotFound without one."""
    found = session.get(TrainingSession, session_id)
    if found is None:
        raise NotFound
    # Its own columns only: what whoever changes the session has loaded of its meetings stays. Without the key:
    # whoever only refers to this row need not wait.
    own = [one.key for one in TrainingSession.__mapper__.column_attrs]
    session.refresh(found, own, with_for_update={"of": TrainingSession, "key_share": True})
    return found


def lock_people(session: Session, person_ids: Collection[int]) -> None:
    """Nobody else gives these people a seat in another session before the transaction ends."""
    wanted = select(Person.id).where(Person.id.in_(sorted(person_ids))).order_by(Person.id)
    session.execute(wanted.with_for_update(key_share=True)).all()


def enrolments_of(session: Session, session_id: int) -> list[Enrolment]:
    """Everybody of a session, in order of time in line."""
    e = Enrolment
    wanted = select(e).where(e.session_id == session_id).order_by(e.in_line_since, e.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def open_reservations(session: Session, session_id: int) -> list[Reservation]:
    """The reservations of a session that still hold seats, the first to end first."""
    r = Reservation
    wanted = select(r).where(r.session_id == session_id, r.released_at.is_(None), r.seats > 0)
    wanted = wanted.order_by(r.release_at, r.id).execution_options(populate_existing=True)
    return list(session.scalars(wanted))


def last_reasons(session: Session, enrolment_ids: Collection[int]) -> dict[int, str]:
    """The reason of the last step of each enrolment."""
    s = EnrolmentStep
    last = select(func.max(s.id)).where(s.enrolment_id.in_(sorted(enrolment_ids))).group_by(s.enrolment_id)
    rows = session.execute(select(s.enrolment_id, s.reason).where(s.id.in_(last)))
    return dict(iter(rows))


def find_start(session: Session, session_id: int) -> datetime | None:
    """When the first meeting that was not cancelled starts; None without one."""
    m = Meeting
    wanted = select(func.min(m.starts_at)).where(m.session_id == session_id, m.cancelled_at.is_(None))
    local = session.scalar(wanted)
    return None if local is None else local.replace(tzinfo=AMSTERDAM)


def clashes(session: Session, session_id: int, person_ids: Collection[int]) -> dict[int, str]:
    """Of these people whoever has a seat at the same time elsewhere, and the key of that session."""
    here, there = aliased(Meeting), aliased(Meeting)
    wanted = (
        select(Enrolment.person_id, func.min(TrainingSession.key))
        .join(there, there.session_id == Enrolment.session_id)
        .join(
            here,
            and_(
                here.session_id == session_id,
                here.cancelled_at.is_(None),
                here.starts_at < there.ends_at,
                there.starts_at < here.ends_at,
            ),
        )
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .where(
            Enrolment.person_id.in_(sorted(person_ids)),
            Enrolment.session_id != session_id,
            Enrolment.state.in_(HOLDS_A_SEAT),
            there.cancelled_at.is_(None),
            TrainingSession.status.in_((*OPEN_STATUSES, "running")),
        )
        .group_by(Enrolment.person_id)
    )
    return dict(iter(session.execute(wanted)))


def seats_in_course(
    session: Session, training: TrainingSession, person_ids: Collection[int], now: datetime
) -> dict[int, str]:
    """Of these people whoever has a seat in another run of the course that is not over, and its key."""
    ends = select(func.max(Meeting.ends_at)).where(Meeting.session_id == TrainingSession.id)
    ends = ends.where(Meeting.cancelled_at.is_(None))
    over = ends.scalar_subquery() <= now.astimezone(AMSTERDAM).replace(tzinfo=None)
    wanted = (
        select(Enrolment.person_id, func.min(TrainingSession.key))
        .join(TrainingSession, TrainingSession.id == Enrolment.session_id)
        .where(
            Enrolment.person_id.in_(sorted(person_ids)),
            Enrolment.session_id != training.id,
            Enrolment.state.in_(HOLDS_A_SEAT),
            TrainingSession.course_id == training.course_id,
            TrainingSession.status.in_(OPEN_STATUSES),
            func.coalesce(over, False).is_(False),
        )
        .group_by(Enrolment.person_id)
    )
    return dict(iter(session.execute(wanted)))


def employers_on(session: Session, person_ids: Collection[int], on: date) -> Mapping[int, set[int]]:
    """The organisations that employ these people on a day."""
    e = Employment
    wanted = select(e.person_id, e.organisation_id).where(
        e.person_id.in_(sorted(person_ids)),
        e.employed_from <= on,
        or_(e.employed_until.is_(None), e.employed_until >= on),
    )
    found: dict[int, set[int]] = {}
    for person_id, organisation_id in session.execute(wanted):
        found.setdefault(person_id, set()).add(organisation_id)
    return found


def coordinated(session: Session) -> set[int]:
    """The organisations that an open account coordinates."""
    role = RoleAssignment
    wanted = (
        select(role.organisation_id)
        .join(Account, Account.id == role.account_id)
        .where(role.role == Role.COORDINATOR.value, Account.active)
    )
    return {one for one in session.scalars(wanted) if one is not None}


def find_session_of(session: Session, enrolment_id: int) -> int | None:
    """The session of an enrolment."""
    return session.scalar(select(Enrolment.session_id).where(Enrolment.id == enrolment_id))
