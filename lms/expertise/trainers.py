"""Who may give a course: whoever holds the competence that its type asks of trainers, valid and current that day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lms.catalogue.queries import all_competences
from lms.plugins.registry import Registry
from lms.sessions.trainers import Asked
from lms.web.filters import named, short_date

from .queries import currency_of, facts_of, held
from .rules import Standing, standing


def why_not_give(registry: Registry, session: Session, asked: Collection[Asked]) -> dict[Asked, str | None]:
    """Why each may not give the course on that day; None: may. A course of a type not in use anybody may give."""
    wanted = {one: _wanted_by(registry, one) for one in asked}
    competences = [one for one in all_competences(session) if one.key in set(wanted.values())]
    by_key = {one.key: one for one in competences}
    certificates, practice = facts_of(session, {one.person_id for one in asked}, competences)
    found: dict[Asked, str | None] = {}
    for one, key in wanted.items():
        competence = by_key.get(key or "")
        if competence is None:
            found[one] = None
            continue
        of = (one.person_id, competence.id)
        days = [moment[0] for moment in practice[of]]
        stands = standing([held(c) for c in certificates[of]], days, currency_of(competence), one.on)
        found[one] = None if stands.current else _reason(stands, named(competence), one.on)
    return found


def _wanted_by(registry: Registry, asked: Asked) -> str | None:
    own = registry.find(asked.course_type)
    return own.trainer_competence(asked.course) if own else None


def _reason(stands: Standing, name: str, on: date) -> str:
    day = short_date(on)
    if stands.valid:
        return _("The certificate %(name)s is valid, but not in practice on %(day)s.", name=name, day=day)
    if stands.decisive is None:
        return _("There is no certificate %(name)s on %(day)s.", name=name, day=day)
    return _("The certificate %(name)s is not valid on %(day)s.", name=name, day=day)
