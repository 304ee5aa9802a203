"""Gathers what the pages of courses show; a type that is not there leaves what was stored to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.catalogue.models import Course
from lms.core.access import Actor
from lms.expertise.person_page import person_page
from lms.plugins.api import (
    Applicant,
    CertificateText,
    CourseType,
    Decision,
    Held,
    PageSpec,
    Participation,
    Setting,
    Text,
)
from lms.plugins.registry import Registry

from .permissions import may_view_page
from .queries import courses_with_competence, get_course


@dataclass(frozen=True)
class TypeSection:
    """The courses of one type; `type` is None when it is not in use, and `state` says why."""

    key: str
    name: Text
    type: CourseType | None
    state: str
    courses: Sequence[Course]
    pages: Sequence[PageSpec]


@dataclass(frozen=True)
class CoursePage:
    """One course with what its type says; all of that is None when the type is not in use.

    `decision` is about the reader when `personal`, else about somebody who holds nothing yet.
    """

    course: Course
    type_name: Text
    type: CourseType | None
    state: str
    personal: bool
    decision: Decision | None
    completed: Decision | None
    certificate: CertificateText | None
    practice: Sequence[tuple[Text, str | None]]
    settings: Sequence[Setting]


def course_sections(session: Session, registry: Registry, actor: Actor) -> list[TypeSection]:
    """Every type that is in use, and every other whose courses are here."""
    by_type: dict[str, list[Course]] = {key: [] for key in registry.enabled}
    for course in courses_with_competence(session):
        by_type.setdefault(course.course_type, []).append(course)
    sections = []
    for key, courses in by_type.items():
        own = registry.find(key)
        pages = [page for page in own.pages() if may_view_page(actor, page)] if own else []
        if courses or pages:
            sections.append(
                TypeSection(key, registry.name_of(key), own, str(registry.state(key)), courses, pages)
            )
    return sections


def course_page(
    session: Session, registry: Registry, actor: Actor, course_id: int, today: date
) -> CoursePage:
    """What is stored of a course, and what its type answers about it."""
    course = get_course(session, course_id)
    own, state = registry.find(course.course_type), str(registry.state(course.course_type))
    personal, name = actor.person_id is not None, registry.name_of(course.course_type)
    if own is None or course.key not in {spec.key for spec in own.courses()}:
        return CoursePage(course, name, None, state, personal, None, None, None, (), ())
    return CoursePage(
        course,
        name,
        own,
        state,
        personal,
        own.may_enrol(course.key, _applicant(session, actor.person_id, today)),
        own.is_completed(course.key, Participation()),
        own.certificate(course.key),
        _practice(registry, own, course),
        [one for one in own.settings() if one.course in (None, course.key)],
    )


def _applicant(session: Session, person_id: int | None, today: date) -> Applicant:
    """The person as a course type may know it: how it stands in each competence, and its functions today."""
    if person_id is None:
        return Applicant()
    page = person_page(session, person_id, today)
    holds = {
        d.competence.key: Held(d.reasoned.standing.valid, d.reasoned.standing.current) for d in page.dossiers
    }
    functions = {e.function.name for e in page.employments(running=True) if e.function}
    return Applicant(holds, frozenset(functions))


def _practice(registry: Registry, own: CourseType, course: Course) -> list[tuple[Text, str | None]]:
    """The kinds of practice of the type, and those of others that weigh this competence; a weight of 1 goes unsaid."""
    key = course.competence.key if course.competence else None
    if key is None:
        return []
    found = []
    for one in registry.enabled.values():
        weights = {w.kind: w.weight for w in one.practice_weights() if w.competence == key}
        for kind in one.practice_kinds():
            if one is own or kind.key in weights:
                weight = weights.get(kind.key)
                found.append((kind.name, None if weight in (None, 1) else f"{weight:f}"))
    return found
