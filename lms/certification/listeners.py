"""A completed session issues the certificate of its course, in the same transaction."""

from __future__ import annotations

from lms.core.db import UnitOfWork
from lms.core.events import Event
from lms.enrolments.events import EnrolmentCompleted
from lms.enrolments.models import Enrolment

from .services import issue


def issue_when_completed(uow: UnitOfWork, happened: Event) -> None:
    """A course that leads to no competence issues nothing."""
    if not isinstance(happened, EnrolmentCompleted):
        return
    enrolment = uow.session.get_one(Enrolment, happened.enrolment_id)
    competence = enrolment.session.course.competence
    if competence is not None and enrolment.completed_on is not None:
        issue(uow, enrolment.person_id, competence, enrolment.completed_on)
