"""Gathers what the pages of norms show: the lines, what they come to today, and whether they count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from lms.web.filters import named, number

from .models import Norm
from .queries.norms import NormFilters, count_norms, last_starts, list_norms, people_behind
from .rules import NormLine, own_norm

PAGE = 50
"""Lines on one page of the list."""


class Counts(StrEnum):
    """Whether a line counts on a day: now, later, or no more because a later line took its place."""

    NOW = "now"
    LATER = "later"
    PAST = "past"


@dataclass(frozen=True)
class Line:
    """A norm line, whether it counts, how many people it is taken of (None: a headcount), and what it comes to."""

    norm: Norm
    counts: Counts
    base: int | None
    comes_to: int

    def in_words(self) -> str:
        """ "50% of 12 × gezinscoach", or the headcount."""
        if self.norm.share is None:
            people = ngettext("%(num)s person", "%(num)s people", self.comes_to)
            if self.norm.function is None:
                return people
            return _("%(people)s for %(function)s", people=people, function=self.norm.function.name)
        percent = number(float(self.norm.share * 100))
        if self.norm.function is None:
            return _("%(percent)s%% of %(base)s employees", percent=percent, base=self.base)
        return _(
            "%(percent)s%% of %(base)s × %(function)s",
            percent=percent,
            base=self.base,
            function=self.norm.function.name,
        )


@dataclass(frozen=True)
class NormPage:
    """One page of lines."""

    lines: Sequence[Line]
    total: int
    page: int
    pages: int


def norm_page(session: Session, filters: NormFilters, page: int, today: date, size: int = PAGE) -> NormPage:
    """One page of the lines that are asked for."""
    total = count_norms(session, filters)
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    norms = list_norms(session, filters, offset=size * (page - 1), limit=size)
    return NormPage(norm_lines_of(session, norms, today), total, page, pages)


def norm_lines_of(session: Session, norms: Sequence[Norm], today: date) -> list[Line]:
    """Each line with what it comes to today; three queries, however many lines."""
    if not norms:
        return []
    people, starts = people_behind(session, norms, today), last_starts(session, norms, today)
    return [_line(norm, people.get(norm.organisation_id, {}), starts, today) for norm in norms]


def _line(
    norm: Norm, people: Mapping[int | None, int], starts: Mapping[tuple[int, int], date], today: date
) -> Line:
    asked = NormLine(norm.starts_on, norm.headcount, norm.share, norm.function_id)
    comes_to = own_norm([asked], people, max(today, norm.starts_on)) or 0
    if norm.starts_on > today:
        counts = Counts.LATER
    else:
        last = starts[norm.organisation_id, norm.competence_id]
        counts = Counts.NOW if norm.starts_on == last else Counts.PAST
    base = None if norm.share is None else people.get(norm.function_id, 0)
    return Line(norm, counts, base, comes_to)


def by_competence(lines: Sequence[Line]) -> list[tuple[str, list[Line]]]:
    """The lines of one organisation under the names of their competences."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(named(line.norm.competence), []).append(line)
    return list(found.items())
