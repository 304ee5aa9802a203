"""Whether people may take a course: what they hold on a day, put to the course type."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.orm import Session

from lms.catalogue.models import Course
from lms.catalogue.queries import all_competences
from lms.plugins.api import Applicant, Decision
from lms.plugins.api import Held as Holds
from lms.plugins.registry import Registry

from .queries import currency_of, facts_of, functions_of, held
from .rules import standing


def who_may_enrol(
    registry: Registry, session: Session, course: Course, person_ids: Collection[int], on: date
) -> Mapping[int, Decision]:
    """The answer of the course's type for each of these people; a course without a type asks nothing."""
    course_type = registry.find(course.course_type)
    if course_type is None:
        return {one: Decision(True) for one in person_ids}
    competences = all_competences(session)
    certificates, practice = facts_of(session, person_ids, competences)
    functions = functions_of(session, person_ids, on)
    answers = {}
    for one in person_ids:
        holds = {}
        for competence in competences:
            if own := certificates.get((one, competence.id)):
                days = [day for day, _kind in practice.get((one, competence.id), [])]
                stands = standing([held(c) for c in own], days, currency_of(competence), on)
                holds[competence.key] = Holds(stands.valid, stands.current)
        who = Applicant(holds, frozenset(functions.get(one, ())))
        answers[one] = course_type.may_enrol(course.key, who)
    return answers
