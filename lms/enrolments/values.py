"""One session and everybody in it at one moment, as values: who has a seat, who waits, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How somebody stands towards a session; `REFUSED` is an answer and never stored."""

    REQUESTED = "requested"
    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    COMPLETED = "completed"
    ABSENT = "absent"
    REFUSED = "refused"


SEATED = frozenset({State.BOOKED, State.COMPLETED, State.ABSENT})
LIVE = frozenset({State.REQUESTED, State.WAITING, State.OFFERED, State.BOOKED})
OPEN_STATUSES = ("published", "confirmed")
"""The statuses of a session in which people can join and move up."""


class Why(StrEnum):
    """Every reason that a step or a refusal can have; the words stand in `words.py`."""

    # a seat, or a place in line
    SEAT_FREE = "seat_free"
    FULL = "full"
    BEHIND = "behind"
    NO_DATE = "no_date"
    NEEDS_COORDINATOR = "needs_coordinator"
    NEEDS_PROGRAMME_TEAM = "needs_programme_team"
    RESERVED = "reserved"
    APPROVED = "approved"
    OFFERED = "offered"
    BOOKED_AT_ONCE = "booked_at_once"
    ACCEPTED = "accepted"
    OVERBOOKED = "overbooked"
    MAXIMUM_LOWERED = "maximum_lowered"
    FITS_AGAIN = "fits_again"
    IMPORTED = "imported"
    COMPLETED = "completed"
    # why the place in line is kept and no seat given
    CLASH = "clash"
    SAME_COURSE = "same_course"
    NOT_ELIGIBLE = "not_eligible"
    TOO_LATE = "too_late"
    # the end
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    EXPIRED = "expired"
    REQUEST_REFUSED = "request_refused"
    LINE_CLOSED = "line_closed"
    # refusals
    NOT_PUBLISHED = "not_published"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_OVER = "session_over"
    STARTED = "started"
    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    ALREADY = "already"
    AUDIENCE = "audience"
    NOBODY_APPROVES = "nobody_approves"
    NO_OFFER = "no_offer"
    NO_REQUEST = "no_request"
    NOT_LIVE = "not_live"
    NEEDS_REASON = "needs_reason"
    RESERVED_MORE = "reserved_more"
    TOO_FEW_SEATS = "too_few_seats"
    BAD_DEADLINE = "bad_deadline"


@dataclass(frozen=True)
class Reason:
    """Why, with the values that its words need; they are kept with the step, so all can be written as JSON."""

    why: Why
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Terms:
    """How long things last: nobody moves up within `lead` of the start; an offer lasts shorter near it."""

    lead: timedelta = timedelta(hours=2)
    offer: timedelta = timedelta(hours=72)
    offer_in_last_week: timedelta = timedelta(hours=24)
    offer_in_last_days: timedelta = timedelta(hours=4)

    def offer_until(self, now: datetime, starts_at: datetime | None) -> datetime:
        """Until when an offer made now can be accepted, never past the moment after which nobody moves up."""
        if starts_at is None:
            return now + self.offer
        left = starts_at - now
        lasts = self.offer if left >= timedelta(days=7) else self.offer_in_last_week
        if left < timedelta(days=2):
            lasts = min(lasts, self.offer_in_last_days)
        return min(now + lasts, starts_at - self.lead)


@dataclass(frozen=True)
class Entry:
    """One enrolment. `obstacle` is why this person could not take a seat now; `told` the reason stored last."""

    id: int
    person_id: int
    state: State
    since: datetime
    offer_until: datetime | None = None
    auto_book: bool = False
    by_coordinator: bool = False
    by_programme_team: bool = False
    overbooked: bool = False
    obstacle: Reason | None = None
    told: Why | None = None

    @property
    def place(self) -> tuple[datetime, int]:
        return self.since, self.id


@dataclass(frozen=True)
class Held:
    """Unnamed seats of an organisation that nobody released yet."""

    id: int
    organisation_id: int
    seats: int
    release_at: datetime


@dataclass(frozen=True)
class World:
    """One session at one moment. `maximum` None: no limit; `starts_at` None: it has no day yet."""

    now: datetime
    maximum: int | None = None
    starts_at: datetime | None = None
    status: str = "published"
    open_from: datetime | None = None
    open_until: datetime | None = None
    needs_coordinator: bool = False
    needs_programme_team: bool = False
    entries: tuple[Entry, ...] = ()
    held: tuple[Held, ...] = ()
    terms: Terms = field(default_factory=Terms)

    @property
    def taken(self) -> int:
        """Seats that nobody else can get: booked, offered, and reserved. The one counter."""
        seated = sum(one.state in SEATED or one.state is State.OFFERED for one in self.entries)
        return seated + self.reserved

    @property
    def reserved(self) -> int:
        return sum(one.seats for one in self.held)

    @property
    def free(self) -> int | None:
        """Seats left; None without a limit, 0 when there are more people than seats."""
        return None if self.maximum is None else max(0, self.maximum - self.taken)

    @property
    def full(self) -> bool:
        return self.free == 0

    @property
    def line(self) -> list[Entry]:
        """Who waits, the first in line first."""
        return sorted((one for one in self.entries if one.state is State.WAITING), key=lambda one: one.place)

    @property
    def started(self) -> bool:
        return self.starts_at is not None and self.starts_at <= self.now

    @property
    def standstill(self) -> Reason | None:
        """Why nobody moves up now; None when somebody may."""
        if self.status not in OPEN_STATUSES:
            return Reason(Why.NOT_PUBLISHED)
        if self.starts_at is None:
            return Reason(Why.NO_DATE)
        if self.now >= self.starts_at - self.terms.lead:
            return Reason(Why.TOO_LATE)
        return None

    def position(self, entry_id: int) -> int | None:
        """The place in line, from 1 on; None for whoever does not wait."""
        ids = [one.id for one in self.line]
        return ids.index(entry_id) + 1 if entry_id in ids else None

    def changed(self, entry_id: int, **values: Any) -> World:
        """The same with one enrolment changed."""
        entries = tuple(replace(one, **values) if one.id == entry_id else one for one in self.entries)
        return replace(self, entries=entries)
