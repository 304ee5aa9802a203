"""Pure decisions about sessions: status moves, contact hours, when enrolment is open, clashes, series and go/no-go."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

PLANNED = ("published", "confirmed", "running")
"""A session in one of these goes on: its trainers and rooms are taken."""

MOVES: Mapping[str, tuple[str, ...]] = {
    "draft": ("published", "cancelled"),
    "published": ("confirmed", "cancelled"),
    "confirmed": ("running", "closed", "cancelled"),
    "running": ("closed", "cancelled"),
    "closed": (),
    "cancelled": (),
}
"""To which status a session may go from each."""

MOST_TIMES = 52
"""A series has at most so many sessions: a year of weeks."""


class NoMove(StrEnum):
    """Why a session cannot go to a status."""

    NOT_FROM_HERE = "not_from_here"
    NO_MEETINGS = "no_meetings"
    NOT_BEGUN = "not_begun"
    NOT_OVER = "not_over"


class NotOpen(StrEnum):
    """Why nobody can enrol in a session now."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    NO_MEETINGS = "no_meetings"
    BEGUN = "begun"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


class Every(StrEnum):
    """The rhythm of a series."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


@dataclass(frozen=True)
class Span:
    """A time on the wall clock that something takes; `key` says of what (the id of its meeting)."""

    starts_at: datetime
    ends_at: datetime
    key: int = 0

    @property
    def days(self) -> set[date]:
        """The days it touches."""
        count = (self.ends_at.date() - self.starts_at.date()).days
        return {self.starts_at.date() + timedelta(days=n) for n in range(count + 1)}


def why_no_move(status: str, to: str, meetings: Sequence[Span], now: datetime) -> NoMove | None:
    """Why a session cannot go from one status to another at this time of the wall clock; None: it can.

    What is published has a meeting, what is running has begun, what is closed is over.
    """
    if to not in MOVES[status]:
        return NoMove.NOT_FROM_HERE
    if to != "cancelled" and not meetings:
        return NoMove.NO_MEETINGS
    if to == "running" and now < min(one.starts_at for one in meetings):
        return NoMove.NOT_BEGUN
    if to == "closed" and now < max(one.ends_at for one in meetings):
        return NoMove.NOT_OVER
    return None


def net_minutes(meeting: Span, break_minutes: int) -> int:
    """Contact time of a meeting: from start to end on the wall clock, without its breaks; never below zero."""
    return max(0, int((meeting.ends_at - meeting.starts_at).total_seconds() // 60) - break_minutes)


def why_not_open(
    status: str,
    first_start: datetime | None,
    enrol_from: datetime | None,
    enrol_until: datetime | None,
    now: datetime,
) -> NotOpen | None:
    """Why nobody can enrol at this instant; None: enrolment is open. `enrol_until` itself is too late.

    `first_start` is the instant at which the first meeting starts. A session that runs or has begun is for who is in.
    """
    if status in ("draft", "cancelled", "closed"):
        return NotOpen(status)
    if first_start is None:
        return NotOpen.NO_MEETINGS
    if status == "running" or first_start <= now:
        return NotOpen.BEGUN
    if enrol_from is not None and now < enrol_from:
        return NotOpen.TOO_EARLY
    return NotOpen.TOO_LATE if enrol_until is not None and enrol_until <= now else None


def overlap(one: Span, other: Span) -> bool:
    """Whether two times share a minute; one that ends when the other starts does not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def clashes(wanted: Collection[Span], taken: Collection[Span]) -> list[tuple[Span, Span]]:
    """Each wanted time with each taken time it overlaps, in the order of the wanted."""
    return [(one, other) for one in wanted for other in taken if overlap(one, other)]


def decision_due(status: str, minimum: int, booked: int, decide_by: date | None, today: date) -> bool:
    """Whether go or no-go must be decided now: published, fewer people than the minimum, and the day has come."""
    return status == "published" and booked < minimum and decide_by is not None and decide_by <= today


def lacks_trainers(status: str, wanted: int, trainers: int) -> bool:
    """Whether a session that goes on, or will be published, has fewer trainers than it wants; co-trainers count not."""
    return status in ("draft", "published", "confirmed") and trainers < wanted


def moved(meetings: Sequence[Span], every: Every, number: int) -> list[Span]:
    """The meetings of the so-manieth next session of a series: the same wall time, so many rhythms later.

    Months are counted from the first meeting and clamp to the last day of the month; the others keep their distance.
    """
    if not meetings:
        return []
    first = min(one.starts_at for one in meetings).date()
    if every is Every.MONTH:
        days = _months_later(first, number) - first
    else:
        days = timedelta(weeks=number * (2 if every is Every.TWO_WEEKS else 1))
    return [Span(one.starts_at + days, one.ends_at + days, one.key) for one in meetings]


def _months_later(day: date, number: int) -> date:
    years, month = divmod(day.month - 1 + number, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Period:
    """Days for which a trainer said yes or no; the first and the last are in it."""

    first_day: date
    last_day: date
    available: bool


def unavailable_on(days: Collection[date], periods: Collection[Period]) -> list[date]:
    """On which of these days a trainer said not to be there, by day; of periods that overlap, no goes before yes.

    Who said only when it is possible is not there on other days of the years for which something was said.
    """

    def says(day: date, available: bool) -> bool:
        return any(p.first_day <= day <= p.last_day for p in periods if p.available is available)

    offered = {year for p in periods if p.available for year in (p.first_day.year, p.last_day.year)}
    return sorted(day for day in days if says(day, False) or (day.year in offered and not says(day, True)))


def over_limit(days: Collection[date], taken: Collection[date], limit: int | None) -> int | None:
    """The first year in which these days beside those taken are more than somebody wants to give; None: in no year."""
    if limit is None:
        return None
    together = {*days, *taken}
    years = sorted({day.year for day in days})
    return next((year for year in years if sum(day.year == year for day in together) > limit), None)
