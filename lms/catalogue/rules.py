"""Calendar periods (ISO 8601 durations) and the two ways in which a date is moved by one.

A validity of P from day d covers d up to and including d + P − 1 day. A look-back window of P includes day
d − P itself. Months are calendar months and clamp to the last day of the month; 365 days is never "a year".
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_ISO = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """A number of calendar months and a number of days; both at least 0, not both 0."""

    months: int = 0
    days: int = 0

    def __post_init__(self) -> None:
        if self.months < 0 or self.days < 0 or self.months + self.days == 0:
            raise ValueError("a period is longer than zero")

    def __str__(self) -> str:
        return "P" + (f"{self.months}M" if self.months else "") + (f"{self.days}D" if self.days else "")

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read an ISO 8601 duration of years, months, weeks and days such as P24M, P2Y or P365D.

        Raises ValueError for anything else: a zero period, a fraction, or a part of a day.
        """
        found = _ISO.fullmatch(text.strip())
        if not found:
            raise ValueError(f"not an ISO 8601 duration in years, months, weeks or days: {text!r}")
        years, months, weeks, days = (int(part or 0) for part in found.groups())
        return cls(months=12 * years + months, days=7 * weeks + days)


class Unit(StrEnum):
    """In what people count a period."""

    MONTHS = "M"
    YEARS = "Y"
    DAYS = "D"


def written(number: int, unit: Unit) -> str:
    """An ISO 8601 duration as somebody filled it in: 2 years are P2Y. Raises ValueError for zero or less."""
    text = f"P{number}{unit}"
    Period.parse(text)
    return text


def counted(iso: str) -> tuple[int, Unit] | None:
    """A duration as a number and a unit; None for one of months and days together, which has no single unit."""
    if iso.upper().endswith("Y") and iso[1:-1].isdecimal():
        return int(iso[1:-1]), Unit.YEARS
    period = Period.parse(iso)
    if period.months and period.days:
        return None
    return (period.months, Unit.MONTHS) if period.months else (period.days, Unit.DAYS)


def shift(day: date, period: Period, direction: int = 1) -> date:
    """`day` moved by the period, forwards (1) or backwards (−1): months first, clamped, then days.

    Raises OverflowError when the result lies outside the calendar.
    """
    month = day.year * 12 + day.month - 1 + direction * period.months
    year, month = divmod(month, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(f"{day} moved by {period} lies outside the calendar")
    clamped = min(day.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, clamped) + timedelta(days=direction * period.days)


def last_valid_day(first: date, validity: Period) -> date:
    """The last day covered by a validity that starts on `first` (P24M from 12-02-2023: 11-02-2025)."""
    return shift(first, validity) - timedelta(days=1)


def window_start(day: date, look_back: Period) -> date:
    """The first day that still counts in a look-back window ending on `day`; that day is included."""
    return shift(day, look_back, -1)
