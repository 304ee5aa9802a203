"""Every select of upkeep: lists of people, what steps touched, who may be meant, and confirmations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.access import Actor
from lms.core.clock import civil_date
from lms.core.db import Revision
from lms.core.errors import NotFound
from lms.organisations.models import Organisation
from lms.people.models import Employment, Function, Person

from .models import ListConfirmation, UpkeepChange, UpkeepStep
from .permissions import may_touch
from .rules import LEFT_MONTHS, UNDO_DAYS, Employed, confirmation_due, months_later, with_ancestors

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
    page: int = 1


@dataclass(frozen=True)
class Confirmation:
    """When a list was last confirmed and by whom; said of the organisation itself or of one above it."""

    at: datetime
    actor: str
    people: int
    organisation_id: int

    @property
    def day(self) -> date:
        return civil_date(self.at)


@dataclass(frozen=True)
class Match:
    """Somebody who may be the same person: the name and where that person works today, nothing else."""

    person_id: int
    name: str
    organisations: tuple[str, ...]


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
    page = listing.order_by(*order, Person.id).offset(PAGE * (wanted.page - 1)).limit(PAGE)
    return list(session.scalars(page)), total


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


def as_employed(one: Employment) -> Employed:
    """An employment as the rules see it."""
    return Employed(
        one.id,
        one.person_id,
        one.organisation_id,
        one.employed_from,
        one.employed_until,
        one.function_id,
        one.fte,
    )


def lock_people(session: Session, person_ids: Collection[int]) -> dict[int, Person]:
    """These people, of whom nobody else changes the employments until this transaction ends."""
    wanted = select(Person).where(Person.id.in_(sorted(person_ids))).order_by(Person.id).with_for_update()
    return {person.id: person for person in session.scalars(wanted)}


def lock_newcomers(session: Session) -> None:
    """Let nobody else add people until this transaction ends: no constraint knows that two names are one person."""
    session.execute(select(Revision.id).with_for_update())


def people_of_employments(session: Session, employment_ids: Collection[int]) -> dict[int, int]:
    """The person of each of these employments, as far as they exist."""
    e = Employment
    rows = session.execute(select(e.id, e.person_id).where(e.id.in_(sorted(employment_ids))))
    return {row.id: row.person_id for row in rows}


def employments_of(session: Session, person_ids: Collection[int]) -> list[Employment]:
    """Every employment of these people."""
    wanted = select(Employment).where(Employment.person_id.in_(sorted(person_ids))).order_by(Employment.id)
    return list(session.scalars(wanted))


def names_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The name of each of these people, as far as they exist."""
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(person_ids))))
    return {row.id: row.name for row in rows}


def last_changes(session: Session, employment_ids: Collection[int]) -> dict[int, UpkeepStep]:
    """The newest step that touched each of these employments."""
    c = UpkeepChange
    wanted = (
        select(c)
        .where(c.employment_id.in_(sorted(employment_ids)))
        .options(joinedload(c.step))
        .order_by(c.id)
    )
    return {change.employment_id: change.step for change in session.scalars(wanted)}


def get_step(session: Session, step_id: int) -> UpkeepStep:
    """A step with its changes, locked so that nobody else undoes it meanwhile; NotFound when there is none."""
    wanted = select(UpkeepStep).where(UpkeepStep.id == step_id).with_for_update()
    step = session.scalar(wanted.options(selectinload(UpkeepStep.changes)))
    if step is None:
        raise NotFound
    return step


def recent_steps(
    session: Session, scope: Collection[int], now: datetime, limit: int = 20
) -> list[UpkeepStep]:
    """The steps of the last days that touched people in the scope, newest first, whoever recorded them."""
    s, c, e = UpkeepStep, UpkeepChange, Employment
    within = sorted(scope)
    touched = select(c.step_id).join(e, e.id == c.employment_id).where(e.organisation_id.in_(within))
    wanted = (
        select(s)
        .where(s.at > now - timedelta(days=UNDO_DAYS), or_(s.organisation_id.in_(within), s.id.in_(touched)))
        .order_by(s.id.desc())
        .limit(limit)
        .options(selectinload(s.changes))
    )
    return list(session.scalars(wanted))


def find_matches(
    session: Session, actor: Actor, emails: Iterable[str], names: Iterable[str], today: date
) -> tuple[dict[str, list[Match]], dict[str, list[Match]]]:
    """Who has one of these addresses, in the whole region; who has one of these names, within the actor's reach.

    Both by lower case. A name alone says too little to tell a coordinator about people elsewhere.
    """
    e, asked = Employment, sorted({name.lower() for name in names})
    addresses = sorted({email.lower() for email in emails if email})
    person = (Person.id, Person.name, func.lower(Person.name), func.lower(Person.email))
    work = (e.organisation_id, e.employed_from, e.employed_until, Organisation.name)
    rows = session.execute(
        select(*person, *work)
        .outerjoin(e, e.person_id == Person.id)
        .outerjoin(Organisation, Organisation.id == e.organisation_id)
        .where(or_(func.lower(Person.email).in_(addresses), func.lower(Person.name).in_(asked)))
        .order_by(Person.id, Organisation.name)
    )
    since = months_later(today, -LEFT_MONTHS)
    people: dict[int, tuple[str, str, str | None]] = {}
    places: dict[int, list[str]] = defaultdict(list)
    near: set[int] = set()
    for person_id, name, folded, email, place_id, first, last, place in rows:
        people[person_id] = (name, folded, email)
        if place_id is None:
            continue
        if first <= today <= (last or date.max) and place not in places[person_id]:
            places[person_id].append(place)
        if (last or date.max) >= since and may_touch(actor, place_id):
            near.add(person_id)
    by_email: dict[str, list[Match]] = defaultdict(list)
    by_name: dict[str, list[Match]] = defaultdict(list)
    for person_id, (name, folded, email) in people.items():
        match = Match(person_id, name, tuple(places[person_id]))
        if email is not None and email in addresses:
            by_email[email].append(match)
        if person_id in near:
            by_name[folded].append(match)
    return by_email, by_name


def last_confirmations(session: Session, organisation_ids: Collection[int]) -> dict[int, Confirmation]:
    """Of each organisation the newest confirmation of its list, or of the list of one above it that holds it too."""
    o, said = Organisation, ListConfirmation
    parents: dict[int, int | None] = {
        row.id: row.parent_id for row in session.execute(select(o.id, o.parent_id))
    }
    above = {one: with_ancestors(one, parents) for one in organisation_ids}
    asked = sorted({other for line in above.values() for other in line})
    newest = select(func.max(said.id)).where(said.organisation_id.in_(asked)).group_by(said.organisation_id)
    found = {one.organisation_id: one for one in session.scalars(select(said).where(said.id.in_(newest)))}
    answers = {}
    for organisation_id, line in above.items():
        lines = [found[one] for one in line if one in found]
        if lines:
            last = max(lines, key=lambda one: one.id)
            answers[organisation_id] = Confirmation(last.at, last.actor, last.people, last.organisation_id)
    return answers


def confirmations_due(
    session: Session, organisation_ids: Collection[int], today: date
) -> dict[int, Confirmation | None]:
    """Of these organisations those whose list should be confirmed now, with the last time it was (None: never)."""
    last = last_confirmations(session, organisation_ids)
    return {
        one: last.get(one)
        for one in organisation_ids
        if confirmation_due(last[one].day if one in last else None, today).now
    }


def active_organisations(session: Session, today: date) -> Sequence[Organisation]:
    """The organisations that exist today or will, by name."""
    o = Organisation
    wanted = select(o).where(or_(o.active_until.is_(None), o.active_until >= today)).order_by(o.name)
    return list(session.scalars(wanted))
