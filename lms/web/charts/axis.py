"""The time axis: whole months from left to right, named by year or by month, never too close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .scale import text_width

SHORT = 18
"""Up to so many months an axis names months instead of years."""

YEAR_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
MONTH_STEPS = (1, 2, 3, 6, 12)
"""Every how many years or months one may be named, counted from year 0 or from January."""


@dataclass(frozen=True)
class Named:
    """A named year or month: the middle of its label, its text, where it begins, half the label's width."""

    x: float
    text: str
    begins: float
    half: float


@dataclass(frozen=True)
class Months:
    """The time shown: from the first day of a month up to the first day after another (exclusive)."""

    start: date
    end: date

    @classmethod
    def around(cls, days: Sequence[date]) -> Months:
        """The whole months that hold all days; without days the year 2000, whose labels nobody shows."""
        first, last = (min(days), max(days)) if days else (date(2000, 1, 1), date(2000, 12, 31))
        return cls(first.replace(day=1), _next_month(last))

    @property
    def count(self) -> int:
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month

    def share(self, day: date) -> float:
        """How far along the axis a day lies, from 0 to 1; days outside it at the nearer end."""
        return min(max(((day - self.start).days) / max((self.end - self.start).days - 1, 1), 0.0), 1.0)

    def boundaries(self) -> list[date]:
        """The first days of the years within a long axis, of the months within a short one."""
        if self.count > SHORT:
            return [
                date(year, 1, 1)
                for year in range(self.start.year + 1, self.end.year + 1)
                if date(year, 1, 1) < self.end
            ]
        return [day for day in self._firsts() if self.start < day]

    def parts(self) -> list[tuple[int, date, date]]:
        """The years, or on a short axis the months, as (number, first day, last day) within the axis."""
        edges = [self.start, *self.boundaries(), self.end]
        long = self.count > SHORT
        return [
            (first.year if long else 12 * first.year + first.month - 1, first, until)
            for first, until in pairwise(edges)
        ]

    def _firsts(self) -> list[date]:
        days, day = [], self.start
        while day < self.end:
            days.append(day)
            day = _next_month(day)
        return days


def month_labels(
    months: Months, bounds: tuple[float, float, float], size: float, name: Callable[[date], str]
) -> list[Named]:
    """The years or months that are named, each at the middle of its own stretch.

    `bounds` are left and right of the plot and the width of the chart. Every second, third, fifth … part is
    named where all of them would collide; a part that is cut off at an end gives way first.
    """
    left, right, width = bounds
    candidates = []
    for number, first, until in months.parts():
        x1, x2 = (left + months.share(day) * (right - left) for day in (first, until))
        text = str(first.year) if months.count > SHORT else name(first)
        half = text_width(text, size) / 2
        middle = min(max((x1 + x2) / 2, half), width - half)
        candidates.append((number, Named(round(middle, 1), text, round(x1, 1), half)))
    without_ends = (candidates, candidates[1:], candidates[:-1], candidates[1:-1])
    for step in YEAR_STEPS if months.count > SHORT else MONTH_STEPS:
        for some in without_ends:
            chosen = [named for number, named in some if number % step == 0]
            if chosen and all(b.x - a.x >= a.half + b.half + 4 for a, b in pairwise(chosen)):
                return chosen
    return [candidates[-1][1]]


def _next_month(day: date) -> date:
    if (day.year, day.month) == (date.max.year, 12):
        return date.max
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
