"""Small random worlds, and a naive reading of the rules over them, to hold the SQL against.

The reference knows no SQL: it walks lists of facts, the way somebody with the spreadsheets would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.catalogue.rules import Period
from lms.expertise.rules import Currency, Held, NormLine, Standing, own_norm, roll_up, standing
from tests import factories

FIRST_DAY = date(2024, 2, 1)
DAYS = st.integers(0, 45).map(lambda number: FIRST_DAY + timedelta(days=number))
COMPETENCES: tuple[tuple[int, str] | None, ...] = (None, (2, "P1M"), (1, "P10D"))
WINDOW, HORIZON = timedelta(days=10), timedelta(days=5)
KINDS = ("own_use", "refresher")
PEOPLE, FUNCTIONS = 4, 2


@dataclass(frozen=True)
class Place:
    """An organisation; `parent` and `merged_into` are positions in the world's list."""

    parent: int | None
    active_from: date | None
    active_until: date | None
    merged_into: int | None

    def active(self, on: date) -> bool:
        return (self.active_from or on) <= on <= (self.active_until or on)


@dataclass(frozen=True)
class Job:
    person: int
    place: int
    function: int | None
    first: date
    last: date | None

    def covers(self, on: date) -> bool:
        return self.first <= on <= (self.last or on)


@dataclass(frozen=True)
class Paper:
    person: int
    competence: int
    number: str
    held: Held


@dataclass(frozen=True)
class Practice:
    person: int
    competence: int
    kind: str
    day: date


@dataclass(frozen=True)
class Asked:
    place: int
    competence: int
    line: NormLine


@dataclass(frozen=True)
class World:
    places: tuple[Place, ...]
    jobs: tuple[Job, ...]
    papers: tuple[Paper, ...]
    practice: tuple[Practice, ...]
    norms: tuple[Asked, ...]

    def turning_days(self) -> list[date]:
        """The days on which an answer may change, where a rule that is one day off shows."""
        papers, next_day = [paper.held for paper in self.papers], timedelta(days=1)
        ends = [held.valid_until for held in papers] + [one.last for one in self.jobs]
        ends += [place.active_until for place in self.places]
        days = {held.issued_on for held in papers} | {held.revoked_on for held in papers}
        days |= {one.first for one in self.jobs} | {norm.line.starts_on for norm in self.norms}
        days |= {
            end + after
            for end in ends
            if end
            for after in (-HORIZON, -HORIZON - next_day, 0 * next_day, next_day)
        }
        begins = [held.issued_on for held in papers] + [one.day for one in self.practice]
        days |= {begin + after for begin in begins for after in (WINDOW, WINDOW + next_day, 0 * next_day)}
        return sorted(day for day in days if day)

    # ---- the naive reading ----

    def lands_on(self, place: int, tree_day: date) -> int:
        """Where people of a place count: at the end of the mergers that took effect before the tree's day."""
        merged, last = self.places[place].merged_into, self.places[place].active_until
        if merged is None or last is None or last >= tree_day:
            return place
        return self.lands_on(merged, tree_day)

    def counting(self, place: int, on: date, tree_day: date) -> list[Job]:
        """The employments that count for a place or for anything above which it lies."""
        return [
            job
            for job in self.jobs
            if job.covers(on) and place in self.upwards(self.lands_on(job.place, tree_day))
        ]

    def upwards(self, place: int) -> list[int]:
        parent = self.places[place].parent
        return [place] if parent is None else [place, *self.upwards(parent)]

    def employed(self, place: int, on: date, tree_day: date) -> set[int]:
        return {job.person for job in self.counting(place, on, tree_day)}

    def standing(self, person: int, competence: int, on: date, horizon_days: int = 90) -> Standing:
        asked = COMPETENCES[competence]
        return standing(
            [p.held for p in self.papers if (p.person, p.competence) == (person, competence)],
            [p.day for p in self.practice if (p.person, p.competence) == (person, competence)],
            Currency(asked[0], Period.parse(asked[1])) if asked else None,
            on,
            horizon_days,
        )

    def current(self, place: int, competence: int, on: date, tree_day: date) -> set[int]:
        people = self.employed(place, on, tree_day)
        return {person for person in people if self.standing(person, competence, on).current}

    def norm_and_gap(self, place: int, competence: int, on: date) -> tuple[int | None, int | None]:
        active = [index for index, one in enumerate(self.places) if one.active(on)]
        own = {}
        for one in active:
            lines = [n.line for n in self.norms if (n.place, n.competence) == (one, competence)]
            asked = own_norm(lines, self.head_counts(one, on), on)
            if asked is not None:
                own[one] = asked
        current = {one: len(self.current(one, competence, on, on)) for one in active}
        children = {one: [child for child in active if self.places[child].parent == one] for one in active}
        return roll_up(place, own, current, children) or (None, None)

    def head_counts(self, place: int, on: date) -> dict[int | None, int]:
        jobs = self.counting(place, on, on)
        found: dict[int | None, int] = {None: len({job.person for job in jobs})}
        for function in range(FUNCTIONS):
            found[function] = len({job.person for job in jobs if job.function == function})
        return found

    def coverage(self, place: int, competence: int, on: date, horizon_days: int) -> tuple[int | None, ...]:
        """(employed, certified, valid, current, expiring, norm, gap) of a place on a day."""
        people = self.employed(place, on, on)
        how = [self.standing(person, competence, on, horizon_days) for person in people]
        counts = (
            sum(one.certified for one in how),
            sum(one.valid for one in how),
            sum(one.current for one in how),
            sum(one.expiring for one in how),
        )
        return (len(people), *counts, *self.norm_and_gap(place, competence, on))

    def flow(self, place: int, competence: int, since: date, until: date) -> tuple[int, ...]:
        """(opening, taken over, gained, left elsewhere, left region, lapsed, out of practice) between two days."""
        opening = self.current(place, competence, since, until)
        closing = self.current(place, competence, until, until)
        here = self.employed(place, until, until)
        anywhere = {job.person for job in self.jobs if job.covers(until)}
        lost = opening - closing
        valid = {person for person in lost if self.standing(person, competence, until).valid}
        return (
            len(opening),
            len(opening - self.current(place, competence, since, since)),
            len(closing - opening),
            len(lost - here & anywhere),
            len(lost - here - anywhere),
            len((lost & here) - valid),
            len(lost & here & valid),
        )


# ---- drawing worlds -------------------------------------------------------------------------------------------


def spans(most: int = 30) -> st.SearchStrategy[tuple[date, date | None]]:
    """A first day and a last day not before it, or none."""
    return st.tuples(DAYS, st.none() | st.integers(0, most)).map(
        lambda pair: (pair[0], None if pair[1] is None else pair[0] + timedelta(days=pair[1]))
    )


@st.composite
def places(draw: st.DrawFn) -> tuple[Place, ...]:
    """One to five organisations in trees, with mergers that form no ring."""
    number = draw(st.integers(1, 5))
    merged: dict[int, int] = {}
    found = []
    for index in range(number):
        parent = draw(st.none() | st.integers(0, index - 1)) if index else None
        first, last = draw(spans())
        heir = draw(st.none() | st.integers(0, number - 1)) if last else None
        if heir is not None and not _leads_to(heir, index, merged):
            merged[index] = heir
        found.append(Place(parent, draw(st.sampled_from([None, first])), last, merged.get(index)))
    return tuple(found)


def _leads_to(start: int, goal: int, merged: dict[int, int]) -> bool:
    return start == goal or (start in merged and _leads_to(merged[start], goal, merged))


PERSON, COMPETENCE = st.integers(0, PEOPLE - 1), st.integers(0, len(COMPETENCES) - 1)
FUNCTION = st.sampled_from([None, *range(FUNCTIONS)])
HELD = st.builds(
    lambda span, revoked: Held(*span, None if revoked is None else span[0] + timedelta(days=revoked)),
    spans(),
    st.sampled_from([None, None, None, 0, 3, 10]),
)
PAPER = st.builds(Paper, PERSON, COMPETENCE, st.sampled_from(["", "A1"]), HELD)
PRACTICE = st.builds(Practice, PERSON, COMPETENCE, st.sampled_from(KINDS), DAYS)
LINE = st.builds(NormLine, DAYS, headcount=st.integers(0, 3), function_id=FUNCTION) | st.builds(
    NormLine,
    DAYS,
    share=st.sampled_from([Decimal(t) for t in ("0", "0.1", "0.35", "0.5", "1")]),
    function_id=FUNCTION,
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world of at most five organisations and four people, with every fact at most once per natural key."""
    all_places = draw(places())
    place = st.integers(0, len(all_places) - 1)
    job = st.builds(lambda *who, span: Job(*who, *span), PERSON, place, FUNCTION, span=spans())
    asked = st.builds(Asked, place, COMPETENCE, LINE)
    return World(
        all_places,
        _some(draw, job, 10, lambda j: (j.person, j.place, j.first)),
        _some(draw, PAPER, 16, lambda p: (p.person, p.competence, p.held.issued_on, p.number)),
        _some(draw, PRACTICE, 12, lambda p: (p.person, p.competence, p.kind, p.day)),
        _some(draw, asked, 6, lambda n: (n.place, n.competence, n.line.starts_on, n.line.function_id)),
    )


@st.composite
def questions(draw: st.DrawFn, number: int = 8) -> tuple[World, list[date]]:
    """A world and some of the days on which its answers change, in order."""
    world = draw(worlds())
    turning = world.turning_days()
    least = min(number // 2, len(turning))
    days = draw(st.lists(st.sampled_from(turning), min_size=least, max_size=number, unique=True))
    return world, sorted(days)


def _some(
    draw: st.DrawFn, facts: st.SearchStrategy[Any], most: int, key: Callable[[Any], object]
) -> tuple[Any, ...]:
    """Up to `most` facts; of those with the same natural key the last."""
    return tuple(
        {key(fact): fact for fact in draw(st.lists(facts, min_size=most // 2, max_size=most))}.values()
    )


# ---- putting a world into a database --------------------------------------------------------------------------


def load(session: Session, world: World) -> tuple[list[int], list[Competence]]:
    """Store every fact; the ids of the organisations and the competences, in the world's order."""
    found = [
        factories.make_organisation(
            session, f"Place {index}", active_from=place.active_from, active_until=place.active_until
        )
        for index, place in enumerate(world.places)
    ]
    for organisation, place in zip(found, world.places, strict=True):
        organisation.parent_id = None if place.parent is None else found[place.parent].id
        organisation.merged_into_id = None if place.merged_into is None else found[place.merged_into].id
    people = [factories.make_person(session, f"Person {index}") for index in range(PEOPLE)]
    functions = [factories.make_function(session, f"function {index}") for index in range(FUNCTIONS)]
    competences = [
        factories.make_competence(session, f"competence-{index}", currency=currency)
        for index, currency in enumerate(COMPETENCES)
    ]

    def function(index: int | None) -> object:
        return None if index is None else functions[index]

    for job in world.jobs:
        factories.employ(people[job.person], found[job.place], job.first, job.last, function(job.function))
    for paper in world.papers:
        h = paper.held
        dates = (h.issued_on, h.valid_until, h.revoked_on)
        factories.certify(people[paper.person], competences[paper.competence], *dates, number=paper.number)
    for event in world.practice:
        factories.practise(people[event.person], competences[event.competence], event.day, event.kind)
    for norm in world.norms:
        line = norm.line
        factories.set_norm(
            found[norm.place],
            competences[norm.competence],
            line.starts_on,
            headcount=line.headcount,
            share=None if line.share is None else str(line.share),
            function=function(line.function_id),
        )
    session.flush()
    return [organisation.id for organisation in found], competences
