"""Who may give a course: whoever holds the competence that its type asks of trainers, valid and current that day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.catalogue.models import Course
from lms.catalogue.queries import all_competences
from lms.plugins.registry import Registry
from lms.web.filters import named, short_date

from .queries import currency_of, facts_of, held
from .rules import Standing, standing


def why_not_give(
    registry: Registry, session: Session, course: Course, people: Collection[int], on: date
) -> dict[int, str | None]:
    """Why each of these people may not give a course on a day; None: may. Of a type not in use anybody may."""
    own = registry.find(course.course_type)
    key = own.trainer_competence(course.key) if own else None
    competence = next((one for one in all_competences(session) if one.key == key), None)
    if competence is None or not people:
        return dict.fromkeys(people)
    certificates, practice = facts_of(session, people, [competence])
    currency = currency_of(competence)
    found: dict[int, str | None] = {}
    for person in people:
        of = (person, competence.id)
        stands = standing([held(c) for c in certificates[of]], [moment[0] for moment in practice[of]], currency, on)
        found[person] = None if stands.current else _reason(stands, named(competence), on)
    return found


def _reason(stands: Standing, name: str, on: date) -> str:
    day = short_date(on)
    if stands.valid:
        return _("The certificate %(name)s is valid, but not in practice on %(day)s.", name=name, day=day)
    if stands.decisive is None:
        return _("There is no certificate %(name)s on %(day)s.", name=name, day=day)
    return _("The certificate %(name)s is not valid on %(day)s.", name=name, day=day)
