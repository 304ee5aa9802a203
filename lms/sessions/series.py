"""Use cases of planning a session again: once as a copy, or as a series with the same wall time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.core.clock import instant_of, wall_time
from lms.core.db import UnitOfWork
from lms.core.errors import Refused

from .details import OWN, MeetingDetails, SessionDetails, spans_of
from .models import Meeting, TrainingSession
from .queries import get_session, meetings_in_rooms
from .rules import MOST_TIMES, Every, Span, clashes, moved
from .services import add_session


@dataclass(frozen=True)
class Proposed:
    """One session of a series as it would be, with the other meetings that have its room then."""

    details: SessionDetails
    taken: Sequence[Meeting]


def copy_of(session: TrainingSession, meetings: Sequence[Span] | None = None) -> SessionDetails:
    """The same session anew, its meetings at these times; days of enrolment and decision keep their distance.

    Cancelled meetings and trainers are left out: whether those can come another time is not known.
    """
    live = [one for one in session.meetings if one.cancelled_at is None]
    times = {span.key: span for span in (meetings if meetings is not None else spans_of(live))}
    shift = timedelta(0)
    if live:
        first = live[0]
        shift = timedelta(days=(times[first.id].starts_at.date() - first.starts_at.date()).days)
    own = {name: getattr(session, name) for name in OWN if name != "key"}
    for name in ("enrol_from", "enrol_until"):
        if own[name] is not None:
            own[name] = instant_of(wall_time(own[name]) + shift)
    if own["decide_by"] is not None:
        own["decide_by"] += shift
    again = [
        MeetingDetails(
            times[m.id].starts_at, times[m.id].ends_at, m.break_minutes, m.room_id, m.place, m.link
        )
        for m in live
    ]
    return SessionDetails(**own, meetings=again, open_to=[one.id for one in session.open_to])


def proposed_series(session: Session, planned: TrainingSession, every: Every, times: int) -> list[Proposed]:
    """The sessions that a series adds after this one, each with the meetings that are in its way."""
    if not 1 <= times <= MOST_TIMES:
        raise Refused(_("Fill in a number from 1 to %(most)s.", most=MOST_TIMES), field="times")
    spans = spans_of(planned.meetings)
    if not spans:
        raise Refused(_("Add a meeting first: nobody knows yet when to come."))
    series = [copy_of(planned, moved(spans, every, number)) for number in range(1, times + 1)]
    rooms = {m.room_id for one in series for m in one.meetings if m.room_id is not None}
    taken: list[Meeting] = []
    if rooms:
        first, last = series[0].meetings[0].starts_at, max(m.ends_at for m in series[-1].meetings)
        taken = meetings_in_rooms(session, rooms, min(first, spans[0].starts_at), last)
    return [Proposed(one, _in_the_way(one, taken)) for one in series]


def make_series(
    uow: UnitOfWork, session_id: int, every: Every, times: int, *, without_room: bool = False
) -> list[TrainingSession]:
    """Add the sessions of a series as drafts; all or none. `without_room`: where a room is taken, none is asked."""
    planned = get_session(uow.session, session_id)
    series = proposed_series(uow.session, planned, every, times)
    return [add_session(uow, _roomless(one) if without_room else one.details) for one in series]


def first_day(details: SessionDetails) -> date | None:
    """The day of the first meeting."""
    return min((one.starts_at.date() for one in details.meetings), default=None)


def _in_the_way(details: SessionDetails, taken: Sequence[Meeting]) -> list[Meeting]:
    return [
        other
        for other in taken
        for one in details.meetings
        if one.room_id == other.room_id
        and clashes([Span(one.starts_at, one.ends_at)], [Span(other.starts_at, other.ends_at)])
    ]


def _roomless(proposed: Proposed) -> SessionDetails:
    taken = {one.room_id for one in proposed.taken}
    meetings = [
        replace(m, room_id=None if m.room_id in taken else m.room_id) for m in proposed.details.meetings
    ]
    return replace(proposed.details, meetings=meetings)
