"""Use cases of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from lms.core.db import UnitOfWork
from lms.core.events import Change
from lms.plugins.api import CourseType

from .events import CompetencesAdded, CompetencesAdopted, CoursesAdded
from .models import Competence, Course
from .queries import all_competences, all_courses


def sync_course_types(uow: UnitOfWork, course_types: Iterable[CourseType]) -> None:
    """Add the competences and courses that course types ship; what exists is left as somebody may have edited it.

    A competence that came without a course type, by an import, becomes the type's whose key it carries.
    """
    known = {competence.key: competence for competence in all_competences(uow.session)}
    courses = {course.key for course in all_courses(uow.session)}
    for course_type in course_types:
        added: list[Competence] = []
        adopted: list[Competence] = []
        for spec in course_type.competences():
            if spec.key not in known:
                known[spec.key] = Competence(
                    key=spec.key,
                    name_nl=spec.name.nl,
                    name_en=spec.name.en,
                    validity=spec.validity,
                    currency_count=spec.currency_count,
                    currency_period=spec.currency_period,
                    course_type=course_type.key,
                    is_example=spec.is_example,
                )
                added.append(known[spec.key])
            elif known[spec.key].course_type is None:
                known[spec.key].course_type = course_type.key
                adopted.append(known[spec.key])
        new = [
            Course(
                key=spec.key,
                course_type=course_type.key,
                name_nl=spec.name.nl,
                name_en=spec.name.en,
                competence=known[spec.competence] if spec.competence else None,
            )
            for spec in course_type.courses()
            if spec.key not in courses
        ]
        uow.session.add_all([*added, *new])
        uow.session.flush()
        if added:
            uow.publish(CompetencesAdded(tuple(Change(c.id, None, {"key": c.key}) for c in added)))
        if adopted:
            found = tuple(
                Change(c.id, {"course_type": None}, {"course_type": c.course_type}) for c in adopted
            )
            uow.publish(CompetencesAdopted(found))
        if new:
            uow.publish(CoursesAdded(tuple(Change(c.id, None, {"key": c.key}) for c in new)))
