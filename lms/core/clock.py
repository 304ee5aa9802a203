"""The only place that reads the clock; everybody else is handed `now` or `today`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Clock(Protocol):
    """Tells the time as an aware UTC instant."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """Stands still at the instant it was given; tests and screenshots set it forward themselves."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


def civil_date(instant: datetime) -> date:
    """The date on the wall calendar in Europe/Amsterdam at an aware instant."""
    return instant.astimezone(AMSTERDAM).date()


def instant_of(wall: datetime) -> datetime:
    """The instant at which the wall clock in Europe/Amsterdam shows this; of an hour that comes twice, the first."""
    return wall.replace(tzinfo=AMSTERDAM).astimezone(UTC)


def wall_time(instant: datetime) -> datetime:
    """What the wall clock in Europe/Amsterdam shows at an aware instant."""
    return instant.astimezone(AMSTERDAM).replace(tzinfo=None)
