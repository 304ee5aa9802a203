"""Selects on persons and their employments."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from lms.core.errors import NotFound

from ..models import Employment, Person, PersonKey


def get_person(session: Session, person_id: int) -> Person:
    """One person with all employments, organisations and functions; NotFound when there is none with this id."""
    wanted = (
        select(Person)
        .where(Person.id == person_id)
        .options(
            selectinload(Person.employments).options(
                joinedload(Employment.organisation), joinedload(Employment.function)
            )
        )
    )
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def find_person(session: Session, person_id: int) -> Person | None:
    """One person; none when there is none with this id."""
    return session.get(Person, person_id)


def find_person_by_key(session: Session, source: str, key: str) -> int | None:
    """The id of the person that a source knows by this key."""
    return session.scalar(select(PersonKey.person_id).where(PersonKey.source == source, PersonKey.key == key))
