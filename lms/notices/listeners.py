"""Writes a message for what happens to enrolments and sessions, in the transaction in which it happens."""

from __future__ import annotations

from collections.abc import Mapping

from lms.core.db import UnitOfWork
from lms.core.events import Event
from lms.enrolments import events as enrolments
from lms.enrolments.models import Enrolment, EnrolmentStep
from lms.enrolments.queries.locked import enrolments_of
from lms.sessions import events as sessions
from lms.sessions.models import TrainingSession

from .invitations import invitations_of
from .kinds import KINDS
from .outbox import write
from .queries import Addressee, addressees, place_in_line
from .telling import course_of, moment_of, place_of, when_of

ENROLMENT_KINDS: dict[type[Event], str] = {
    enrolments.EnrolmentBooked: "enrolment_booked",
    enrolments.EnrolmentWaiting: "enrolment_waiting",
    enrolments.EnrolmentOffered: "enrolment_offered",
    enrolments.EnrolmentPromoted: "enrolment_promoted",
    enrolments.EnrolmentRefused: "enrolment_refused",
    enrolments.EnrolmentCancelled: "enrolment_cancelled",
    enrolments.EnrolmentOfferExpired: "offer_expired",
    enrolments.EnrolmentPassedOver: "enrolment_passed_over",
}
"""Which message tells the person; of what is not named here nobody is told."""

SESSION_KINDS: dict[type[Event], str] = {
    sessions.SessionCancelled: "session_cancelled",
    sessions.MeetingAdded: "session_changed",
    sessions.MeetingMoved: "session_changed",
    sessions.MeetingCancelled: "session_changed",
}
"""Which message tells everybody who takes part, waits or gives it."""

CONCERNED = {
    "session_cancelled": {"requested", "waiting", "offered", "booked"},
    "session_changed": {"offered", "booked"},
}
CHANGED = {
    "nl": {"plan": "De planning is gewijzigd.", "cancelled": "Een bijeenkomst gaat niet door. De reden: {}"},
    "en": {"plan": "The plan has changed.", "cancelled": "A meeting does not take place. The reason: {}"},
}


def write_messages(uow: UnitOfWork, happened: Event) -> None:
    """Tell those whom an event concerns and who have an address; each step and each change once."""
    if isinstance(happened, enrolments.EnrolmentEvent):
        if kind := ENROLMENT_KINDS.get(type(happened)):
            _tell_enrolment(uow, kind, happened)
    elif isinstance(happened, sessions.SessionEvent) and (kind := SESSION_KINDS.get(type(happened))):
        _tell_session(uow, kind, happened)


def _tell_enrolment(uow: UnitOfWork, kind: str, happened: enrolments.EnrolmentEvent) -> None:
    reader = addressees(uow.session, [happened.person_id]).get(happened.person_id)
    if reader is None:
        return
    session = uow.session.get_one(TrainingSession, happened.session_id)
    row = uow.session.get_one(Enrolment, happened.enrolment_id)
    told: dict[str, object] = {}
    if kind == "enrolment_waiting":
        told["position"] = place_in_line(uow.session, row)
    elif kind == "enrolment_offered" and row.offer_until:
        told["until"] = moment_of(row.offer_until, reader.language)
    step = uow.session.get_one(EnrolmentStep, happened.step_id)
    if kind == "enrolment_refused":
        told["reason"] = step.values.get("reason", "–")
    seated = "booked" in {step.before, step.after}
    write_about(uow, kind, reader, session, f"enrolment_step:{step.id}", told, seated=seated)


def _tell_session(uow: UnitOfWork, kind: str, happened: sessions.SessionEvent) -> None:
    session = uow.session.get_one(TrainingSession, happened.session_id)
    if session.status == "draft":
        return
    concerned = [one for one in enrolments_of(uow.session, session.id) if one.state in CONCERNED[kind]]
    people = {one.person_id for one in concerned} | {one.person_id for one in session.trainers}
    without_seat = {one.person_id for one in concerned if one.state != "booked"}
    reason = happened.details.get("reason")
    # However many meetings somebody changes at once, it is one message, which tells the whole plan.
    occasion = f"{kind}:{session.id}:{uow.now.isoformat()}"
    for person_id, reader in sorted(addressees(uow.session, people).items()):
        words = CHANGED[reader.language]
        changes = words["cancelled"].format(reason) if reason else words["plan"]
        told = {"reason": reason or "–", "changes": changes}
        write_about(
            uow, kind, reader, session, f"{occasion}:{person_id}", told, seated=person_id not in without_seat
        )


def write_about(
    uow: UnitOfWork,
    kind: str,
    reader: Addressee,
    session: TrainingSession,
    once: str,
    told: Mapping[str, object],
    *,
    seated: bool = True,
) -> None:
    """Write a message of this kind about a session to somebody; `seated`: with its meetings for the calendar."""
    known = {
        "name": reader.name,
        "course": course_of(session, reader.language),
        "when": when_of(session, reader.language),
        "place": place_of(session, reader.language),
        "link": f"/sessions/{session.id}",
    } | dict(told)
    write(
        uow,
        kind,
        reader.address,
        once,
        {name: known[name] for name in KINDS[kind].variables},
        language=reader.language,
        person_id=reader.person_id,
        account_id=reader.account_id,
        calendar=invitations_of(kind, session, reader, uow.now) if seated else None,
    )
