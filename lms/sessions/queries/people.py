"""Selects on whoever gives sessions, and on who works where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.core.access import Role
from lms.organisations.models import Organisation
from lms.people.models import Account, Employment, Person, RoleAssignment

from ..models import SessionTrainer, TrainerAvailability, TrainerLimit


def employers_today(session: Session, person_id: int, today: date) -> list[int]:
    """The organisations that somebody works for today."""
    e = Employment
    runs = or_(e.employed_until.is_(None), e.employed_until >= today)
    wanted = select(e.organisation_id).where(e.person_id == person_id, e.employed_from <= today, runs)
    return list(session.scalars(wanted.distinct()))


def known_trainers(session: Session) -> list[Person]:
    """Whoever has an account as trainer or gave a session before, by name."""
    by_role = (
        select(Account.person_id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(RoleAssignment.role == Role.TRAINER, Account.active, Account.person_id.is_not(None))
    )
    gave = select(SessionTrainer.person_id)
    wanted = select(Person).where(or_(Person.id.in_(by_role), Person.id.in_(gave)))
    return list(session.scalars(wanted.order_by(Person.name, Person.id)))


def people_called(
    session: Session, search: str, employers: Collection[int] | None, today: date, limit: int = 20
) -> list[Person]:
    """People whose name or e-mail address holds this text; of some employers only when those are given."""
    text = search.lower()
    named = or_(
        func.lower(Person.name).contains(text, autoescape=True),
        func.lower(Person.email).contains(text, autoescape=True),
    )
    wanted = select(Person).where(named).order_by(Person.name, Person.id).limit(limit)
    if employers is not None:
        e = Employment
        runs = or_(e.employed_until.is_(None), e.employed_until >= today)
        own = select(e.person_id).where(
            e.organisation_id.in_(sorted(employers)), e.employed_from <= today, runs
        )
        wanted = wanted.where(Person.id.in_(own))
    return list(session.scalars(wanted))


def find_people(session: Session, ids: Collection[int]) -> dict[int, Person]:
    """These people by id."""
    wanted = select(Person).where(Person.id.in_(sorted(ids)))
    return {person.id: person for person in session.scalars(wanted)}


def find_organisations(session: Session, ids: Collection[int]) -> list[Organisation]:
    """Those of these organisations that exist, by name."""
    wanted = select(Organisation).where(Organisation.id.in_(sorted(ids)))
    return list(session.scalars(wanted.order_by(Organisation.name)))


def availability_of(session: Session, people: Collection[int]) -> list[TrainerAvailability]:
    """What these people said of their availability, the first day first."""
    a = TrainerAvailability
    wanted = select(a).where(a.person_id.in_(sorted(people))).order_by(a.person_id, a.first_day, a.id)
    return list(session.scalars(wanted))


def limits_of(session: Session, people: Collection[int]) -> dict[int, int]:
    """How many days a year these people want to give at most; who did not say so is left out."""
    wanted = select(TrainerLimit).where(TrainerLimit.person_id.in_(sorted(people)))
    return {limit.person_id: limit.days_a_year for limit in session.scalars(wanted)}


def get_limit_to_change(session: Session, person_id: int) -> TrainerLimit | None:
    """What somebody said of the days a year; who changes it first locks the person."""
    session.scalar(select(Person.id).where(Person.id == person_id).with_for_update())
    wanted = select(TrainerLimit).where(TrainerLimit.person_id == person_id)
    return session.scalar(wanted.execution_options(populate_existing=True))
