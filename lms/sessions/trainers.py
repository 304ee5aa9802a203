"""Use cases of whoever gives sessions: assigning, signing up, and saying when it is possible."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lms.core.db import UnitOfWork
from lms.core.errors import NotFound, Refused
from lms.core.events import Change
from lms.people.queries import find_person

from . import events
from .details import spans_of
from .models import SessionTrainer, TrainingSession
from .queries import get_session_to_change
from .rules import lacks_trainers
from .services import session_to_change
from .taking import check_trainers


@dataclass(frozen=True)
class Asked:
    """Whether this person may give a course (by the keys of its type and its own) on a day."""

    course_type: str
    course: str
    person_id: int
    on: date


TrainerCheck = Callable[[Session, Collection[Asked]], Mapping[Asked, str | None]]
"""(session, what is asked) → why not, None when all is well; for all at once, so that a list takes as many queries.

Certificates stand above sessions on the staircase; the composition root hands this in.
"""


def asked_of(session: TrainingSession, person_id: int, today: date) -> Asked:
    """What is asked of somebody who gives a session: to be able to on the day of its first meeting."""
    return Asked(session.course.course_type, session.course.key, person_id, check_day(session, today))


def check_day(session: TrainingSession, today: date) -> date:
    """The day on which a trainer must be able to give the session: that of its first meeting."""
    return min((span.starts_at.date() for span in spans_of(session.meetings)), default=today)


def assign_trainer(
    uow: UnitOfWork,
    session_id: int,
    person_id: int,
    role: str,
    exception: str,
    check: TrainerCheck,
    today: date,
) -> SessionTrainer:
    """Let somebody give a session; a trainer who may not by certificate only with the reason for the exception."""
    session = _to_staff(uow, session_id)
    person = find_person(uow.session, person_id)
    if person is None or role not in ("trainer", "co_trainer"):
        raise NotFound
    exception = " ".join(exception.split())
    reason = _why_not(uow.session, session, person_id, check, today) if role == "trainer" else None
    if reason is not None and not exception:
        raise Refused(
            _(
                "%(name)s: %(reason)s Assign somebody else, or say why this is an exception.",
                name=person.name,
                reason=reason,
            ),
            field="exception",
        )
    return _join(uow, session, person_id, role, exception if reason is not None else None)


def sign_up(
    uow: UnitOfWork, session_id: int, person_id: int, check: TrainerCheck, today: date
) -> SessionTrainer:
    """A trainer takes a session that lacks one; without a current competence that is for planners to decide."""
    session = _to_staff(uow, session_id)
    trainers = sum(one.role == "trainer" for one in session.trainers)
    if not lacks_trainers(session.status, session.trainers_wanted, trainers) or session.status == "draft":
        raise Refused(_("This session has its trainers already."))
    reason = _why_not(uow.session, session, person_id, check, today)
    if reason is not None:
        raise Refused(_("You cannot sign up: %(reason)s The programme team can help.", reason=reason))
    return _join(uow, session, person_id, "trainer", None)


def remove_trainer(uow: UnitOfWork, session_id: int, person_id: int) -> TrainingSession:
    """Somebody does not give the session any more; that there was an exception stays in its history."""
    session = _to_staff(uow, session_id)
    gone = next((one for one in session.trainers if one.person_id == person_id), None)
    if gone is None:
        raise NotFound
    was = {"person_id": person_id, "role": gone.role, "exception": gone.exception}
    session.trainers.remove(gone)
    uow.session.flush()
    uow.publish(events.TrainerRemoved((Change(session.id, was, None),), {"person_id": person_id}))
    return session


def _to_staff(uow: UnitOfWork, session_id: int) -> TrainingSession:
    session = session_to_change(uow, session_id, None)
    if session.status in ("cancelled", "closed"):
        raise Refused(_("This session is over or cancelled; who gave it stays as it was."))
    return session


def _why_not(
    session: Session, planned: TrainingSession, person_id: int, check: TrainerCheck, today: date
) -> str | None:
    asked = asked_of(planned, person_id, today)
    return check(session, [asked]).get(asked)


def _join(
    uow: UnitOfWork, session: TrainingSession, person_id: int, role: str, exception: str | None
) -> SessionTrainer:
    if any(one.person_id == person_id for one in session.trainers):
        raise Refused(_("This person gives the session already."))
    joined = SessionTrainer(person_id=person_id, role=role, exception=exception)
    session.trainers.append(joined)
    try:
        uow.session.flush()
    except IntegrityError as error:
        raise Refused(_("This person gives the session already.")) from error
    again = get_session_to_change(uow.session, session.id)
    check_trainers(uow.session, again, only=person_id)
    said = {"person_id": person_id, "role": role} | ({"exception": exception} if exception else {})
    uow.publish(events.TrainerAssigned((Change(session.id, None, said),), {"person_id": person_id}))
    return joined
