"""Puts sessions with their meetings into the database; nobody is told, because a calendar is taken over as it is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from lms.core.db import UnitOfWork
from lms.core.events import Change, differences
from lms.sessions.models import Meeting, TrainingSession
from lms.sessions.queries import find_session_by_key, lock_calendar

from . import queries
from .events import SessionsImported
from .known import Known
from .report import Counts, Report

Values = dict[str, Any]


def merge_sessions(uow: UnitOfWork, report: Report, known: Known, present: frozenset[str]) -> None:
    """Add what is new, change what differs; meetings that the dataset does not name stay."""
    lock_calendar(uow.session)
    counts, changes = report.counts["sessions"], list[Change]()
    rows = queries.staged_rows(uow.session, "sessions", ("session", "start"))
    grouped = [list(same) for _key, same in groupby(rows, attrgetter("session"))]
    for meetings in grouped:
        changes += _merge(uow, counts, known, present, meetings)
    if changes:
        uow.publish(SessionsImported(tuple(changes)))


def _merge(
    uow: UnitOfWork, counts: Counts, known: Known, present: frozenset[str], rows: Sequence[queries.AnyRow]
) -> list[Change]:
    first, session = rows[0], find_session_by_key(uow.session, rows[0].session)
    wanted = _own(first, known, present)
    if session is None:
        session = TrainingSession(key=first.session, status="draft", minimum=0, audience="open")
        before = None
        uow.session.add(session)
    else:
        before = _said(session)
    for name, value in wanted.items():
        setattr(session, name, value)
    _put_meetings(session, rows, present)
    uow.session.flush()
    after = _said(session)
    if before is None:
        counts.created += 1
        return [Change(session.id, None, after)]
    was, became = differences(before, after)
    counts.changed += bool(became)
    counts.unchanged += not became
    return [Change(session.id, was, became)] if became else []


def _own(row: queries.AnyRow, known: Known, present: frozenset[str]) -> Values:
    """What the rows say of the session; a column that is not there leaves what stands."""
    wanted: Values = {"course_id": known.courses[row.course]}
    if "min" in present:
        wanted["minimum"] = row.min or 0
    if "max" in present:
        wanted["maximum"] = row.max
    if "organisation" in present:
        wanted["organisation_id"] = known.organisations[row.organisation] if row.organisation else None
    if row.status is not None:
        wanted["status"] = row.status
    return wanted


def _put_meetings(session: TrainingSession, rows: Sequence[queries.AnyRow], present: frozenset[str]) -> None:
    """A meeting that starts when a row says is that row's; else one that no row names moves, or a new one comes."""
    live = [m for m in session.meetings if m.cancelled_at is None]
    starts = {row.start for row in rows}
    by_start = {m.starts_at: m for m in live}
    unnamed = [m for m in live if m.starts_at not in starts] if len(live) == len(starts) else []
    for _start, (row, *_repeats) in ((key, list(same)) for key, same in groupby(rows, attrgetter("start"))):
        meeting = by_start.get(row.start) or (unnamed.pop(0) if unnamed else None)
        if meeting is None:
            meeting = Meeting()
            session.meetings.append(meeting)
        meeting.starts_at, meeting.ends_at = row.start, row.end
        if "place" in present and row.place != _place(meeting):
            meeting.place = row.place


def _place(meeting: Meeting) -> str | None:
    """Where a meeting is, as an export writes it: what was typed, else the room."""
    return meeting.place or (meeting.room.name if meeting.room else None)


def _said(session: TrainingSession) -> Values:
    names = ("key", "course_id", "status", "minimum", "maximum", "organisation_id")
    live = sorted(
        (m for m in session.meetings if m.cancelled_at is None), key=lambda m: (m.starts_at, m.ends_at)
    )
    told = [f"{m.starts_at:%d-%m-%Y %H:%M}–{m.ends_at:%H:%M} {_place(m) or ''}".strip() for m in live]
    return {name: getattr(session, name) for name in names} | {"meetings": told}
