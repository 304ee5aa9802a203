"""Use cases of what becomes of a session: published, confirmed, started, closed, cancelled; or one meeting cancelled."""

from __future__ import annotations

from flask_babel import gettext as _

from lms.core.clock import wall_time
from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.core.events import Change, Event

from . import events
from .details import meeting_values, spans_of
from .models import Meeting, TrainingSession
from .rules import why_no_move
from .services import session_to_change
from .taking import check_rooms, check_trainers
from .words import NO_MOVE

TOLD: dict[str, type[Event]] = {
    "published": events.SessionPublished,
    "confirmed": events.SessionConfirmed,
    "running": events.SessionStarted,
    "closed": events.SessionClosed,
}


def move_session(uow: UnitOfWork, session_id: int, to: str, seen: str | None = None) -> TrainingSession:
    """Publish, confirm, start or close a session; Refused with the reason when that cannot be."""
    if to not in TOLD:
        raise NotFound
    session = session_to_change(uow, session_id, seen)
    _move(uow, session, to)
    if to == "published":
        check_rooms(uow.session, session)
        check_trainers(uow.session, session)
    return session


def cancel_session(uow: UnitOfWork, session_id: int, reason: str, seen: str | None = None) -> TrainingSession:
    """The session does not take place, for this reason; its rooms and trainers are free again."""
    session = session_to_change(uow, session_id, seen)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why it is cancelled: people will read it."), field="reason")
    session.cancelled_reason = reason
    _move(uow, session, "cancelled", reason)
    return session


def cancel_meeting(
    uow: UnitOfWork, session_id: int, meeting_id: int, reason: str, seen: str | None = None
) -> Meeting:
    """One meeting does not take place; the last that is left cannot go without the session."""
    session = session_to_change(uow, session_id, seen)
    live = {m.id: m for m in session.meetings if m.cancelled_at is None}
    if meeting_id not in live:
        raise NotFound
    if session.status in ("cancelled", "closed"):
        raise Refused(_("This session is over; its meetings stay as they were."))
    if len(live) == 1:
        raise Refused(_("This is the only meeting. Cancel the session instead."))
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why it is cancelled: people will read it."), field="reason")
    meeting = live[meeting_id]
    meeting.cancelled_at = uow.now
    uow.session.flush()
    said = {"starts_at": meeting_values(meeting)["starts_at"], "reason": reason}
    details = {"meeting_id": meeting.id, "reason": reason}
    uow.publish(events.MeetingCancelled((Change(session.id, None, said),), details))
    return meeting


def _move(uow: UnitOfWork, session: TrainingSession, to: str, reason: str = "") -> None:
    refusal = why_no_move(session.status, to, spans_of(session.meetings), wall_time(uow.now))
    if refusal is not None:
        raise Refused(str(NO_MOVE[refusal]))
    was, session.status = session.status, to
    uow.session.flush()
    became = {"status": to} | ({"reason": reason} if reason else {})
    before = {"status": was} | ({"reason": None} if reason else {})
    details = {"reason": reason} if reason else {}
    uow.publish(TOLD.get(to, events.SessionCancelled)((Change(session.id, before, became),), details))
