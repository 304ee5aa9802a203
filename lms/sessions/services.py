"""Use cases of planning: adding and changing a session with its meetings. A room is never taken twice at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.catalogue.models import Course
from lms.core.access import Actor
from lms.core.db import UnitOfWork
from lms.core.errors import ChangedMeanwhile, Refused
from lms.core.events import Change, Event, differences, fingerprint

from . import events
from .details import MEETING, OWN, MeetingDetails, SessionDetails, meeting_values, values_of, whole_values
from .models import Meeting, TrainingSession
from .permissions import SessionInView, may_plan
from .queries import (
    find_organisations,
    find_session_by_key,
    get_session_to_change,
    keys_like,
    lock_calendar,
)
from .taking import check_rooms, check_trainers


def add_session(uow: UnitOfWork, details: SessionDetails) -> TrainingSession:
    """A new draft; Refused when its key or a room is taken, or it does not fit together."""
    lock_calendar(uow.session)
    course = uow.session.get(Course, details.course_id)
    if course is None:
        raise Refused(_("Choose the course."), field="course_id")
    session = TrainingSession(course=course, status="draft")
    with uow.session.no_autoflush:
        _apply(uow, session, details)
        session.key = details.key or _free_key(uow.session, course, details.meetings)
        session.meetings = [_filled(Meeting(), one) for one in details.meetings]
        check_rooms(uow.session, session)
    uow.session.add(session)
    _flush(uow.session)
    said = {name: value for name, value in values_of(session).items() if value not in (None, [], False)}
    said["meetings"] = [meeting_values(one)["starts_at"] for one in session.meetings]
    uow.publish(events.SessionAdded((Change(session.id, None, said),)))
    return session


def change_session(uow: UnitOfWork, session_id: int, details: SessionDetails, seen: str) -> TrainingSession:
    """Change a session with its meetings; ChangedMeanwhile when `seen` is no longer what stands.

    Of a draft a meeting may be left out; a meeting that people may know of is cancelled instead.
    """
    session = session_to_change(uow, session_id, seen)
    if session.status in ("cancelled", "closed"):
        raise Refused(_("A session that was cancelled or closed stays as it is. Copy it to plan it again."))
    before = values_of(session)
    with uow.session.no_autoflush:
        if details.course_id != session.course_id and session.status != "draft":
            raise Refused(_("People may have enrolled in this course; it stays."), field="course_id")
        session.course = uow.session.get_one(Course, details.course_id)
        _apply(uow, session, details)
        happened = _put_meetings(uow, session, details.meetings)
        check_rooms(uow.session, session)
        check_trainers(uow.session, session)
    _flush(uow.session)
    publish_difference(uow, events.SessionChanged, session, before)
    for event, meeting, was in happened:
        _tell_of_meeting(uow, event, meeting, was)
    return session


def session_to_change(uow: UnitOfWork, session_id: int, seen: str | None) -> TrainingSession:
    """One session, locked; ChangedMeanwhile when `seen` is given and no longer what stands."""
    session = get_session_to_change(uow.session, session_id)
    if seen is not None and fingerprint(whole_values(session)) != seen:
        raise ChangedMeanwhile("changed since it was shown")
    return session


def publish_difference(
    uow: UnitOfWork, event: type[Event], session: TrainingSession, before: dict[str, Any]
) -> None:
    """Tell what changed of a session itself; nothing when nothing did."""
    was, became = differences(before, values_of(session))
    if became:
        uow.publish(event((Change(session.id, was, became),)))


def _apply(uow: UnitOfWork, session: TrainingSession, details: SessionDetails) -> None:
    if details.key and details.key != session.key:
        taken = find_session_by_key(uow.session, details.key)
        if taken is not None and taken.id != session.id:
            raise Refused(
                _("There is a session “%(key)s” already. Choose another key.", key=details.key), field="key"
            )
    for name in OWN:
        if name != "key" or details.key:
            setattr(session, name, getattr(details, name))
    session.open_to = find_organisations(uow.session, details.open_to) if details.audience == "some" else []
    _check_whole(uow.actor, session)


def _check_whole(actor: Actor, session: TrainingSession) -> None:
    """What a session says of itself fits together, and stays in reach of who plans it."""
    if session.audience == "some" and not session.open_to:
        raise Refused(_("Tick the organisations it is open to."), field="open_to")
    if session.audience == "one" and session.organisation_id is None:
        raise Refused(_("Choose the organisation it is given in-house for."), field="organisation_id")
    if session.maximum is not None and session.maximum < session.minimum:
        raise Refused(
            _("The maximum is lower than the minimum, %(number)s.", number=session.minimum), field="maximum"
        )
    if session.enrol_from and session.enrol_until and session.enrol_until <= session.enrol_from:
        raise Refused(_("Enrolment ends before it opens."), field="enrol_until")
    if not may_plan(actor, SessionInView("", session.audience, session.organisation_id, *[frozenset()] * 2)):
        raise Refused(
            _("You plan in-house sessions of your own organisation. Choose that audience and organisation."),
            field="organisation_id",
        )


def _filled(meeting: Meeting, details: MeetingDetails) -> Meeting:
    if details.ends_at <= details.starts_at:
        raise Refused(_("A meeting ends before it starts."), field="meetings")
    if (details.ends_at - details.starts_at).total_seconds() <= details.break_minutes * 60:
        raise Refused(_("The breaks last longer than the meeting itself."), field="meetings")
    for name in MEETING:
        setattr(meeting, name, getattr(details, name))
    return meeting


def _put_meetings(
    uow: UnitOfWork, session: TrainingSession, wanted: Sequence[MeetingDetails]
) -> list[tuple[type[Event], Meeting, dict[str, Any] | None]]:
    """Make the meetings as they are wanted; says what happened to which, and how it was before."""
    known = {m.id: m for m in session.meetings if m.cancelled_at is None}
    happened: list[tuple[type[Event], Meeting, dict[str, Any] | None]] = []
    for details in wanted:
        meeting = known.pop(details.id, None) if details.id is not None else None
        if meeting is None:
            meeting = _filled(Meeting(), details)
            session.meetings.append(meeting)
            happened.append((events.MeetingAdded, meeting, None))
            continue
        before = meeting_values(meeting)
        if meeting_values(_filled(meeting, details)) != before:
            happened.append((events.MeetingMoved, meeting, before))
    if known and session.status != "draft":
        raise Refused(
            _("A meeting that people may know of cannot be left out. Cancel it on the page of the session."),
            field="meetings",
        )
    for left in known.values():
        session.meetings.remove(left)
    return happened


def _tell_of_meeting(
    uow: UnitOfWork, event: type[Event], meeting: Meeting, before: dict[str, Any] | None
) -> None:
    after = meeting_values(meeting)
    was, became = (None, after) if before is None else differences(before, after)
    if became and "starts_at" not in became:
        became, was = (
            became | {"starts_at": after["starts_at"]},
            (was or {}) | {"starts_at": after["starts_at"]},
        )
    said = {name: value for name, value in became.items() if was is not None or value not in (None, 0)}
    uow.publish(event((Change(meeting.session_id, was, said),), {"meeting_id": meeting.id}))


def _free_key(session: Session, course: Course, meetings: Sequence[MeetingDetails]) -> str:
    """A key that says the course and the first day: top-2026-12-03, then top-2026-12-03-2, …"""
    first = min((one.starts_at for one in meetings), default=None)
    start = f"{course.key}-{first:%Y-%m-%d}"[:70] if first else course.key[:70]
    taken = keys_like(session, start)
    if start not in taken:
        return start
    return next(key for n in range(2, len(taken) + 3) if (key := f"{start}-{n}") not in taken)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        # An import made it between our look and our write; keys are the only thing the two can both want.
        raise Refused(
            _("This key was just taken by somebody else. Choose another key."), field="key"
        ) from error
