"""Selects on sessions and their meetings: who may see which, and those asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.access import Actor, Role
from lms.core.errors import NotFound

from ..models import Meeting, SessionTrainer, TrainingSession, session_audience

CALENDAR_LOCK = 20261124


@dataclass(frozen=True)
class SessionFilters:
    """Which sessions are asked for. `places` are organisations; `mine` is a person; days are those of a first meeting."""

    course_id: int | None = None
    places: Collection[int] | None = None
    status: str = ""
    first_day: date | None = None
    last_day: date | None = None
    mine: int | None = None
    lacks_trainers: bool = False
    statuses: Collection[str] | None = None


def lock_calendar(session: Session) -> None:
    """Whoever plans meetings or trainers waits for whoever does so now: two together could take one room twice."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(CALENDAR_LOCK)))


def first_start() -> Any:
    """When the first meeting of a session starts that was not cancelled."""
    return (
        select(func.min(Meeting.starts_at))
        .where(Meeting.session_id == TrainingSession.id, Meeting.cancelled_at.is_(None))
        .correlate(TrainingSession)
        .scalar_subquery()
    )


def visible_to(actor: Actor, own: Collection[int]) -> ColumnElement[bool]:
    """The sessions that an actor may see, as `permissions.may_view` says it of one; `own` as in `SessionInView`."""
    s, t = TrainingSession, SessionTrainer
    if actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR):
        return true()
    given = exists().where(t.session_id == s.id, t.person_id == (actor.person_id or -1))
    reach = sorted(actor.organisations)
    planned = and_(s.audience == "one", s.organisation_id.in_(reach))
    if actor.has(Role.TRAINER, Role.STEERING_GROUP):
        return or_(given, planned, s.status != "draft")
    places = sorted({*reach, *own})
    named = exists().where(
        session_audience.c.session_id == s.id, session_audience.c.organisation_id.in_(places)
    )
    for_them = or_(
        s.audience == "open",
        and_(s.audience == "one", s.organisation_id.in_(places)),
        and_(s.audience == "some", named),
    )
    return or_(given, planned, and_(s.status != "draft", for_them))


def _loaded(wanted: Select[Any]) -> Select[Any]:
    s = TrainingSession
    return wanted.options(
        joinedload(s.course),
        joinedload(s.organisation),
        selectinload(s.meetings).joinedload(Meeting.room),
        selectinload(s.trainers).joinedload(SessionTrainer.person),
        selectinload(s.open_to),
    )


def _asked(filters: SessionFilters, visible: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    s, t, found = TrainingSession, SessionTrainer, [visible]
    if filters.course_id is not None:
        found.append(s.course_id == filters.course_id)
    if filters.places is not None:
        found.append(s.organisation_id.in_(sorted(filters.places)))
    if filters.status:
        found.append(s.status == filters.status)
    if filters.statuses is not None:
        found.append(s.status.in_(sorted(filters.statuses)))
    if filters.first_day is not None:
        found.append(first_start() >= datetime.combine(filters.first_day, time.min))
    if filters.last_day is not None:
        found.append(first_start() < datetime.combine(filters.last_day + timedelta(days=1), time.min))
    if filters.mine is not None:
        found.append(exists().where(t.session_id == s.id, t.person_id == filters.mine))
    if filters.lacks_trainers:
        trainers = select(func.count()).where(t.session_id == s.id, t.role == "trainer")
        found.append(trainers.correlate(s).scalar_subquery() < s.trainers_wanted)
    return found


def list_sessions(
    session: Session,
    filters: SessionFilters,
    visible: ColumnElement[bool],
    *,
    offset: int = 0,
    limit: int | None = None,
) -> list[TrainingSession]:
    """The sessions asked for with all that belongs to them, the first to start first."""
    start = first_start()
    wanted = _loaded(select(TrainingSession)).where(*_asked(filters, visible))
    wanted = wanted.order_by(start.is_(None), start, TrainingSession.id).offset(offset).limit(limit)
    return list(session.scalars(wanted))


def count_sessions(session: Session, filters: SessionFilters, visible: ColumnElement[bool]) -> int:
    """How many sessions are asked for."""
    wanted = select(func.count()).select_from(TrainingSession).where(*_asked(filters, visible))
    return session.scalar(wanted) or 0


def meetings_between(
    session: Session, first: date, last: date, visible: ColumnElement[bool], course_id: int | None = None
) -> list[Meeting]:
    """The meetings that start on these days, of sessions that may be seen and were not cancelled; in order."""
    m, s = Meeting, TrainingSession
    wanted = (
        select(m)
        .join(m.session)
        .where(visible, s.status != "cancelled", m.cancelled_at.is_(None))
        .where(m.starts_at >= datetime.combine(first, time.min))
        .where(m.starts_at < datetime.combine(last + timedelta(days=1), time.min))
        .options(joinedload(m.room), joinedload(m.session).joinedload(s.course))
    )
    if course_id is not None:
        wanted = wanted.where(s.course_id == course_id)
    return list(session.scalars(wanted.order_by(m.starts_at, m.id)))


def get_session(session: Session, session_id: int) -> TrainingSession:
    """One session with all that belongs to it; NotFound when there is none with this id."""
    found = session.scalar(_loaded(select(TrainingSession)).where(TrainingSession.id == session_id))
    if found is None:
        raise NotFound
    return found


def get_session_to_change(session: Session, session_id: int) -> TrainingSession:
    """One session that nobody else can change before the transaction ends, nor take its rooms and trainers."""
    lock_calendar(session)
    wanted = _loaded(select(TrainingSession)).where(TrainingSession.id == session_id)
    wanted = wanted.with_for_update(of=TrainingSession).execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def find_session_by_key(session: Session, key: str) -> TrainingSession | None:
    """The session with this key."""
    return session.scalar(_loaded(select(TrainingSession)).where(TrainingSession.key == key))


def keys_like(session: Session, start: str) -> set[str]:
    """The keys of sessions that begin with this."""
    s = TrainingSession
    return set(session.scalars(select(s.key).where(s.key.startswith(start, autoescape=True))))
