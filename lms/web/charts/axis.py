"""The time axis: whole months from left to right, named by year or by month, never too close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from .scale import text_width

SHORT = 18
"""Up to so many months an axis names months instead of years."""


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
        """How far along the axis the end of a day lies, from 0 to 1."""
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
) -> list[tuple[float, str]]:
    """Centre and text of each label under its year or month.

    `bounds` are left and right of the plot and the width of the chart. Every second, third, fifth … part is
    named where all of them would collide; one is named at the least.
    """
    left, right, width = bounds
    long = months.count > SHORT
    candidates = []
    for number, first, until in months.parts():
        x1, x2 = (left + months.share(day) * (right - left) for day in (first, until))
        text = str(first.year) if long else name(first)
        half = text_width(text, size) / 2
        if months.count < 12 or not long or x2 - x1 >= 1.2 * half:
            candidates.append((number, min(max((x1 + x2) / 2, half), width - half), half, text))
    for step in (1, 2, 3, 4, 5, 6, 10, 12, 20, 24, 50, 100, 200, 500, 1000):
        chosen = [c for c in candidates if c[0] % step == 0]
        if chosen and all(b[1] - a[1] >= a[2] + b[2] + 6 for a, b in pairwise(chosen)):
            return [(round(x, 1), text) for _, x, _, text in chosen]
    return [(round(x, 1), text) for _, x, _, text in candidates[-1:]]


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
