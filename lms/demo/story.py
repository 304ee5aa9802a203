"""The demo region from January 2019 up to a day: told month by month, then cut off at that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from lms.catalogue.rules import Period
from lms.core.errors import Refused
from lms.plugins.api import CourseType, DemoStory

from .norms import ExampleNorm, example_norms
from .training import Award, Practised, Programme
from .workforce import START, Worker, Workforce

EARLIEST = date(2023, 1, 1)
"""Before this day there is nothing to show of the leak."""


@dataclass(frozen=True)
class History:
    """Everything that happened up to and including `today`; what lies later in its month is still in there."""

    today: date
    workers: Sequence[Worker]
    awards: Sequence[Award]
    practice: Sequence[Practised]
    norms: Sequence[ExampleNorm]


def stories_of(course_types: Iterable[CourseType]) -> list[DemoStory]:
    """The stories of these types; what builds on a competence or a kind of practice nobody brings is left out."""
    types = list(course_types)
    kinds = {kind.key for course_type in types for kind in course_type.practice_kinds()}
    stories = [story for course_type in types for story in course_type.demo()]
    told = {story.competence for story in stories}
    return [
        replace(story, practice=tuple(one for one in story.practice if one.kind in kinds))
        for story in stories
        if story.requires is None or story.requires in told
    ]


def tell(today: date, stories: Sequence[DemoStory], validities: Mapping[str, str | None]) -> History:
    """Live through every month from 2019 up to today's. The same day always gives the same history.

    `validities` holds the ISO 8601 validity per competence. Nothing in the telling looks at `today` itself, so that
    the history of an earlier day is the beginning of that of a later one.
    """
    if today < EARLIEST:
        raise Refused(f"The demo region needs a day from {EARLIEST} on; the clock says {today}.")
    workforce = Workforce()
    norms = example_norms(stories)
    programmes: dict[str, Programme] = {}
    for story in stories:
        validity = validities.get(story.competence)
        own = [norm for norm in norms if norm.competence == story.competence]
        programmes[story.competence] = Programme(
            story, Period.parse(validity) if validity else None, own, programmes
        )
    for story in stories:
        if story.given_by in programmes:
            programmes[story.given_by].gives = True
    numbered: dict[int, int] = {}
    month = START.year * 12
    while month < today.year * 12 + today.month:
        year = month // 12
        workforce.live(year, month % 12 + 1)
        first = date(year, month % 12 + 1, 1)
        present = [(w, j) for w, j in workforce.employed() if (first - j.begins).days >= 30]
        for programme in programmes.values():
            programme.live(year, month % 12 + 1, present, workforce.newcomers)
        numbered[year] = _number(programmes.values(), numbered.get(year, 0), year, month % 12 + 1)
        month += 1
    awards = [award for programme in programmes.values() for award in programme.awards]
    practice = [event for programme in programmes.values() for event in programme.practice]
    return History(today, workforce.workers, awards, practice, norms)


def _number(programmes: Iterable[Programme], last: int, year: int, month: int) -> int:
    """Give the certificates of a month their numbers in the order of their days; returns the last one given."""
    new = [
        award
        for programme in programmes
        for award in programme.awards
        if not award.number and (award.issued_on.year, award.issued_on.month) == (year, month)
    ]
    for award in sorted(new, key=lambda a: (a.issued_on, a.competence, a.worker.number)):
        last += 1
        award.number = f"VB-{year}-{last:04d}"
    return last
