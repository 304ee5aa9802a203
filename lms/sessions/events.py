"""What happened to sessions, their meetings, trainers and rooms.

All events about one session have its id as `changes[0].subject_id`, so that its history is one list; `details` names
the meeting or the person they are about (`meeting_id`, `person_id`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class SessionEvent(Event):
    """Something happened to a session."""

    subject: ClassVar[str] = "training_session"

    @property
    def session_id(self) -> int:
        """The session it is about."""
        return self.changes[0].subject_id


@dataclass(frozen=True)
class SessionAdded(SessionEvent):
    """A session came to be, as a draft."""


@dataclass(frozen=True)
class SessionChanged(SessionEvent):
    """What is known of a session changed, other than its status and meetings."""


@dataclass(frozen=True)
class SessionPublished(SessionEvent):
    """People can see the session and enrol."""


@dataclass(frozen=True)
class SessionConfirmed(SessionEvent):
    """The session goes on."""


@dataclass(frozen=True)
class SessionStarted(SessionEvent):
    """The session is running."""


@dataclass(frozen=True)
class SessionClosed(SessionEvent):
    """The session is over and its results are in."""


@dataclass(frozen=True)
class SessionCancelled(SessionEvent):
    """The session does not take place; `details["reason"]` says why."""


@dataclass(frozen=True)
class MeetingAdded(SessionEvent):
    """A session has one more meeting."""


@dataclass(frozen=True)
class MeetingMoved(SessionEvent):
    """A meeting is at another time or place."""


@dataclass(frozen=True)
class MeetingCancelled(SessionEvent):
    """A meeting does not take place."""


@dataclass(frozen=True)
class TrainerAssigned(SessionEvent):
    """Somebody gives the session, or signed up for that."""


@dataclass(frozen=True)
class TrainerRemoved(SessionEvent):
    """Somebody does not give the session any more."""


@dataclass(frozen=True)
class RoomAdded(Event):
    """A room came to be."""

    subject: ClassVar[str] = "room"


@dataclass(frozen=True)
class RoomChanged(Event):
    """What is known of a room changed."""

    subject: ClassVar[str] = "room"


@dataclass(frozen=True)
class AvailabilityStated(Event):
    """A trainer said when, or how many days a year, giving sessions is possible."""

    subject: ClassVar[str] = "person"
