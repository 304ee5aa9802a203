"""What somebody is enrolled in, and what there is to join."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.clock import AMSTERDAM
from lms.sessions.models import Meeting, TrainingSession

from ..models import Enrolment, EnrolmentStep
from ..values import OPEN_STATUSES, State

MOST = 100


def enrolments_of_person(session: Session, person_id: int) -> list[Enrolment]:
    """Everything somebody enrolled in, the latest change first."""
    e = Enrolment
    whole = joinedload(e.session).options(
        joinedload(TrainingSession.course), selectinload(TrainingSession.meetings)
    )
    wanted = select(e).where(e.person_id == person_id).options(whole)
    return list(session.scalars(wanted.order_by(e.changed_at.desc(), e.id.desc()).limit(MOST)))


def find_enrolment(session: Session, enrolment_id: int) -> Enrolment | None:
    """One enrolment."""
    return session.get(Enrolment, enrolment_id)


def places_in_line(session: Session, session_ids: Collection[int]) -> dict[int, int]:
    """The place in line of everybody who waits in these sessions, by enrolment."""
    e = Enrolment
    place = func.row_number().over(partition_by=e.session_id, order_by=(e.in_line_since, e.id))
    wanted = select(e.id, place).where(e.session_id.in_(sorted(session_ids)), e.state == State.WAITING)
    return dict(iter(session.execute(wanted)))


def last_steps(session: Session, enrolment_ids: Collection[int]) -> dict[int, EnrolmentStep]:
    """The last step of each of these enrolments."""
    s = EnrolmentStep
    last = select(func.max(s.id)).where(s.enrolment_id.in_(sorted(enrolment_ids))).group_by(s.enrolment_id)
    return {one.enrolment_id: one for one in session.scalars(select(s).where(s.id.in_(last)))}


def sessions_to_join(session: Session, now: datetime, taken: Collection[int]) -> list[TrainingSession]:
    """The published sessions that are still to start and in which enrolment is open, the first to start first."""
    s = TrainingSession
    local = now.astimezone(AMSTERDAM).replace(tzinfo=None)
    starts = select(Meeting.session_id, func.min(Meeting.starts_at).label("first"))
    first = starts.where(Meeting.cancelled_at.is_(None)).group_by(Meeting.session_id).subquery()
    wanted = (
        select(s)
        .outerjoin(first, first.c.session_id == s.id)
        .where(
            s.status.in_(OPEN_STATUSES),
            s.id.not_in(sorted(taken)),
            or_(first.c.first.is_(None), first.c.first > local),
            or_(s.enrol_from.is_(None), s.enrol_from <= now),
            or_(s.enrol_until.is_(None), s.enrol_until > now),
        )
        .options(joinedload(s.course), selectinload(s.meetings), selectinload(s.open_to))
        .order_by(first.c.first.is_(None), first.c.first, s.key)
        .limit(MOST)
    )
    return list(session.scalars(wanted))
