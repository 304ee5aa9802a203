"""The people behind a number: who is employed at an organisation and how each stands for a competence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from lms.catalogue.models import Competence
from lms.certification.models import Certificate
from lms.core.access import Actor, Role
from lms.people.models import Employment, Function, Person

from ..models import PracticeEvent, PracticeKind
from ..rules import Held
from .blocks import Moment, Question, Shape, employed_cte, employed_on, people_cte, reach_cte, standing_cte

CATEGORIES = ("expiring", "out_of_practice", "ended", "current", "never")
"""How a list of people is divided and ordered: first whoever can still be kept, last whoever never had it."""


@dataclass(frozen=True)
class Listed:
    """One line of a list of people."""

    person_id: int
    name: str
    category: str


def visible_to(actor: Actor, today: date) -> ColumnElement[bool]:
    """Which persons an actor may see by name: planners of the region all, coordinators who works for them today."""
    if actor.has(Role.PROGRAMME_TEAM, Role.ADMINISTRATOR):
        return Person.id.is_not(None)
    e = Employment
    own = select(e.person_id).where(e.organisation_id.in_(sorted(actor.employers)), employed_on_day(today))
    return or_(Person.id.in_(own), Person.id == (actor.person_id or -1))


def employed_on_day(day: date) -> ColumnElement[bool]:
    e = Employment
    return and_(e.employed_from <= day, or_(e.employed_until.is_(None), e.employed_until >= day))


@lru_cache(32)
def _listing(shape: Shape) -> tuple[Select[Any], ColumnElement[str]]:
    employed = employed_cte(reach_cte(shape))
    s = standing_cte(shape, people_cte(employed))
    category = case(
        (s.c.person_id.is_(None), "never"),
        (s.c.valid == 0, "ended"),
        (s.c.expiring == 1, "expiring"),
        (s.c.current == 0, "out_of_practice"),
        else_="current",
    )
    joined = select().select_from(employed).join(Person, Person.id == employed.c.person_id)
    return joined.outerjoin(s, s.c.person_id == employed.c.person_id), category


def count_categories(
    session: Session, organisation_id: int, competence: Competence, on: date, visible: ColumnElement[bool]
) -> tuple[dict[str, int], int]:
    """How many people per category may be named, and how many of those employed that day may not."""
    question = Question([Moment(0, on, on)], [competence], {organisation_id})
    joined, category = _listing(question.shape)
    named = case((visible, 1), else_=0)
    wanted = joined.add_columns(category, named, func.count()).group_by(category, named)
    rows = session.execute(wanted, question.parameters).all()
    counts = dict.fromkeys(CATEGORIES, 0)
    for key, is_named, number in rows:
        if is_named:
            counts[key] += number
    return counts, sum(number for _, is_named, number in rows if not is_named)


def list_people(
    session: Session,
    organisation_id: int,
    competence: Competence,
    on: date,
    visible: ColumnElement[bool],
    *,
    category: str | None = None,
    search: str = "",
    offset: int = 0,
    limit: int = 50,
) -> list[Listed]:
    """The people employed on the day, who needs attention first; narrowed by category and a part of the name."""
    question = Question([Moment(0, on, on)], [competence], {organisation_id})
    joined, its_category = _listing(question.shape)
    order = case({key: place for place, key in enumerate(CATEGORIES)}, value=its_category)
    wanted = joined.add_columns(Person.id, Person.name, its_category).where(visible)
    if category:
        wanted = wanted.where(its_category == category)
    if search:
        wanted = wanted.where(func.lower(Person.name).contains(search.lower(), autoescape=True))
    wanted = wanted.order_by(order, Person.name, Person.id).offset(offset).limit(limit)
    return [Listed(*row) for row in session.execute(wanted, question.parameters)]


def facts_of(
    session: Session, people: Collection[int], competences: Sequence[Competence]
) -> tuple[dict[tuple[int, int], list[Certificate]], dict[tuple[int, int], list[tuple[date, PracticeKind]]]]:
    """The certificates and practice of people per (person, competence), newest first."""
    keys = [competence.id for competence in competences]
    c, p = Certificate, PracticeEvent
    certificates: dict[tuple[int, int], list[Certificate]] = defaultdict(list)
    wanted = select(c).where(c.person_id.in_(sorted(people)), c.competence_id.in_(keys))
    for certificate in session.scalars(wanted.order_by(c.issued_on.desc(), c.id.desc())):
        certificates[certificate.person_id, certificate.competence_id].append(certificate)
    practice: dict[tuple[int, int], list[tuple[date, PracticeKind]]] = defaultdict(list)
    events = select(p.person_id, p.competence_id, p.day, PracticeKind).join(
        PracticeKind, PracticeKind.id == p.kind_id
    )
    events = events.where(p.person_id.in_(sorted(people)), p.competence_id.in_(keys))
    for person_id, competence_id, day, kind in session.execute(events.order_by(p.day.desc(), p.id.desc())):
        practice[person_id, competence_id].append((day, kind))
    return certificates, practice


def held(certificate: Certificate) -> Held:
    """A certificate as the rules see it."""
    return Held(certificate.issued_on, certificate.valid_until, certificate.revoked_on)


def functions_on(
    session: Session, organisation_id: int, people: Collection[int], on: date
) -> dict[int, list[str]]:
    """The functions in which people count for an organisation on a day."""
    question = Question([Moment(0, on, on)], [], {organisation_id})
    reach = reach_cte(question.shape)
    wanted = (
        select(Employment.person_id, Function.name)
        .join(reach, reach.c.organisation_id == Employment.organisation_id)
        .join(Function, Function.id == Employment.function_id)
        .where(employed_on(Employment, reach.c.day), Employment.person_id.in_(sorted(people)))
        .distinct()
        .order_by(Employment.person_id, Function.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, name in session.execute(wanted, question.parameters):
        found[person_id].append(name)
    return found


def functions_of(session: Session, people: Collection[int], on: date) -> dict[int, list[str]]:
    """The functions of people on a day, wherever they work."""
    wanted = (
        select(Employment.person_id, Function.name)
        .join(Function, Function.id == Employment.function_id)
        .where(Employment.person_id.in_(sorted(people)), employed_on_day(on))
        .distinct()
        .order_by(Employment.person_id, Function.name)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, name in session.execute(wanted):
        found[person_id].append(name)
    return found


def counts_for(session: Session, person_id: int, on: date) -> frozenset[int]:
    """The organisations for which a person counts on a day, those above them included."""
    question = Question([Moment(0, on, on)], [])
    reach = reach_cte(question.shape)
    wanted = (
        select(reach.c.counts_for)
        .join(Employment, Employment.organisation_id == reach.c.organisation_id)
        .where(Employment.person_id == person_id, employed_on(Employment, reach.c.day))
    )
    return frozenset(session.scalars(wanted, question.parameters))


@dataclass(frozen=True)
class Ending:
    """A certificate that is about to end, of somebody who may be named."""

    person_id: int
    name: str
    competence_id: int
    valid_until: date


@dataclass(frozen=True)
class Endings:
    """The first certificates to end, and how many more there are."""

    first: Sequence[Ending] = ()
    more: int = 0


def ending_soon(
    session: Session,
    organisations: Collection[int] | None,
    on: date,
    competences: Sequence[Competence],
    visible: ColumnElement[bool],
    limit: int,
) -> Endings:
    """Whose certificate ends within the horizon without a newer one, the first to end first."""
    question = Question([Moment(0, on, on)], competences, organisations)
    reach = reach_cte(question.shape)
    people = people_cte(employed_cte(reach)) if question.shape.scoped else None
    s = standing_cte(question.shape, people, with_ends=True)
    # Asked per person: few are left by then, and the planner cannot know that.
    counts = Employment.organisation_id.in_(select(reach.c.organisation_id))
    here = select(Employment.id).where(Employment.person_id == Person.id, employed_on_day(on), counts)
    wanted = (
        select(Person.id, Person.name, s.c.competence_id, s.c.ends, func.count().over())
        .join_from(s, Person, Person.id == s.c.person_id)
        .where(s.c.expiring == 1, visible, here.exists())
        .order_by(s.c.ends, Person.name)
        .limit(limit)
    )
    rows = session.execute(wanted, question.parameters).all()
    return Endings([Ending(*row[:4]) for row in rows], rows[0][4] - len(rows) if rows else 0)
