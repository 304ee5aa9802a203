"""Every select on competences and courses."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from .models import Competence, Course


def all_competences(session: Session) -> list[Competence]:
    """Every competence in the order in which it came to be."""
    return list(session.scalars(select(Competence).order_by(Competence.id)))


def all_courses(session: Session) -> list[Course]:
    """Every course by key."""
    return list(session.scalars(select(Course).order_by(Course.key)))
