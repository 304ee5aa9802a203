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
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.catalogue.rules import Period
from lms.certification.models import Certificate
from lms.core.db import Base
from lms.expertise.models import Norm, PracticeEvent, PracticeKind
from lms.expertise.rules import Currency, Held, NormLine, Standing, own_norm, roll_up, standing
from lms.organisations.models import Organisation
from lms.people.models import Employment, Function, Person

FIRST_DAY = date(2024, 2, 1)
DAYS = st.integers(0, 45).map(lambda number: FIRST_DAY + timedelta(days=number))
COMPETENCES: tuple[tuple[int, str] | None, ...] = (None, (2, "P1M"), (1, "P10D"))
WINDOW, HORIZON = timedelta(days=10), timedelta(days=5)
KINDS = ("one", "other")
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
        return [job for job in self.jobs if job.covers(on) and place in self.upwards(job.place, tree_day)]

    def upwards(self, place: int, tree_day: date) -> list[int]:
        """The place where people of a place count, and everything above it; a merged parent gives way too."""
        counts = self.lands_on(place, tree_day)
        parent = self.places[counts].parent
        return [counts] if parent is None else [counts, *self.upwards(parent, tree_day)]

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
        above = {one: self.places[one].parent for one in active}
        children = {
            one: [c for c in active if (p := above[c]) is not None and self.lands_on(p, on) == one]
            for one in active
        }
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

    def category(self, person: int, competence: int, on: date) -> str:
        """The group in which a list of people puts somebody."""
        how = self.standing(person, competence, on)
        if not how.certified:
            return "never"
        if not how.valid:
            return "ended"
        if how.expiring:
            return "expiring"
        return "current" if how.current else "out_of_practice"

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

FIRST_ID = 1000
"""Ids are positions in the world's lists, moved out of the way of what course types ship."""


def load(session: Session, world: World) -> tuple[list[int], list[Competence]]:
    """Store every fact; the ids of the organisations and the competences, in the world's order."""
    merged_into = {FIRST_ID + n: _id(place.merged_into) for n, place in enumerate(world.places)}
    rows: dict[type[Base], list[dict[str, Any]]] = {
        Organisation: [
            {
                "id": FIRST_ID + n,
                "name": f"Place {n}",
                "parent_id": _id(place.parent),
                "active_from": place.active_from,
                "active_until": place.active_until,
            }
            for n, place in enumerate(world.places)
        ],
        Person: [{"id": FIRST_ID + n, "name": f"Person {n}"} for n in range(PEOPLE)],
        Function: [{"id": FIRST_ID + n, "name": f"function {n}"} for n in range(FUNCTIONS)],
        PracticeKind: [
            {"id": FIRST_ID + n, "key": kind, "name_nl": kind, "name_en": kind}
            for n, kind in enumerate(KINDS)
        ],
        Competence: [_competence(n, currency) for n, currency in enumerate(COMPETENCES)],
        Employment: [
            {
                "person_id": _id(job.person),
                "organisation_id": _id(job.place),
                "function_id": _id(job.function),
                "employed_from": job.first,
                "employed_until": job.last,
            }
            for job in world.jobs
        ],
        Certificate: [_of(paper) | vars(paper.held) | {"number": paper.number} for paper in world.papers],
        PracticeEvent: [
            _of(event) | {"kind_id": FIRST_ID + KINDS.index(event.kind), "day": event.day}
            for event in world.practice
        ],
        Norm: [
            vars(norm.line)
            | {
                "organisation_id": _id(norm.place),
                "competence_id": _id(norm.competence),
                "function_id": _id(norm.line.function_id),
            }
            for norm in world.norms
        ],
    }
    for table, its_rows in rows.items():
        if its_rows:
            session.execute(insert(table), its_rows)
    for place, heir in merged_into.items():
        session.execute(update(Organisation).where(Organisation.id == place).values(merged_into_id=heir))
    return list(merged_into), [session.get_one(Competence, FIRST_ID + n) for n in range(len(COMPETENCES))]


def _id(position: int | None) -> int | None:
    return None if position is None else FIRST_ID + position


def _of(fact: Paper | Practice) -> dict[str, Any]:
    return {"person_id": _id(fact.person), "competence_id": _id(fact.competence)}


def _competence(number: int, currency: tuple[int, str] | None) -> dict[str, Any]:
    count, period = currency or (None, None)
    name = f"competence-{number}"
    texts = {"key": name, "name_nl": name, "name_en": name}
    return {"id": FIRST_ID + number, **texts, "currency_count": count, "currency_period": period}
