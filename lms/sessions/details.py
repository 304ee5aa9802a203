"""What somebody says of a session and its meetings, and the values that forms and audit lines show of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .models import Meeting, TrainingSession
from .permissions import SessionInView
from .rules import Span

OWN = (
    "key",
    "course_id",
    "organisation_id",
    "audience",
    "minimum",
    "maximum",
    "trainers_wanted",
    "enrol_from",
    "enrol_until",
    "decide_by",
    "language",
    "costs",
    "description",
    "needs_coordinator",
    "needs_programme_team",
)
"""What can be changed of a session itself, under the names that its audit lines use."""

MEETING = ("starts_at", "ends_at", "break_minutes", "room_id", "place", "link")


@dataclass(frozen=True)
class MeetingDetails:
    """What somebody says of a meeting; times are those of the wall clock. `id` None: a new one."""

    starts_at: datetime
    ends_at: datetime
    break_minutes: int = 0
    room_id: int | None = None
    place: str | None = None
    link: str | None = None
    id: int | None = None


@dataclass(frozen=True)
class SessionDetails:
    """What somebody says of a session. Without a key it gets one, of its course and first day."""

    course_id: int
    meetings: Sequence[MeetingDetails] = ()
    key: str = ""
    organisation_id: int | None = None
    audience: str = "open"
    open_to: Collection[int] = ()
    minimum: int = 0
    maximum: int | None = None
    trainers_wanted: int = 1
    enrol_from: datetime | None = None
    enrol_until: datetime | None = None
    decide_by: date | None = None
    language: str = "nl"
    costs: str | None = None
    description: str | None = None
    needs_coordinator: bool = False
    needs_programme_team: bool = False


def values_of(session: TrainingSession) -> dict[str, Any]:
    """What can be changed of a session itself."""
    own = {name: getattr(session, name) for name in OWN}
    return own | {"open_to": sorted(one.id for one in session.open_to)}


def meeting_values(meeting: Meeting) -> dict[str, Any]:
    """What can be changed of a meeting; times to the minute."""
    own = {name: getattr(meeting, name) for name in MEETING}
    return own | {name: f"{own[name]:%Y-%m-%d %H:%M}" for name in ("starts_at", "ends_at")}


def whole_values(session: TrainingSession) -> dict[str, Any]:
    """Everything a form on a session shows: its own values, its status and its meetings."""
    meetings = {
        f"meeting {m.id}": str(meeting_values(m) | {"gone": m.cancelled_at}) for m in session.meetings
    }
    return values_of(session) | {"status": session.status} | meetings


def spans_of(meetings: Collection[Meeting]) -> list[Span]:
    """The meetings that were not cancelled, as the rules see them."""
    return [Span(m.starts_at, m.ends_at, m.id) for m in meetings if m.cancelled_at is None]


def view_of(session: TrainingSession, own: Collection[int] = ()) -> SessionInView:
    """A session as the permissions see it; `own` are the organisations that the reader works for."""
    open_to = {one.id for one in session.open_to} if session.audience == "some" else set()
    if session.audience == "one" and session.organisation_id is not None:
        open_to.add(session.organisation_id)
    return SessionInView(
        session.status,
        session.audience,
        session.organisation_id,
        frozenset(open_to),
        frozenset(one.person_id for one in session.trainers),
        frozenset(own),
    )
