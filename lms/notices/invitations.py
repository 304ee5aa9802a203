"""The calendar invitations that a message carries for the meetings of a session."""

from __future__ import annotations

from datetime import datetime

from lms.sessions.models import Meeting, TrainingSession

from .calendars import Appointment, calendar_file
from .queries import Addressee
from .telling import course_of

INVITING = {"enrolment_booked", "enrolment_promoted", "session_changed"}
"""These messages put the meetings that take place into the calendar, and take out those that were cancelled."""

WITHDRAWING = {"enrolment_cancelled", "session_cancelled"}
"""These take all meetings out again."""


def invitations_of(kind: str, session: TrainingSession, reader: Addressee, now: datetime) -> str | None:
    """One calendar for each meeting, one after the other; None when this kind of message brings none."""
    if kind not in INVITING | WITHDRAWING:
        return None
    parts = []
    for meeting in sorted(session.meetings, key=lambda one: one.id):
        gone = kind in WITHDRAWING or meeting.cancelled_at is not None
        if gone and kind in {"enrolment_booked", "enrolment_promoted"}:
            continue  # nobody has it in the calendar yet
        about = _appointment(meeting, course_of(session, reader.language))
        parts.append(calendar_file(about, attendee=reader.address, name=reader.name, now=now, cancelled=gone))
    return "".join(parts) or None


def _appointment(meeting: Meeting, course: str) -> Appointment:
    return Appointment(
        uid=f"meeting-{meeting.id}@paraat",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        summary=course,
        place=(meeting.room.name if meeting.room else None) or meeting.place or meeting.link or "",
        description=meeting.link or "",
    )
