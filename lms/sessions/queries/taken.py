"""Selects on what meetings take: rooms and trainers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from lms.core.errors import NotFound

from ..models import Meeting, Room, SessionTrainer, TrainingSession


def _taking(session_id: int | None, first: datetime, last: datetime) -> list[ColumnElement[bool]]:
    m, s = Meeting, TrainingSession
    return [
        s.status.not_in(("cancelled", "closed")),
        s.id != (session_id or -1),
        m.cancelled_at.is_(None),
        m.starts_at < last,
        m.ends_at > first,
    ]


def meetings_in_rooms(
    session: Session, rooms: Collection[int], first: datetime, last: datetime, but_of: int | None = None
) -> list[Meeting]:
    """The meetings that take one of these rooms at some moment between, those of one session left out."""
    m = Meeting
    wanted = select(m).join(m.session).where(m.room_id.in_(sorted(rooms)), *_taking(but_of, first, last))
    return list(session.scalars(wanted.options(joinedload(m.session), joinedload(m.room)).order_by(m.id)))


def meetings_of_trainers(
    session: Session, people: Collection[int], first: datetime, last: datetime, but_of: int | None = None
) -> list[tuple[int, Meeting]]:
    """(person, meeting): what these people give between these moments, one session left out."""
    m, t = Meeting, SessionTrainer
    wanted = (
        select(t.person_id, m)
        .join(t, t.session_id == m.session_id)
        .join(m.session)
        .where(t.person_id.in_(sorted(people)), *_taking(but_of, first, last))
        .options(joinedload(m.session).joinedload(TrainingSession.course))
        .order_by(m.starts_at, m.id)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def all_rooms(session: Session) -> list[Room]:
    """Every room by name."""
    return list(session.scalars(select(Room).order_by(Room.name)))


def get_room(session: Session, room_id: int, *, to_change: bool = False) -> Room:
    """One room; NotFound when there is none with this id."""
    wanted = select(Room).where(Room.id == room_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def meetings_per_room(session: Session, since: datetime) -> dict[int, int]:
    """How many meetings each room still has."""
    m = Meeting
    wanted = (
        select(m.room_id, func.count())
        .join(m.session)
        .where(m.room_id.is_not(None), m.starts_at >= since, m.cancelled_at.is_(None))
        .where(TrainingSession.status != "cancelled")
        .group_by(m.room_id)
    )
    return {room_id: number for room_id, number in session.execute(wanted) if room_id is not None}
