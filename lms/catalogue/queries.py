"""Every select on competences and courses."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.core.errors import NotFound

from .models import Competence, Course


def all_competences(session: Session) -> list[Competence]:
    """Every competence in the order in which it came to be."""
    return list(session.scalars(select(Competence).order_by(Competence.id)))


def all_courses(session: Session) -> list[Course]:
    """Every course by key."""
    return list(session.scalars(select(Course).order_by(Course.key)))


def get_competence(session: Session, competence_id: int, *, to_change: bool = False) -> Competence:
    """One competence, locked when it is to be changed; NotFound when there is none with this id."""
    wanted = select(Competence).where(Competence.id == competence_id)
    if to_change:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found
