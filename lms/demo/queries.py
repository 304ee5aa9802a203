"""Every select of the demo region."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.expertise.models import Norm
from lms.organisations.models import Organisation
from lms.people.models import Person, PersonKey

SOURCE = "demo"
"""The source under which the demo's persons are known."""


def is_empty(session: Session) -> bool:
    """Whether the database holds no organisations and no people yet."""
    return not session.scalar(select(exists(select(Person.id)) | exists(select(Organisation.id))))


def demo_people(session: Session, keys: Collection[str]) -> dict[str, int]:
    """The ids of the demo's persons with these keys."""
    wanted = select(PersonKey.key, PersonKey.person_id).where(PersonKey.source == SOURCE)
    return {row.key: row.person_id for row in session.execute(wanted.where(PersonKey.key.in_(keys)))}


def all_norms(session: Session) -> list[Norm]:
    """Every norm."""
    return list(session.scalars(select(Norm).order_by(Norm.id)))
