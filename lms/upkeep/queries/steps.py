"""What a step is about to change, locked; and the steps that were recorded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.db import Revision
from lms.core.errors import NotFound
from lms.organisations.models import Organisation
from lms.people.models import Employment, Person

from ..models import UpkeepChange, UpkeepStep
from ..rules import UNDO_DAYS, Employed, Kind


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
    """These people, of whom nobody else makes or changes employments until this transaction ends."""
    ids, e = sorted(person_ids), Employment
    wanted = select(Person).where(Person.id.in_(ids)).order_by(Person.id).with_for_update()
    people = {person.id: person for person in session.scalars(wanted)}
    # An import changes employments without asking for the person first.
    session.execute(select(e.id).where(e.person_id.in_(ids)).order_by(e.id).with_for_update())
    return people


def hold_organisation(session: Session, organisation_id: int) -> None:
    """Let nobody close or merge this organisation until this transaction ends."""
    wanted = select(Organisation.id).where(Organisation.id == organisation_id)
    session.execute(wanted.with_for_update(read=True))


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
    """The newest step that touched each of these employments; the details of a person are none of it."""
    c = UpkeepChange
    wanted = (
        select(c)
        .join(UpkeepStep)
        .where(c.employment_id.in_(sorted(employment_ids)), UpkeepStep.kind != Kind.DETAILS)
        .options(joinedload(c.step))
        .order_by(c.id)
    )
    return {change.employment_id: change.step for change in session.scalars(wanted)}


def count_unknown(session: Session, account_id: int | None, since: datetime) -> int:
    """How many people out of reach this account added since, by their address; what was undone counts too."""
    s, c = UpkeepStep, UpkeepChange
    wanted = select(c.after).join(s).where(s.account_id == account_id, s.kind == Kind.ADDED, s.at > since)
    return sum(bool((after or {}).get("unknown")) for after in session.scalars(wanted))


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
