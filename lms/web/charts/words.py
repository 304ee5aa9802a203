"""Every text that charts write, so that geometry knows how wide it is before it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date


def plain_gettext(message: str, **values: object) -> str:
    """English as it stands, for use without Flask."""
    return message % values if values else message


def plain_day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def plain_month(day: date) -> str:
    return f"{day:%m-%Y}"


@dataclass(frozen=True)
class Words:
    """Texts in one language. `day` is a full date, `month` a short month with its year ("nov 2026")."""

    gettext: Callable[..., str] = plain_gettext
    number: Callable[[int], str] = str
    day: Callable[[date], str] = plain_day
    month: Callable[[date], str] = plain_month

    def tick(self, value: int) -> str:
        """A number at the axis, which is no count of anything."""
        return self.number(value)

    # ---- on the line chart ----

    def peak(self, value: int) -> str:
        return self.gettext("peak %(value)s", value=self.number(value))

    def now(self, value: int) -> str:
        return self.gettext("now %(value)s", value=self.number(value))

    def asked(self, day: date, value: int) -> str:
        return self.gettext("on %(day)s: %(value)s", day=self.day(day), value=self.number(value))

    def norm(self, value: int) -> str:
        return self.gettext("norm %(value)s", value=self.number(value))

    def history(self, points: Sequence[tuple[date, int]], norm: int | None, names: Sequence[str]) -> str:
        """The line chart in one or two sentences, for whoever does not see it."""
        if not points:
            return self.gettext("There are no figures yet.")
        (first_day, first), (last_day, last) = points[0], points[-1]
        top_day, top = max(points, key=lambda point: point[1])
        parts = [
            self.gettext(
                "From %(first)s in %(first_month)s to %(last)s in %(last_month)s; at most %(top)s, in %(top_month)s.",
                first=self.number(first),
                first_month=self.month(first_day),
                last=self.number(last),
                last_month=self.month(last_day),
                top=self.number(top),
                top_month=self.month(top_day),
            )
        ]
        if norm is not None:
            parts.append(self.gettext("The norm is %(value)s.", value=self.number(norm)))
        if names:
            parts.append(
                self.gettext("Merged into this organisation: %(names)s.", names=", ".join(names)),
            )
        return " ".join(parts)

    # ---- on the bars ----

    def causes(self) -> dict[str, str]:
        """What each part of a bar means, in the order in which they are stacked."""
        return {
            "merged": self.gettext("came along in a merger (not counted as new)"),
            "gained": self.gettext("new or renewed"),
            "elsewhere": self.gettext("left, still in the region"),
            "region": self.gettext("left the region"),
            "lapsed": self.gettext("lapsed, still here"),
            "practice": self.gettext("out of practice, still here"),
        }

    def part_of_year(self, until: date) -> str:
        return self.gettext("up to %(day)s", day=self.day(until))

    def flow(self, since: int, until: int, gained: int, lost: int) -> str:
        return self.gettext(
            "From %(since)s to %(until)s: %(gained)s gained and %(lost)s lost.",
            since=since,
            until=until,
            gained=self.number(gained),
            lost=self.number(lost),
        )

    # ---- on the sparkline and in the tables ----

    def trend(self, points: Sequence[tuple[date, int]]) -> str:
        """A sparkline in words: peak with its month, and now."""
        if not points:
            return self.gettext("no figures yet")
        top_day, top = max(points, key=lambda point: point[1])
        return self.gettext(
            "peak %(top)s in %(month)s, now %(last)s",
            top=self.number(top),
            month=self.month(top_day),
            last=self.number(points[-1][1]),
        )

    def heading(self, name: str) -> str:
        """A column heading of the tables behind the charts."""
        return {
            "day": self.gettext("Day"),
            "year": self.gettext("Year"),
            "current": self.gettext("Current"),
            "norm": self.gettext("Norm"),
            "lost": self.gettext("Lost in total"),
        }[name]
