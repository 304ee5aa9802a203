"""Use cases of expertise."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from lms.core.db import UnitOfWork
from lms.core.events import Change
from lms.plugins.api import CourseType

from .events import PracticeKindsAdded
from .models import PracticeKind


def sync_practice_kinds(uow: UnitOfWork, course_types: Iterable[CourseType]) -> None:
    """Add the kinds of practice that course types ship; what exists is left as it is."""
    known = set(uow.session.scalars(select(PracticeKind.key)))
    added = []
    for course_type in course_types:
        for spec in course_type.practice_kinds():
            if spec.key not in known:
                known.add(spec.key)
                added.append(PracticeKind(key=spec.key, name_nl=spec.name.nl, name_en=spec.name.en))
    if added:
        uow.session.add_all(added)
        uow.session.flush()
        uow.publish(PracticeKindsAdded(tuple(Change(k.id, None, {"key": k.key}) for k in added)))
