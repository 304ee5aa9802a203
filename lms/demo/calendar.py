"""Days on which trainings and work plausibly happen in the demo region."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from random import Random

LOCKDOWN = (date(2020, 3, 16), date(2020, 8, 31))
"""Spring and summer of 2020: no trainings."""


@cache
def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


@cache
def free_days(year: int) -> frozenset[date]:
    """The public holidays of a year in the Netherlands, and the days around Christmas."""
    moving = {easter(year) + timedelta(days=n) for n in (-2, 1, 39, 40, 50)}
    fixed = {date(year, 4, 27), date(year, 5, 5)}
    christmas = {date(year, 12, day) for day in range(24, 32)} | {date(year, 1, day) for day in range(1, 5)}
    return frozenset(moving | fixed | christmas)


@cache
def working_days(year: int, month: int) -> tuple[date, ...]:
    """The days of a month on which people work: no weekends, no holidays."""
    days = (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))
    return tuple(day for day in days if day.weekday() < 5 and day not in free_days(year))


@cache
def training_days(year: int, month: int) -> tuple[date, ...]:
    """The working days on which a training can be planned; none in the summer holidays or the lockdown."""
    return tuple(
        day
        for day in working_days(year, month)
        if not (date(year, 7, 14) <= day <= date(year, 8, 25)) and not LOCKDOWN[0] <= day <= LOCKDOWN[1]
    )


def some_training_day(random: Random, year: int, month: int) -> date:
    """A training day; Tuesdays and Thursdays are the favourites."""
    days = training_days(year, month)
    return random.choices(days, [3 if day.weekday() in (1, 3) else 1 for day in days])[0]


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
