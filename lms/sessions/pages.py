"""Gathers what the pages of sessions show, in a number of queries that does not grow with the sessions."""

from __future__ import annotations

from calendar import Calendar
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from lms.core.clock import civil_date, instant_of, wall_time

from .details import spans_of
from .models import Meeting, TrainingSession
from .queries import (
    SessionFilters,
    count_sessions,
    get_session,
    list_sessions,
    meetings_between,
)
from .rules import MOVES, NotOpen, decision_due, lacks_trainers, net_minutes, why_no_move, why_not_open

PER_PAGE = 40

Counter = Callable[[Session, Collection[int]], Mapping[int, int]]
"""(session, ids of sessions) → a number for each that has any; what is enrolled stands above sessions."""


@dataclass(frozen=True)
class Counters:
    """What the features above know about seats: how many are taken, and how many people wait."""

    taken: Counter
    waiting: Counter


@dataclass(frozen=True)
class Listed:
    """One session as a list shows it. `free` None: there is no limit."""

    session: TrainingSession
    first: datetime | None
    meetings: int
    place: str
    taken: int
    waiting: int
    free: int | None
    not_open: NotOpen | None
    lacks: int
    due: bool


@dataclass(frozen=True)
class ListPage:
    """Some of the sessions asked for."""

    rows: Sequence[Listed]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class SessionPage:
    """One session: as in a list, its contact time, and to which status it can go now."""

    row: Listed
    minutes: int
    moves: Sequence[str]

    @property
    def session(self) -> TrainingSession:
        return self.row.session


def listed(
    session: Session, found: Sequence[TrainingSession], counters: Counters, now: datetime
) -> list[Listed]:
    """These sessions with what is known of their seats."""
    ids = [one.id for one in found]
    taken, waiting = counters.taken(session, ids), counters.waiting(session, ids)
    return [_listed(one, taken.get(one.id, 0), waiting.get(one.id, 0), now) for one in found]


def _listed(one: TrainingSession, taken: int, waiting: int, now: datetime) -> Listed:
    live = [m for m in one.meetings if m.cancelled_at is None]
    first = min((m.starts_at for m in live), default=None)
    starts = instant_of(first) if first else None
    places = list(dict.fromkeys(filter(None, (place_of(m) for m in live))))
    trainers = sum(t.role == "trainer" for t in one.trainers)
    lacks = lacks_trainers(one.status, one.trainers_wanted, trainers)
    return Listed(
        one,
        first,
        len(live),
        places[0] if places else "",
        taken,
        waiting,
        None if one.maximum is None else max(0, one.maximum - taken),
        why_not_open(one.status, starts, one.enrol_from, one.enrol_until, now),
        one.trainers_wanted - trainers if lacks else 0,
        decision_due(one.status, one.minimum, taken, one.decide_by, civil_date(now)),
    )


def place_of(meeting: Meeting) -> str:
    """Where a meeting is: the room, the place that was typed, or both."""
    room = meeting.room.name if meeting.room else ""
    return ", ".join(filter(None, (room, meeting.place)))


def list_page(
    session: Session,
    filters: SessionFilters,
    may_see: ColumnElement[bool],
    counters: Counters,
    now: datetime,
    page: int | None,
    *,
    only_free: bool = False,
) -> ListPage:
    """A page of the sessions asked for; with `only_free` those that somebody can enrol in and get a seat."""
    if only_free:
        rows = listed(session, list_sessions(session, filters, may_see), counters, now)
        rows = [one for one in rows if one.not_open is None and one.free != 0]
        total = len(rows)
    else:
        rows, total = [], count_sessions(session, filters, may_see)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page or 1, 1), pages)
    start = (page - 1) * PER_PAGE
    if only_free:
        rows = rows[start : start + PER_PAGE]
    else:
        found = list_sessions(session, filters, may_see, offset=start, limit=PER_PAGE)
        rows = listed(session, found, counters, now)
    return ListPage(rows, total, page, pages)


def session_page(session: Session, session_id: int, counters: Counters, now: datetime) -> SessionPage:
    """Everything the page of one session shows; NotFound when there is none with this id."""
    one = get_session(session, session_id)
    (row,) = listed(session, [one], counters, now)
    wall, spans = wall_time(now), spans_of(one.meetings)
    breaks = {m.id: m.break_minutes for m in one.meetings}
    minutes = sum(net_minutes(span, breaks[span.key]) for span in spans)
    moves = [to for to in MOVES[one.status] if why_no_move(one.status, to, spans, wall) is None]
    return SessionPage(row, minutes, moves)


def month_weeks(
    session: Session, first: date, may_see: ColumnElement[bool], course_id: int | None
) -> list[list[tuple[date, list[Meeting]]]]:
    """The weeks of a month, each day with its meetings; days of the months beside it close the weeks."""
    weeks = Calendar().monthdatescalendar(first.year, first.month)
    by_day: dict[date, list[Meeting]] = defaultdict(list)
    for meeting in meetings_between(session, weeks[0][0], weeks[-1][-1], may_see, course_id):
        by_day[meeting.starts_at.date()].append(meeting)
    return [[(day, by_day[day]) for day in week] for week in weeks]
