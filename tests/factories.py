"""Plain functions that put one fact each into a session; what a test leaves out has one fixed value."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from lms.catalogue.models import Competence, Course
from lms.certification.models import Certificate
from lms.expertise.models import Norm, PracticeEvent, PracticeKind
from lms.organisations.models import Organisation, OrganisationType, Region
from lms.people.models import Employment, Function, Person
from lms.sessions.models import Meeting, Room, TrainingSession

day = date.fromisoformat


def _session_of(thing: object) -> Session:
    session = object_session(thing)
    assert session is not None, f"{thing!r} is in no session"
    return session


def make_region(session: Session, name: str = "Kop van Noord-Holland") -> Region:
    region = Region(name=name)
    session.add(region)
    session.flush()
    return region


def make_type(session: Session, key: str = "local_team") -> OrganisationType:
    kind = OrganisationType(key=key, name_nl=key, name_en=key)
    session.add(kind)
    session.flush()
    return kind


def make_organisation(
    session: Session,
    name: str = "Team Noord",
    parent: Organisation | None = None,
    *,
    region: Region | None = None,
    type_: OrganisationType | None = None,
    active_from: date | None = None,
    active_until: date | None = None,
    merged_into: Organisation | None = None,
) -> Organisation:
    organisation = Organisation(
        name=name,
        parent=parent,
        region=region,
        type=type_,
        active_from=active_from,
        active_until=active_until,
        merged_into=merged_into,
    )
    session.add(organisation)
    session.flush()
    return organisation


def make_person(session: Session, name: str = "Anna Voorbeeld", email: str | None = None) -> Person:
    person = Person(name=name, email=email)
    session.add(person)
    session.flush()
    return person


def make_function(session: Session, name: str = "gezinscoach") -> Function:
    function = Function(name=name)
    session.add(function)
    session.flush()
    return function


def employ(
    person: Person,
    organisation: Organisation,
    from_: date,
    until: date | None = None,
    function: Function | None = None,
    fte: Decimal | None = None,
) -> Employment:
    employment = Employment(
        person=person,
        organisation=organisation,
        employed_from=from_,
        employed_until=until,
        function=function,
        fte=fte,
    )
    _session_of(person).add(employment)
    return employment


def make_competence(
    session: Session,
    key: str = "care",
    validity: str | None = None,
    currency: tuple[int, str] | None = None,
) -> Competence:
    """`currency` is (count, ISO 8601 period)."""
    count, period = currency or (None, None)
    competence = Competence(
        key=key, name_nl=key, name_en=key, validity=validity, currency_count=count, currency_period=period
    )
    session.add(competence)
    session.flush()
    return competence


def certify(
    person: Person,
    competence: Competence,
    issued_on: date,
    valid_until: date | None = None,
    revoked_on: date | None = None,
    number: str = "",
) -> Certificate:
    certificate = Certificate(
        person=person,
        competence=competence,
        issued_on=issued_on,
        valid_until=valid_until,
        revoked_on=revoked_on,
        number=number,
    )
    _session_of(person).add(certificate)
    return certificate


def make_kind(session: Session, key: str = "own_use") -> PracticeKind:
    """The kind of practice with this key, made when the course types did not ship it."""
    kind = session.scalar(select(PracticeKind).where(PracticeKind.key == key))
    if kind is None:
        kind = PracticeKind(key=key, name_nl=key, name_en=key)
        session.add(kind)
        session.flush()
    return kind


def practise(person: Person, competence: Competence, on: date, kind: str = "own_use") -> PracticeEvent:
    session = _session_of(person)
    event = PracticeEvent(
        person_id=person.id, competence_id=competence.id, kind=make_kind(session, kind), day=on
    )
    session.add(event)
    return event


def set_norm(
    organisation: Organisation,
    competence: Competence,
    from_: date,
    *,
    headcount: int | None = None,
    share: str | None = None,
    function: Function | None = None,
) -> Norm:
    """Exactly one of `headcount` and `share` ("0.35")."""
    norm = Norm(
        organisation=organisation,
        competence=competence,
        starts_on=from_,
        headcount=headcount,
        share=None if share is None else Decimal(share),
        function=function,
    )
    _session_of(organisation).add(norm)
    return norm


def make_course(session: Session, key: str = "care-course", competence: Competence | None = None) -> Course:
    """The course with this key, made when no course type shipped it; its type is not installed."""
    course = session.scalar(select(Course).where(Course.key == key))
    if course is None:
        course = Course(key=key, course_type="care", name_nl=key, name_en=key, competence=competence)
        session.add(course)
        session.flush()
    return course


def make_session(
    session: Session, key: str, *starts: str, course: Course | None = None, **values: Any
) -> TrainingSession:
    """A session with a three-hour meeting at each start ("2026-12-03T09:00"); published unless said otherwise."""
    meetings = [
        Meeting(starts_at=start, ends_at=start + timedelta(hours=3))
        for start in (datetime.fromisoformat(text) for text in starts)
    ]
    planned = TrainingSession(
        key=key,
        course=course or make_course(session),
        **{"status": "published", "meetings": meetings} | values,
    )
    session.add(planned)
    session.flush()
    return planned


def make_room(session: Session, name: str = "Oak") -> Room:
    room = Room(name=name)
    session.add(room)
    session.flush()
    return room
