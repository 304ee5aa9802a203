"""Every select on courses with what they lead to, and on since when a course type is in use."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lms.audit.models import AuditLine
from lms.catalogue.models import Competence, Course
from lms.core.errors import NotFound
from lms.expertise.models import PracticeKind


def courses_with_competence(session: Session) -> list[Course]:
    """Every course with the competence it leads to, in the order in which they came to be."""
    return list(session.scalars(select(Course).options(joinedload(Course.competence)).order_by(Course.id)))


def get_course(session: Session, course_id: int) -> Course:
    """One course with its competence; NotFound when there is none with this id."""
    wanted = select(Course).options(joinedload(Course.competence)).where(Course.id == course_id)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def stored_keys(session: Session) -> dict[str, set[tuple[str, str]]]:
    """Per course type what the database holds of it, as (kind of thing, key); kinds of practice under ''."""
    found: dict[str, set[tuple[str, str]]] = {}
    for table in (Competence, Course):
        for type_, key in session.execute(select(table.course_type, table.key)):
            if type_ is not None:
                found.setdefault(type_, set()).add((table.__tablename__, key))
    found[""] = {("practice_kind", key) for key in session.scalars(select(PracticeKind.key))}
    return found


def in_use_since(session: Session) -> dict[str, datetime]:
    """Per course type when the first of its courses or competences came into this database."""
    found: dict[str, datetime] = {}
    for table in (Competence, Course):
        line = AuditLine
        of_thing = (line.subject == table.__tablename__) & (line.subject_id == table.id)
        wanted = select(table.course_type, func.min(line.at)).join(line, of_thing).group_by(table.course_type)
        for key, at in session.execute(wanted):
            if key is not None:
                found[key] = min(at, found.get(key, at))
    return found
