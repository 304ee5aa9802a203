"""The list of people of an organisation, and what can be chosen in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.organisations.models import Organisation
from lms.people.models import Employment, Function, Person

from ..rules import LEFT_MONTHS, months_later
from .steps import as_employed

PAGE = 50
"""People on one page of the list."""
SORTS = ("name", "since", "until", "function")


@dataclass(frozen=True)
class Wanted:
    """Which people of the list are asked for; `left` asks for those who left in the last 12 months."""

    left: bool = False
    search: str = ""
    function_id: int | None = None
    sort: str = "name"
    page: int | None = 1
    """None: all of them."""


def here_or_coming(scope: Collection[int], today: date) -> ColumnElement[bool]:
    e = Employment
    return and_(
        e.organisation_id.in_(sorted(scope)), or_(e.employed_until.is_(None), e.employed_until >= today)
    )


def _listing(scope: Collection[int], wanted: Wanted, today: date) -> Select[Any]:
    """The ids of the people who match, a row per person."""
    e = Employment
    chosen = select(Person.id).join(e, e.person_id == Person.id).outerjoin(Function).group_by(Person.id)
    here = here_or_coming(scope, today)
    if wanted.left:
        still = select(e.person_id).where(here)
        since = months_later(today, -LEFT_MONTHS)
        here = and_(
            e.organisation_id.in_(sorted(scope)),
            e.employed_until >= since,
            e.employed_until < today,
            Person.id.not_in(still),
        )
    chosen = chosen.where(here)
    if wanted.search:
        chosen = chosen.where(func.lower(Person.name).contains(wanted.search.lower(), autoescape=True))
    if wanted.function_id is not None:
        chosen = chosen.where(e.function_id == wanted.function_id)
    return chosen


def list_people(
    session: Session, scope: Collection[int], wanted: Wanted, today: date
) -> tuple[list[int], int]:
    """The ids of the people on one page of the list, in order, and how many there are on all pages."""
    e = Employment
    listing = _listing(scope, wanted, today)
    total = session.scalar(select(func.count()).select_from(listing.subquery())) or 0
    until = func.max(func.coalesce(e.employed_until, date.max))
    name = func.lower(Person.name)
    order = {
        "since": (func.max(e.employed_from).desc(), name),
        "until": (until.desc() if wanted.left else until, name),
        "function": (case((func.min(Function.name).is_(None), 1), else_=0), func.min(Function.name), name),
    }.get(wanted.sort, (until.desc(), name) if wanted.left else (name,))
    listed = listing.order_by(*order, Person.id)
    if wanted.page is not None:
        listed = listed.offset(PAGE * (wanted.page - 1)).limit(PAGE)
    return list(session.scalars(listed)), total


def employments_in(
    session: Session, person_ids: Collection[int], scope: Collection[int]
) -> dict[int, list[Employment]]:
    """Every employment of these people within the scope with its function and place, newest first, by person."""
    e = Employment
    wanted = (
        select(e)
        .where(e.person_id.in_(sorted(person_ids)), e.organisation_id.in_(sorted(scope)))
        .options(joinedload(e.person), joinedload(e.function), joinedload(e.organisation))
        .order_by(e.employed_from.desc(), e.id)
    )
    found: dict[int, list[Employment]] = defaultdict(list)
    for employment in session.scalars(wanted):
        found[employment.person_id].append(employment)
    return found


def count_people(session: Session, scope: Collection[int], today: date) -> int:
    """How many people are employed today."""
    e = Employment
    wanted = select(func.count(e.person_id.distinct())).where(
        here_or_coming(scope, today), e.employed_from <= today
    )
    return session.scalar(wanted) or 0


def count_listed(session: Session, scope: Collection[int], today: date) -> int:
    """How many people stand on the list: employed today, or coming."""
    wanted = select(func.count(Employment.person_id.distinct())).where(here_or_coming(scope, today))
    return session.scalar(wanted) or 0


def list_seal(session: Session, scope: Collection[int], today: date) -> list[str]:
    """The list of today as values, to see whether it is still the one that somebody looked at."""
    e = Employment
    wanted = select(e).where(here_or_coming(scope, today)).order_by(e.id)
    return [f"{one.id}:{one.person_id}:{as_employed(one).seal}" for one in session.scalars(wanted)]


def functions_in(session: Session, scope: Collection[int]) -> list[Function]:
    """The functions that occur in the list, by name."""
    used = select(Employment.function_id).where(Employment.organisation_id.in_(sorted(scope)))
    return list(session.scalars(select(Function).where(Function.id.in_(used)).order_by(Function.name)))


def all_functions(session: Session) -> list[Function]:
    """Every function by name."""
    return list(session.scalars(select(Function).order_by(Function.name)))


def find_function(session: Session, name: str) -> Function | None:
    """The function with this name, whatever the case of its letters."""
    found = session.scalars(
        select(Function).where(func.lower(Function.name) == name.lower()).order_by(Function.id)
    )
    return found.first()


def active_organisations(session: Session, today: date) -> Sequence[Organisation]:
    """The organisations that exist today or will, by name."""
    o = Organisation
    wanted = select(o).where(or_(o.active_until.is_(None), o.active_until >= today)).order_by(o.name)
    return list(session.scalars(wanted))
