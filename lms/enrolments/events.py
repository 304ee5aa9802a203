"""What happened to enrolments. `step_id` is the step that tells it, so that one step becomes one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lms.core.events import Event


@dataclass(frozen=True)
class EnrolmentEvent(Event):
    """Something happened to an enrolment; the reason and its values stand with the step."""

    subject: ClassVar[str] = "enrolment"
    enrolment_id: int = 0
    session_id: int = 0
    person_id: int = 0
    step_id: int = 0


@dataclass(frozen=True)
class EnrolmentBooked(EnrolmentEvent):
    """Somebody joined and has a seat."""


@dataclass(frozen=True)
class EnrolmentWaiting(EnrolmentEvent):
    """Somebody joined the waiting list."""


@dataclass(frozen=True)
class EnrolmentRequested(EnrolmentEvent):
    """Somebody asked for a seat that has to be approved."""


@dataclass(frozen=True)
class EnrolmentApproved(EnrolmentEvent):
    """One of two steps of approval was taken; the request goes on."""


@dataclass(frozen=True)
class EnrolmentOffered(EnrolmentEvent):
    """A seat came free and is held for somebody until a deadline."""


@dataclass(frozen=True)
class EnrolmentPromoted(EnrolmentEvent):
    """Somebody who waited got a seat."""


@dataclass(frozen=True)
class EnrolmentPassedOver(EnrolmentEvent):
    """A seat came free that somebody in line could not take; the place in line is kept."""


@dataclass(frozen=True)
class EnrolmentCancelled(EnrolmentEvent):
    """Somebody lost or gave up a seat, an offer or a place."""


@dataclass(frozen=True)
class EnrolmentWithdrawn(EnrolmentEvent):
    """Somebody left the waiting list or took a request back; there is nothing to confirm."""


@dataclass(frozen=True)
class EnrolmentRefused(EnrolmentEvent):
    """A request was not approved."""


@dataclass(frozen=True)
class EnrolmentOfferExpired(EnrolmentEvent):
    """An offer was not accepted in time."""


@dataclass(frozen=True)
class EnrolmentLineClosed(EnrolmentEvent):
    """The session started while somebody still waited."""


@dataclass(frozen=True)
class EnrolmentMarked(EnrolmentEvent):
    """A seat lies beyond the maximum since it was lowered, or fits again; nobody is told."""


@dataclass(frozen=True)
class EnrolmentCompleted(EnrolmentEvent):
    """Somebody completed a session."""


@dataclass(frozen=True)
class SeatsReserved(Event):
    """An organisation holds unnamed seats."""

    subject: ClassVar[str] = "reservation"


@dataclass(frozen=True)
class SeatsReleased(Event):
    """Unnamed seats were given a name or given back."""

    subject: ClassVar[str] = "reservation"


@dataclass(frozen=True)
class MaximumChanged(Event):
    """The maximum of a session changed."""

    subject: ClassVar[str] = "training_session"


@dataclass(frozen=True)
class InterestShown(Event):
    """Somebody wants to hear when a course is planned."""

    subject: ClassVar[str] = "interest"


@dataclass(frozen=True)
class InterestWithdrawn(Event):
    """Somebody no longer needs to hear when a course is planned."""

    subject: ClassVar[str] = "interest"
